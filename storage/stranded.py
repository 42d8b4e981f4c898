"""What a clock that was wrong left in the far future, brought back: without it such a feed would be silent until then."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.schema.polling import ENTRIES, FEEDS

# Literal, so that both planners see that the partial indexes answer them.
_POLLABLE = sa.text("state <> 'paused' AND NOT unplanned")
_WAITING = sa.text("state = 'waiting'")


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtBack:
    """How many of each were due again at once."""

    feeds: int
    leases: int
    entries: int

    @property
    def any(self) -> bool:
        """True if there were some."""
        return bool(self.feeds or self.leases or self.entries)


def bring_back(
    session: Session, *, now: datetime, usual: datetime, latest: datetime, latest_lease: datetime, latest_read: datetime
) -> BroughtBack:
    """Make due what is planned for later than anything is ever planned.

    Feeds planned beyond ``latest``, and those that are well beyond ``usual``; leases that end beyond
    ``latest_lease`` of feeds that are due; entries waiting beyond ``latest_read``. Each by the tail of an index.
    """
    planned = sa.or_(
        FEEDS.c.next_poll_at > latest, sa.and_(FEEDS.c.next_poll_at > usual, FEEDS.c.failures == 0)
    )
    feeds = session.execute(
        sa.update(FEEDS)
        .where(_POLLABLE, FEEDS.c.next_poll_at > min(usual, latest), planned)
        .values(next_poll_at=now, next_poll_reason="planned by a clock that was wrong: due now")
        .returning(FEEDS.c.id)
    ).all()
    leases = session.execute(
        sa.update(FEEDS)
        .where(_POLLABLE, FEEDS.c.next_poll_at <= now, FEEDS.c.lease_until > latest_lease)
        .values(lease_token=None, lease_until=None)
        .returning(FEEDS.c.id)
    ).all()
    entries = session.execute(
        sa.update(ENTRIES).where(_WAITING, ENTRIES.c.due_at > latest_read).values(due_at=now).returning(ENTRIES.c.id)
    ).all()
    return BroughtBack(feeds=len(feeds), leases=len(leases), entries=len(entries))
