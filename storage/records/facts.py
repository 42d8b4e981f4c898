"""What an article says: people, organisations, moves, sums, counts, quotes, credits, each with its words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from storage.records.articles import Kind
from storage.records.feeds import Precision


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
