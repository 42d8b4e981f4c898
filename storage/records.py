"""The words of the service: what rooms hand each other and what rows are made of.

Standard library only. Everything here is frozen, slotted and keyword-only; times are aware
datetimes in UTC; sequences are tuples; ``None`` means that the publisher did not say.

Errors::

    Failed                 something outside did not do what we asked; carries a Failure
    |- worker.fetch.errors.FetchError      the web: time-out, refused address, status, size
    |- worker.feed.errors.FeedError        bytes that are no feed
    `- worker.article.errors.PageError     bytes that are no article page
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import NewType

FeedId = NewType("FeedId", int)
EntryId = NewType("EntryId", int)
EntryKey = NewType("EntryKey", bytes)
"""Sixteen bytes that say which entry of its feed this is (see worker.feed.identity)."""
LeaseToken = NewType("LeaseToken", str)
ArticleId = NewType("ArticleId", str)
PersonId = NewType("PersonId", str)
OrganisationId = NewType("OrganisationId", str)
MoveId = NewType("MoveId", str)
StoryId = NewType("StoryId", str)


# --- what can go wrong outside -------------------------------------------------------------


class ErrorCode(StrEnum):
    """The one short list of what can go wrong outside; the contract of ``talentwire poll``."""

    TIMEOUT = "timeout"  # no answer, or a dripping one, within the time for the whole fetch
    DNS = "dns"  # the name does not resolve
    CONNECT = "connect"  # nobody listens, or the line broke
    TLS = "tls"
    BLOCKED = "blocked"  # an address or scheme the guard refuses
    REDIRECT = "redirect"  # too many hops, a loop, or a hop to nowhere
    HTTP = "http"  # any other status of 400 and more
    RATE_LIMITED = "rate-limited"  # 429, or 503 with Retry-After
    GONE = "gone"  # 410
    AUTH = "auth"  # 401, 402, 403, 407, 451
    TOO_LARGE = "too-large"  # body or headers over the bound, after decompression
    DECODE = "decode"  # a content encoding that does not decode
    PROTOCOL = "protocol"  # bytes that are not HTTP
    ROBOTS = "robots"  # robots.txt says no
    NOT_A_FEED = "not-a-feed"  # HTML, a challenge page, an image, nothing …
    EMPTY = "empty"  # 200 with no bytes
    NOT_A_PAGE = "not-a-page"  # a PDF, an image, a feed where an article page was expected
    HOSTILE = "hostile"  # a document that would cost more than it may (nesting, attributes, entities)
    PARSE = "parse"  # our parser gave up; the child was killed or raised
    BAD_URL = "bad-url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What went wrong, for a row and for a person: the way on is in it."""

    code: ErrorCode
    message: str
    """One sentence a person understands; no secrets, no control characters."""
    transient: bool
    """True if the same request may well succeed later without anybody doing anything."""
    retry_after: timedelta | None = None
    """What the server asked for, already bounded."""
    status: int | None = None


class Failed(Exception):  # noqa: N818 - the design's word
    """Something outside did not do what we asked. ``failure`` says what and whether to come back."""

    def __init__(self, url: str, failure: Failure) -> None:
        super().__init__(f"{url}: {failure.code}: {failure.message}")
        self.url = url
        self.failure = failure


