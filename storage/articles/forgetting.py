"""Forgetting: a person, an address or a domain leaves the record and is kept from coming back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage import events
from storage.articles.claims import refresh_moves
from storage.articles.identity import folded, person_id
from storage.articles.record import article_from, hash_of
from storage.articles.redaction import Redaction
from storage.articles.tombstones import ADDRESS, DOMAIN, PERSON, bury
from storage.records import ArticleId, Change, Op
from storage.schema import (
    ARTICLE_ORGANISATIONS,
    ARTICLE_PEOPLE,
    ARTICLES,
    CLAIMS,
    COUNTS,
    CREDITS,
    ENTRIES,
    MONEY,
    MOVES,
    PAGES,
    PEOPLE,
    QUOTES,
    REVISIONS,
    STORIES,
    STORY_ARTICLES,
    STORY_KEYS,
)
from storage.stories.counting import refresh_stories

_EVIDENT = (ARTICLE_PEOPLE, ARTICLE_ORGANISATIONS, MONEY, COUNTS, QUOTES, CREDITS, CLAIMS)


def forget_person(
    session: Session, *, name: str, aliases: Sequence[str] = (), now: datetime, reason: str = "forgotten"
) -> int:
    """Take a person out of the record; how many articles were touched.

    Facts about them are removed; in texts, earlier revisions, headlines of entries and the words of other
    facts their name becomes blocks; raw pages that name them are dropped. A tombstone (a keyed hash) keeps
    ``save_article`` from bringing them back under this name or an alias. The change feed tells of all of it.
    """
    written = tuple(dict.fromkeys(one.strip() for one in (name, *aliases) if one.strip()))
    if not written:
        raise ValueError("a person can only be forgotten by name")
    events.take_turn(session)
    bury(session, PERSON, map(folded, written), now=now)
    redaction = Redaction(written)
    ids = [person_id(one) for one in written]
    changes = _drop_person(session, ids, reason)
    touched = _redact_articles(session, redaction, now, reason, changes)
    _redact_entries(session, redaction)
    events.append(session, changes, now=now)
    return touched


def _drop_person(session: Session, ids: Sequence[str], reason: str) -> list[Change]:
    changes = []
    moves = session.execute(sa.select(MOVES.c.id, MOVES.c.revision).where(MOVES.c.person_id.in_(ids))).all()
    move_ids = [row.id for row in moves]
    claims = session.execute(
        sa.delete(CLAIMS).where(CLAIMS.c.move_id.in_(move_ids)).returning(CLAIMS.c.id, CLAIMS.c.revision)
    ).all()
    session.execute(sa.delete(MOVES).where(MOVES.c.id.in_(move_ids)))
    session.execute(sa.delete(QUOTES).where(QUOTES.c.person_id.in_(ids)))
    session.execute(sa.delete(ARTICLE_PEOPLE).where(ARTICLE_PEOPLE.c.person_id.in_(ids)))
    people = session.execute(
        sa.delete(PEOPLE).where(PEOPLE.c.id.in_(ids)).returning(PEOPLE.c.id, PEOPLE.c.revision)
    ).all()
    for entity, rows in (("person", people), ("claim", claims), ("move", moves)):
        changes += [_change(entity, row.id, row.revision + 1, Op.DELETE, reason) for row in rows]
    return changes


def _redact_articles(session: Session, redaction: Redaction, now: datetime, reason: str, changes: list[Change]) -> int:
    """Mask the names in every text that has them; appends to ``changes``."""
    touched: list[str] = []
    for row in session.execute(sa.select(ARTICLES).where(_mentions(ARTICLES.c, redaction))).mappings().all():
        article = article_from(row)
        clean = replace(
            article,
            title=redaction.text(article.title),
            summary=redaction.text(article.summary),
            paragraphs=tuple(map(redaction.text, article.paragraphs)),
            authors=tuple(author for author in article.authors if not redaction.names(author)),
        )
        if clean == article:
            continue
        touched.append(row["id"])
        told = hash_of({"forgot": row["content_hash"], "text": clean.paragraphs, "title": clean.title})
        signals = [{**signal, "text": redaction.text(signal["text"])} for signal in row["signals"]]
        session.execute(
            sa.update(ARTICLES)
            .where(ARTICLES.c.id == row["id"])
            .values(
                title=clean.title,
                summary=clean.summary,
                paragraphs=list(clean.paragraphs),
                authors=list(clean.authors),
                signals=signals,
                revision=row["revision"] + 1,
                updated_at=now,
                content_hash=told,
            )
        )
        session.execute(
            sa.insert(REVISIONS).values(
                article_id=row["id"],
                revision=row["revision"] + 1,
                at=now,
                reason=reason,
                content_hash=told,
                title=clean.title,
                score=row["score"],
                model=row["model"],
                extractor=row["extractor"],
            )
        )
        changes.append(_change("article", row["id"], row["revision"] + 1, Op.UPSERT, reason, told))
        _redact_facts(session, row["id"], redaction)
    session.execute(sa.delete(PAGES).where(PAGES.c.article_id.in_(touched)))
    stories = set(
        session.execute(sa.select(STORY_ARTICLES.c.story_id).where(STORY_ARTICLES.c.article_id.in_(touched))).scalars()
    )
    _redact_story_keys(session, touched, redaction)
    changes += refresh_stories(session, stories, now=now, reason=reason)
    for story in session.execute(sa.select(STORIES.c.id, STORIES.c.title).where(STORIES.c.merged_into.is_not(None))):
        if redaction.names(story.title):
            session.execute(
                sa.update(STORIES).where(STORIES.c.id == story.id).values(title=redaction.text(story.title))
            )
    return len(touched)


def _mentions(columns: sa.ColumnCollection[str, sa.Column[object]], redaction: Redaction) -> sa.ColumnElement[bool]:
    """Rows whose text may name them: a coarse look in the database, a fine one in ``Redaction``."""
    words = dict.fromkeys(name.split()[-1] for name in redaction.written)
    texts = [
        sa.cast(columns[name], sa.Text) for name in ("title", "summary", "paragraphs", "authors") if name in columns
    ]
    # JSON text on SQLite escapes what is not ASCII: such names are looked for in every row.
    if any(not word.isascii() for word in words):
        return sa.true()
    return sa.or_(*(text.icontains(word, autoescape=True) for text in texts for word in words))


def _redact_facts(session: Session, article_id: str, redaction: Redaction) -> None:
    for table in _EVIDENT:
        key = table.c.id if table is CLAIMS else table.c.n
        more = [table.c[name] for name in ("payer", "payee", "text", "description") if name in table.c]
        found = session.execute(
            sa.select(key.label("at"), table.c.words, *more).where(table.c.article_id == article_id)
        ).mappings()
        for row in found.all():
            values = {
                name: redaction.text(value)
                for name, value in row.items()
                if name != "at" and isinstance(value, str) and redaction.names(value)
            }
            if values:
                session.execute(
                    sa.update(table)
                    .where(table.c.article_id == article_id, key == row["at"])
                    .values({name: None if name in {"payer", "payee"} else value for name, value in values.items()})
                )
    rows = session.execute(
        sa.select(REVISIONS.c.revision, REVISIONS.c.title, REVISIONS.c.paragraphs).where(
            REVISIONS.c.article_id == article_id
        )
    ).all()
    for old in rows:
        session.execute(
            sa.update(REVISIONS)
            .where(REVISIONS.c.article_id == article_id, REVISIONS.c.revision == old.revision)
            .values(
                title=redaction.text(old.title),
                paragraphs=None if old.paragraphs is None else [redaction.text(one) for one in old.paragraphs],
            )
        )


def _redact_story_keys(session: Session, article_ids: Sequence[str], redaction: Redaction) -> None:
    """Drop the keys that are made of the name."""
    plain = {folded(name).replace(" ", "-") for name in redaction.written}
    names = {f"person:{name}" for name in plain}
    for row in session.execute(
        sa.select(STORY_ARTICLES.c.article_id, STORY_ARTICLES.c.keys_).where(
            STORY_ARTICLES.c.article_id.in_(list(article_ids))
        )
    ).all():
        kept = [pair for pair in row.keys_ if not any(name in pair[0] for name in plain)]
        if len(kept) != len(row.keys_):
            session.execute(
                sa.update(STORY_ARTICLES).where(STORY_ARTICLES.c.article_id == row.article_id).values(keys_=kept)
            )
            gone = {pair[0] for pair in row.keys_} - {pair[0] for pair in kept}
            session.execute(
                sa.delete(STORY_KEYS).where(
                    STORY_KEYS.c.article_id == row.article_id, STORY_KEYS.c.key.in_(sorted(gone | names))
                )
            )


def _redact_entries(session: Session, redaction: Redaction) -> None:
    query = sa.select(ENTRIES.c.id, ENTRIES.c.title, ENTRIES.c.summary, ENTRIES.c.content_html, ENTRIES.c.authors)
    for row in session.execute(query.where(_mentions(ENTRIES.c, redaction))).all():
        values = {
            "title": redaction.text(row.title),
            "summary": redaction.text(row.summary),
            "content_html": redaction.text(row.content_html),
            "authors": [author for author in row.authors or () if not redaction.names(author)],
        }
        session.execute(sa.update(ENTRIES).where(ENTRIES.c.id == row.id).values(values))


def forget_url(session: Session, *, compare_url: str, now: datetime, reason: str = "forgotten") -> int:
    """Take the article at an address (its form of comparison) out of the record for good; 0 or 1."""
    events.take_turn(session)
    bury(session, ADDRESS, [compare_url], now=now)
    return _drop_articles(session, ARTICLES.c.compare_url == compare_url, now, reason)


def forget_domain(session: Session, *, domain: str, now: datetime, reason: str = "forgotten") -> int:
    """Take every article of a domain, and of the domains below it, out of the record for good; how many."""
    plain = domain.strip().strip(".").casefold()
    events.take_turn(session)
    bury(session, DOMAIN, [plain], now=now)
    below = ARTICLES.c.host.endswith(f".{plain}", autoescape=True)
    return _drop_articles(session, sa.or_(ARTICLES.c.host == plain, below), now, reason)


def _drop_articles(session: Session, which: sa.ColumnElement[bool], now: datetime, reason: str) -> int:
    rows = session.execute(sa.select(ARTICLES.c.id, ARTICLES.c.revision).where(which)).all()
    ids = [ArticleId(row.id) for row in rows]
    if not ids:
        return 0
    stories = (
        session.execute(sa.select(STORY_ARTICLES.c.story_id).where(STORY_ARTICLES.c.article_id.in_(ids)))
        .scalars()
        .all()
    )
    claims = session.execute(
        sa.delete(CLAIMS)
        .where(CLAIMS.c.article_id.in_(ids))
        .returning(CLAIMS.c.id, CLAIMS.c.revision, CLAIMS.c.move_id)
    ).all()
    session.execute(sa.update(ENTRIES).where(ENTRIES.c.article_id.in_(ids)).values(article_id=None))
    session.execute(sa.delete(ARTICLES).where(ARTICLES.c.id.in_(ids)))
    changes = [_change("article", row.id, row.revision + 1, Op.DELETE, reason) for row in rows]
    changes += [_change("claim", row.id, row.revision + 1, Op.DELETE, reason) for row in claims]
    changes += refresh_moves(session, {row.move_id for row in claims}, None, now=now, reason=reason)
    changes += refresh_stories(session, stories, now=now, reason=reason)
    events.append(session, changes, now=now)
    return len(ids)


def _change(entity: str, entity_id: str, revision: int, op: Op, reason: str, told: str = "") -> Change:
    return Change(entity_type=entity, entity_id=entity_id, revision=revision, op=op, content_hash=told, reason=reason)
