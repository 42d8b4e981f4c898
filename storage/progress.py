"""How far the line is, in a few counts: for progress bars and ``talentwire status``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.records import EntryState, FeedId, FeedState
from storage.schema.polling import ENTRIES, FEEDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Counts at one moment. Feeds are those not paused; ``polled`` and ``failed`` count since a time."""

    feeds: int
    polled: int
    failed: int
    entries: int
    states: dict[str, int]

    @property
    def waiting(self) -> int:
        """Entries still to be read."""
        return self.states.get(EntryState.WAITING, 0)

    @property
    def settled(self) -> bool:
        """True if every feed was polled and every entry has left the line."""
        return self.polled >= self.feeds and self.waiting == 0

    def told_short(self) -> str:
        """A few words beside a progress bar."""
        matched = self.states.get(EntryState.MATCHED, 0)
        return f"{self.entries} entries, {self.waiting} to read, {matched} kept, {self.failed} feeds failed"

    def sentence(self) -> str:
        """The end of a run for a person."""
        polls = f"{self.polled} of {self.feeds} feeds polled, {self.failed} of them failed"
        if not self.entries:
            return f"{polls}; no entries"
        states = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        return f"{polls}; {self.entries} entries: {states}"

    def told(self) -> dict[str, Any]:
        """The end of a run for a machine."""
        return {
            "feeds": self.feeds,
            "polled": self.polled,
            "failed": self.failed,
            "entries": self.entries,
            "settled": self.entries - self.waiting,
            "states": self.states,
        }


def standing(
    session: Session, *, since: datetime | None = None, feed_ids: Sequence[FeedId] | None = None
) -> Standing:
    """Where feeds and entries stand; ``since`` says which polls count (all, if None)."""
    polled = FEEDS.c.polled_at.is_not(None) if since is None else FEEDS.c.polled_at >= since
    wanted = [FEEDS.c.state != FeedState.PAUSED]
    if feed_ids is not None:
        wanted.append(FEEDS.c.id.in_(feed_ids))
    total, done, failed = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(polled),
            sa.func.count().filter(sa.and_(polled, FEEDS.c.failures > 0)),
        ).where(*wanted)
    ).one()
    counted = sa.select(ENTRIES.c.state, sa.func.count()).group_by(ENTRIES.c.state)
    if feed_ids is not None:
        counted = counted.where(ENTRIES.c.feed_id.in_(feed_ids))
    states: dict[str, int] = dict(session.execute(counted).all())
    return Standing(feeds=total, polled=done, failed=failed, entries=sum(states.values()), states=states)


def poll_soon(session: Session, *, feed_ids: Sequence[FeedId], now: datetime) -> None:
    """By the operator's word: these feeds are due now, whatever was planned."""
    for start in range(0, len(feed_ids), 500):
        session.execute(
            sa.update(FEEDS)
            .where(FEEDS.c.id.in_(feed_ids[start : start + 500]), FEEDS.c.state != FeedState.PAUSED)
            .values(next_poll_at=now, next_poll_reason="the operator asked for it now", unplanned=sa.false())
        )


def release_all(session: Session) -> None:
    """Give every lease back. Only for whoever knows that no worker is alive: the embedded run's holder."""
    session.execute(
        sa.update(FEEDS).where(FEEDS.c.lease_token.is_not(None)).values(lease_token=None, lease_until=None)
    )
    session.execute(
        sa.update(ENTRIES)
        .where(ENTRIES.c.state == EntryState.WAITING, ENTRIES.c.token.is_not(None))
        .values(token=None, due_at=ENTRIES.c.first_seen_at)
    )
