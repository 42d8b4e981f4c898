"""What happened when feeds were polled: the worker's side of a feed, and the cadence's reading of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.database import is_postgres
from storage.failures import failure_from, failure_row
from storage.records import (
    CacheHints,
    ErrorCode,
    Failure,
    FeedHints,
    FeedHistory,
    FeedId,
    FeedState,
    LeaseToken,
    Outcome,
    PastPoll,
    Poll,
    Pushing,
    Validators,
)
from storage.schema import FEEDS, POLLS
from storage.subscriptions import pushing_of
from storage.upsert import insert_rows, update_rows

CHECK_EVERY = timedelta(days=7)
"""How often a feed is asked without validators."""
_HOSTS_AT_ONCE = 500
_REMEMBERED = 20
"""Polls that the cadence reads."""

_BEFORE = (
    FEEDS.c.id,
    FEEDS.c.lease_token,
    FEEDS.c.etag,
    FEEDS.c.last_modified,
    FEEDS.c.checked_at,
    FEEDS.c.failures,
    FEEDS.c.failing_since,
    FEEDS.c.gone_seen,
    FEEDS.c.title,
    FEEDS.c.lang,
    FEEDS.c.moved_to,
    FEEDS.c.moved_since,
    FEEDS.c.trusts_validators,
)


def record_polls(session: Session, *, polls: Sequence[Poll], now: datetime) -> tuple[FeedId, ...]:
    """Write what happened, release the leases, and mark the feeds for planning; the ids accepted.

    A poll whose token is no longer the feed's is left out: another holds the lease by now, and its word
    counts. One statement per kind of row: a ledger line for each poll, then a small update for the
    feeds that had nothing new and a full one for the others. Never touches ``next_poll_at``.
    """
    del now  # the poll's own time is what happened
    by_feed = {poll.feed_id: poll for poll in polls}
    query = sa.select(*_BEFORE).where(FEEDS.c.id.in_(sorted(by_feed))).order_by(FEEDS.c.id)
    if is_postgres(session):
        query = query.with_for_update()
    accepted = [
        (by_feed[FeedId(row["id"])], row)
        for row in session.execute(query).mappings()
        if row["lease_token"] == by_feed[FeedId(row["id"])].token
    ]
    if not accepted:
        return ()
    insert_rows(session, POLLS, [_line(poll) for poll, _before in accepted])
    # Rows are grouped by the columns they set, so that each group is one prepared statement.
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for poll, before in accepted:
        values = _happened(poll, before)
        groups.setdefault(tuple(values), []).append({"id": poll.feed_id, **values})
    for rows in groups.values():
        update_rows(session, FEEDS, rows, key="id")
    return tuple(poll.feed_id for poll, _before in accepted)


def _line(poll: Poll) -> dict[str, Any]:
    failure = poll.failure
    return {
        "feed_id": poll.feed_id,
        "at": poll.at,
        "outcome": poll.outcome.value,
        "status": poll.status if poll.status is not None else failure and failure.status,
        "code": failure and failure.code.value,
        "message": failure and failure.message,
        "entries": poll.entries,
        "new": poll.new,
        "size": poll.size,
        "elapsed_ms": round(poll.elapsed.total_seconds() * 1000),
    }


def _happened(poll: Poll, before: Mapping[Any, Any]) -> dict[str, Any]:
    """The feed's columns that this poll changes."""
    values: dict[str, Any] = {
        "unplanned": True,
        "lease_token": None,
        "lease_until": None,
        "lost_leases": 0,
        "polled_at": poll.at,
    }
    if poll.outcome is Outcome.FAILED:
        gone = poll.failure is not None and poll.failure.code is ErrorCode.GONE
        return values | {
            "failures": before["failures"] + 1,
            "failing_since": before["failing_since"] or poll.at,
            "gone_seen": before["gone_seen"] + 1 if gone else 0,
            "failure": failure_row(poll.failure),
        }
    fresh_for = poll.cache.fresh_for
    values |= {
        "succeeded_at": poll.at,
        "fresh_for_seconds": None if fresh_for is None else round(fresh_for.total_seconds()),
    }
    if before["failures"]:
        values |= {"failures": 0, "failing_since": None, "gone_seen": 0, "failure": None}
    unconditional = before["etag"] is None and before["last_modified"] is None
    checked = before["checked_at"]
    if checked is None or unconditional or checked <= poll.at - CHECK_EVERY:
        values["checked_at"] = poll.at
    given = poll.validators
    if poll.outcome is Outcome.UNCHANGED:
        # A 304 may repeat one validator and leave the other out: what it leaves out still holds.
        given = Validators(
            etag=given.etag or before["etag"], last_modified=given.last_modified or before["last_modified"]
        )
    if given != Validators(etag=before["etag"], last_modified=before["last_modified"]):
        values |= {"etag": given.etag, "last_modified": given.last_modified}
    if poll.wrong_304:
        values["trusts_validators"] = False
    if poll.moved_to != before["moved_to"]:
        values |= {"moved_to": poll.moved_to, "moved_since": poll.at if poll.moved_to else None}
    if poll.body_hash is not None:
        values["body_hash"] = poll.body_hash
    if poll.outcome is Outcome.UPDATED:
        values |= {
            "changed_at": poll.at,
            "ill_formed": poll.ill_formed,
            "title": poll.title or before["title"],
            "lang": before["lang"] or poll.lang,
        }
    if poll.hints is not None:
        values["hints"] = _hints_row(poll.hints)
    return values


