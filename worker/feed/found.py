"""Feeds somebody told us of: a home page, or a list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that a page offers."""

    url: str
    title: str = ""
    source: str = "declared"
    """declared (the page says so), linked (a link looks like it), itself, usual place (nobody has looked)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFeed:
    """A line of a list of feeds."""

    url: str
    title: str = ""
    outlet: str | None = None
    lang: str | None = None
    site: str | None = None
    """The home page."""
    folder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """What a list of feeds says."""

    feeds: tuple[ListedFeed, ...]
    refused: tuple[str, ...] = ()
    """Lines that name no feed: file, line and what is wrong, ready to be shown."""


class FeedListError(ValueError):
    """A list that cannot be read; the message names the file, the line and what is wrong with it."""
