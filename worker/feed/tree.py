"""A feed document as a tree, by lxml: its items and their identities.

No entities, DTD or network, libxml2's own limits on (depth 256, 10 MB of text a node).
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from worker.feed.identity import Clue
from worker.feed.mend import mend_references
from worker.text import plain_text
from worker.urls import clean_link

_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[<>]{0,2000}>", re.IGNORECASE)
_REFERENCES = re.compile(r"EntityRef|Entity '|reference", re.IGNORECASE)
_ITEM_NAMES = frozenset({"item", "entry"})
_LONGEST_NAME = 1_000
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


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
        strip_cdata=False,
        encoding="utf-8",
    )


@lru_cache(maxsize=2_048)
def _local(tag: str) -> str:
    return tag[-_LONGEST_NAME:].rpartition("}")[2].lower()


def local_name(element: Any) -> str:
    """The element's name in lower case without its namespace; of an endless name, the end."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@dataclass(slots=True)
class Tree:
    """A parsed document. ``well_formed`` False: what could be recovered of it."""

    root: Any
    data: bytes
    """The document as it was parsed, mended where that made it well-formed."""
    well_formed: bool
    complaint: str | None = None
    items: list[Any] = field(default_factory=list)
    clues: list[Clue] = field(default_factory=list)
    cut: bool = False
    """True if bounds took something away."""
    dangerous: bool = False
    """True if what was taken away would have cost feedparser much."""
    changed: bool = False
    """True if something was written another way that means the same."""


def parse_tree(data: bytes, *, base: str) -> Tree | None:
    """The document as a tree, strictly or else as far as it can be recovered; None if there is none."""
    data = _DOCTYPE.sub(b"", data, count=1)
    root, complaint = _strictly(data)
    if root is None and complaint is not None and _REFERENCES.search(complaint):
        mended = mend_references(data)
        if mended is not None:
            root, _ = _strictly(mended)
            data = mended if root is not None else data
    well_formed = root is not None
    if root is None:
        try:
            root = etree.fromstring(data, _parser(recover=True))
        except (etree.XMLSyntaxError, ValueError):
            return None
        if root is None:
            return None
    tree = Tree(root=root, data=data, well_formed=well_formed, complaint=complaint)
    tree.items = [one for one in root.iter() if local_name(one) in _ITEM_NAMES and one is not root]
    tree.clues = [_clue(item, base) for item in tree.items]
    return tree


def _strictly(data: bytes) -> tuple[Any, str | None]:
    try:
        return etree.fromstring(data, _parser(recover=False)), None
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, " ".join(str(error)[:300].split())[:200]


def _text(element: Any) -> str:
    if len(element):
        return "".join(element.itertext())
    return element.text or ""


def once_encoded(text: str) -> str:
    """Text that was encoded in UTF-8 twice, decoded once more, as feedparser does."""
    if text.isascii():
        return text
    try:
        return text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return text


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
            title = plain_text(once_encoded(_text(child)[:16_000]), limit=1_000)
    url = clean_link(original or link or permalink or "", base)
    return Clue(guid or None, url, title)


def _is_permalink(guid: Any) -> bool:
    for name, value in guid.attrib.items():
        if name.lower() == "ispermalink":
            return bool(value == "true")
    return True
