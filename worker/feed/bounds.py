"""Bounds on what feedparser is given, for it is slower than linear on some documents.

Measured on feedparser 6.0: one author of 100 kB takes 8 s, one element with 40,000 attributes 14 s, 10,000
categories 1.4 s, and every element some 10 µs. Real feeds stay far below the bounds here.
"""

from collections import Counter
from collections.abc import Collection
from typing import Any

from lxml import etree

from worker.feed.tree import Tree, local_name

MOST_MARKUP = 300_000
"""Tags of a document that are looked at."""
MOST_ELEMENTS = 60_000
"""Elements that feedparser is given."""
MOST_ITEM_ELEMENTS = 5_000
MOST_CHILDREN_ALIKE = 50
MOST_CHILDREN = 1_000
MOST_ATTRIBUTES = 60
MOST_ATTRIBUTE = 4_096
MOST_SHORT_TEXT = 1_000
"""Characters of a name; beyond ``MOST_NAMES`` of all names together, a tenth of it."""
MOST_NAMES = 100_000
DANGEROUS = 10
"""Times a bound from which on a malformed document is not read the forgiving way either."""
MOST_TEXT = 500_000
_INLINE_MOST = 200
"""Elements of inline XHTML beyond which it is handed over as one text."""

_SHORT = frozenset(
    {"author", "creator", "contributor", "managingeditor", "webmaster", "name", "email", "publisher"}
)
_UNREAD = (
    "{http://wellformedweb.org/CommentAPI/}",
    "{http://purl.org/rss/1.0/modules/slash/}",
    "{com-wordpress:feed-additions:1}",
    "{http://search.yahoo.com/mrss/}thumbnail",
    "{http://search.yahoo.com/mrss/}content",
    "{http://www.georss.org/georss}",
    "{http://www.w3.org/2003/01/geo/wgs84_pos#}",
    "{http://www.itunes.com/dtds/podcast-1.0.dtd}duration",
    "{http://www.itunes.com/dtds/podcast-1.0.dtd}explicit",
    "{http://www.itunes.com/dtds/podcast-1.0.dtd}image",
    "{http://www.itunes.com/dtds/podcast-1.0.dtd}episode",
    "{http://www.itunes.com/dtds/podcast-1.0.dtd}season",
    "{http://purl.org/syndication/thread/1.0}",
    "comments",
    "enclosure",
)
"""Elements of an item that nothing here reads, each some 15 µs for feedparser."""
_MARKED_UP = frozenset({"content", "summary", "description", "body", "encoded"})


def within_markup(data: bytes) -> tuple[bytes, bool]:
    """The document as far as its tags are looked at, and whether that cut it."""
    if data.count(b"<") <= MOST_MARKUP:
        return data, False
    tail = data.split(b"<", MOST_MARKUP)[-1]
    return data[: len(data) - len(tail) - 1], True


def bound(tree: Tree, *, limit: int) -> None:
    """Take away what would make reading cost more than it may, and items beyond ``limit``."""
    for item in tree.items[limit:]:
        drop(item)
        tree.cut = True
    del tree.items[limit:]
    del tree.clues[limit:]
    names = 0
    for element in tree.root.iter():
        text = element.text
        if text is not None and len(text) > MOST_SHORT_TEXT // 10:
            most = MOST_TEXT
            if local_name(element) in _SHORT:
                names += len(text)
                most = MOST_SHORT_TEXT if names < MOST_NAMES else MOST_SHORT_TEXT // 10
            if len(text) > most:
                element.text = text[:most]
                tree.cut = tree.dangerous = True
        if element.attrib:
            _bound_attributes(element, tree)
    left = MOST_ELEMENTS
    parents = [tree.root, *(child for child in tree.root if local_name(child) == "channel")]
    for parent in parents:
        if len(parent) > MOST_CHILDREN_ALIKE:
            _thin(parent, tree)
    for number, item in enumerate(tree.items):
        if len(item) > MOST_CHILDREN_ALIKE:
            _thin(item, tree)
        size = _size(item, tree)
        left -= size
        if left < 0:
            for late in tree.items[number:]:
                drop(late)
            del tree.items[number:]
            del tree.clues[number:]
            tree.cut = True
            break


def _bound_attributes(element: Any, tree: Tree) -> None:
    attributes = element.attrib
    if len(attributes) > MOST_ATTRIBUTES:
        tree.cut = True
        tree.dangerous = tree.dangerous or len(attributes) > DANGEROUS * MOST_ATTRIBUTES
        for name in list(attributes)[MOST_ATTRIBUTES:]:
            del attributes[name]
    for name, value in attributes.items():
        if len(value) > MOST_ATTRIBUTE:
            attributes[name] = value[:MOST_ATTRIBUTE]
            tree.cut = True


def _thin(parent: Any, tree: Tree) -> None:
    """At most so many children of a name; items are counted elsewhere."""
    counts: Counter[str] = Counter()
    surplus = []
    for child in parent:
        name = local_name(child)
        counts[name] += 1
        if counts[name] > MOST_CHILDREN_ALIKE and name not in ("item", "entry"):
            surplus.append(child)
    kept = len(parent) - len(surplus) - counts["item"] - counts["entry"]
    if kept > MOST_CHILDREN and not (counts["item"] or counts["entry"]):
        surplus = list(parent)[MOST_CHILDREN:]
    alike = max((count for name, count in counts.items() if name not in ("item", "entry")), default=0)
    tree.dangerous = tree.dangerous or alike > DANGEROUS * MOST_CHILDREN_ALIKE
    for child in surplus:
        parent.remove(child)
        tree.cut = True


def _size(item: Any, tree: Tree) -> int:
    """Elements in an item, after inline XHTML of some length became text and the rest was cut."""
    size = 1
    for child in list(item):
        inside = sum(1 for _ in child.iter()) if len(child) else 1
        if inside > _INLINE_MOST and local_name(child) in _MARKED_UP:
            _as_text(child)
            tree.changed = True
            inside = 1
        if size + inside > MOST_ITEM_ELEMENTS:
            item.remove(child)
            tree.cut = True
            tree.dangerous = tree.dangerous or size + inside > DANGEROUS * MOST_ITEM_ELEMENTS
            continue
        size += inside
    return size


def _as_text(element: Any) -> None:
    """Inline markup as escaped HTML in one text, which means the same and costs a thousandth."""
    markup = (element.text or "") + "".join(
        etree.tostring(child, encoding="unicode", with_tail=True) for child in element
    )
    tail = element.tail
    for name in ("type", "mode"):
        element.attrib.pop(name, None)
    for child in list(element):
        element.remove(child)
    element.set("type", "html")
    element.text, element.tail = markup[:MOST_TEXT], tail


def drop(item: Any) -> None:
    """Take an item out of its tree."""
    parent = item.getparent()
    if parent is not None:
        parent.remove(item)


def without(tree: Tree, dropped: Collection[int]) -> bytes:
    """The document in UTF-8 without the items of these numbers. The tree is used up."""
    gone = set(dropped)
    for number, item in enumerate(tree.items):
        if number in gone:
            drop(item)
            continue
        for element in list(item):
            if element.tag.startswith(_UNREAD) and not len(element):
                item.remove(element)
                continue
            # Expat makes a call for every escaped character, but one for a whole CDATA section.
            text = element.text
            if text is not None and ("<" in text or "&" in text) and "]]>" not in text and "\r" not in text:
                element.text = etree.CDATA(text)
    return bytes(etree.tostring(tree.root, encoding="utf-8"))
