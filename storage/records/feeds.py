"""Feeds: what a document says, when it is due, how a poll went."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from storage.records.failures import ErrorCode, Failure
from storage.records.ids import EntryKey, FeedId, LeaseToken
from storage.records.pages import CacheHints, Validators
from storage.records.subscriptions import Pushing


class Precision(StrEnum):
    """How much of a time is known."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHints:
    """What a feed says about when to come again (RSS 2.0 ttl, skipHours, skipDays; RSS 1.0 syndication)."""

    ttl: timedelta | None = None
    update_every: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    """Hours of the day, GMT, 0 to 23."""
    skip_days: tuple[int, ...] = ()
    """Days of the week, Monday 0 to Sunday 6."""
    hub: str | None = None
    self_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry of a feed document, cleaned: plain text, links only http and https."""

    key: EntryKey
    guid: str | None = None
    url: str | None = None
    title: str = ""
    summary: str = ""
    """Plain text, at most some thousand characters."""
    content_html: str = ""
    """The full content if the feed carries it; hostile until parsed by worker.article."""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    lang: str | None = None
    categories: tuple[str, ...] = ()
    aliases: tuple[EntryKey, ...] = ()
    """Other keys under which this entry is known: link and title, for publishers whose guids change."""


class FeedFormat(StrEnum):
    """The family a feed document belongs to."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"
    CDF = "cdf"
    SITEMAP = "sitemap"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What a feed document says. ``entries`` are those not known before, in document order."""

    title: str = ""
    url: str | None = None
    """The home page."""
    lang: str | None = None
    format: FeedFormat = FeedFormat.UNKNOWN
    entries: tuple[FeedEntry, ...] = ()
    total: int = 0
    """Entries in the document, known ones included, before the cap."""
    hints: FeedHints = FeedHints()
    ill_formed: str | None = None
    """The parser's complaint about a document that was read all the same."""


class FeedState(StrEnum):
    """Whether a feed is polled at its cadence, slowly, or not at all."""

    ACTIVE = "active"
    DORMANT = "dormant"
    """Failing for long: probed slowly, never silently dead."""
    PAUSED = "paused"
    """By the operator's word only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as a person sees it: ``talentwire feeds show``."""

    id: FeedId
    url: str
    host: str
    title: str = ""
    outlet: str | None = None
    lang: str | None = None
    home_url: str | None = None
    state: FeedState = FeedState.ACTIVE
    state_reason: str = ""
    next_poll_at: datetime | None = None
    next_poll_reason: str = ""
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    changed_at: datetime | None = None
    failures: int = 0
    """Failed polls in a row."""
    failure: Failure | None = None
    entries: int = 0
    matched: int = 0
    created_at: datetime | None = None
    moved_to: str | None = None
    """A permanent redirect's target, seen but not yet adopted."""
    moved_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to poll one feed until it runs out; what a ``poll`` message carries."""

    feed_id: FeedId
    token: LeaseToken
    host: str = ""
    losses: int = 0
    """Leases of this feed in a row that ran out without a word: its worker may have died of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedFeed:
    """What a poll needs to know about a feed it holds the lease of."""

    feed_id: FeedId
    token: LeaseToken
    url: str
    host: str
    outlet: str | None = None
    lang: str | None = None
    validators: Validators = field(default_factory=Validators)
    body_hash: bytes | None = None
    check_due: bool = False
    """True once a week: ask without validators, so that a server's wrong 304 is found out."""
    losses: int = 0
    """Leases of this feed that ran out without a poll since the last one that came to an end."""


class Outcome(StrEnum):
    """How a poll ended."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What happened when a feed was polled: one line of the ledger."""

    feed_id: FeedId
    token: LeaseToken
    at: datetime
    outcome: Outcome
    status: int | None = None
    failure: Failure | None = None
    validators: Validators = field(default_factory=Validators)
    body_hash: bytes | None = None
    entries: int = 0
    """Entries in the document."""
    new: int = 0
    """Entries stored for the first time."""
    size: int = 0
    """Bytes after decompression."""
    elapsed: timedelta = timedelta(0)
    hints: FeedHints | None = None
    cache: CacheHints = field(default_factory=CacheHints)
    moved_to: str | None = None
    title: str | None = None
    lang: str | None = None
    ill_formed: str | None = None
    wrong_304: bool = False
    """True if the weekly check found changes behind a 304."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPoll:
    """One line of the ledger as the cadence reads it."""

    at: datetime
    outcome: Outcome
    new: int = 0
    entries: int = 0
    code: ErrorCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHistory:
    """All that the cadence thinks with, for one feed."""

    feed_id: FeedId
    host: str
    polls: tuple[PastPoll, ...] = ()
    """Newest first, some twenty at most."""
    failures: int = 0
    failure: Failure | None = None
    failing_since: datetime | None = None
    gone_seen: int = 0
    """410 in a row."""
    hints: FeedHints = FeedHints()
    cache: CacheHints = field(default_factory=CacheHints)
    entries_by_hour: tuple[int, ...] = ()
    """Entries published per hour of the week (168, Monday 00:00 UTC first), decayed; empty if unknown."""
    matched_share: float = 0.0
    """Share of the feed's entries that were in scope, smoothed, 0 to 1."""
    created_at: datetime | None = None
    state: FeedState = FeedState.ACTIVE
    previous_interval: timedelta | None = None
    pushing: Pushing | None = None
    """Its verified subscription at a hub, if it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPoll:
    """When to come again, and why: the reason is stored and shown."""

    at: datetime
    reason: str
    state: FeedState = FeedState.ACTIVE
    state_reason: str = ""