# --- fetch ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "has it changed?" with (RFC 9110, 8.8), byte for byte."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheHints:
    """How long the server says its answer stays fresh (RFC 9111): max-age less Age, or Expires less Date."""

    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer with a body: the bytes after decompression and what the headers said."""

    url: str
    """Where the bytes came from, after redirects."""
    requested_url: str
    status: int = 200
    body: bytes
    content_type: str | None = None
    """Media type, lower case, without parameters."""
    charset: str | None = None
    """The charset parameter of Content-Type."""
    validators: Validators = Validators()
    cache: CacheHints = CacheHints()
    permanent_url: str | None = None
    """Where the feed has moved for good: set if every hop so far was a 301 or 308."""
    elapsed: timedelta = timedelta(0)
    links: tuple[tuple[str, str], ...] = ()
    """Pairs (rel, absolute URL) of the Link header (RFC 8288): hub, self."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """304: what we have is still what there is."""

    url: str
    requested_url: str
    validators: Validators = Validators()
    cache: CacheHints = CacheHints()
    permanent_url: str | None = None
    elapsed: timedelta = timedelta(0)


# --- feeds ---------------------------------------------------------------------------------


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
    validators: Validators = Validators()
    body_hash: bytes | None = None
    check_due: bool = False
    """True once a week: ask without validators, so that a server's wrong 304 is found out."""


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
    validators: Validators = Validators()
    body_hash: bytes | None = None
    entries: int = 0
    """Entries in the document."""
    new: int = 0
    """Entries stored for the first time."""
    size: int = 0
    """Bytes after decompression."""
    elapsed: timedelta = timedelta(0)
    hints: FeedHints | None = None
    cache: CacheHints = CacheHints()
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
    cache: CacheHints = CacheHints()
    entries_by_hour: tuple[int, ...] = ()
    """Entries published per hour of the week (168, Monday 00:00 UTC first), decayed; empty if unknown."""
    matched_share: float = 0.0
    """Share of the feed's entries that were in scope, smoothed, 0 to 1."""
    created_at: datetime | None = None
    state: FeedState = FeedState.ACTIVE
    previous_interval: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPoll:
    """When to come again, and why: the reason is stored and shown."""

    at: datetime
    reason: str
    state: FeedState = FeedState.ACTIVE
    state_reason: str = ""


# --- entries -------------------------------------------------------------------------------


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


# --- articles ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as its publisher wrote it, without what stood around it.

    In evidence, paragraph 0 is the title and paragraph ``n`` is ``paragraphs[n - 1]``.
    """

    url: str
    canonical_url: str
    title: str
    paragraphs: tuple[str, ...] = ()
    summary: str = ""
    """The standfirst or the feed's summary, when it is not the first paragraph."""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_basis: str | None = None
    """json-ld, meta, microdata, time, byline, url or feed: where the date stood."""
    published_precision: Precision | None = None
    published_offset: timedelta | None = None
    """The publisher's own offset from UTC, where it was given: the local day may be another than UTC's."""
    modified_at: datetime | None = None
    lang: str | None = None
    outlet: str | None = None
    paywalled: bool = False
    truncated: bool = False
    agencies: tuple[str, ...] = ()
    """Wire agencies credited with the copy itself (dateline, byline)."""

    @property
    def text(self) -> str:
        """The body: paragraphs joined by a blank line."""
        return "\n\n".join(self.paragraphs)

    @property
    def published_iso(self) -> str | None:
        """ISO 8601 as exactly as it is known, in the publisher's own time where that was given; a bare day for a day."""
        if self.published_at is None:
            return None
        at = self.published_at
        if self.published_offset is not None:
            at = at.astimezone(timezone(self.published_offset))
        return at.date().isoformat() if self.published_precision is Precision.DAY else at.isoformat()


class Kind(StrEnum):
    """What happens in an AI-talent-war article (the labelling guide's words)."""

    HIRE = "hire"
    DEPARTURE = "departure"
    OFFER = "offer"
    COMPENSATION = "compensation"
    RETENTION = "retention"
    ACQUIHIRE = "acquihire"
    SCARCITY = "scarcity"
    RULES = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Words that spoke for or against, and how loudly."""

    concept: str
    text: str
    field: str
    """title, summary or body."""
    start: int
    end: int
    """Character offsets within the field; the body is ``Article.text``."""
    weight: float
    """Share of the score in log-odds; all weights and the bias add up to the score's logit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a text is an AI-talent-war article, how sure, and why."""

    score: float
    """Calibrated, 0 to 1."""
    is_match: bool
    kind: Kind | None = None
    lang: str | None = None
    signals: tuple[Signal, ...] = ()
    bias: float = 0.0
    model: str = ""
    """Version of the weights that judged."""


# --- facts ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where an article says it. Paragraph 0 is the title, 1 the first paragraph of the body, -1 the summary."""

    paragraph: int
    start: int
    end: int
    text: str = ""
    """The very words, ``paragraph[start:end]``."""


class Part(StrEnum):
    """How a person stands in the story."""

    SUBJECT = "subject"
    SPEAKER = "speaker"
    RECRUITER = "recruiter"
    COMPARISON = "comparison"
    BACKGROUND = "background"


