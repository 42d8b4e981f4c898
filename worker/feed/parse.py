"""A feed document into entries: what is known is dropped before feedparser sees the rest.

feedparser reads all that is RSS, Atom, RDF and CDF and has the last word on what an entry is. It is slow, and
slower than linear on some documents, so an lxml pass goes before it: that pass finds the identities of the
items, drops those already known and bounds what is left. Where the two disagree on an identity, feedparser
reads the whole document and its reading stands. Where it raises, lxml's plain reading does.
"""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from storage.records import EntryKey, ErrorCode, FeedEntry, FeedFormat, Page, ParsedFeed
from worker.feed.asking import Asking, Known
from worker.feed.bounds import bound, within_markup, without
from worker.feed.charset import to_utf8_xml
from worker.feed.errors import FeedError, feed_error
from worker.feed.head import Head, head_of
from worker.feed.identity import Clue, alias_keys, entry_keys
from worker.feed.jsonfeed import full_clue, json_entry, read_json
from worker.feed.mend import mend
from worker.feed.reading import clue_of, entry_of, read_document
from worker.feed.salvage import salvaged_clue, salvaged_entry
from worker.feed.sitemap import sitemap_entry, sitemap_items
from worker.feed.sniff import (
    binary_kind,
    from_its_root,
    has_markup,
    looks_like_html,
    looks_like_json,
    page_kind,
)
from worker.feed.tree import Tree, local_name, parse_tree
from worker.text import clean_line

LIMIT = 2_000
_LOOSE_BYTES = 1_500_000
_LOOSE_MARKUP = 60_000
"""Bytes, and tags and references, of a malformed document that feedparser's forgiving parser is given."""


def parse_feed(page: Page, *, known: Known | None = None, limit: int = LIMIT, now: datetime) -> ParsedFeed:
    """The entries of a document that ``known`` does not know, in document order, and the feed's own words.

    ``known`` is asked, once or twice, for all keys of the document, aliases included, and answers those it
    has. At most ``limit`` entries are looked at, the first ones. Raises ``FeedError``: EMPTY, NOT_A_FEED with
    what it is, HOSTILE, PARSE. Pure but for ``known``.
    """
    ask = Asking(known)
    if not page.body.strip():
        raise feed_error(page.url, ErrorCode.EMPTY, "the answer has no content")
    binary = binary_kind(page.body)
    if binary is not None:
        raise feed_error(page.url, ErrorCode.NOT_A_FEED, f"{binary}, not a feed")
    if looks_like_json(page.body):
        return _parse_json(page, ask, limit, now)
    data, cut = within_markup(mend(from_its_root(to_utf8_xml(page.body, page.charset))))
    if looks_like_html(data):
        raise feed_error(page.url, ErrorCode.NOT_A_FEED, f"{page_kind(data)}, not a feed")
    if not has_markup(data):
        raise feed_error(page.url, ErrorCode.NOT_A_FEED, "plain text, not a feed")
    tree = parse_tree(data, base=page.url)
    if tree is None:
        return _without_tree(page, data, ask, limit, now)
    if local_name(tree.root) == "urlset":
        return _parse_sitemap(page, tree, ask, limit, now)
    total = len(tree.items)
    head = head_of(tree, page.url, page.links)
    tree.cut = tree.dangerous = cut
    bound(tree, limit=limit)
    parsed = _pruned(page, tree, head, ask, now) if tree.well_formed else None
    if parsed is None:
        parsed = _whole(page, tree, head, ask, limit, now)
    return replace(parsed, total=max(total, parsed.total))


