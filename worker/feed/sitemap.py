"""News sitemaps as a source (sitemaps.org with the news extension): many publishers have no other feed."""

from datetime import datetime
from typing import Any

from storage.records import EntryKey, FeedEntry
from worker.feed.dates import parse_date
from worker.feed.identity import Clue
from worker.feed.reading import language_of, terms_of
from worker.feed.tree import local_name
from worker.text import plain_text
from worker.urls import clean_link

_MOST_URLS = 50_000


def sitemap_items(root: Any, base: str, now: datetime) -> list[tuple[Clue, Any]]:
    """Pages of a ``urlset`` that are news: those with a news title, with their identities."""
    found = []
    for element in root[:_MOST_URLS]:
        if local_name(element) != "url":
            continue
        values = _values(element)
        title = plain_text(values.get("title", ""), limit=1_000)
        url = clean_link(values.get("loc", ""), base)
        if url and title:
            found.append((Clue(None, url, title, parse_date(values.get("publication_date"), now)), element))
    return found


def _values(element: Any) -> dict[str, str]:
    values: dict[str, str] = {}
    for child in element.iter():
        name, text = local_name(child), (child.text or "").strip()
        parent = child.getparent()
        if text and local_name(parent) != "image" and local_name(parent) != "video":
            values.setdefault(name, text[:4_000])
    return values


def sitemap_entry(
    element: Any, clue: Clue, key: EntryKey, alias: EntryKey | None, now: datetime
) -> FeedEntry:
    """The entry in our words."""
    values = _values(element)
    return FeedEntry(
        key=key,
        url=clue.url,
        title=clue.title,
        published_at=clue.published,
        updated_at=parse_date(values.get("lastmod"), now),
        lang=language_of(values.get("language")),
        categories=terms_of(values.get("keywords", "").split(",")),
        aliases=() if alias is None else (alias,),
    )
