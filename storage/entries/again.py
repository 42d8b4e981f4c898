"""Entries that left the line, looked at again under another model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.records import EntryId, EntryState
from storage.schema.polling import ENTRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenedEntry:
    """An entry that the screen let go, as the screen saw it."""

    entry_id: EntryId
    url: str | None
    title: str
    summary: str
    lang: str | None
    score: float
    model: str


def load_screened_out(session: Session, *, after: EntryId | None, limit: int) -> tuple[ScreenedEntry, ...]:
    """The next entries that the screen let go, in the order of their ids."""
    query = sa.select(ENTRIES).where(ENTRIES.c.state == EntryState.SCREENED_OUT).order_by(ENTRIES.c.id).limit(limit)
    if after is not None:
        query = query.where(ENTRIES.c.id > after)
    return tuple(
        ScreenedEntry(
            entry_id=EntryId(row.id),
            url=row.url,
            title=row.title,
            summary=row.summary,
            lang=row.lang,
            score=row.score or 0.0,
            model=row.model or "",
        )
        for row in session.execute(query)
    )


def readmit(session: Session, *, entry_ids: Sequence[EntryId], reason: str, now: datetime) -> int:
    """Put entries that the screen let go back into the line, due now; how many."""
    count = 0
    for start in range(0, len(entry_ids), 500):
        done = session.execute(
            sa.update(ENTRIES)
            .where(ENTRIES.c.id.in_(entry_ids[start : start + 500]), ENTRIES.c.state == EntryState.SCREENED_OUT)
            .values(state=EntryState.WAITING, reason=reason, token=None, due_at=now, attempts=0, settled_at=None)
            .returning(ENTRIES.c.id)
        )
        count += len(done.all())
    return count
