"""Feeds that a hub tells us of (WebSub, W3C Recommendation of 2018)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.records.ids import FeedId


class SubscriptionState(StrEnum):
    """Where a subscription stands."""

    ASKED = "asked"
    """The hub was asked and has not verified yet, or could not be asked."""
    VERIFIED = "verified"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One feed at one hub."""

    feed_id: FeedId
    hub: str
    topic: str
    """The address the hub knows the feed by: its ``self`` link, else its own."""
    token: str
    """The last part of the callback's address, which nobody can guess."""
    secret: str
    state: SubscriptionState
    reason: str = ""
    lease_until: datetime | None = None
    try_at: datetime
    """When the hub is asked (again): at half the lease, or after trouble."""
    attempts: int = 0
    """Times it was asked in vain, in a row."""
    pushes: int = 0
    last_pushed_at: datetime | None = None
    misses: int = 0
    """Polls in a row that found new entries of which the hub had not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushing:
    """What the cadence knows of a verified subscription."""

    lease_until: datetime
    pushes: int = 0
    last_pushed_at: datetime | None = None
    misses: int = 0
