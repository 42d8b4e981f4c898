"""JSON Feed 1.0 and 1.1 (jsonfeed.org), which feedparser does not read."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from storage.records import ErrorCode, FeedEntry, FeedFormat, FeedHints, Page
from worker.feed.charset import to_text
from worker.feed.dates import parse_date
from worker.feed.errors import feed_error
from worker.feed.head import Head
from worker.feed.hints import links_hints
from worker.feed.identity import Clue
from worker.feed.reading import (
    CONTENT_MOST,
    GUID_MOST,
    LONG_SUMMARY,
    SUMMARY_MOST,
    TITLE_MOST,
    language_of,
    people_of,
    terms_of,
)
from worker.text import clean_line, plain_text, storable
from worker.urls import clean_link

_MOST_BRACKETS = 1_000_000
"""Objects and lists of a document that is read, those within strings included: each costs up to 64 bytes."""


_MOST_NAMES = 500_000
"""Names of values in a document that is read: 2,000 entries have some 30,000."""


class JsonItem(NamedTuple):
    """An item with its identity."""

    clue: Clue
    item: Mapping[str, Any]


def _string(value: object) -> str:
    if isinstance(value, str):
        return value
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18
    return str(value) if whole else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def read_json(page: Page, limit: int) -> tuple[Head, list[JsonItem], int]:
    """The feed's head, its first items, and how many there are.

    Raises ``FeedError`` for JSON that is malformed, nested too deep, or no feed.
    """
    text = to_text(page.body, page.charset)
    if text.count("{") + text.count("[") > _MOST_BRACKETS:
        raise feed_error(page.url, ErrorCode.HOSTILE, f"JSON with more than {_MOST_BRACKETS:,} opening brackets")
    if text.count('":') > _MOST_NAMES:
        raise feed_error(page.url, ErrorCode.HOSTILE, f"JSON with more than {_MOST_NAMES:,} names")
    try:
        document = json.loads(text, parse_int=_number, parse_constant=lambda _: None)
    except RecursionError as error:
        raise feed_error(page.url, ErrorCode.HOSTILE, "JSON nested too deep") from error
    except ValueError as error:
        raise feed_error(page.url, ErrorCode.PARSE, f"malformed JSON: {error}") from error
    if not isinstance(document, dict):
        raise feed_error(page.url, ErrorCode.NOT_A_FEED, "JSON that is no feed (a list or a bare value)")
    version, items = _string(document.get("version")), document.get("items")
    if "jsonfeed.org" not in version.lower() and not (isinstance(items, list) and "title" in document):
        raise feed_error(page.url, ErrorCode.NOT_A_FEED, "JSON that is no feed (no JSON Feed version)")
    hubs = [("hub", _string(_mapping(hub).get("url"))) for hub in _list(document.get("hubs"))[:20]]
    own = [("self", _string(document.get("feed_url")))]
    hub, self_url = links_hints([*page.links, *hubs, *own], page.url)
    head = Head(
        title=plain_text(_string(document.get("title")), limit=500),
        url=clean_link(_string(document.get("home_page_url")), page.url),
        lang=language_of(document.get("language")),
        format=FeedFormat.JSON,
        hints=FeedHints(hub=hub, self_url=self_url),
    )
    found = [item for item in _list(items) if isinstance(item, dict)]
    return head, [JsonItem(_clue(item, page.url), item) for item in found[:limit]], len(found)


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) < 19 else digits


def _clue(item: Mapping[str, Any], base: str) -> Clue:
    title = plain_text(_string(item.get("title")), limit=TITLE_MOST)
    url = clean_link(_string(item.get("url") or item.get("external_url")), base)
    return Clue(_string(item.get("id")).strip() or None, url, title)


def full_clue(item: JsonItem, now: datetime) -> Clue:
    """The item's clue with date and text."""
    return item.clue._replace(
        published=parse_date(_string(item.item.get("date_published")), now), summary=_summary(item.item)
    )


def _summary(item: Mapping[str, Any]) -> str:
    for name in ("summary", "content_text", "content_html"):
        text = plain_text(_string(item.get(name)), limit=SUMMARY_MOST)
        if text:
            return text
    return ""


def json_entry(item: JsonItem, clue: Clue, key: Any, alias: Any, now: datetime) -> FeedEntry:
    """The entry in our words."""
    values = item.item
    people = [_string(_mapping(one).get("name")) for one in _list(values.get("authors"))[:50]]
    people.append(_string(_mapping(values.get("author")).get("name")))
    content = _string(values.get("content_html"))
    if not content:
        text = _string(values.get("content_text"))
        content = text if len(text) > LONG_SUMMARY else ""
    return FeedEntry(
        key=key,
        guid=clean_line(clue.guid, limit=GUID_MOST) if clue.guid else None,
        url=clue.url,
        title=clue.title,
        summary=clue.summary,
        content_html=storable(content[:CONTENT_MOST]),
        authors=people_of(people),
        published_at=clue.published,
        updated_at=parse_date(_string(values.get("date_modified")), now),
        lang=language_of(values.get("language")),
        categories=terms_of([_string(tag) for tag in _list(values.get("tags"))[:50]]),
        aliases=() if alias is None else (alias,),
    )
