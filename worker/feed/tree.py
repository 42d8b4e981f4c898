"""A feed document as a tree, by lxml: found items, their identities, and bounds on what feedparser is given.

No entities, DTD or network, libxml2's own limits on (depth 256, 10 MB of text a node).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from worker.feed.identity import Clue
from worker.text import plain_text
from worker.urls import clean_link

MOST_ATTRIBUTES = 60
MOST_CATEGORIES = 50
MOST_PEOPLE = 50
MOST_SHORT_TEXT = 2_000
MOST_TEXT = 500_000
MOST_DEPTH = 100

_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[<>]{0,2000}>", re.IGNORECASE)
_ITEM_NAMES = frozenset({"item", "entry"})
_CATEGORY_NAMES = frozenset({"category", "keywords", "tags", "subject", "tag"})
_PEOPLE_NAMES = frozenset(
    {"author", "creator", "contributor", "managingeditor", "webmaster", "name", "email", "publisher"}
)
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )


def local_name(element: Any) -> str:
    """The element's name in lower case without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


@dataclass(slots=True)
class Tree:
    """A parsed document. ``well_formed`` False: what could be recovered of it."""

    root: Any
    well_formed: bool
    complaint: str | None = None
    items: list[Any] = field(default_factory=list)
    clues: list[Clue] = field(default_factory=list)
    cut: bool = False
    """True if bounds took something away."""


def parse_tree(data: bytes, *, base: str) -> Tree | None:
    """The document as a tree, strictly or else as far as it can be recovered; None if there is none."""
    data = _DOCTYPE.sub(b"", data, count=1)
    complaint = None
    root: Any = None
    try:
        root = etree.fromstring(data, _parser(recover=False))
    except etree.XMLSyntaxError as error:
        complaint = str(error)[:200]
    except ValueError as error:
        complaint = str(error)[:200]
    well_formed = root is not None
    if root is None:
        try:
            root = etree.fromstring(data, _parser(recover=True))
        except (etree.XMLSyntaxError, ValueError):
            return None
        if root is None:
            return None
    tree = Tree(root=root, well_formed=well_formed, complaint=complaint)
    tree.items = [one for one in root.iter() if local_name(one) in _ITEM_NAMES and one is not root]
    tree.clues = [_clue(item, base) for item in tree.items]
    return tree


def _text(element: Any) -> str:
    if len(element):
        return "".join(element.itertext())
    return element.text or ""


def _clue(item: Any, base: str) -> Clue:
    """What feedparser would take for an item's identity, read the quick way."""
    guid: str | None = item.get(_RDF + "about")
    link: str | None = None
    original: str | None = None
    permalink: str | None = None
    title = ""
    for child in item:
        name = local_name(child)
        if name in ("guid", "id"):
            guid = (child.text or "").strip()
            if name == "guid" and guid and _is_permalink(child):
                permalink = guid
        elif name == "link":
            href = child.get("href")
            if href is None:
                link = (child.text or "").strip() or link
            elif (child.get("rel") or "alternate").lower() == "alternate" and (
                child.get("type") or "text/html"
            ).lower() in ("text/html", "html", "xhtml", "application/xhtml+xml"):
                link = href
        elif name == "origlink":
            original = (child.text or "").strip() or original
        elif name == "title" and not title:
            title = plain_text(_text(child)[:4_000], limit=1_000)
    url = clean_link(original or link or permalink or "", base)
    return Clue(guid or None, url, title)


def _is_permalink(guid: Any) -> bool:
    for name, value in guid.attrib.items():
        if name.lower() == "ispermalink":
            return bool(value == "true")
    return True


def bound(tree: Tree, *, limit: int) -> None:
    """Take away what would make reading cost more than it may, and items beyond ``limit``."""
    for item in tree.items[limit:]:
        _drop(item)
        tree.cut = True
    del tree.items[limit:]
    del tree.clues[limit:]
    for element in tree.root.iter():
        if len(element.attrib) > MOST_ATTRIBUTES:
            for name in list(element.attrib)[MOST_ATTRIBUTES:]:
                del element.attrib[name]
            tree.cut = True
        text = element.text
        if text is not None and len(text) > MOST_SHORT_TEXT:
            most = MOST_SHORT_TEXT if local_name(element) in _PEOPLE_NAMES else MOST_TEXT
            if len(text) > most:
                element.text = text[:most]
                tree.cut = True
    for parent in (tree.root, *tree.root, *tree.items):
        if len(parent) > MOST_CATEGORIES:
            _thin(parent, tree)


def _thin(parent: Any, tree: Tree) -> None:
    counts: dict[frozenset[str], int] = {}
    for child in list(parent):
        name = local_name(child)
        for names, most in ((_CATEGORY_NAMES, MOST_CATEGORIES), (_PEOPLE_NAMES, MOST_PEOPLE)):
            if name in names:
                counts[names] = counts.get(names, 0) + 1
                if counts[names] > most:
                    parent.remove(child)
                    tree.cut = True


def _drop(item: Any) -> None:
    parent = item.getparent()
    if parent is not None:
        parent.remove(item)


def without(tree: Tree, dropped: Collection[int]) -> bytes:
    """The document in UTF-8 without the items of these numbers. The tree is used up."""
    for number in dropped:
        _drop(tree.items[number])
    return bytes(etree.tostring(tree.root, encoding="utf-8"))
