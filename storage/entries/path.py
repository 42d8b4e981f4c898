"""Where entries stand and how they came there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.articles.identity import article_id
from storage.failures import failure_from
from storage.records import ArticleId, EntryId, EntryState, Failure, FeedId, Kind
from storage.schema import ARTICLES, ENTRIES, ENTRY_STEPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as a person asks for it: where it stands, why, and by which model's word."""

    entry_id: EntryId
    feed_id: FeedId
    url: str | None
    title: str
    state: EntryState
    reason: str
    score: float | None
    model: str | None
    kind: Kind | None
    attempts: int
    failure: Failure | None
    first_seen_at: datetime
    published_at: datetime | None
    due_at: datetime | None
    settled_at: datetime | None
    article_id: ArticleId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryStep:
    """One line of an entry's path after its arrival."""

    at: datetime
    step: str
    """postponed, retried, or the state it settled in."""
    reason: str
    code: str | None = None
    score: float | None = None
    model: str | None = None


def entry_counts(session: Session) -> dict[EntryState, int]:
    """How many entries stand where; every state is in the answer."""
    counts = dict.fromkeys(EntryState, 0)
    for state, count in session.execute(sa.select(ENTRIES.c.state, sa.func.count()).group_by(ENTRIES.c.state)):
        counts[EntryState(state)] = count
    return counts


def find_entry_by_url(session: Session, url: str) -> Entry | None:
    """The entry with this link; of several, the one that came furthest, then the newest."""
    rows = session.execute(sa.select(ENTRIES).where(ENTRIES.c.url == url).limit(100)).mappings().all()
    if not rows:
        return None
    best = max(rows, key=lambda row: (row["article_id"] is not None, row["settled_at"] is not None, row["id"]))
    return _entry(best)


def list_parked(session: Session, *, limit: int = 100) -> tuple[Entry, ...]:
    """Entries set aside, oldest first."""
    query = sa.select(ENTRIES).where(sa.text("state = 'parked'")).order_by(ENTRIES.c.id).limit(limit)
    return tuple(_entry(row) for row in session.execute(query).mappings())


def entry_path(session: Session, *, entry_id: EntryId) -> tuple[EntryStep, ...]:
    """What befell an entry after its arrival, in order. Its arrival is in the entry itself."""
    rows = session.execute(sa.select(ENTRY_STEPS).where(ENTRY_STEPS.c.entry_id == entry_id).order_by(ENTRY_STEPS.c.id))
    return tuple(
        EntryStep(at=row.at, step=row.step, reason=row.reason, code=row.code, score=row.score, model=row.model)
        for row in rows
    )


def entry_article(session: Session, compare_url: str) -> ArticleId | None:
    """The article stored under this compare-form address, if there is one."""
    found = session.execute(sa.select(ARTICLES.c.id).where(ARTICLES.c.id == article_id(compare_url))).scalar()
    return None if found is None else ArticleId(found)


def _entry(row: Mapping[Any, Any]) -> Entry:
    return Entry(
        entry_id=EntryId(row["id"]),
        feed_id=FeedId(row["feed_id"]),
        url=row["url"],
        title=row["title"],
        state=EntryState(row["state"]),
        reason=row["reason"],
        score=row["score"],
        model=row["model"],
        kind=row["kind"] and Kind(row["kind"]),
        attempts=row["attempts"],
        failure=failure_from(row["failure"]),
        first_seen_at=row["first_seen_at"],
        published_at=row["published_at"],
        due_at=row["due_at"],
        settled_at=row["settled_at"],
        article_id=row["article_id"] and ArticleId(row["article_id"]),
    )
