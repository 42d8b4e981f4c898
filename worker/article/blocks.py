"""The pruned page as BeautifulSoup sees it, read once bottom-up into blocks and the elements that hold them.

A block is a run of text between block-level tags. Blocks stand in document order, so an element is a
range of blocks, and any sum over an element is a difference of prefix sums: linear in the page.
"""

import gc
import re
from dataclasses import dataclass
from typing import Final, cast

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from worker.article.likeness import weight
from worker.article.words import is_body_name
from worker.text import clean_line

_INLINE: Final = frozenset((
    "a", "span", "b", "strong", "em", "i", "u", "font", "small", "sup", "sub", "br", "q", "cite", "code",
    "mark", "abbr", "time", "label", "tt", "ins", "del",
))  # fmt: skip
_HEADS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BREAKS = re.compile(r"(?:[ \t\r\f\v]*\v?\n[ \t\r\f\v]*){2,}")
_BR: Final = "\x0b"
_END: Final = (".", "!", "?", "…", "。", "！", "？", "»", "”", '"', ":", "“", ")", "।", "؟")


@dataclass(slots=True)
class Holder:
    """An element, and the blocks ``start`` to ``end`` that it holds."""

    tag: str
    names: str
    parent: int
    start: int
    end: int = 0
    is_body: bool = False
    """Named or marked up as the body of an article."""
    depth: int = 0


@dataclass(slots=True)
class Block:
    """A run of text between block-level tags."""

    text: str
    kind: str
    """The nearest tag that says something: p, li, h2, td, tr, blockquote, pre, dt, dd, div."""
    holder: int
    linked: int = 0
    """Characters of the text that stand in links."""
    size: int = 0
    """Characters, with one of a script that writes words in one or two characters counted as three."""
    quoted: bool = False
    home: int = -1
    """The element that holds the paragraph among its siblings."""

    @property
    def link_share(self) -> float:
        """Share of the text that stands in links, 0 to 1."""
        return self.linked / len(self.text) if self.text else 0.0

    @property
    def is_head(self) -> bool:
        """True for a heading of any rank."""
        return self.kind in _HEADS

    @property
    def ends(self) -> bool:
        """True if the text ends as a sentence does."""
        return self.text.endswith(_END)


@dataclass(slots=True)
class Layout:
    """A page's blocks in document order, and its elements, parents before children."""

    blocks: list[Block]
    holders: list[Holder]

    def chain(self, holder: int) -> list[int]:
        """The element and all above it, innermost first."""
        found = []
        while holder >= 0:
            found.append(holder)
            holder = self.holders[holder].parent
        return found


def read_layout(markup: str) -> Layout:
    """Blocks and holders of a pruned page or of a fragment."""
    # The tree is thousands of young objects without a cycle to free: the collector only walks them.
    collecting = gc.isenabled()
    gc.disable()
    try:
        soup = BeautifulSoup(markup, "lxml", multi_valued_attributes=None)
        return _Reader().read(soup)
    finally:
        if collecting:
            gc.enable()