class Status(StrEnum):
    """How firmly a move stands (the labelling guide's words)."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    RUMOURED = "rumoured"
    ATTEMPTED = "attempted"
    REFUSED = "refused"


class Basis(StrEnum):
    """How exactly a figure is meant."""

    EXACT = "exact"
    AT_MOST = "at most"
    AT_LEAST = "at least"
    ABOUT = "about"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMention:
    """A person in an article; ``name`` is None for an unnamed one ("a Meta engineer")."""

    name: str | None
    """Canonical (Latin script where the gazetteer knows it), else as written."""
    description: str | None = None
    role: str | None = None
    org: str | None = None
    """Canonical name of the organisation the article gives for the person."""
    part: Part = Part.BACKGROUND
    evidence: Evidence
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgMention:
    """An organisation in an article."""

    name: str
    known: bool = True
    """False if no gazetteer row stands behind it."""
    evidence: Evidence
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One article's claim that somebody goes, or is wanted, from one place to another."""

    person: str | None
    person_desc: str | None = None
    origin: str | None = None
    destination: str | None = None
    kind: Kind
    status: Status
    hedged: bool = False
    on: date | None = None
    on_precision: Precision | None = None
    on_text: str | None = None
    """The words the date was resolved from."""
    count: int | None = None
    """People, when the subject is counted and not named."""
    role: str | None = None
    terms: tuple[str, ...] = ()
    """Inducements that are not money, in the article's words."""
    evidence: Evidence
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A sum an article names."""

    amount: Decimal | None
    """In whole units of the currency; the lower end of a range or of a vague sum."""
    amount_max: Decimal | None = None
    currency: str | None = None
    """ISO 4217."""
    basis: Basis = Basis.EXACT
    what: str = "other"
    """package, bonus, salary, equity, deal, funding, valuation, saving, damages, fee, budget, other."""
    payer: str | None = None
    payee: str | None = None
    period: str | None = None
    """year, month, or "4 years" …"""
    hedged: bool = False
    evidence: Evidence
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Another figure that matters to the story."""

    value: int
    value_max: int | None = None
    unit: str
    """researchers, engineers, employees, founders, departures, gpus, offers, teams, people …"""
    basis: Basis = Basis.EXACT
    evidence: Evidence
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words said, in the article's language, and who said them."""

    speaker: str | None
    speaker_desc: str | None = None
    text: str
    lang: str | None = None
    evidence: Evidence
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Another outlet that the article names as its source."""

    outlet: str
    evidence: Evidence
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that was found in one article."""

    people: tuple[PersonMention, ...] = ()
    organisations: tuple[OrgMention, ...] = ()
    moves: tuple[Move, ...] = ()
    money: tuple[Money, ...] = ()
    counts: tuple[Count, ...] = ()
    quotes: tuple[Quote, ...] = ()
    credits: tuple[Credit, ...] = ()
    version: str = ""


# --- stories -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryKey:
    """Something two articles on the same event share whatever their language."""

    key: str
    """person:noam-shazeer, org:google, sum:USD:2700000000, lsh:3:9f2c … (kind and value). One that begins with
    ``~`` only counts in the comparison: articles are not looked up by it."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCard:
    """What story assignment knows of one article."""

    article_id: ArticleId
    story_id: StoryId | None = None
    at: datetime
    """Publication, or first sight if that is unknown."""
    lang: str | None = None
    kind: Kind | None = None
    keys: tuple[StoryKey, ...] = ()
    sketch: bytes = b""
    """A min-hash signature of the text, for near-duplicates within a language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryChoice:
    """Where an article belongs. ``story_id`` None means a story of its own."""

    story_id: StoryId | None = None
    score: float = 0.0
    reason: str = ""
    merges: tuple[StoryId, ...] = ()
    """Other stories that this article shows to be the same one."""
    near_duplicate_of: ArticleId | None = None


# --- the change feed -----------------------------------------------------------------------


class Op(StrEnum):
    """What happened to an entity."""

    UPSERT = "upsert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of ``v1_changes``."""

    entity_type: str
    """article, person, organisation, move, claim, story …"""
    entity_id: str
    revision: int
    op: Op
    content_hash: str
    reason: str = ""
    seq: int | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What saving an article did."""

    article_id: ArticleId
    revision: int
    changed: bool
    known_before: bool = False
    """True if the article was already there, by another entry."""
    changes: tuple[Change, ...] = field(default=())
