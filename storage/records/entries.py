"""Entries on their way: new, leased, settled."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.records.feeds import FeedEntry
from storage.records.ids import EntryId, FeedId, LeaseToken


class EntryState(StrEnum):
    """Where in the line an entry stands. All but WAITING are settled."""

    WAITING = "waiting"
    """Passed the screen; its page is still to be read."""
    SCREENED_OUT = "screened-out"
    """The headline already says no."""
    MATCHED = "matched"
    REJECTED = "rejected"
    """The whole text says no."""
    DUPLICATE = "duplicate"
    """The same article came by another feed."""
    FAILED = "failed"
    """The page cannot be had and the feed's own text did not carry it."""
    PARKED = "parked"
    """Poison: tried N times, set aside with its reason until ``talentwire retry``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry to be stored, with what the screen said of it."""

    feed_id: FeedId
    entry: FeedEntry
    state: EntryState
    """WAITING or SCREENED_OUT."""
    score: float
    model: str
    reason: str = ""
    token: LeaseToken | None = None
    """For WAITING: the lease under which the ``read`` message is sent after commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLease:
    """The right to read one entry's page; what a ``read`` message carries."""

    entry_id: EntryId
    token: LeaseToken


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedEntry:
    """What a read needs to know about the entry it holds the lease of."""

    entry_id: EntryId
    token: LeaseToken
    feed_id: FeedId
    url: str | None
    title: str
    summary: str = ""
    content_html: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    lang: str | None = None
    outlet: str | None = None
    feed_title: str = ""
    attempts: int = 1
    """Reads begun and not yet ended in an orderly way, this one included: what poison is known by."""
    tries: int = 0
    """Fetches of the page that failed for a passing reason before this one."""
    first_seen_at: datetime