def _hints_row(hints: FeedHints) -> dict[str, Any]:
    row = asdict(hints)
    for name in ("ttl", "update_every"):
        row[name] = None if row[name] is None else row[name].total_seconds()
    return {name: value for name, value in row.items() if value not in (None, ())}


def _hints_from(row: Mapping[str, Any] | None) -> FeedHints:
    if not row:
        return FeedHints()
    ttl, every = row.get("ttl"), row.get("update_every")
    return FeedHints(
        ttl=None if ttl is None else timedelta(seconds=ttl),
        update_every=None if every is None else timedelta(seconds=every),
        skip_hours=tuple(row.get("skip_hours", ())),
        skip_days=tuple(row.get("skip_days", ())),
        hub=row.get("hub"),
        self_url=row.get("self_url"),
    )


def load_unplanned(session: Session, *, now: datetime, limit: int) -> tuple[FeedHistory, ...]:
    """Feeds that were polled and have no next time yet, with all that the cadence thinks with.

    On PostgreSQL the rows are locked, and those another scheduler holds are passed over.
    """
    query = sa.select(FEEDS).where(sa.text("unplanned")).order_by(FEEDS.c.id).limit(limit)
    if is_postgres(session):
        query = query.with_for_update(skip_locked=True)
    rows = session.execute(query).mappings().all()
    ids = [FeedId(row["id"]) for row in rows]
    past, pushing = _past_polls(session, ids), pushing_of(session, feed_ids=ids, now=now)
    return tuple(_history(row, past.get(row["id"], ()), pushing.get(FeedId(row["id"]))) for row in rows)


def _past_polls(session: Session, ids: Sequence[int]) -> dict[int, tuple[PastPoll, ...]]:
    """The newest polls of each feed: for each feed, the head of one index."""
    if not ids:
        return {}
    columns = (POLLS.c.feed_id, POLLS.c.at, POLLS.c.outcome, POLLS.c.new, POLLS.c.entries, POLLS.c.code)
    feeds = sa.select(FEEDS.c.id).where(FEEDS.c.id.in_(ids)).subquery("f")
    newest = sa.select(POLLS).where(POLLS.c.feed_id == feeds.c.id)
    newest = newest.order_by(POLLS.c.at.desc()).limit(_REMEMBERED)
    query: sa.Select[Any]
    if is_postgres(session):
        lateral = newest.lateral("p")
        query = sa.select(*(lateral.c[column.name] for column in columns)).select_from(feeds.join(lateral, sa.true()))
    else:
        inner = POLLS.alias("q")
        heads = sa.select(inner.c.id).where(inner.c.feed_id == feeds.c.id)
        heads = heads.order_by(inner.c.at.desc()).limit(_REMEMBERED).correlate(feeds)
        query = sa.select(*columns).select_from(feeds.join(POLLS, POLLS.c.id.in_(heads)))
    found: dict[int, list[PastPoll]] = {}
    for row in session.execute(query):
        found.setdefault(row.feed_id, []).append(
            PastPoll(
                at=row.at,
                outcome=Outcome(row.outcome),
                new=row.new,
                entries=row.entries,
                code=None if row.code is None else ErrorCode(row.code),
            )
        )
    return {feed: tuple(sorted(polls, key=lambda poll: poll.at, reverse=True)) for feed, polls in found.items()}


