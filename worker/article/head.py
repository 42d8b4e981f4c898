"""What the head of a page and the marks in it say: read from lxml's tree before pruning."""

from dataclasses import dataclass, field
from typing import Final

from worker.article.elements import Element, nodes
from worker.article.jsonld import Linked, read_linked
from worker.text import clean_line

_H1 = nodes("//h1")
_META = nodes("//meta[@content and (@name or @property)]")
_LINKS = nodes("//link[@rel and @href]")
_SCRIPTS = nodes("//script[@type]")
_TITLE = nodes("//title[not(ancestor::svg)]")
_DATED = nodes(
    "//time[not(ancestor::nav or (ancestor::footer or ancestor::aside) and not(ancestor::article or ancestor::main))]"
    "|//*[@pubdate]"
    "|//*[@itemprop='datePublished' or @itemprop='dateModified' or @itemprop='dateCreated']"
)
_MARKED_AUTHOR = nodes("//*[@rel='author' or @itemprop='author']")
_CLASS_AUTHOR = nodes(
    "//*[contains(@class,'author') or contains(@class,'Author') or contains(@class,'byline')"
    " or contains(@class,'Byline') or contains(@class,'autor') or contains(@class,'auteur')"
    " or contains(@class,'writer')]"
)
_CLASS_DATE = nodes(
    "//*[not(self::script or self::style or self::body or self::html or self::time)]"
    "[contains(@class,'date') or contains(@class,'Date') or contains(@class,'time')"
    " or contains(@class,'publi') or contains(@class,'datum') or contains(@class,'fecha')"
    " or contains(@class,'meta') or contains(@id,'date')]"
    # A masthead shows today's date, a footer and a sidebar those of others.
    "[not(ancestor::nav or ancestor::footer or ancestor::aside or ancestor::header[not(.//h1)])]"
)
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
    """Texts of elements named for a date, where nothing better is; bylines stand there too."""

    def meta(self, *names: str) -> str | None:
        """The first value that one of these names has, in the order of the names."""
        for name in names:
            for value in self.metas.get(name, ()):
                if value:
                    return value
        return None


def text_of(element: Element, limit: int = 2_000) -> str:
    """An element's visible text on one line."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(str(piece))
        length += len(piece)
        if length > 8 * limit:
            break
    return clean_line(" ".join(pieces) if len(pieces) > 1 else "".join(pieces), limit=limit)


def read_head(root: Element, *, max_json: int) -> Head:
    """Read everything at once; nothing here decides."""
    head = Head()
    for meta in _META(root)[:_MAX]:
        name = meta.get("property") or meta.get("name") or ""
        head.metas.setdefault(name.strip().lower(), []).append(clean_line(meta.get("content", ""), limit=2_000))
    documents = []
    for script in _SCRIPTS(root)[:_MAX]:
        kind = script.get("type", "").strip().lower()
        text = script.text or ""
        if kind.startswith("application/ld+json") and len(text) <= max_json:
            documents.append(text)
    head.linked = read_linked(documents)
    head.h1 = [text for one in _H1(root)[:20] if (text := clean_line("".join(map(str, one.itertext())), limit=500))]
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


def _read_marks(root: Element, head: Head) -> None:
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
    named = head.linked.authors or head.meta("author")
    if not named or not (head.linked.published or head.meta("article:published_time")):
        head.dated = [text for one in _CLASS_DATE(root)[:40] if (text := text_of(one, 160))]


def _byline(one: Element, mark: str, head: Head) -> None:
    if one.tag in ("body", "html", "script", "style", "input", "img", "link"):
        return
    text = one.get("content") or text_of(one, 200)
    if text and len(text) < 200 and not any(known == text for known, _ in head.bylines):
        head.bylines.append((text, mark))
