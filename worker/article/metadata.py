"""What the head of a page and the marks in it say: read from lxml's tree before pruning."""

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from worker.article.jsonld import Linked, read_linked
from worker.text import clean_line

_H1 = etree.XPath("//h1")
_META = etree.XPath("//meta[@content and (@name or @property or @itemprop)]")
_LINKS = etree.XPath("//link[@rel and @href]")
_SCRIPTS = etree.XPath("//script[@type]")
_TITLE = etree.XPath("//title[not(ancestor::svg)]")
_DATED = etree.XPath("//time|//*[@itemprop='datePublished' or @itemprop='dateModified' or @itemprop='dateCreated']|//*[@pubdate]")
_MARKED_AUTHOR = etree.XPath("//*[@rel='author' or @itemprop='author']")
_CLASS_AUTHOR = etree.XPath(
    "//*[contains(@class,'author') or contains(@class,'byline') or contains(@class,'Byline')"
    " or contains(@class,'Author') or contains(@class,'autor') or contains(@class,'auteur') or contains(@class,'writer')]"
)
_CLASS_DATE = etree.XPath(
    "//*[not(self::script or self::body or self::html or self::time)]"
    "[contains(@class,'date') or contains(@class,'Date') or contains(@class,'time') or contains(@class,'publi')"
    " or contains(@class,'datum') or contains(@class,'fecha') or contains(@class,'meta') or contains(@id,'date')]"
)
_SEPARATORS = re.compile(r"\s+[|\-–—·•»:/]\s+|\s*[|»]\s*")
_NO_LETTER = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
_QUOTES: Final = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_MAX: Final = 400
"""Elements of one sort that are looked at."""


@dataclass(slots=True)
class Head:
    """A page's own account of itself."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    """Values by lower-case name or property."""
    linked: Linked = field(default_factory=Linked)
    h1: list[str] = field(default_factory=list)
    title_tag: str = ""
    lang: str | None = None
    canonical: str | None = None
    times: list[tuple[str, str]] = field(default_factory=list)
    """Pairs (stamp or text, what kind of mark it is: published, modified, time)."""
    bylines: list[tuple[str, str]] = field(default_factory=list)
    """Pairs (text, mark: rel, itemprop or class), in document order."""
    dated: list[str] = field(default_factory=list)
    """Texts of elements that are named for a date; only looked for where nothing better is."""
    scripts: list[str] = field(default_factory=list)
    """Scripts of type application/json, for embedded page state."""

    def meta(self, *names: str) -> str | None:
        """The first value that one of these names has, in the order of the names."""
        for name in names:
            for value in self.metas.get(name, ()):
                if value:
                    return value
        return None


def text_of(element: etree._Element, limit: int = 2_000) -> str:
    """An element's visible text on one line."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > 8 * limit:
            break
    return clean_line(" ".join(pieces) if len(pieces) > 1 else "".join(pieces), limit=limit)


def read_head(root: etree._Element, *, max_json: int) -> Head:
    """Read everything at once; nothing here decides."""
    head = Head()
    for meta in _META(root)[:_MAX]:
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        head.metas.setdefault(name.strip().lower(), []).append(clean_line(meta.get("content", ""), limit=2_000))
    documents = []
    for script in _SCRIPTS(root)[:_MAX]:
        kind = script.get("type", "").strip().lower()
        text = script.text or ""
        if kind.startswith("application/ld+json") and len(text) <= max_json:
            documents.append(text)
        elif kind == "application/json" and 2_000 < len(text) <= max_json:
            head.scripts.append(text)
    head.linked = read_linked(documents)
    head.h1 = [text for one in _H1(root)[:20] if (text := clean_line("".join(one.itertext()), limit=500))]
    title = _TITLE(root)
    head.title_tag = clean_line(title[0].text or "", limit=500) if title else ""
    html = root if root.tag == "html" else root.getroottree().getroot()
    head.lang = html.get("lang") or html.get("xml:lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang")
    for link in _LINKS(root)[:_MAX]:
        if link.get("rel", "").lower() == "canonical":
            head.canonical = link.get("href", "").strip()
            break
    _read_marks(root, head)
    return head


def _read_marks(root: etree._Element, head: Head) -> None:
    for one in _DATED(root)[:40]:
        mark = one.get("itemprop") or ""
        kind = {"datePublished": "published", "dateModified": "modified"}.get(mark, "time")
        if one.get("pubdate") is not None:
            kind = "published"
        value = one.get("datetime") or one.get("content") or text_of(one, 100)
        if value:
            head.times.append((value, kind))
    for one in _MARKED_AUTHOR(root)[:20]:
        _byline(one, "rel" if one.get("rel") == "author" else "itemprop", head)
    if not any(person for _, person in head.linked.authors):
        for one in _CLASS_AUTHOR(root)[:40]:
            _byline(one, "class", head)
    if not head.linked.published and not head.meta("article:published_time"):
        head.dated = [text for one in _CLASS_DATE(root)[:40] if isinstance(one.tag, str) and (text := text_of(one, 160))]


