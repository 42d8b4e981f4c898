"""Which feeds there are: adding, finding, pausing, removing, and following those that moved for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.database import is_postgres
from storage.failures import failure_from
from storage.records import Feed, FeedId, FeedState
from storage.schema import FEEDS
from storage.upsert import insert

_URL_LIMIT = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed to be polled from now on."""

    url: str
    title: str = ""
    outlet: str | None = None
    lang: str | None = None
    home_url: str | None = None


def add_feeds(session: Session, feeds: Sequence[NewFeed], *, now: datetime) -> tuple[FeedId, ...]:
    """Store feeds that are not there yet, due at once; their ids in the order given.

    The address is the identity: a feed known already keeps everything it has. Raises ValueError for an
    address that is longer than 2,048 characters or has no host.
    """
    rows = {
        feed.url: {
            "url": feed.url,
            "host": feed_host(feed.url),
            "title": feed.title,
            "outlet": feed.outlet,
            "lang": feed.lang,
            "home_url": feed.home_url,
            "created_at": now,
            "next_poll_at": now,
            "next_poll_reason": "new feed",
        }
        for feed in feeds
    }
    if not rows:
        return ()
    session.execute(
        insert(session, FEEDS).on_conflict_do_nothing(index_elements=["url"]),
        sorted(rows.values(), key=lambda row: str(row["url"])),
    )
    ids: dict[str, FeedId] = {}
    urls = list(rows)
    for first in range(0, len(urls), 1000):
        found = session.execute(sa.select(FEEDS.c.url, FEEDS.c.id).where(FEEDS.c.url.in_(urls[first : first + 1000])))
        ids.update((row.url, FeedId(row.id)) for row in found)
    return tuple(ids[feed.url] for feed in feeds)


def feed_host(url: str) -> str:
    """The host of an address, lower case. Raises ValueError for an address no feed can have."""
    if len(url) > _URL_LIMIT:
        raise ValueError(f"the feed address {url[:60]}… is longer than {_URL_LIMIT} characters")
    host = urlsplit(url).hostname
    if not host:
        raise ValueError(f"the feed address {url!r} has no host; it should look like https://host/path")
    return host


def find_feed(session: Session, *, url: str | None = None, feed_id: FeedId | None = None) -> Feed | None:
    """The feed with this address or this id; None if there is none."""
    if (url is None) == (feed_id is None):
        raise ValueError("give either url or feed_id")
    condition = FEEDS.c.url == url if feed_id is None else FEEDS.c.id == feed_id
    row = session.execute(sa.select(FEEDS).where(condition)).mappings().first()
    return _feed(row) if row else None


def list_feeds(session: Session, *, state: FeedState | None = None, limit: int | None = None) -> tuple[Feed, ...]:
    """Feeds by host and address, all or those of one state."""
    query = sa.select(FEEDS).order_by(FEEDS.c.host, FEEDS.c.url)
    if state is not None:
        query = query.where(FEEDS.c.state == state.value)
    if limit is not None:
        query = query.limit(limit)
    return tuple(_feed(row) for row in session.execute(query).mappings())


def remove_feed(session: Session, *, feed_id: FeedId, now: datetime) -> bool:
    """Forget a feed with its ledger and its entries; the articles it brought stay. False if there is none."""
    removed = session.execute(sa.delete(FEEDS).where(FEEDS.c.id == feed_id).returning(FEEDS.c.id))
    return removed.first() is not None


def pause_feed(session: Session, *, feed_id: FeedId, now: datetime, reason: str = "") -> bool:
    """Stop polling a feed until ``resume_feed``. False if there is none."""
    return _set_state(session, feed_id, FeedState.PAUSED, reason or f"paused by the operator on {now:%Y-%m-%d}", None)


def resume_feed(session: Session, *, feed_id: FeedId, now: datetime) -> bool:
    """Poll a feed again, beginning now. False if there is none."""
    return _set_state(session, feed_id, FeedState.ACTIVE, "", now)


def _set_state(session: Session, feed_id: FeedId, state: FeedState, reason: str, next_poll_at: datetime | None) -> bool:
    values: dict[str, Any] = {"state": state.value, "state_reason": reason}
    if next_poll_at is not None:
        values |= {"next_poll_at": next_poll_at, "next_poll_reason": "resumed", "unplanned": False}
    done = session.execute(sa.update(FEEDS).where(FEEDS.c.id == feed_id).values(values).returning(FEEDS.c.id))
    return done.first() is not None


def adopt_moves(session: Session, *, now: datetime, after: timedelta) -> tuple[FeedId, ...]:
    """Make a permanent redirect's target the feed's address once it has been the same for ``after``.

    If another feed has that address already, the one that moved is paused and its state names the other:
    one address is polled once. Returns the feeds whose address changed.
    """
    query = (
        sa.select(FEEDS.c.id, FEEDS.c.moved_to)
        .where(sa.text("moved_to IS NOT NULL"), FEEDS.c.moved_since <= now - after)
        .order_by(FEEDS.c.id)
        .limit(1000)
    )
    if is_postgres(session):
        query = query.with_for_update(skip_locked=True)
    adopted = []
    for row in session.execute(query).all():
        values: dict[str, Any] = {"moved_to": None, "moved_since": None}
        taken = session.execute(sa.select(FEEDS.c.id).where(FEEDS.c.url == row.moved_to)).scalar()
        if taken is None:
            values |= {
                "url": row.moved_to,
                "host": feed_host(row.moved_to),
                "etag": None,
                "last_modified": None,
            }
            adopted.append(FeedId(row.id))
        else:
            values |= {
                "state": FeedState.PAUSED.value,
                "state_reason": f"moved for good to {row.moved_to}, which is feed {taken}",
            }
        session.execute(sa.update(FEEDS).where(FEEDS.c.id == row.id).values(values))
    return tuple(adopted)


def _feed(row: Mapping[Any, Any]) -> Feed:
    return Feed(
        id=FeedId(row["id"]),
        url=row["url"],
        host=row["host"],
        title=row["title"],
        outlet=row["outlet"],
        lang=row["lang"],
        home_url=row["home_url"],
        state=FeedState(row["state"]),
        state_reason=row["state_reason"],
        next_poll_at=row["next_poll_at"],
        next_poll_reason=row["next_poll_reason"],
        polled_at=row["polled_at"],
        succeeded_at=row["succeeded_at"],
        changed_at=row["changed_at"],
        failures=row["failures"],
        failure=failure_from(row["failure"]),
        entries=row["entries"],
        matched=row["matched"],
        created_at=row["created_at"],
        moved_to=row["moved_to"],
        moved_since=row["moved_since"],
    )
