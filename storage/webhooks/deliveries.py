"""The ledger of deliveries: what is due to whom, and how it went."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.database import is_postgres
from storage.events import CursorTooOldError, newest_seq, read_changes
from storage.records import Delivery, DeliveryId, DeliveryState, DueDelivery, WebhookId, WebhookState
from storage.schema.pushing import DELIVERIES, WEBHOOKS
from storage.webhooks.receivers import set_state

EVENTS_AT_ONCE = 100
"""Changes in one delivery, at most."""
LEASE = timedelta(minutes=2)
WAITS = tuple(timedelta(seconds=s) for s in (10, 30, 120, 600, 1_800, 7_200, 21_600, 43_200, 86_400))
"""After each failed try; after the last the delivery is dead: two days and a half in all."""
MOST_DEAD = 3
_LOOKED_THROUGH = 5_000
"""Changes passed over at once in search of one that the receiver wants."""


def recent_deliveries(session: Session, *, webhook_id: WebhookId, limit: int = 20) -> tuple[Delivery, ...]:
    """The end of the ledger, newest first."""
    rows = session.execute(
        sa.select(DELIVERIES)
        .where(DELIVERIES.c.webhook_id == webhook_id)
        .order_by(DELIVERIES.c.id.desc())
        .limit(limit)
    ).mappings()
    return tuple(_delivery(row) for row in rows)


def any_active(session: Session) -> bool:
    """Whether anybody is to be sent anything: a look that takes no lock."""
    found = sa.select(WEBHOOKS.c.id).where(WEBHOOKS.c.state == WebhookState.ACTIVE.value).limit(1)
    return session.execute(found).first() is not None


def take_due(session: Session, *, now: datetime, limit: int = 16) -> tuple[DueDelivery, ...]:
    """Deliveries to be sent now, one for each receiver that has something, leased to us.

    A receiver with nothing left to try gets a delivery made of the next changes it wants. Two relays at
    once never get the same (PostgreSQL: SKIP LOCKED; SQLite: one writer).
    """
    free = sa.select(WEBHOOKS).where(
        WEBHOOKS.c.state == WebhookState.ACTIVE.value,
        sa.or_(WEBHOOKS.c.leased_until.is_(None), WEBHOOKS.c.leased_until <= now),
    )
    if is_postgres(session):
        free = free.with_for_update(skip_locked=True)
    newest = newest_seq(session)
    due: list[DueDelivery] = []
    for row in session.execute(free.order_by(WEBHOOKS.c.id)).all():
        if len(due) >= limit:
            break
        pending = session.execute(
            sa.select(DELIVERIES)
            .where(DELIVERIES.c.webhook_id == row.id, DELIVERIES.c.state == DeliveryState.PENDING.value)
            .order_by(DELIVERIES.c.id)
            .limit(1)
        ).mappings().first()
        if pending is None and row.after_seq < newest:
            pending = _new_delivery(session, row, newest, now)
        if pending is None or (pending["next_at"] is not None and pending["next_at"] > now):
            continue
        session.execute(sa.update(WEBHOOKS).where(WEBHOOKS.c.id == row.id).values(leased_until=now + LEASE))
        due.append(
            DueDelivery(
                delivery=_delivery(pending), url=row.url, secret=row.secret, entity_types=tuple(row.entity_types or ())
            )
        )
    return tuple(due)


def _new_delivery(session: Session, hook: Any, newest: int, now: datetime) -> Any:
    """The next changes that the receiver wants as a delivery; None, and the place noted, if there are none."""
    after, wanted = hook.after_seq, set(hook.entity_types or ())
    try:
        found: list[int] = []
        while len(found) < EVENTS_AT_ONCE and after < newest:
            batch = read_changes(session, after_seq=after, limit=EVENTS_AT_ONCE if not wanted else _LOOKED_THROUGH)
            if not batch:
                break
            for change in batch:
                assert change.seq is not None
                after = change.seq
                if not wanted or change.entity_type in wanted:
                    found.append(change.seq)
                if len(found) == EVENTS_AT_ONCE:
                    break
    except CursorTooOldError as error:
        # Nothing to send for what was pruned, but the receiver must hear of the hole.
        found, after = [], error.oldest - 1
        values = {"first_seq": hook.after_seq + 1, "last_seq": after, "events": 0}
    else:
        if not found:
            session.execute(sa.update(WEBHOOKS).where(WEBHOOKS.c.id == hook.id).values(after_seq=after))
            return None
        values = {"first_seq": found[0], "last_seq": after, "events": len(found)}
    new = sa.insert(DELIVERIES).values(
        webhook_id=hook.id, state=DeliveryState.PENDING.value, next_at=now, created_at=now, **values
    )
    return session.execute(new.returning(DELIVERIES)).mappings().one()


def record_delivered(session: Session, *, delivery: Delivery, status: int, now: datetime) -> None:
    """It was taken: the receiver goes on after it."""
    _settle(session, delivery, DeliveryState.DELIVERED, status=status, message="", now=now)
    session.execute(sa.update(WEBHOOKS).where(WEBHOOKS.c.id == delivery.webhook_id).values(dead_in_a_row=0))


def record_failed(
    session: Session, *, delivery: Delivery, status: int | None, message: str, gone: bool, jitter: float, now: datetime
) -> DeliveryState:
    """It was not taken: try again later, up to two days and a half; then it is dead. ``gone`` (410) pauses the receiver.

    ``jitter`` (0 … 1) stretches the wait by up to a fifth.
    """
    attempts = delivery.attempts + 1
    if gone:
        reason = "the receiver says that it is gone (410)"
        set_state(session, webhook_id=delivery.webhook_id, state=WebhookState.PAUSED, reason=reason)
    if gone or attempts > len(WAITS):
        _settle(session, delivery, DeliveryState.DEAD, status=status, message=message, now=now)
        dead = session.execute(
            sa.update(WEBHOOKS)
            .where(WEBHOOKS.c.id == delivery.webhook_id)
            .values(dead_in_a_row=WEBHOOKS.c.dead_in_a_row + 1)
            .returning(WEBHOOKS.c.dead_in_a_row)
        ).scalar()
        if dead is not None and dead >= MOST_DEAD and not gone:
            reason = f"{dead} deliveries in a row could not be made: {message}"
            set_state(session, webhook_id=delivery.webhook_id, state=WebhookState.PAUSED, reason=reason)
        return DeliveryState.DEAD
    session.execute(
        sa.update(DELIVERIES)
        .where(DELIVERIES.c.id == delivery.id)
        .values(attempts=attempts, status=status, message=message, next_at=now + WAITS[attempts - 1] * (1 + jitter / 5))
    )
    _release(session, delivery)
    return DeliveryState.PENDING


def prune_deliveries(session: Session, *, before: datetime, limit: int = 5_000) -> int:
    """Drop delivered lines of the ledger that are older, at most ``limit``; how many. The dead stay for ``retry``."""
    old = (
        sa.select(DELIVERIES.c.id)
        .where(DELIVERIES.c.settled_at < before, DELIVERIES.c.state == DeliveryState.DELIVERED.value)
        .limit(limit)
    )
    return len(session.execute(sa.delete(DELIVERIES).where(DELIVERIES.c.id.in_(old)).returning(DELIVERIES.c.id)).all())


def _settle(
    session: Session, delivery: Delivery, state: DeliveryState, *, status: int | None, message: str, now: datetime
) -> None:
    session.execute(
        sa.update(DELIVERIES)
        .where(DELIVERIES.c.id == delivery.id)
        .values(
            state=state.value,
            attempts=delivery.attempts + 1,
            status=status,
            message=message,
            next_at=None,
            settled_at=now,
        )
    )
    # A dead one that is tried again lies before what was settled meanwhile.
    session.execute(
        sa.update(WEBHOOKS)
        .where(WEBHOOKS.c.id == delivery.webhook_id, WEBHOOKS.c.after_seq < delivery.last_seq)
        .values(after_seq=delivery.last_seq)
    )
    _release(session, delivery)


def _release(session: Session, delivery: Delivery) -> None:
    session.execute(sa.update(WEBHOOKS).where(WEBHOOKS.c.id == delivery.webhook_id).values(leased_until=None))


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=DeliveryId(row["id"]),
        webhook_id=WebhookId(row["webhook_id"]),
        first_seq=row["first_seq"],
        last_seq=row["last_seq"],
        events=row["events"],
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        next_at=row["next_at"],
        status=row["status"],
        message=row["message"],
        created_at=row["created_at"],
        settled_at=row["settled_at"],
    )
