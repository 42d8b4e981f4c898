"""``talentwire rescore``, ``reextract`` and ``forget``: what is stored, thought over again or taken out."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from sqlalchemy import Engine

from cli.trouble import Trouble
from storage import articles
from storage.articles import StoredArticle
from storage.database import open_engine, read, write
from storage.entries.again import load_screened_out, readmit
from storage.records import Article, ArticleId, EntryId, Extraction, Failed, Verdict
from storage.settings import StorageSettings
from worker.article.parse import parse_article
from worker.facts.extract import extract
from worker.placing import place
from worker.relevance.judge import judge, load_model, screen
from worker.story.assign import card_of
from worker.urls import clean_link, compare_form

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A stored text whose verdict another model turns round."""

    what: str
    """article or entry."""
    id: str
    title: str
    url: str | None
    old_score: float
    new_score: float
    old_model: str
    new_model: str

    def told(self) -> dict[str, Any]:
        """As a plain JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


def rescore(*, dry_run: bool, as_json: bool) -> int:
    """Judge all that is stored by the present model; list what flips, and write it unless ``dry_run``."""
    engine = open_engine(StorageSettings().url)
    flips = [*_articles(engine, write_it=not dry_run), *_entries(engine, write_it=not dry_run)]
    for flip in flips:
        if as_json:
            sys.stdout.write(json.dumps(flip.told(), ensure_ascii=False) + "\n")
        else:
            turn = "comes in" if flip.new_score > flip.old_score else "goes out"
            Console().print(
                f"{flip.what} {flip.id}: {turn}, {flip.old_score:.2f} -> {flip.new_score:.2f}  {flip.title}", markup=False
            )
    if not as_json:
        word = "would flip" if dry_run else "flipped"
        Console().print(f"{len(flips)} {word} under {load_model().version}.", markup=False)
    return 0


def _articles(engine: Engine, *, write_it: bool) -> Iterator[Flip]:
    for stored in _stored(engine):
        verdict = judge(stored.article)
        if verdict.model == stored.verdict.model:
            continue
        if verdict.is_match != stored.verdict.is_match:
            yield Flip(
                what="article",
                id=stored.article_id,
                title=stored.article.title,
                url=stored.article.canonical_url,
                old_score=stored.verdict.score,
                new_score=verdict.score,
                old_model=stored.verdict.model,
                new_model=verdict.model,
            )
        if write_it:
            extraction = extract(stored.article, kind=verdict.kind) if verdict.is_match else Extraction()
            _save(engine, stored, stored.article, verdict, extraction, reason="rescore")


def _entries(engine: Engine, *, write_it: bool) -> Iterator[Flip]:
    after: EntryId | None = None
    while True:
        with read(engine) as session:
            batch = load_screened_out(session, after=after, limit=BATCH)
        if not batch:
            return
        after = batch[-1].entry_id
        back = []
        for entry in batch:
            verdict = screen(entry.title, entry.summary, lang=entry.lang)
            if not verdict.is_match:
                continue
            back.append(entry.entry_id)
            yield Flip(
                what="entry",
                id=str(entry.entry_id),
                title=entry.title,
                url=entry.url,
                old_score=entry.score,
                new_score=verdict.score,
                old_model=entry.model,
                new_model=verdict.model,
            )
        if write_it and back:
            with write(engine) as session:
                readmit(session, entry_ids=back, reason="the present model finds it worth reading", now=_now())


def reextract(*, dry_run: bool, as_json: bool) -> int:
    """Read stored pages and texts again with the present parser and extractor, without the web."""
    engine = open_engine(StorageSettings().url)
    seen = changed = 0
    for stored in _stored(engine):
        seen += 1
        article = _read_again(engine, stored)
        verdict = judge(article)
        extraction = extract(article, kind=verdict.kind)
        if dry_run:
            differs = (article, extraction.version) != (stored.article, stored.extractor)
        else:
            differs = _save(engine, stored, article, verdict, extraction, reason="reextract")
        if differs:
            changed += 1
            if as_json:
                told = {"article_id": stored.article_id, "title": article.title, "moves": len(extraction.moves)}
                sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    if not as_json:
        word = "would be read anew" if dry_run else "changed"
        Console().print(f"{changed} of {seen} articles {word}.")
    return 0


def _read_again(engine: Engine, stored: StoredArticle) -> Article:
    """The article from its stored page, where one is kept and still makes the longer text."""
    with read(engine) as session:
        page = articles.load_page(session, stored.article_id)
    if page is None:
        return stored.article
    try:
        parsed = parse_article(page.page, now=page.fetched_at)
    except Failed:
        return stored.article
    if len(parsed.text) < len(stored.article.text) / 2:
        return stored.article
    return replace(
        parsed,
        url=stored.article.url,
        canonical_url=stored.article.canonical_url,
        title=parsed.title or stored.article.title,
        summary=parsed.summary or stored.article.summary,
        authors=parsed.authors or stored.article.authors,
        published_at=parsed.published_at or stored.article.published_at,
        published_basis=parsed.published_basis or stored.article.published_basis,
        lang=stored.article.lang,
        outlet=stored.article.outlet,
    )


def _save(
    engine: Engine, stored: StoredArticle, article: Article, verdict: Verdict, extraction: Extraction, *, reason: str
) -> bool:
    """Write a revision through the path every article takes; True if anything changed."""
    now = _now()
    with write(engine) as session:
        saved = articles.save_article(
            session,
            article=article,
            compare_url=stored.compare_url,
            verdict=verdict,
            extraction=extraction,
            entry_id=stored.entry_id,
            now=now,
            reason=reason,
        )
        if saved.changed and verdict.is_match:
            card = card_of(
                article, extraction, verdict, article_id=stored.article_id, seen_at=stored.first_seen_at
            )
            place(session, card, now=now)
    return saved.changed


def _stored(engine: Engine) -> Iterator[StoredArticle]:
    after: ArticleId | None = None
    while True:
        with read(engine) as session:
            batch = articles.load_stored(session, after=after, limit=BATCH)
        if not batch:
            return
        yield from batch
        after = batch[-1].article_id


def forget(*, person: str | None, url: str | None, domain: str | None) -> int:
    """Take a person, an article or a whole site out of the record, and keep it out."""
    given = [one for one in (person, url, domain) if one]
    if len(given) != 1:
        raise Trouble("say one of --person NAME, --url URL, --domain DOMAIN", exit_code=2)
    engine = open_engine(StorageSettings().url)
    now = _now()
    with write(engine) as session:
        if person:
            count = articles.forget_person(session, name=person, aliases=_aliases(person), now=now)
        elif url:
            clean = clean_link(url)
            if clean is None:
                raise Trouble(f"{url[:200]}: no http or https address", exit_code=2)
            count = articles.forget_url(session, compare_url=compare_form(clean), now=now)
        else:
            assert domain is not None
            count = articles.forget_domain(session, domain=domain.lower().strip(), now=now)
    # The line does not repeat the name: it may stand in a log for longer than the record did.
    Console().print(f"Forgotten: {count} articles were touched; a tombstone keeps it from coming back.")
    return 0


def _aliases(person: str) -> tuple[str, ...]:
    """The other ways a known person is written."""
    from worker.facts.gazetteer import load_gazetteer

    wanted = person.casefold()
    for known in load_gazetteer().people.values():
        if wanted in (known.name.casefold(), *(alias.casefold() for alias in known.aliases)):
            # A lone surname is many people's.
            return (known.name, *(alias for alias in known.aliases if " " in alias or not alias.isascii()))
    return ()


def _now() -> datetime:
    return datetime.now(UTC)
