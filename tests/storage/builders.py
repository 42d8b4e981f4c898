"""Records to store, with everything a test does not care about filled in."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Engine

from storage.database import write
from storage.feeds import NewFeed, add_feeds
from storage.records import EntryKey, EntryState, FeedEntry, FeedId, Lease, NewEntry, Outcome, Poll

LEASE = timedelta(seconds=100)


def some_feeds(engine: Engine, count: int, *, now: datetime, hosts: int | None = None) -> tuple[FeedId, ...]:
    with write(engine) as session:
        return add_feeds(
            session,
            [NewFeed(url=f"https://h{n % (hosts or count)}.example/feed/{n}") for n in range(count)],
            now=now,
        )


def key(text: str) -> EntryKey:
    return EntryKey(hashlib.sha256(text.encode()).digest()[:16])


def new_entry(
    feed_id: FeedId, name: str, state: EntryState = EntryState.WAITING, **of_entry: Any
) -> NewEntry:
    fields: dict[str, Any] = {"title": f"Title of {name}", "url": f"https://news.example/{name}"}
    return NewEntry(
        feed_id=feed_id,
        entry=FeedEntry(key=key(name), **(fields | of_entry)),
        state=state,
        score=0.7,
        model="m1",
        reason="headline",
    )


def poll_of(lease: Lease, at: datetime, outcome: Outcome = Outcome.UNCHANGED, **more: Any) -> Poll:
    return Poll(feed_id=lease.feed_id, token=lease.token, at=at, outcome=outcome, **more)
