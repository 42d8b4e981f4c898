"""What feedparser read, in our words: the only place that knows its dictionaries."""

from calendar import timegm
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import feedparser

from storage.records import EntryKey, FeedEntry
from worker.feed.dates import believable
from worker.feed.identity import Clue
from worker.text import clean_line, plain_text, storable
from worker.urls import clean_link

# feedparser asks for a parser that no Python since 2.7 has; looking for it on the disk, feed after feed, costs a tenth
# of reading a small document.
if hasattr(feedparser.api, "PREFERRED_XML_PARSERS"):
    feedparser.api.PREFERRED_XML_PARSERS = []

TITLE_MOST = 1_000
SUMMARY_MOST = 5_000
CONTENT_MOST = 500_000
AUTHOR_MOST = 200
GUID_MOST = 2_048
MANY = 50
LONG_SUMMARY = 1_500
"""A description of more characters than this carries the article itself and is kept as content too."""


def read_document(data: bytes) -> Any:
    """feedparser's reading of a document in UTF-8. Raises whatever feedparser raises.

    Neither sanitised nor resolved: all text is made plain by ``worker.text``, links by ``worker.urls``, and
    content is hostile until ``worker.article`` has parsed it. No base address is given, so that identities do
    not change when a feed moves.
    """
    return feedparser.parse(_Bytes(data), sanitize_html=False, resolve_relative_uris=False)


class _Bytes:
    """feedparser takes bytes for a file's name first; something to read from is only read."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self) -> bytes:
        return self._data


def _own(entry: Mapping[str, Any], name: str) -> Any:
    """A value that stands in the entry under this very name (feedparser answers some names for others)."""
    return dict.get(entry, name) if isinstance(entry, dict) else None


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def time_of(value: Any, now: datetime) -> datetime | None:
    """An aware time from feedparser's struct, None if there is none or it is not to be believed. Total."""
    if value is None:
        return None
    try:
        moment = datetime.fromtimestamp(timegm(value), UTC)
    except (ValueError, TypeError, OverflowError, OSError, AttributeError, IndexError):
        return None
    return believable(moment, now)


def clue_of(entry: Mapping[str, Any], base: str, now: datetime) -> Clue:
    """What the entry's identity is made of."""
    guid = _string(_own(entry, "id")).strip()
    return Clue(
        guid or None,
        link_of(entry, base),
        plain_text(_string(_own(entry, "title")), limit=TITLE_MOST),
        time_of(_own(entry, "published_parsed"), now),
        plain_text(_string(_own(entry, "summary")), limit=SUMMARY_MOST),
    )


def link_of(entry: Mapping[str, Any], base: str) -> str | None:
    """The article's address: the publisher's own where a feed service wrapped it, else the entry's link."""
    for name in ("feedburner_origlink", "link"):
        url = clean_link(_string(_own(entry, name)), base)
        if url is not None:
            return url
    links = _own(entry, "links")
    for link in links if isinstance(links, list) else ():
        if _string(link.get("rel")) in ("alternate", ""):
            url = clean_link(_string(link.get("href")), base)
            if url is not None:
                return url
    return None


def entry_of(
    entry: Mapping[str, Any], clue: Clue, key: EntryKey, alias: EntryKey | None, base: str, now: datetime
) -> FeedEntry:
    """The entry in our words."""
    updated = time_of(_own(entry, "updated_parsed"), now)
    content, lang = _content(entry)
    summary = _string(_own(entry, "summary"))
    if not content and len(summary) > LONG_SUMMARY:
        content = summary
    return FeedEntry(
        key=key,
        guid=clean_line(clue.guid, limit=GUID_MOST) if clue.guid else None,
        url=clue.url,
        title=clue.title,
        summary=clue.summary,
        content_html=storable(content[:CONTENT_MOST]),
        authors=_authors(entry),
        # Dublin Core's date counts as "updated" for feedparser; where it stands alone it dates the entry.
        published_at=clue.published or time_of(_own(entry, "created_parsed"), now) or updated,
        updated_at=updated,
        lang=lang,
        categories=_terms(_own(entry, "tags")),
        aliases=() if alias is None else (alias,),
    )


def _content(entry: Mapping[str, Any]) -> tuple[str, str | None]:
    best, lang = "", None
    pieces = _own(entry, "content")
    for piece in pieces[:MANY] if isinstance(pieces, list) else ():
        value = _string(piece.get("value"))
        kind = _string(piece.get("type"))
        if len(value) > len(best) and (not kind or kind.startswith("text/") or kind.endswith("xml")):
            best, lang = value, language_of(piece.get("language"))
    detail = _own(entry, "title_detail")
    own = language_of(_own(entry, "language"))
    if own is None and isinstance(detail, dict):
        own = language_of(detail.get("language"))
    return best, own or lang


def language_of(value: Any) -> str | None:
    """A language tag in its usual case, or None for what is none (BCP 47 in form only)."""
    tag = _string(value).strip().replace("_", "-")
    if not tag or len(tag) > 35 or not tag.isascii() or not tag.replace("-", "").isalnum():
        return None
    head, _, rest = tag.partition("-")
    return head.lower() + (f"-{rest}" if rest else "") if 2 <= len(head) <= 3 and head.isalpha() else None


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    people = _own(entry, "authors")
    names = [_string(person.get("name")) for person in (people[:MANY] if isinstance(people, list) else ())]
    if not any(names):
        detail = _own(entry, "author_detail")
        name = _string(detail.get("name")) if isinstance(detail, dict) else ""
        names = [name or _string(_own(entry, "author"))]
    return people_of(names)


def people_of(names: Sequence[str]) -> tuple[str, ...]:
    """Names of people, cleaned, each once; bare mail addresses are no names."""
    cleaned = (plain_text(name, limit=AUTHOR_MOST) for name in names[:MANY])
    return tuple(dict.fromkeys(name for name in cleaned if name and not ("@" in name and " " not in name)))


def _terms(tags: Any) -> tuple[str, ...]:
    found = tags[:MANY] if isinstance(tags, list) else ()
    return terms_of([_string(tag.get("term")) or _string(tag.get("label")) for tag in found])


def terms_of(terms: Sequence[str]) -> tuple[str, ...]:
    """Categories, cleaned, each once."""
    cleaned = (plain_text(term, limit=AUTHOR_MOST) for term in terms[:MANY])
    return tuple(dict.fromkeys(term for term in cleaned if term))
