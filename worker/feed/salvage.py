"""A plain reading of items by lxml alone, for documents feedparser does not survive. Less, not nothing."""

import re
from datetime import datetime
from typing import Any

from storage.records import EntryKey, FeedEntry
from worker.feed.dates import parse_date
from worker.feed.identity import Clue
from worker.feed.reading import CONTENT_MOST, GUID_MOST, SUMMARY_MOST, people_of, terms_of
from worker.feed.tree import local_name
from worker.text import clean_line, plain_text, storable

_PUBLISHED = ("published", "pubdate", "issued", "date", "created")
_UPDATED = ("updated", "modified", "lastmod")
_SUMMARY = ("description", "summary", "abstract")
_CONTENT = ("encoded", "content", "body")
_PEOPLE = ("author", "creator")
_SPACES = re.compile(r"\s+")


def _text(element: Any, limit: int) -> str:
    return "".join(element.itertext())[:limit]


def _first(item: Any, names: tuple[str, ...], limit: int) -> str:
    for child in item:
        if local_name(child) in names:
            text = _text(child, limit)
            if text.strip():
                return text
    return ""


def salvaged_clue(item: Any, clue: Clue, now: datetime) -> Clue:
    """The item's clue with the fields that the quick reading left out."""
    return clue._replace(
        published=parse_date(_first(item, _PUBLISHED, 100), now),
        summary=plain_text(_first(item, _SUMMARY, 50_000), limit=SUMMARY_MOST),
    )


def salvaged_entry(item: Any, clue: Clue, key: EntryKey, alias: EntryKey | None, now: datetime) -> FeedEntry:
    """An entry from an item of the tree."""
    people = [_text(child, 2_000) for child in item if local_name(child) in _PEOPLE]
    terms = [child.get("term") or _text(child, 2_000) for child in item if local_name(child) == "category"]
    return FeedEntry(
        key=key,
        guid=clean_line(clue.guid, limit=GUID_MOST) if clue.guid else None,
        url=clue.url,
        title=clue.title,
        summary=clue.summary,
        content_html=storable(_first(item, _CONTENT, CONTENT_MOST)),
        authors=people_of([_SPACES.sub(" ", name) for name in people]),
        published_at=clue.published,
        updated_at=parse_date(_first(item, _UPDATED, 100), now),
        categories=terms_of(terms),
        aliases=() if alias is None else (alias,),
    )