class _Reader:
    """One pass over the tree with a stack of its own: depth costs nothing."""

    def __init__(self) -> None:
        self.layout = Layout([], [])
        self.pieces: list[str] = []
        self.linked = 0
        self.in_link = 0

    def read(self, soup: BeautifulSoup) -> Layout:
        here = self.open(soup, -1, 0)
        stack: list[tuple[Tag | NavigableString | None, int]] = [(child, here) for child in _children(soup)]
        while stack:
            node, holder = stack.pop()
            if node is None:
                if holder >= 0:
                    self.flush(holder)
                    self.layout.holders[holder].end = len(self.layout.blocks)
                else:
                    self.in_link -= 1
            elif isinstance(node, Tag):
                self.enter(node, holder, stack)
            elif type(node) is NavigableString:
                text = str(node)
                self.pieces.append(text)
                if self.in_link:
                    self.linked += len(text.strip())
        self.flush(here)
        for one in self.layout.holders:
            one.end = one.end or len(self.layout.blocks)
        return self.layout

    def enter(self, node: Tag, holder: int, stack: list[tuple[Tag | NavigableString | None, int]]) -> None:
        name = node.name
        if name == "br":
            self.pieces.append(_BR)
            return
        if name == "a":
            self.in_link += 1
            stack.append((None, -1))
            child_holder = holder
        elif name in _INLINE:
            child_holder = holder
        elif name in ("td", "th") and self.is_plain_cell(node):
            self.pieces.append(" ")
            child_holder = holder
        else:
            self.flush(holder)
            child_holder = self.open(node, holder, self.layout.holders[holder].depth + 1)
            stack.append((None, child_holder))
        stack.extend([(child, child_holder) for child in _children(node)])

    def open(self, node: Tag, parent: int, depth: int) -> int:
        get = node.attrs.get
        css, name = get("class") or "", get("id") or ""
        marked = "articlebody" in str(get("itemprop") or "").lower() or get("property") == "articleBody"
        is_body = node.name not in ("body", "html", "header") and (
            marked or bool(css and is_body_name(str(css))) or bool(name and is_body_name(str(name)))
        )
        self.layout.holders.append(
            Holder(node.name, f"{css} {name}".strip(), parent, len(self.layout.blocks), 0, is_body, depth)
        )
        return len(self.layout.holders) - 1

    @staticmethod
    def is_plain_cell(node: Tag) -> bool:
        length = 0
        for child in node.contents:
            if isinstance(child, Tag):
                if child.name not in _INLINE:
                    return False
                length += sum(len(grandchild) for grandchild in child.contents if isinstance(grandchild, str))
            else:
                length += len(str(child))
            if length > 200:
                return False
        return True

    def flush(self, holder: int) -> None:
        """End the block that is being read; it belongs to ``holder``."""
        if not self.pieces:
            return
        raw, linked = "".join(self.pieces), self.linked
        self.pieces.clear()
        self.linked = 0
        parts = _paragraphs(raw)
        whole = sum(map(len, parts))
        for text in parts:
            share = round(linked * len(text) / whole) if whole else 0
            self.layout.blocks.append(self.block(text, min(share, len(text)), holder))

    def block(self, text: str, linked: int, holder: int) -> Block:
        kind, quoted = "", False
        above = holder
        for _ in range(6):
            if above < 0:
                break
            tag = self.layout.holders[above].tag
            if tag == "blockquote":
                quoted = True
            if not kind and tag in _KINDS:
                kind = tag
            above = self.layout.holders[above].parent
        own = self.layout.holders[holder]
        home = own.parent if own.tag in _LEAVES else holder
        return Block(text, kind or "div", holder, linked, weight(text), quoted, home)


_LEAVES: Final = _HEADS | {"p", "li", "blockquote", "pre", "dt", "dd"}
_KINDS: Final = _HEADS | {
    "p",
    "li",
    "td",
    "tr",
    "th",
    "blockquote",
    "pre",
    "dt",
    "dd",
    "div",
    "section",
    "article",
    "figure",
}


def _children(node: Tag) -> list[Tag | NavigableString]:
    """Children, last first, as a stack wants them."""
    return cast(list[Tag | NavigableString], node.contents[::-1])


def _paragraphs(raw: str) -> list[str]:
    """Paragraphs of a block: two line breaks part them, one does in a long run of ended sentences."""
    if _BR not in raw:
        text = clean_line(raw)
        return [text] if text else []
    lines = [clean_line(line) for line in raw.split(_BR)]
    out: list[str] = []
    open_line = False
    for line in lines:
        if not line:
            open_line = False
        elif open_line and not (len(out[-1]) > 150 and out[-1].endswith(_END)):
            out[-1] += " " + line
        else:
            out.append(line)
            open_line = True
    return out
