"""Who may poll what, and when next: the scheduler's side of a feed."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.database import is_postgres
from storage.feeds.ledger import CHECK_EVERY, record_polls
from storage.records import (
    ErrorCode,
    Failure,
    FeedId,
    FeedState,
    Lease,
    LeasedFeed,
    LeaseToken,
    NextPoll,
    Outcome,
    Poll,
    Validators,
)
from storage.schema import FEEDS

_BEGUN = "!"
"""At the end of a token: a worker began with this feed alone, after it had been lost before."""
_DEATHS = 3
"""Polls in a row that never came to an end, the last ones of a worker that had this feed alone: it ends its workers."""
_PASSES = 4

# Literal, so that both planners see that the partial index answers it.
_POLLABLE = sa.text("state <> 'paused' AND NOT unplanned")


def _free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(FEEDS.c.lease_until.is_(None), FEEDS.c.lease_until <= now)


def lease_due(
    session: Session, *, now: datetime, limit: int, lease_for: timedelta, per_host: int | None = None
) -> tuple[Lease, ...]:
    """Take the right to poll up to ``limit`` feeds that are due, the longest due first.

    At most ``per_host`` of them are of one host; the rest of a crowded host waits for the next call.
    A feed is due when its time has come and nobody holds a lease that still runs. Two callers at once never
    get the same feed (PostgreSQL: FOR UPDATE SKIP LOCKED; SQLite: one writer). One query on the head of an
    index, whatever the size of the table; a few more when one host fills the head of the queue.
    """
    leases: list[tuple[datetime, Lease]] = []
    full: set[str] = set()
    for _ in range(_PASSES):
        wanted = limit - len(leases)
        if wanted <= 0:
            break
        head = wanted if per_host is None else wanted * 2
        taken, seen = _lease_head(session, now, wanted, head, lease_for, per_host, full)
        leases.extend(taken)
        if per_host is None or seen < head:
            break
        tally: dict[str, int] = {}
        for _at, lease in leases:
            tally[lease.host] = tally.get(lease.host, 0) + 1
        crowded = {host for host, count in tally.items() if count >= per_host}
        if crowded <= full:
            break
        full |= crowded
    return tuple(lease for _at, lease in sorted(leases, key=lambda pair: (pair[0], pair[1].feed_id)))


def _lease_head(
    session: Session,
    now: datetime,
    wanted: int,
    head: int,
    lease_for: timedelta,
    per_host: int | None,
    full: set[str],
) -> tuple[list[tuple[datetime, Lease]], int]:
    """Lease from the first ``head`` due feeds; the leases, and how many due feeds were looked at."""
    token = LeaseToken(secrets.token_urlsafe(12))
    due = (
        sa.select(FEEDS.c.id, FEEDS.c.host, FEEDS.c.next_poll_at, FEEDS.c.lost_leases, FEEDS.c.lease_token)
        .where(_POLLABLE, FEEDS.c.next_poll_at <= now, _free(now))
        .order_by(FEEDS.c.next_poll_at, FEEDS.c.id)
        .limit(head)
    )
    if full:
        due = due.where(FEEDS.c.host.not_in(sorted(full)))
    if is_postgres(session):
        due = due.with_for_update(skip_locked=True)
    rows = session.execute(due).all()
    chosen: list[int] = []
    deadly: list[tuple[FeedId, LeaseToken]] = []
    tally: dict[str, int] = {}
    for row in rows:
        if row.lost_leases >= _DEATHS - 1 and (row.lease_token or "").endswith(_BEGUN):
            deadly.append((FeedId(row.id), LeaseToken(row.lease_token)))
            continue
        if len(chosen) == wanted:
            break
        tally[row.host] = tally.get(row.host, 0) + 1
        if per_host is None or tally[row.host] <= per_host:
            chosen.append(row.id)
    if deadly:
        _mark_deadly(session, deadly, now)
    if not chosen:
        return [], len(rows)
    return _take(session, chosen, token, now, lease_for), len(rows)


def _mark_deadly(session: Session, feeds: Sequence[tuple[FeedId, LeaseToken]], now: datetime) -> None:
    """The poll failed, whatever it was that ended its workers: backed off like other failures, never at once again."""
    failure = Failure(
        code=ErrorCode.HOSTILE,
        message=f"reading it ended its worker {_DEATHS} times in a row",
        transient=True,
    )
    polls = [Poll(feed_id=feed, token=token, at=now, outcome=Outcome.FAILED, failure=failure) for feed, token in feeds]
    record_polls(session, polls=polls, now=now)


def _take(
    session: Session, ids: Sequence[int], token: LeaseToken, now: datetime, lease_for: timedelta
) -> list[tuple[datetime, Lease]]:
    """Write the lease; a lease found there has run out, so a poll was lost: it is counted."""
    lost = sa.case((FEEDS.c.lease_token.is_(None), FEEDS.c.lost_leases), else_=FEEDS.c.lost_leases + 1)
    leases: list[tuple[datetime, Lease]] = []
    for first in range(0, len(ids), 10_000):
        part = list(ids[first : first + 10_000])
        chosen: Any = (
            FEEDS.c.id == sa.func.any(sa.literal(part, sa.ARRAY(sa.BigInteger)))
            if is_postgres(session)
            else FEEDS.c.id.in_(part)
        )
        done = session.execute(
            sa.update(FEEDS)
            .where(chosen)
            .values(lease_token=token, lease_until=now + lease_for, lost_leases=lost)
            .returning(FEEDS.c.id, FEEDS.c.host, FEEDS.c.next_poll_at, FEEDS.c.lost_leases)
        )
        leases.extend(
            (
                row.next_poll_at or now,
                Lease(feed_id=FeedId(row.id), token=token, host=row.host, losses=row.lost_leases),
            )
            for row in done
        )
    return leases


def lease_feed(session: Session, *, feed_id: FeedId, now: datetime, lease_for: timedelta) -> Lease | None:
    """Take the right to poll one feed now, due or not, paused or not; None if another holds it."""
    query = sa.select(FEEDS.c.id).where(FEEDS.c.id == feed_id, _free(now))
    if is_postgres(session):
        query = query.with_for_update(skip_locked=True)
    if session.execute(query).first() is None:
        return None
    token = LeaseToken(secrets.token_urlsafe(12))
    return _take(session, [feed_id], token, now, lease_for)[0][1]


def release(session: Session, *, leases: Sequence[Lease]) -> None:
    """Give leases back unused, as if they had never been taken: the feeds are due again at once."""
    if leases:
        session.connection().execute(
            sa.update(FEEDS)
            .where(FEEDS.c.id == sa.bindparam("feed"), FEEDS.c.lease_token == sa.bindparam("held"))
            .values(lease_token=None, lease_until=None),
            [{"feed": lease.feed_id, "held": lease.token} for lease in leases],
        )


def begin_alone(session: Session, *, feed: LeasedFeed, now: datetime) -> LeasedFeed | None:
    """Note that a worker has begun with a feed that was lost before; None if the lease holds no longer.

    The lease goes on under the token of what is returned. If it runs out, that was no lost message.
    """
    token = LeaseToken(feed.token.rstrip(_BEGUN) + _BEGUN)
    done = session.execute(
        sa.update(FEEDS)
        .where(FEEDS.c.id == feed.feed_id, FEEDS.c.lease_token == feed.token, FEEDS.c.lease_until > now)
        .values(lease_token=token)
        .returning(FEEDS.c.id)
    )
    return replace(feed, token=token) if done.first() is not None else None


def load_leased(session: Session, *, leases: Sequence[Lease], now: datetime) -> tuple[LeasedFeed, ...]:
    """What a poll needs to know, for those leases that still hold: the token is theirs and has time left."""
    tokens = {lease.feed_id: lease.token for lease in leases}
    if not tokens:
        return ()
    rows = session.execute(
        sa.select(
            FEEDS.c.id,
            FEEDS.c.url,
            FEEDS.c.host,
            FEEDS.c.outlet,
            FEEDS.c.lang,
            FEEDS.c.etag,
            FEEDS.c.last_modified,
            FEEDS.c.body_hash,
            FEEDS.c.lease_token,
            FEEDS.c.trusts_validators,
            FEEDS.c.checked_at,
            FEEDS.c.lost_leases,
        ).where(FEEDS.c.id.in_(list(tokens)), FEEDS.c.lease_until > now)
    )
    known = {}
    for row in rows:
        if row.lease_token != tokens[FeedId(row.id)]:
            continue
        validators = Validators(etag=row.etag, last_modified=row.last_modified)
        known[row.id] = LeasedFeed(
            feed_id=FeedId(row.id),
            token=LeaseToken(row.lease_token),
            url=row.url,
            host=row.host,
            outlet=row.outlet,
            lang=row.lang,
            validators=validators if row.trusts_validators else Validators(),
            body_hash=row.body_hash,
            check_due=row.checked_at is not None and row.checked_at <= now - CHECK_EVERY,
            losses=row.lost_leases,
        )
    return tuple(known[lease.feed_id] for lease in leases if lease.feed_id in known)


def plan(session: Session, *, plans: Sequence[tuple[FeedId, NextPoll]]) -> None:
    """Write when feeds are to be polled next, and why. A paused feed stays paused."""
    if not plans:
        return
    state = sa.case((FEEDS.c.state == FeedState.PAUSED.value, FEEDS.c.state), else_=sa.bindparam("new_state"))
    reason = sa.case((FEEDS.c.state == FeedState.PAUSED.value, FEEDS.c.state_reason), else_=sa.bindparam("new_reason"))
    session.connection().execute(
        sa.update(FEEDS)
        .where(FEEDS.c.id == sa.bindparam("feed"))
        .values(
            next_poll_at=sa.bindparam("next_at"),
            next_poll_reason=sa.bindparam("why"),
            state=state,
            state_reason=reason,
            unplanned=False,
        ),
        [
            {
                "feed": feed_id,
                "next_at": next_poll.at,
                "why": next_poll.reason,
                "new_state": next_poll.state.value,
                "new_reason": next_poll.state_reason,
            }
            for feed_id, next_poll in sorted(plans, key=lambda pair: pair[0])
        ],
    )


def count_due(session: Session, now: datetime) -> int:
    """How many feeds are due and not leased."""
    return session.execute(
        sa.select(sa.func.count()).select_from(FEEDS).where(_POLLABLE, FEEDS.c.next_poll_at <= now, _free(now))
    ).scalar_one()
