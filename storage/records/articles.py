"""Articles, and what the judge said of one."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from storage.records.feeds import Precision


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
