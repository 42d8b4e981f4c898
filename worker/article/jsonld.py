"""What a page says of itself in JSON-LD (schema.org), read tolerantly.

Graphs, arrays, nested articles, broken JSON (raw line breaks, comments, trailing commas, HTML
entities), live blogs. Foreign dictionaries stop here.
"""

import html
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from worker.text import clean_line

_ARTICLE = re.compile(r"(article|posting|report|newsstory|opinionnews|review)$", re.IGNORECASE)
_NOT_ARTICLE: Final = frozenset(("discussionforumposting", "jobposting", "socialmediaposting", "aggregatereview"))
_CONTROL = re.compile("[\x00-\x1f\x7f]+")
_TRAILING = re.compile(r",\s*([}\]])")
_WRAP = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TAGS = re.compile(r"<[^<>]{1,500}>")
_MAX_ITEMS: Final = 5_000


@dataclass(slots=True)
class Linked:
    """The article that JSON-LD describes; empty where it says nothing."""

    kind: str = ""
    headlines: list[str] = field(default_factory=list)
    authors: list[tuple[str, bool]] = field(default_factory=list)
    """Pairs (name, False if it is marked as an organisation)."""
    published: str | None = None
    modified: str | None = None
    body: str = ""
    is_live: bool = False
    description: str = ""
    lang: str | None = None
    outlet: str | None = None
    url: str | None = None
    is_free: bool | None = None
    """isAccessibleForFree."""
    words: int | None = None
    """wordCount."""


def load_lenient(text: str) -> Any:
    """JSON as publishers write it, or None."""
    text = _WRAP.sub("", text.strip()).strip().rstrip(";")
    if not text:
        return None
    plain = _CONTROL.sub(" ", text)
    for repair in range(4):
        attempt = text if repair == 0 else plain if repair == 1 else html.unescape(plain) if repair == 3 else plain
        try:
            return json.loads(_TRAILING.sub(r"\1", attempt) if repair > 1 else attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    try:
        return json.JSONDecoder(strict=False).raw_decode(_CONTROL.sub(" ", text))[0]
    except (ValueError, RecursionError):
        return None


def walk(data: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document, outer ones first, without recursion and up to a bound."""
    queue, seen = deque([data]), 0
    while queue and seen < _MAX_ITEMS:
        item = queue.popleft()
        seen += 1
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            yield item
            queue.extend(value for value in item.values() if isinstance(value, dict | list))


def types(item: dict[str, Any]) -> list[str]:
    """Types of an object, lower case, without their vocabulary's address."""
    kinds = item.get("@type", item.get("type"))
    listed = kinds if isinstance(kinds, list) else [kinds]
    return [str(kind).rsplit("/", 1)[-1].lower() for kind in listed if isinstance(kind, str)]


def read_linked(documents: list[str]) -> Linked:
    """The one article of a page's JSON-LD scripts; the first wins, later ones fill its gaps."""
    objects: list[dict[str, Any]] = []
    for text in documents:
        objects.extend(walk(load_lenient(text)))
    by_id = {item["@id"]: item for item in objects if isinstance(item.get("@id"), str) and len(item) > 2}
    found = Linked()
    articles = [item for item in objects if any(_ARTICLE.search(k) and k not in _NOT_ARTICLE for k in types(item))]
    # A list of teasers is many articles with little in them; the page's own has a date or a body.
    articles.sort(key=lambda item: not ("datePublished" in item or "articleBody" in item or "liveBlogUpdate" in item))
    for item in articles[:3]:
        _fill(found, item, by_id)
    for item in objects:
        if not found.outlet and {"organization", "newsmediaorganization"} & set(types(item)):
            found.outlet = _text(item.get("name")) or None
        if {"webpage", "itempage"} & set(types(item)):
            found.published = found.published or _stamp(item.get("datePublished"))
            found.modified = found.modified or _stamp(item.get("dateModified"))
            found.lang = found.lang or _text(item.get("inLanguage")) or None
            found.description = found.description or _text(item.get("description"))
    return found


def _fill(found: Linked, item: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> None:
    first = not found.kind
    if first:
        found.kind = (types(item) or [""])[0]
    for key in ("headline", "name", "alternativeHeadline"):
        text = _text(item.get(key))
        if text and first:
            found.headlines.append(text)
    if not found.authors:
        found.authors = [pair for pair in _named(item.get("author", item.get("creator")), by_id) if pair[0]]
    found.published = (
        found.published or _stamp(item.get("datePublished")) or (_stamp(item.get("dateCreated")) if first else None)
    )
    found.modified = found.modified or _stamp(item.get("dateModified"))
    found.description = found.description or _text(item.get("description"))
    found.lang = found.lang or _text(item.get("inLanguage")) or None
    found.outlet = found.outlet or next(iter(_names(item.get("publisher"), by_id)), None)
    found.url = found.url or _text(item.get("url")) or None
    if found.is_free is None and "isAccessibleForFree" in item:
        found.is_free = str(item["isAccessibleForFree"]).lower() not in ("false", "0", "no")
    if found.words is None and str(item.get("wordCount", "")).isdecimal():
        found.words = int(str(item["wordCount"])[:9])
    updates = item.get("liveBlogUpdate")
    if isinstance(updates, list) and not found.is_live:
        texts = [body for one in updates[:500] if isinstance(one, dict) and (body := _body(one.get("articleBody")))]
        if texts:
            found.body, found.is_live = "\n\n".join(texts), True
    if not found.body and first:
        found.body = _body(item.get("articleBody"))


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> list[str]:
    return [name for name, _ in _named(value, by_id)]


def _named(value: Any, by_id: dict[str, dict[str, Any]], depth: int = 0) -> list[tuple[str, bool]]:
    if isinstance(value, str):
        return [(clean_line(html.unescape(value), limit=300), True)]
    if isinstance(value, list):
        return [pair for one in value[:30] for pair in _named(one, by_id, depth + 1)] if depth < 4 else []
    if isinstance(value, dict):
        person = not any(kind.endswith("organization") for kind in types(value))
        name = value.get("name")
        if not name and isinstance(value.get("@id"), str):
            name = by_id.get(value["@id"], {}).get("name")
        if not name and (value.get("givenName") or value.get("familyName")):
            name = f"{value.get('givenName') or ''} {value.get('familyName') or ''}"
        if isinstance(name, dict | list) and depth < 4:
            return _named(name, by_id, depth + 1)
        if isinstance(name, str) and name.strip():
            return [(clean_line(html.unescape(name), limit=300), person)]
    return []


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return clean_line(_TAGS.sub(" ", html.unescape(value)), limit=2_000) if isinstance(value, str) else ""


def _stamp(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    return value.strip()[:60] if isinstance(value, str) and value.strip() else None


def _body(value: Any) -> str:
    if isinstance(value, list):
        value = "\n\n".join(one for one in value if isinstance(one, str))
    if not isinstance(value, str):
        return ""
    if "&lt;" in value:
        value = html.unescape(value)
    if "<" in value and re.search(r"</?(?:p|br|div|h\d|li|strong|a|em)\b", value):
        value = re.sub(r"</(?:p|div|h\d|li)>|<br\s*/?>", "\n\n", value)
        value = _TAGS.sub("", value)
    return html.unescape(html.unescape(value)) if "&" in value else value