def _unique(entries: Sequence[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Entries with each key once, the first one."""
    first: dict[EntryKey, FeedEntry] = {}
    for entry in entries:
        first.setdefault(entry.key, entry)
    return tuple(first.values())


def _feed(head: Head, entries: Sequence[FeedEntry], *, total: int, complaint: str | None) -> ParsedFeed:
    return ParsedFeed(
        title=head.title,
        url=head.url,
        lang=head.lang,
        format=head.format,
        entries=_unique(entries),
        total=total,
        hints=head.hints,
        ill_formed=clean_line(complaint, limit=200) if complaint else None,
    )


def _read(data: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return read_document(data)


def _pruned(page: Page, tree: Tree, head: Head, ask: Asking, now: datetime) -> ParsedFeed | None:
    """Entries by way of the small rest; None where feedparser has to see the whole document."""
    keys, aliases = entry_keys(tree.clues), alias_keys(tree.clues)
    surely = [bool(clue.guid or clue.url) for clue in tree.clues]
    have = ask.which(keys, aliases)
    dropped = [number for number, one in enumerate(have) if one and surely[number]]
    gone = set(dropped)
    rest = [number for number in range(len(tree.items)) if number not in gone]
    if not tree.items:
        return None
    if not rest:
        return _feed(head, (), total=len(keys), complaint=tree.complaint)
    clues = tree.clues
    try:
        read = _read(without(tree, dropped))
    except Exception:  # noqa: BLE001 - feedparser raises many kinds; the whole document decides
        return None
    if len(read.entries) != len(rest) or read.bozo:
        return None
    late: list[tuple[int, Clue, Any]] = []
    for number, entry in zip(rest, read.entries, strict=True):
        clue = clue_of(entry, page.url, now)
        if (clue.guid, clue.url) != clues[number][:2]:
            return None
        late.append((number, clue, entry))
    if not all(surely) or any(clue.title != clues[number].title for number, clue, _ in late):
        merged = list(clues)
        for number, clue, _ in late:
            merged[number] = clue
        keys, aliases = entry_keys(merged), alias_keys(merged)
    have = ask.which([keys[number] for number in rest], [aliases[number] for number in rest])
    entries = [
        entry_of(entry, clue, keys[number], aliases[number], page.url, now)
        for (number, clue, entry), one in zip(late, have, strict=True)
        if not one
    ]
    return _feed(_named(head, read), entries, total=len(keys), complaint=tree.complaint)


def _named(head: Head, read: Any) -> Head:
    if head.format is FeedFormat.UNKNOWN and read.version:
        family = str(read.version)
        for known in (FeedFormat.ATOM, FeedFormat.CDF, FeedFormat.RSS):
            if family.startswith(known.value):
                return replace(head, format=known)
    return head


def _whole(page: Page, tree: Tree, head: Head, ask: Asking, limit: int, now: datetime) -> ParsedFeed:
    """Entries by way of the whole document: feedparser's reading, or lxml's where that has more."""
    trimmed = tree.cut or tree.changed
    bounded = trimmed if tree.well_formed else tree.dangerous or not _loose_enough(tree.data)
    complaint = tree.complaint
    try:
        read = _read(without(tree, ()) if bounded else tree.data)
    except Exception as error:  # noqa: BLE001 - whatever feedparser raises, lxml's reading is left
        complaint = f"feedparser: {type(error).__name__}"
        read = None
    if read is not None and len(read.entries) >= len(tree.items):
        if not read.entries and not read.version and head.format is FeedFormat.UNKNOWN:
            raise feed_error(page.url, ErrorCode.NOT_A_FEED, _what(tree))
        return _entries_of(read, page, _named(head, read), ask, limit, now, complaint)
    clues = [salvaged_clue(item, clue, now) for item, clue in zip(tree.items, tree.clues, strict=True)]
    if read is None and not clues and head.format is FeedFormat.UNKNOWN:
        raise feed_error(page.url, ErrorCode.NOT_A_FEED, _what(tree))
    keys, aliases = entry_keys(clues), alias_keys(clues)
    have = ask.which(keys, aliases)
    entries = [
        salvaged_entry(item, clue, key, alias, now)
        for item, clue, key, alias, one in zip(tree.items, clues, keys, aliases, have, strict=True)
        if not one
    ]
    return _feed(head, entries, total=len(keys), complaint=complaint)


def _what(tree: Tree) -> str:
    name = local_name(tree.root)
    if name in ("html", "body", "head", "div", "p"):
        return "a web page (HTML), not a feed"
    if name == "sitemapindex":
        return "an index of sitemaps; give the address of one of its news sitemaps"
    return f"XML that is no feed (its root is <{name[:40]}>)"


def _entries_of(
    read: Any, page: Page, head: Head, ask: Asking, limit: int, now: datetime, complaint: str | None
) -> ParsedFeed:
    found = read.entries[:limit]
    clues = [clue_of(entry, page.url, now) for entry in found]
    keys, aliases = entry_keys(clues), alias_keys(clues)
    have = ask.which(keys, aliases)
    entries = [
        entry_of(entry, clue, key, alias, page.url, now)
        for entry, clue, key, alias, one in zip(found, clues, keys, aliases, have, strict=True)
        if not one
    ]
    return _feed(head, entries, total=len(read.entries), complaint=complaint)


def _loose_enough(data: bytes) -> bool:
    return len(data) <= _LOOSE_BYTES and data.count(b"<") + data.count(b"&") <= _LOOSE_MARKUP


def _without_tree(page: Page, data: bytes, ask: Asking, limit: int, now: datetime) -> ParsedFeed:
    """A document of which lxml recovers nothing: feedparser may."""
    if not _loose_enough(data):
        raise feed_error(page.url, ErrorCode.HOSTILE, "a large document that is no XML")
    try:
        read = _read(data)
    except Exception as error:
        raise feed_error(page.url, ErrorCode.PARSE, f"cannot be read ({type(error).__name__})") from error
    if not read.entries and not read.version:
        raise feed_error(page.url, ErrorCode.NOT_A_FEED, "no feed can be found in it")
    head = Head(title=str(read.feed.get("title", ""))[:500], format=FeedFormat.UNKNOWN)
    return _entries_of(read, page, _named(head, read), ask, limit, now, "not XML")


def _parse_json(page: Page, ask: Asking, limit: int, now: datetime) -> ParsedFeed:
    head, items, total = read_json(page, limit)
    clues = [full_clue(item, now) for item in items]
    keys, aliases = entry_keys(clues), alias_keys(clues)
    have = ask.which(keys, aliases)
    entries = [
        json_entry(item, clue, key, alias, now)
        for item, clue, key, alias, one in zip(items, clues, keys, aliases, have, strict=True)
        if not one
    ]
    return _feed(head, entries, total=total, complaint=None)


def _parse_sitemap(page: Page, tree: Tree, ask: Asking, limit: int, now: datetime) -> ParsedFeed:
    items = sitemap_items(tree.root, page.url, now)
    if not items:
        raise feed_error(page.url, ErrorCode.NOT_A_FEED, "a sitemap without news entries")
    total, items = len(items), items[:limit]
    clues = [clue for clue, _ in items]
    keys, aliases = entry_keys(clues), alias_keys(clues)
    have = ask.which(keys, aliases)
    entries = [
        sitemap_entry(element, clue, key, alias, now)
        for (clue, element), key, alias, one in zip(items, keys, aliases, have, strict=True)
        if not one
    ]
    return _feed(Head(format=FeedFormat.SITEMAP), entries, total=total, complaint=tree.complaint)


__all__ = ["FeedError", "parse_feed"]
