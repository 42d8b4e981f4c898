"""Who is sent the change feed, and from where on."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.events import newest_seq, oldest_seq
from storage.records import DeliveryState, Webhook, WebhookId, WebhookState
from storage.schema.pushing import DELIVERIES, WEBHOOKS


def add_webhook(
    session: Session, *, url: str, entity_types: Sequence[str] = (), after_seq: int | None = None, now: datetime
) -> tuple[Webhook, str]:
    """A new receiver and its secret, which is shown this once. It begins after ``after_seq``; None: from now on.

    Raises ValueError for a number that is not in the change feed.
    """
    if after_seq is not None:
        _check_place(session, after_seq)
    secret = "whsec_" + b64encode(secrets.token_bytes(32)).decode()
    begin = newest_seq(session) if after_seq is None else after_seq
    new = session.execute(
        sa.insert(WEBHOOKS)
        .values(url=url, secret=secret, entity_types=list(entity_types) or None, after_seq=begin, created_at=now)
        .returning(WEBHOOKS.c.id)
    ).scalar_one()
    return load_webhook(session, webhook_id=WebhookId(new)), secret


def load_webhook(session: Session, *, webhook_id: WebhookId) -> Webhook:
    """One receiver; raises LookupError."""
    found = [one for one in list_webhooks(session) if one.id == webhook_id]
    if not found:
        raise LookupError(f"{webhook_id}: no such webhook; `talentwire webhooks list` shows all")
    return found[0]


def list_webhooks(session: Session) -> tuple[Webhook, ...]:
    """All receivers with the counts of their deliveries."""
    counted: dict[tuple[int, str], int] = {
        (row[0], row[1]): row[2]
        for row in session.execute(
            sa.select(DELIVERIES.c.webhook_id, DELIVERIES.c.state, sa.func.count()).group_by(
                DELIVERIES.c.webhook_id, DELIVERIES.c.state
            )
        )
    }
    return tuple(
        Webhook(
            id=WebhookId(row.id),
            url=row.url,
            entity_types=tuple(row.entity_types or ()),
            state=WebhookState(row.state),
            state_reason=row.state_reason,
            after_seq=row.after_seq,
            created_at=row.created_at,
            **{state.value: counted.get((row.id, state.value), 0) for state in DeliveryState},
        )
        for row in session.execute(sa.select(WEBHOOKS).order_by(WEBHOOKS.c.id))
    )


def remove_webhook(session: Session, *, webhook_id: WebhookId) -> None:
    """Send no more, and drop its ledger."""
    session.execute(sa.delete(DELIVERIES).where(DELIVERIES.c.webhook_id == webhook_id))
    session.execute(sa.delete(WEBHOOKS).where(WEBHOOKS.c.id == webhook_id))


def set_state(session: Session, *, webhook_id: WebhookId, state: WebhookState, reason: str = "") -> None:
    """Pause a receiver, or let it go on."""
    session.execute(
        sa.update(WEBHOOKS)
        .where(WEBHOOKS.c.id == webhook_id)
        .values(state=state.value, state_reason=reason, dead_in_a_row=0, leased_until=None)
    )


def retry_dead(session: Session, *, webhook_id: WebhookId, now: datetime) -> int:
    """Give what is dead another go, and the receiver too; how many."""
    set_state(session, webhook_id=webhook_id, state=WebhookState.ACTIVE)
    done = session.execute(
        sa.update(DELIVERIES)
        .where(DELIVERIES.c.webhook_id == webhook_id, DELIVERIES.c.state == DeliveryState.DEAD.value)
        .values(state=DeliveryState.PENDING.value, attempts=0, next_at=now, settled_at=None)
        .returning(DELIVERIES.c.id)
    )
    return len(done.all())


def replay(session: Session, *, webhook_id: WebhookId, after_seq: int) -> None:
    """Send everything after a number again. Raises ValueError for a number that is not in the change feed."""
    _check_place(session, after_seq)
    session.execute(
        sa.delete(DELIVERIES).where(
            DELIVERIES.c.webhook_id == webhook_id, DELIVERIES.c.state == DeliveryState.PENDING.value
        )
    )
    session.execute(sa.update(WEBHOOKS).where(WEBHOOKS.c.id == webhook_id).values(after_seq=after_seq))


def _check_place(session: Session, after_seq: int) -> None:
    oldest, newest = oldest_seq(session), newest_seq(session)
    if not oldest - 1 <= after_seq <= newest:
        raise ValueError(f"{after_seq} is not between {oldest - 1} and {newest}, what the change feed holds")
