"""Saving an article with all that was found in it: one transaction, the same again changes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage import events
from storage.articles.claims import save_claims
from storage.articles.entities import (
    ensure_organisations,
    ensure_people,
    organisation_names,
    person_names,
)
from storage.articles.facts import replace_facts
from storage.articles.identity import article_id
from storage.articles.record import SAME_SCORE, article_row, content_hash
from storage.articles.redaction import Redaction
from storage.articles.tombstones import is_forgotten_address, redaction_for
from storage.records import Article, Change, EntryId, Extraction, Op, Saved, Verdict
from storage.schema import ARTICLES, ENTRIES, REVISIONS
from storage.stories.counting import refresh_story_of


def save_article(
    session: Session,
    *,
    article: Article,
    compare_url: str,
    verdict: Verdict,
    extraction: Extraction,
    entry_id: EntryId | None = None,
    now: datetime,
    reason: str = "ingest",
) -> Saved:
    """Write an article, its facts and its claims; a revision and change lines if, and only if, it changed.

    ``compare_url`` is the canonical address in its form of comparison (worker.urls.compare_form): the id is
    made of it. What a forgotten person's name touches is left out, and an address or domain that is to be
    forgotten is not stored at all (revision 0). A shortened copy never replaces a longer text.
    """
    aid = article_id(compare_url)
    if is_forgotten_address(session, compare_url):
        return Saved(article_id=aid, revision=0, changed=False)
    redaction = redaction_for(session, article, extraction)
    article, extraction = _redacted(article, extraction, redaction)
    told = content_hash(article, verdict, extraction)
    # From here on rows are written that other articles share: one writer of records at a time.
    events.take_turn(session)
    before = session.execute(sa.select(ARTICLES).where(ARTICLES.c.id == aid)).mappings().first()
    known_before = before is not None and entry_id is not None and before["entry_id"] != entry_id
    if before is not None:
        kept = Saved(article_id=aid, revision=before["revision"], changed=False, known_before=known_before)
        if _same(before, told, verdict):
            _note_versions(session, before, verdict, extraction)
            return kept
        shorter = article.truncated and sum(map(len, article.paragraphs)) < sum(map(len, before["paragraphs"]))
        if known_before and shorter:
            return kept
    revision = 1 if before is None else before["revision"] + 1
    changes = ensure_people(session, person_names(extraction), now=now, reason=reason)
    changes += ensure_organisations(session, organisation_names(extraction), now=now, reason=reason)
    values = {
        **article_row(article, verdict, extraction),
        "compare_url": compare_url,
        "host": urlsplit(article.canonical_url).hostname or "",
        "updated_at": now,
        "revision": revision,
        "content_hash": told,
    }
    if before is None:
        seen = _first_seen(session, entry_id) or now
        session.execute(
            sa.insert(ARTICLES).values(**values, id=aid, entry_id=entry_id, first_seen_at=seen, first_indexed_at=now)
        )
    else:
        seen = before["first_seen_at"]
        session.execute(sa.update(ARTICLES).where(ARTICLES.c.id == aid).values(**values))
        _supersede(session, before)
    session.execute(
        sa.insert(REVISIONS).values(
            article_id=aid,
            revision=revision,
            at=now,
            reason=reason,
            content_hash=told,
            title=article.title,
            score=verdict.score,
            model=verdict.model,
            extractor=extraction.version,
        )
    )
    replace_facts(session, aid, article, extraction, fresh=before is None)
    changes.append(
        Change(
            entity_type="article",
            entity_id=aid,
            revision=revision,
            op=Op.UPSERT,
            content_hash=told,
            reason=reason,
        )
    )
    changes += save_claims(
        session,
        article_id=aid,
        at=article.published_at or seen,
        moves=extraction.moves,
        extractor=extraction.version,
        now=now,
        reason=reason,
    )
    if before is not None:
        changes += refresh_story_of(session, aid, now=now, reason=reason)
    return Saved(
        article_id=aid,
        revision=revision,
        changed=True,
        known_before=known_before,
        changes=events.append(session, changes, now=now),
    )


def _same(before: Mapping[Any, Any], told: str, verdict: Verdict) -> bool:
    return bool(before["content_hash"] == told) and abs(before["score"] - verdict.score) < SAME_SCORE


def _note_versions(session: Session, before: Mapping[Any, Any], verdict: Verdict, extraction: Extraction) -> None:
    """Newer versions said the same: worth a note, but no news for anybody downstream."""
    if (before["model"], before["extractor"]) != (verdict.model, extraction.version):
        session.execute(
            sa.update(ARTICLES)
            .where(ARTICLES.c.id == before["id"])
            .values(model=verdict.model, extractor=extraction.version)
        )


def _first_seen(session: Session, entry_id: EntryId | None) -> datetime | None:
    if entry_id is None:
        return None
    seen: datetime | None = session.execute(sa.select(ENTRIES.c.first_seen_at).where(ENTRIES.c.id == entry_id)).scalar()
    return seen


def _supersede(session: Session, before: Mapping[Any, Any]) -> None:
    """Keep the text that the new revision replaces."""
    session.execute(
        sa.update(REVISIONS)
        .where(REVISIONS.c.article_id == before["id"], REVISIONS.c.revision == before["revision"])
        .values(paragraphs=before["paragraphs"])
    )


def _redacted(article: Article, extraction: Extraction, redaction: Redaction | None) -> tuple[Article, Extraction]:
    if redaction is None:
        return article, extraction
    return (
        replace(
            article,
            title=redaction.text(article.title),
            summary=redaction.text(article.summary),
            paragraphs=tuple(redaction.text(paragraph) for paragraph in article.paragraphs),
            authors=tuple(author for author in article.authors if not redaction.names(author)),
        ),
        redaction.extraction(extraction),
    )
