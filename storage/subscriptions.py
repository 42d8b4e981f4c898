"""Subscriptions at hubs: who is to be asked, what the hub said, what it pushed (WebSub).

A push is believed as a hint and no more: the feed is made due, and the line fetches it as ever. What is new then comes
by one way only, and a forged push costs a conditional request at most once a minute.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.records import FeedId, FeedState, Pushing, Subscription, SubscriptionState
from storage.schema import FEEDS, SUBSCRIPTIONS

FIRST_RETRY = timedelta(hours=1)
"""After which a hub that did not verify is asked again, twice as long each time, a day at most."""
DENIED_FOR = timedelta(days=7)
SHORTEST_LEASE, LONGEST_LEASE = timedelta(minutes=5), timedelta(days=30)
PUSHED_EVERY = timedelta(minutes=1)
"""However often a hub tells of a feed, it is not polled more often than this."""
_HUB = FEEDS.c.hints["hub"].as_string()
_SELF = FEEDS.c.hints["self_url"].as_string()


def take_wanted(session: Session, *, now: datetime, limit: int) -> tuple[Subscription, ...]:
    """Feeds with a hub that is to be asked: for the first time, again, for a longer lease, or because it is another one.

    Each is noted as asked before anybody asks, and comes again only if the hub does not verify: a process that dies in
    between loses nothing but time. A renewal keeps token, secret and the lease that runs.
    """
    sub = SUBSCRIPTIONS.c
    topic = sa.func.coalesce(_SELF, FEEDS.c.url)
    query = (
        sa.select(FEEDS.c.id, _HUB.label("hub"), topic.label("topic"), *(c for c in sub if c.name not in ("hub", "topic")))
        .add_columns(sub.hub.label("old_hub"), sub.topic.label("old_topic"))
        .select_from(FEEDS.outerjoin(SUBSCRIPTIONS, sub.feed_id == FEEDS.c.id))
        .where(
            FEEDS.c.state == FeedState.ACTIVE.value,
            _HUB.is_not(None),
            sa.or_(sub.feed_id.is_(None), sub.try_at <= now, sub.hub != _HUB),
        )
        .order_by(FEEDS.c.id)
        .limit(limit)
    )
    found = []
    for row in session.execute(query).mappings().all():
        same = row["old_hub"] == row["hub"] and row["old_topic"] == row["topic"]
        attempts = (row["attempts"] or 0) if same else 0
        values: dict[str, Any] = {
            "hub": row["hub"],
            "topic": row["topic"],
            "token": row["token"] if same else secrets.token_urlsafe(24),
            "secret": row["secret"] if same else secrets.token_urlsafe(32),
            "state": row["state"] if same else SubscriptionState.ASKED.value,
            "attempts": attempts + 1,
            "try_at": now + min(FIRST_RETRY * 2 ** min(attempts, 5), timedelta(days=1)),
        }
        if row["feed_id"] is None:
            session.execute(sa.insert(SUBSCRIPTIONS).values(feed_id=row["id"], **values))
        else:
            if not same:
                values |= {"lease_until": None, "pushes": 0, "last_pushed_at": None, "misses": 0, "reason": ""}
            session.execute(sa.update(SUBSCRIPTIONS).where(sub.feed_id == row["id"]).values(**values))
        found.append(FeedId(row["id"]))
    return tuple(one for one in (find_by_feed(session, feed_id=feed_id) for feed_id in found) if one is not None)


def find_by_token(session: Session, *, token: str) -> Subscription | None:
    """The subscription whose callback ends in ``token``."""
    row = session.execute(sa.select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.token == token)).mappings().first()
    return None if row is None else _subscription(row)


def find_by_feed(session: Session, *, feed_id: FeedId) -> Subscription | None:
    """A feed's subscription."""
    row = session.execute(sa.select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.feed_id == feed_id)).mappings().first()
    return None if row is None else _subscription(row)


def record_verified(session: Session, *, feed_id: FeedId, lease: timedelta, now: datetime) -> None:
    """The hub asked whether we meant it, and will tell of the feed for ``lease``; it is asked again at half of it."""
    lease = max(SHORTEST_LEASE, min(lease, LONGEST_LEASE))
    _change(
        session, feed_id, state=SubscriptionState.VERIFIED.value, reason="", attempts=0,
        lease_until=now + lease, try_at=now + lease / 2,
    )  # fmt: skip


def record_denied(session: Session, *, feed_id: FeedId, reason: str, now: datetime) -> None:
    """The hub does not tell of this feed, or no longer: it is asked again in a week."""
    _change(
        session, feed_id, state=SubscriptionState.DENIED.value, reason=reason[:500], lease_until=None, try_at=now + DENIED_FOR
    )


def record_trouble(session: Session, *, feed_id: FeedId, reason: str) -> None:
    """The hub could not be asked; when it is tried again stands in the row since it was taken."""
    _change(session, feed_id, reason=reason[:500])


def record_push(session: Session, *, feed_id: FeedId, now: datetime) -> None:
    """The hub says that there is something new: the feed is due, a minute after its last poll at the earliest."""
    _change(session, feed_id, pushes=SUBSCRIPTIONS.c.pushes + 1, last_pushed_at=now)
    polled = session.execute(sa.select(FEEDS.c.polled_at).where(FEEDS.c.id == feed_id)).scalar()
    due = now if polled is None else max(now, polled + PUSHED_EVERY)
    session.execute(
        sa.update(FEEDS)
        .where(
            FEEDS.c.id == feed_id,
            FEEDS.c.state != FeedState.PAUSED.value,
            sa.text("NOT unplanned"),
            FEEDS.c.next_poll_at > due,
        )
        .values(next_poll_at=due, next_poll_reason="its hub says there is something new")
    )


def count_misses(session: Session, *, missed: Sequence[FeedId], told: Sequence[FeedId]) -> None:
    """Polls that found what the hub had not told of, and polls that found what it had."""
    for ids, misses in ((missed, SUBSCRIPTIONS.c.misses + 1), (told, sa.literal(0))):
        if ids:
            session.execute(sa.update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.feed_id.in_(list(ids))).values(misses=misses))


def pushing_of(session: Session, *, feed_ids: Sequence[FeedId], now: datetime) -> dict[FeedId, Pushing]:
    """The verified subscriptions among some feeds."""
    if not feed_ids:
        return {}
    sub = SUBSCRIPTIONS.c
    query = sa.select(sub.feed_id, sub.lease_until, sub.pushes, sub.last_pushed_at, sub.misses).where(
        sub.feed_id.in_(list(feed_ids)), sub.state == SubscriptionState.VERIFIED.value, sub.lease_until > now
    )
    return {
        FeedId(row.feed_id): Pushing(
            lease_until=row.lease_until, pushes=row.pushes, last_pushed_at=row.last_pushed_at, misses=row.misses
        )
        for row in session.execute(query)
    }


def _change(session: Session, feed_id: FeedId, **values: Any) -> None:
    session.execute(sa.update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.feed_id == feed_id).values(**values))


def _subscription(row: Any) -> Subscription:
    return Subscription(
        feed_id=FeedId(row["feed_id"]),
        hub=row["hub"],
        topic=row["topic"],
        token=row["token"],
        secret=row["secret"],
        state=SubscriptionState(row["state"]),
        reason=row["reason"],
        lease_until=row["lease_until"],
        try_at=row["try_at"],
        attempts=row["attempts"],
        pushes=row["pushes"],
        last_pushed_at=row["last_pushed_at"],
        misses=row["misses"],
    )