def _byline(one: etree._Element, mark: str, head: Head) -> None:
    if one.tag in ("body", "html", "script", "style", "input", "img", "link"):
        return
    text = one.get("content") or text_of(one, 200)
    if text and len(text) < 200 and not any(known == text for known, _ in head.bylines):
        head.bylines.append((text, mark))


def fold(text: str) -> str:
    """Text for comparison: letters and figures only, folded."""
    return _NO_LETTER.sub("", text.casefold())


def repeats(key: str, titles: set[str]) -> bool:
    """True if folded text is one of the titles, or one with a kicker before it or cut short."""
    if key in titles:
        return True
    if not 20 <= len(key) <= 300:
        return False
    return any(
        len(title) >= 20
        and ((key.endswith(title) and 2 * len(title) > len(key)) or title.startswith(key) or title.endswith(key))
        for title in titles
    )


def choose_outlet(head: Head) -> str | None:
    """The publication's name."""
    name = head.meta("og:site_name", "application-name") or head.linked.outlet or head.meta("publisher", "dc.publisher")
    return name or None


def choose_title(head: Head, outlet: str | None) -> str:
    """The headline: what JSON-LD and Open Graph agree on, else an h1 that one of them confirms, else theirs."""
    linked = head.linked.headlines[0] if head.linked.headlines else ""
    og = cut_outlet(head.meta("og:title", "twitter:title", "dc.title", "dcterms.title", "title") or "", outlet, head)
    tag = cut_outlet(head.title_tag, outlet, head)
    title = _headline(head, outlet, linked, og, tag)
    # Typewriter and typographic marks side by side: Open Graph has the form other systems know it by.
    return og if og and straight(og) == straight(title) else title


def _headline(head: Head, outlet: str | None, linked: str, og: str, tag: str) -> str:
    if linked and fold(linked) == fold(og):
        return linked
    claims = [fold(text) for text in (linked, og, tag, head.meta("og:title") or "", head.title_tag) if text]
    known = fold(og)
    for text in head.h1:
        key = fold(text)
        if len(known) >= 15 and key != known and key.endswith(known) and len(known) > 0.5 * len(key):
            return og  # the h1 has a kicker before it
        if len(key) >= 8 and any(_agrees(key, claim) for claim in claims):
            return text
    if len(head.h1) == 1 and len(head.h1[0]) >= 15 and fold(head.h1[0]) != fold(outlet or ""):
        words = {word for word in _WORD.findall(head.h1[0].casefold()) if len(word) > 3}
        others = set(_WORD.findall(f"{linked} {og} {tag}".casefold()))
        if (words and len(words & others) >= 0.3 * len(words)) or not others:
            return head.h1[0]
    return linked or og or tag or (head.h1[0] if head.h1 else "")


def straight(text: str) -> str:
    """Text with typographic quotation marks made straight."""
    return text.translate(_QUOTES)


def _agrees(h1: str, claim: str) -> bool:
    if h1 == claim:
        return True
    # A claim cut short, or with the outlet's name behind it.
    return (claim.startswith(h1) or h1.startswith(claim)) and min(len(h1), len(claim)) >= 20


def cut_outlet(title: str, outlet: str | None, head: Head) -> str:
    """A title without the outlet's name before or behind it."""
    if not title:
        return ""
    parts = _SEPARATORS.split(title)
    if len(parts) < 2:
        return title
    names = {fold(name) for name in (outlet, head.meta("og:site_name"), head.linked.outlet) if name}
    spots = list(_SEPARATORS.finditer(title))
    if fold(parts[-1]) in names:
        return title[: spots[-1].start()].strip()
    if fold(parts[0]) in names:
        return title[spots[0].end() :].strip()
    keys = [fold(text) for text in (*head.h1, *head.linked.headlines)]
    for spot in reversed(spots):
        if fold(title[: spot.start()]) in keys:
            return title[: spot.start()].strip()
    # Behind a bar, or behind the last dash in few words, stands the outlet.
    last = spots[-1]
    behind = title[last.end() :]
    if len(behind.split()) <= 4 and len(title[: last.start()]) > 2 * len(behind) and ":" not in last[0] and "/" not in last[0]:
        return title[: last.start()].strip()
    return title