def _history(row: Mapping[Any, Any], polls: tuple[PastPoll, ...], pushing: Pushing | None) -> FeedHistory:
    fresh = row["fresh_for_seconds"]
    # Until it is planned anew, the feed's next_poll_at is the plan that led to this poll.
    planned = row["next_poll_at"]
    interval = planned - polls[1].at if planned is not None and len(polls) > 1 else None
    return FeedHistory(
        feed_id=FeedId(row["id"]),
        host=row["host"],
        polls=polls,
        failures=row["failures"],
        failure=failure_from(row["failure"]),
        failing_since=row["failing_since"],
        gone_seen=row["gone_seen"],
        hints=_hints_from(row["hints"]),
        cache=CacheHints(fresh_for=None if fresh is None else timedelta(seconds=fresh)),
        entries_by_hour=tuple(row["hours"] or ()),
        # One in ten of an unknown feed's entries, until it has shown its own share.
        matched_share=(row["matched"] + 0.5) / (row["entries"] + 5),
        created_at=row["created_at"],
        state=FeedState(row["state"]),
        pushing=pushing,
        previous_interval=interval if interval is not None and interval > timedelta(0) else None,
    )


def planned_polls_an_hour(session: Session) -> float:
    """Polls an hour that the plans of all feeds come to: one look at the table, for now and then."""
    rate, planned = _planned(session)
    return float(session.execute(sa.select(rate).where(planned)).scalar() or 0.0)


def planned_by_host(session: Session, *, above: float, hosts: Collection[str] = ()) -> dict[str, float]:
    """Polls an hour that the plans come to of each host with more than ``above``, and of ``hosts``: one look too."""
    rate, planned = _planned(session)
    query = sa.select(FEEDS.c.host, rate).where(planned).group_by(FEEDS.c.host).having(rate > above)
    found = {host: float(polls) for host, polls in session.execute(query)}
    rest = sorted(set(hosts) - set(found))
    for first in range(0, len(rest), _HOSTS_AT_ONCE):
        some = rest[first : first + _HOSTS_AT_ONCE]
        query = sa.select(FEEDS.c.host, rate).where(planned, FEEDS.c.host.in_(some)).group_by(FEEDS.c.host)
        found |= {host: float(polls) for host, polls in session.execute(query)}
    return found


def _planned(session: Session) -> tuple[sa.ColumnElement[float], sa.ColumnElement[bool]]:
    """SQL of the polls an hour of a group of feeds, and of which feeds have a plan."""
    span: sa.ColumnElement[Any]
    if is_postgres(session):
        due, polled = (
            sa.type_coerce(column, sa.DateTime(timezone=True)) for column in (FEEDS.c.next_poll_at, FEEDS.c.polled_at)
        )
        span = sa.func.extract("epoch", due - polled)
    else:
        span = (sa.func.julianday(FEEDS.c.next_poll_at) - sa.func.julianday(FEEDS.c.polled_at)) * 86_400
    planned = sa.and_(FEEDS.c.state != FeedState.PAUSED.value, FEEDS.c.next_poll_at > FEEDS.c.polled_at)
    return sa.func.sum(3_600.0 / span), planned


def recent_polls(session: Session, *, feed_id: FeedId, limit: int) -> tuple[Poll, ...]:
    """The newest lines of a feed's ledger, newest first; what the ledger does not keep is empty."""
    rows = session.execute(sa.select(POLLS).where(POLLS.c.feed_id == feed_id).order_by(POLLS.c.at.desc()).limit(limit))
    polls = []
    for row in rows:
        failure = None
        if row.code is not None:
            failure = Failure(code=ErrorCode(row.code), message=row.message or "", transient=True, status=row.status)
        polls.append(
            Poll(
                feed_id=feed_id,
                token=LeaseToken(""),
                at=row.at,
                outcome=Outcome(row.outcome),
                status=row.status,
                failure=failure,
                entries=row.entries,
                new=row.new,
                size=row.size,
                elapsed=timedelta(milliseconds=row.elapsed_ms),
            )
        )
    return tuple(polls)


def prune_polls(session: Session, before: datetime, *, limit: int | None = None) -> int:
    """Drop ledger lines older than ``before``, at most ``limit``; how many. Coverage before that day is gone with them."""
    old = POLLS.c.at < before
    if limit is not None:
        old = POLLS.c.id.in_(sa.select(POLLS.c.id).where(old).limit(limit))
    gone = session.execute(sa.delete(POLLS).where(old).returning(sa.literal(1)))
    return len(gone.all())
