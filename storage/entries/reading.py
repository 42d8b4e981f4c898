"""The way of a waiting entry: leased, begun, settled, put off, set aside, tried again."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.database import is_postgres
from storage.failures import failure_row
from storage.records import (
    ArticleId,
    EntryId,
    EntryLease,
    EntryState,
    Failure,
    FeedId,
    Kind,
    LeasedEntry,
    LeaseToken,
)
from storage.schema import ENTRIES, ENTRY_STEPS, FEEDS

_WAITING = sa.text("entries.state = 'waiting'")
_PARKED = sa.text("entries.state = 'parked'")


def lease_reads(
    session: Session, *, now: datetime, limit: int, lease_for: timedelta, per_host: int | None = None
) -> tuple[EntryLease, ...]:
    """Take the right to read waiting entries whose lease ran out or whose next try has come.

    The longest due first, at most ``per_host`` of one host. For the sweeper: what lost its message, its
    worker or its broker comes back this way. Counts no attempt; ``begin_read`` does.
    """
    head = limit if per_host is None else limit * 2
    due = (
        sa.select(ENTRIES.c.id, ENTRIES.c.host)
        .where(_WAITING, ENTRIES.c.due_at <= now)
        .order_by(ENTRIES.c.due_at, ENTRIES.c.id)
        .limit(head)
    )
    if is_postgres(session):
        due = due.with_for_update(skip_locked=True)
    chosen: list[EntryLease] = []
    tally: dict[str, int] = {}
    for row in session.execute(due):
        if len(chosen) == limit:
            break
        tally[row.host] = tally.get(row.host, 0) + 1
        if per_host is None or tally[row.host] <= per_host:
            chosen.append(EntryLease(entry_id=EntryId(row.id), token=LeaseToken(secrets.token_urlsafe(12))))
    if chosen:
        session.connection().execute(
            sa.update(ENTRIES)
            .where(ENTRIES.c.id == sa.bindparam("entry"))
            .values(token=sa.bindparam("new_token"), due_at=now + lease_for),
            [{"entry": lease.entry_id, "new_token": lease.token} for lease in chosen],
        )
    return tuple(chosen)


def lease_entry(session: Session, *, entry_id: EntryId, now: datetime, lease_for: timedelta) -> EntryLease | None:
    """Take the right to read one entry, if it is waiting and due; None otherwise."""
    token = LeaseToken(secrets.token_urlsafe(12))
    done = session.execute(
        sa.update(ENTRIES)
        .where(ENTRIES.c.id == entry_id, _WAITING, ENTRIES.c.due_at <= now)
        .values(token=token, due_at=now + lease_for)
        .returning(ENTRIES.c.id)
    ).first()
    return None if done is None else EntryLease(entry_id=entry_id, token=token)


def begin_read(
    session: Session, *, entry_id: EntryId, token: LeaseToken, now: datetime, lease_for: timedelta
) -> LeasedEntry | None:
    """Count an attempt and extend the lease; what the read needs to know, or None if the token is stale.

    Commit this before the work: a worker that is killed has then used up an attempt.
    """
    begun = session.execute(
        sa.update(ENTRIES)
        .where(_holds(entry_id, token))
        .values(attempts=ENTRIES.c.attempts + 1, due_at=now + lease_for)
        .returning(ENTRIES)
    ).first()
    if begun is None:
        return None
    feed = session.execute(
        sa.select(FEEDS.c.outlet, FEEDS.c.title, FEEDS.c.lang).where(FEEDS.c.id == begun.feed_id)
    ).one()
    return LeasedEntry(
        entry_id=entry_id,
        token=token,
        feed_id=FeedId(begun.feed_id),
        url=begun.url,
        title=begun.title,
        summary=begun.summary,
        content_html=begun.content_html,
        authors=tuple(begun.authors or ()),
        published_at=begun.published_at,
        lang=begun.lang or feed.lang,
        outlet=feed.outlet,
        feed_title=feed.title,
        attempts=begun.attempts,
        tries=begun.tries,
        first_seen_at=begun.first_seen_at,
    )


def settle_entry(
    session: Session,
    *,
    entry_id: EntryId,
    token: LeaseToken,
    state: EntryState,
    reason: str,
    score: float | None = None,
    model: str | None = None,
    kind: Kind | None = None,
    article_id: ArticleId | None = None,
    now: datetime,
) -> bool:
    """Write how an entry ended and let go of it. False, and nothing written, if the token is stale.

    Score and model stay those of the headline's screen where none are given.
    """
    if state is EntryState.WAITING:
        raise ValueError("an entry settles in any state but waiting")
    values: dict[str, Any] = {
        "state": state.value,
        "reason": reason,
        "settled_at": now,
        "token": None,
        "due_at": None,
        "content_html": "",
        "kind": kind and kind.value,
        "article_id": article_id,
    }
    if score is not None:
        values["score"] = score
    if model is not None:
        values["model"] = model
    done = session.execute(
        sa.update(ENTRIES).where(_holds(entry_id, token)).values(values).returning(ENTRIES.c.feed_id)
    ).first()
    if done is None:
        return False
    _step(session, [entry_id], now, state.value, reason, score=score, model=model)
    if state is EntryState.MATCHED:
        session.execute(sa.update(FEEDS).where(FEEDS.c.id == done.feed_id).values(matched=FEEDS.c.matched + 1))
    return True


def postpone_read(
    session: Session,
    *,
    entry_id: EntryId,
    token: LeaseToken,
    failure: Failure | None = None,
    until: datetime,
    reason: str,
    now: datetime,
) -> bool:
    """Put a read off until a moment; it stays waiting. False if the token is stale.

    The read came to an orderly end, so its attempts start anew; a failure counts as a try of the page.
    """
    done = session.execute(
        sa.update(ENTRIES)
        .where(_holds(entry_id, token))
        .values(
            token=None,
            due_at=until,
            reason=reason,
            failure=failure_row(failure),
            attempts=0,
            tries=ENTRIES.c.tries + (0 if failure is None else 1),
        )
        .returning(ENTRIES.c.id)
    ).first()
    if done is None:
        return False
    _step(session, [entry_id], now, "postponed", reason, code=failure.code.value if failure else None)
    return True


def park_poison(session: Session, *, now: datetime, attempts: int) -> tuple[EntryId, ...]:
    """Set aside entries that have been tried ``attempts`` times and whose last try never came back."""
    query = (
        sa.select(ENTRIES.c.id)
        .where(_WAITING, ENTRIES.c.due_at <= now, ENTRIES.c.attempts >= attempts)
        .order_by(ENTRIES.c.id)
        .limit(1000)
    )
    if is_postgres(session):
        query = query.with_for_update(skip_locked=True)
    ids = [EntryId(one) for one in session.execute(query).scalars()]
    if not ids:
        return ()
    reason = f"tried {attempts} times without an end: set aside until it is retried"
    session.execute(
        sa.update(ENTRIES)
        .where(ENTRIES.c.id.in_(ids))
        .values(state=EntryState.PARKED.value, reason=reason, settled_at=now, token=None, due_at=None)
    )
    _step(session, ids, now, EntryState.PARKED.value, reason)
    return tuple(ids)


def retry_parked(session: Session, *, entry_ids: Sequence[EntryId] | None = None, now: datetime) -> int:
    """Put parked entries (all, or these) back in the line with their attempts forgotten; how many."""
    query = sa.update(ENTRIES).where(_PARKED)
    if entry_ids is not None:
        query = query.where(ENTRIES.c.id.in_(list(entry_ids)))
    done = session.execute(
        query.values(
            state=EntryState.WAITING.value,
            reason="retried",
            attempts=0,
            tries=0,
            settled_at=None,
            due_at=now,
        ).returning(ENTRIES.c.id)
    )
    ids = [EntryId(one) for one in done.scalars()]
    _step(session, ids, now, "retried", "")
    return len(ids)


def _holds(entry_id: EntryId, token: LeaseToken) -> sa.ColumnElement[bool]:
    return sa.and_(ENTRIES.c.id == entry_id, ENTRIES.c.token == token, ENTRIES.c.state == EntryState.WAITING.value)


def _step(
    session: Session,
    ids: Sequence[EntryId],
    now: datetime,
    step: str,
    reason: str,
    *,
    code: str | None = None,
    score: float | None = None,
    model: str | None = None,
) -> None:
    if ids:
        row = {"at": now, "step": step, "reason": reason, "code": code, "score": score, "model": model}
        session.connection().execute(sa.insert(ENTRY_STEPS), [{"entry_id": entry_id, **row} for entry_id in ids])
