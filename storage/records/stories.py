"""What makes two articles tell the same event."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.articles import Kind
from storage.records.ids import ArticleId, StoryId


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
