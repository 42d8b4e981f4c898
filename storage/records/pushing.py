"""Receivers of webhooks, and what they were sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

WebhookId = NewType("WebhookId", int)
DeliveryId = NewType("DeliveryId", int)


class WebhookState(StrEnum):
    """Whether a receiver is sent anything."""

    ACTIVE = "active"
    PAUSED = "paused"


class DeliveryState(StrEnum):
    """How far a delivery is."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"  # tried as often as we try; `talentwire webhooks retry` gives it another go


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A receiver of the change feed."""

    id: WebhookId
    url: str
    entity_types: tuple[str, ...] = ()
    """Only changes of these; empty: of all."""
    state: WebhookState = WebhookState.ACTIVE
    state_reason: str = ""
    after_seq: int
    """All changes up to this one are delivered, dead, or not wanted."""
    created_at: datetime
    pending: int = 0
    delivered: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A line of the ledger: changes sent together."""

    id: DeliveryId
    webhook_id: WebhookId
    first_seq: int
    last_seq: int
    events: int
    state: DeliveryState
    attempts: int = 0
    next_at: datetime | None = None
    status: int | None = None
    """HTTP status of the last answer."""
    message: str = ""
    """What went wrong the last time."""
    created_at: datetime
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    """A delivery to be sent now: ours until the lease runs out."""

    delivery: Delivery
    url: str
    secret: str
    entity_types: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"DueDelivery({self.delivery!r})"
