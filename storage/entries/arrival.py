"""Entries seen for the first time."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.database import is_postgres
from storage.records import EntryId, EntryKey, EntryLease, EntryState, FeedId, LeaseToken, NewEntry
from storage.schema import ENTRIES, FEEDS
from storage.upsert import insert_new

_HOURS = 168
_HALVED_EVERY = timedelta(weeks=8)
_ASKED_AT_ONCE = 1_000
_TOLD_BY = timedelta(days=60)
"""Entries older than this say nothing about when a feed publishes today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedEntries:
    """What storing a batch of entries did."""

    leases: tuple[EntryLease | None, ...] = ()
    """Aligned with the input: the lease to read the page under, for WAITING entries stored just now."""
    new_by_feed: Mapping[FeedId, int]
    """Entries stored for the first time, of any state, for each feed of the batch (0 included)."""

    @property
    def new(self) -> int:
        """Entries stored for the first time."""
        return sum(self.new_by_feed.values())


def add_entries(
    session: Session,
    *,
    entries: Sequence[NewEntry],
    now: datetime,
    lease_for: timedelta,
    lease_at_most: int | None = None,
) -> AddedEntries:
    """Store entries that are not known yet; storing the same again stores nothing and leases nothing.

    Identity is (feed, key). A WAITING entry is stored under a lease (the token given, or one made here) that
    runs out after ``lease_for``: send the ``read`` message after commit, or let the sweeper find it. Those
    beyond ``lease_at_most`` are stored without one, due at once: the sweeper's. Also keeps the feed's count
    of entries and its hours of publication.
    """
    leases: list[EntryLease | None] = [None] * len(entries)
    new: dict[FeedId, int] = {entry.feed_id: 0 for entry in entries}
    first: dict[tuple[int, bytes], int] = {}
    for place, entry in enumerate(entries):
        first.setdefault((entry.feed_id, bytes(entry.entry.key)), place)
    rows = [_row(entries[place], now, lease_for) for _identity, place in sorted(first.items())]
    if lease_at_most is not None:
        for values in [values for values in rows if values["token"] is not None][lease_at_most:]:
            values |= {"token": None, "due_at": now}
    if not rows:
        return AddedEntries(new_by_feed=new)
    stored = insert_new(
        session, ENTRIES, rows, unless=("feed_id", "key"), returning=("id", "feed_id", "key", "token")
    )
    published: dict[FeedId, list[datetime]] = {}
    for row in stored:
        place = first[row.feed_id, bytes(row.key)]
        feed_id = entries[place].feed_id
        new[feed_id] += 1
        at = entries[place].entry.published_at
        published.setdefault(feed_id, []).extend([at] if at is not None else [])
        if row.token is not None:
            leases[place] = EntryLease(entry_id=EntryId(row.id), token=LeaseToken(row.token))
    if published:
        _tell_feeds(session, {feed_id: new[feed_id] for feed_id in published}, published, now)
    return AddedEntries(leases=tuple(leases), new_by_feed=new)


_KNOWN = sa.text(
    "SELECT key FROM entries WHERE feed_id = :feed AND key = ANY(:keys) "
    "UNION ALL SELECT alias FROM entries WHERE feed_id = :feed AND alias IS NOT NULL AND alias = ANY(:keys)"
).bindparams(sa.bindparam("keys", type_=sa.ARRAY(sa.LargeBinary)))


@cache
def _known_among(slots: int) -> str:
    """The same for SQLite, in plain SQL: building it of parts costs more than asking it."""
    keys = ", ".join("?" * slots)
    return (
        f"SELECT key FROM entries WHERE feed_id = ? AND key IN ({keys}) "  # noqa: S608 - nothing but placeholders
        f"UNION ALL SELECT alias FROM entries WHERE feed_id = ? AND alias IS NOT NULL AND alias IN ({keys})"
    )


def known_keys(session: Session, *, feed_id: FeedId, keys: Sequence[EntryKey]) -> frozenset[EntryKey]:
    """Of the keys given, those the feed has already, as key or as alias.

    One feed at a time and two lists: SQLite walks the index for these, where for pairs of columns it reads
    the whole of it.
    """
    found: set[EntryKey] = set()
    for first in range(0, len(keys), _ASKED_AT_ONCE):
        part = [bytes(key) for key in keys[first : first + _ASKED_AT_ONCE]]
        if is_postgres(session):
            # An array is one parameter: the same statement, prepared, for any number of keys.
            rows = session.execute(_KNOWN, {"feed": feed_id, "keys": part}).scalars()
        else:
            slots = 1 << (len(part) - 1).bit_length()  # few lengths, so that few statements are prepared
            given = (feed_id, *part, *[part[-1]] * (slots - len(part)))
            rows = session.connection().exec_driver_sql(_known_among(slots), given * 2).scalars()
        found.update(EntryKey(bytes(key)) for key in rows)
    return frozenset(found)


def _row(new: NewEntry, now: datetime, lease_for: timedelta) -> dict[str, Any]:
    entry = new.entry
    waiting = new.state is EntryState.WAITING
    return {
        "feed_id": new.feed_id,
        "key": bytes(entry.key),
        "alias": bytes(entry.aliases[0]) if entry.aliases else None,
        "url": entry.url,
        "host": (urlsplit(entry.url).hostname or "") if entry.url else "",
        "title": entry.title,
        "summary": entry.summary,
        # What will not be read again is not kept.
        "content_html": entry.content_html if waiting else "",
        "authors": list(entry.authors),
        "lang": entry.lang,
        "published_at": entry.published_at,
        "first_seen_at": now,
        "state": new.state.value,
        "reason": new.reason,
        "score": new.score,
        "model": new.model,
        "token": (new.token or secrets.token_urlsafe(12)) if waiting else None,
        "due_at": now + lease_for if waiting else None,
        "settled_at": None if waiting else now,
    }


def _tell_feeds(
    session: Session,
    new: Mapping[FeedId, int],
    published: Mapping[FeedId, Sequence[datetime]],
    now: datetime,
) -> None:
    query = (
        sa.select(FEEDS.c.id, FEEDS.c.hours, FEEDS.c.hours_since).where(FEEDS.c.id.in_(list(new))).order_by(FEEDS.c.id)
    )
    if is_postgres(session):
        query = query.with_for_update()
    rows = []
    for row in session.execute(query):
        feed_id = FeedId(row.id)
        hours, since = _hours(row.hours, row.hours_since, published[feed_id], now)
        rows.append({"feed": feed_id, "more": new[feed_id], "new_hours": hours, "since": since})
    if rows:
        session.connection().execute(
            sa.update(FEEDS)
            .where(FEEDS.c.id == sa.bindparam("feed"))
            .values(
                entries=FEEDS.c.entries + sa.bindparam("more"),
                hours=sa.bindparam("new_hours"),
                hours_since=sa.bindparam("since"),
            ),
            rows,
        )


def _hours(
    hours: Sequence[int] | None, since: datetime | None, published: Sequence[datetime], now: datetime
) -> tuple[list[int], datetime]:
    """The tally by hour of the week with these added; halved every eight weeks, so that habits may change."""
    tally = list(hours) if hours else [0] * _HOURS
    start = since or now
    while now - start >= _HALVED_EVERY:
        if not any(tally):
            start = now
            break
        tally = [count // 2 for count in tally]
        start += _HALVED_EVERY
    for at in published:
        if timedelta(0) <= now - at <= _TOLD_BY:
            utc = at.astimezone(UTC)
            tally[utc.weekday() * 24 + utc.hour] += 1
    return tally, start
