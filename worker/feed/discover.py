"""Feeds that a home page offers, and the places where feeds usually stand."""

import re
from itertools import islice
from typing import Any

from lxml import etree, html

from storage.records import Page
from worker.feed.found import FoundFeed
from worker.feed.sniff import is_feed
from worker.tags import shorter_tags_of
from worker.text import clean_line
from worker.urls import clean_link, compare_form

MOST = 50
USUAL_PATHS = (
    *("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json"),
    *("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemaps/news.xml"),
)
"""Feeds first; then news sitemaps, for publishers that have no feed."""
_MOST_BYTES = 2_000_000
_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/x-rss+xml",
        "text/rss+xml",
        "text/xml",
        "application/xml",
        "application/json",
    }
)
_FEED_LIKE = re.compile(r"(?:^|[/._\-])(?:feeds?|rss|atom|rdf)(?:$|[/._\-?])", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|commentaire|コメント|comentario", re.IGNORECASE)


def discover_feeds(page: Page) -> tuple[FoundFeed, ...]:
    """Feeds a page offers, best first: declared ones, then links that look like feeds. Total on any bytes.

    A page that is a feed itself offers itself.
    """
    base = page.url
    found: dict[str, FoundFeed] = {}

    def add(url: str | None, title: str, source: str) -> None:
        if url is not None and len(found) < MOST:
            found.setdefault(compare_form(url), FoundFeed(url=url, title=title, source=source))

    if is_feed(page.body):
        return (FoundFeed(url=page.url, source="itself"),)
    root = _root(page)
    if root is not None:
        for element in root.iter("base"):
            base = clean_link(element.get("href") or "", page.url) or base
            break
        later: list[tuple[str | None, str]] = []
        for element in root.iter("link"):
            if "alternate" in (element.get("rel") or "").lower().split() and _feed_type(element):
                title = clean_line(element.get("title") or "", limit=200)
                url = clean_link(element.get("href") or "", base)
                if _COMMENTS.search(title) or _COMMENTS.search(url or ""):
                    later.append((url, title))
                else:
                    add(url, title, "declared")
        for url, title in later:
            add(url, title, "declared")
        for element in root.iter("a"):
            if len(found) >= MOST:
                break
            href = element.get("href") or ""
            if len(href) < 2_048 and _FEED_LIKE.search(href) and not _COMMENTS.search(href):
                title = clean_line("".join(islice(element.itertext(), 20))[:400], limit=200)
                add(clean_link(href, base), title, "linked")
    return tuple(found.values())


def usual_places(url: str) -> tuple[FoundFeed, ...]:
    """Where feeds usually stand on a site; nobody has looked there yet."""
    cleaned = clean_link(url)
    if cleaned is None:
        return ()
    places = (clean_link(path, cleaned) for path in USUAL_PATHS)
    return tuple(FoundFeed(url=place, source="usual place") for place in places if place is not None)


def _feed_type(element: Any) -> bool:
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    if kind in ("text/xml", "application/xml", "application/json", ""):
        href = element.get("href") or ""
        # WordPress declares its whole interface as alternate JSON.
        return "wp-json" not in href and (bool(_FEED_LIKE.search(href)) or kind.endswith("/xml"))
    return kind in _FEED_TYPES


def _root(page: Page) -> Any:
    parser = html.HTMLParser(
        encoding=page.charset if page.charset in ("utf-8", "utf8") else None, no_network=True, huge_tree=False
    )
    try:
        return html.document_fromstring(shorter_tags_of(page.body[:_MOST_BYTES]), parser=parser)
    except (etree.LxmlError, ValueError, LookupError, AssertionError):
        return None
