"""Lists of feeds: OPML (opml.org, 1.0 to 2.0), TOML, or one address a line; and OPML out again."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from storage.records import Feed
from worker.feed.found import FeedList, FeedListError, ListedFeed
from worker.feed.reading import language_of
from worker.tags import shorter_tags_of
from worker.text import clean_line
from worker.urls import clean_link, mask_credentials

MOST_BYTES = 20_000_000
MOST_ADDRESS = 2_048
"""Characters of an address that the store takes."""
_FEED_TABLE = re.compile(r"^\s*\[\[?\s*\"?feeds?\"?\s*\]?\]", re.MULTILINE)
_PLACE_IN_MESSAGE = re.compile(r",? line \d+(?:, column \d+)?| line \d+")
"""libxml2 tells the place in its words; we tell it before them."""


def parse_feed_list(data: bytes, *, name: str) -> FeedList:
    """The feeds of a list, in order, each address once. ``name`` is the file's, for messages.

    OPML: every ``outline`` with an ``xmlUrl``. TOML: tables ``[[feeds]]`` with ``url`` and, if you like,
    ``title``, ``outlet``, ``lang``. Text: an address a line, optionally followed by a title; ``#`` begins a
    comment. A line that names no feed is told in ``refused``, and the rest goes on. Raises ``FeedListError``
    (a ``ValueError``) that names the line if the list cannot be read, or if nothing in it is a feed.
    """
    if len(data) > MOST_BYTES:
        raise FeedListError(f"{name}: over {MOST_BYTES} bytes; no list of feeds is that long, split it")
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] == b"<":
        feeds = _from_opml(data, name)
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise FeedListError(f"{name}: line {line}: not UTF-8; save the file as UTF-8") from error
        if name.lower().endswith(".toml") or _FEED_TABLE.search(text):
            feeds = _from_toml(text, name)
        else:
            feeds = _from_lines(text, name)
    first: dict[str, ListedFeed] = {}
    refused: list[FeedListError] = []
    for feed in feeds:
        if isinstance(feed, FeedListError):
            refused.append(feed)
        else:
            first.setdefault(feed.url, feed)
    if refused and not first:
        raise refused[0]
    return FeedList(feeds=tuple(first.values()), refused=tuple(str(error) for error in refused))


def _listed(url: str, *, name: str, line: int | None, **told: Any) -> ListedFeed | FeedListError:
    """A line of the list, or what is wrong with it."""
    try:
        return ListedFeed(url=_address(url, name, line), **told)
    except FeedListError as error:
        return error


def _address(url: str, name: str, line: int | None) -> str:
    """An address as it will be fetched; credentials stay."""
    url = url.strip()
    if url[:5].lower() == "feed:":
        rest = url[5:]
        url = "http:" + rest if rest.startswith("//") else rest
    cleaned = clean_link(url)
    if cleaned is None or len(cleaned) > MOST_ADDRESS:
        where = f"line {line}: " if line else ""
        shown = clean_line(mask_credentials(url), limit=200)
        raise FeedListError(f"{name}: {where}{shown!r} is no http or https address of at most {MOST_ADDRESS} characters")
    parts = urlsplit(url)
    if "@" in parts.netloc:
        scheme, _, rest = cleaned.partition("://")
        return f"{scheme}://{parts.netloc.rpartition('@')[0]}@{rest}"
    return cleaned


def _from_lines(text: str, name: str) -> Iterator[ListedFeed | FeedListError]:
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        url, *rest = line.split(None, 1)
        title = rest[0].partition(" #")[0] if rest else ""
        title = "" if title.startswith("#") else title.strip(" \t\"'")
        yield _listed(url, name=name, line=number, title=clean_line(title, limit=300))


def _from_toml(text: str, name: str) -> Iterator[ListedFeed | FeedListError]:
    try:
        document: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FeedListError(f"{name}: malformed TOML: {error}") from error
    except RecursionError as error:
        raise FeedListError(f"{name}: TOML nested too deep") from error
    feeds = document.get("feeds", document.get("feed"))
    if not isinstance(feeds, list):
        raise FeedListError(f"{name}: no [[feeds]] in it; write one such table with a url for each feed")
    for number, feed in enumerate(feeds, 1):
        if isinstance(feed, str):
            feed = {"url": feed}
        url = feed.get("url") if isinstance(feed, dict) else None
        if not isinstance(url, str) or not url.strip():
            yield FeedListError(f"{name}: feed {number}: no url")
            continue
        outlet, site = _value(feed, "outlet"), _value(feed, "site")
        yield _listed(
            url,
            name=f"{name}: feed {number}",
            line=_line_of(text, url),
            title=_value(feed, "title") or "",
            outlet=outlet,
            lang=language_of(feed.get("lang")),
            site=clean_link(site) if site else None,
            folder=_value(feed, "folder"),
        )


def _line_of(text: str, needle: str) -> int | None:
    at = text.find(needle)
    return text.count("\n", 0, at) + 1 if at >= 0 else None


def _value(values: dict[str, Any], key: str) -> str | None:
    value = values.get(key)
    return clean_line(value, limit=300) or None if isinstance(value, str) else None


def _from_opml(data: bytes, name: str) -> Iterator[ListedFeed | FeedListError]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(shorter_tags_of(data), parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        what = _PLACE_IN_MESSAGE.sub("", str(error.msg)).strip(" ,")
        raise FeedListError(f"{name}: line {line}: malformed OPML: {clean_line(what, limit=200)}") from error
    except ValueError as error:
        raise FeedListError(f"{name}: malformed OPML: {error}") from error
    if etree.QName(root).localname.lower() != "opml":
        what = etree.QName(root).localname[:40]
        is_feed = what.lower() in ("rss", "feed", "rdf")
        hint = "; a feed's own address belongs to `feeds add`" if is_feed else ""
        raise FeedListError(f"{name}: line 1: not OPML (its root is <{what}>){hint}")
    for outline in root.iter("outline"):
        values = {str(key).lower(): str(value) for key, value in outline.attrib.items()}
        url = values.get("xmlurl", "").strip()
        if not url:
            continue
        parent = outline.getparent()
        folder = (parent.get("title") or parent.get("text")) if parent is not None else None
        site = values.get("htmlurl")
        yield _listed(
            url,
            name=name,
            line=int(str(outline.sourceline or 0)),
            title=clean_line(values.get("title") or values.get("text") or "", limit=300),
            outlet=clean_line(values.get("outlet", ""), limit=300) or None,
            lang=language_of(values.get("language")),
            site=clean_link(site) if site else None,
            folder=clean_line(folder, limit=300) or None if folder else None,
        )


def write_opml(
    feeds: Iterable[ListedFeed | Feed], *, title: str = "talentwire feeds", now: datetime | None = None
) -> bytes:
    """OPML 2.0 of feeds, which ``parse_feed_list`` reads back."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = clean_line(title)
    if now is not None:
        etree.SubElement(head, "dateCreated").text = now.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    body = etree.SubElement(root, "body")
    for feed in feeds:
        label = clean_line(feed.title or feed.outlet or feed.url)
        outline = etree.SubElement(body, "outline", type="rss", text=label, title=label, xmlUrl=feed.url)
        for attribute, value in (
            ("htmlUrl", getattr(feed, "site", None)),
            ("language", feed.lang),
            ("outlet", feed.outlet),
        ):
            if value:
                outline.set(attribute, value)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


__all__ = ["FeedList", "FeedListError", "ListedFeed", "parse_feed_list", "write_opml"]
