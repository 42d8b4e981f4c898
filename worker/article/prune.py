"""What cannot be an article is cut out in C, before BeautifulSoup builds its tree."""

from typing import Final

from lxml import etree

from worker.article.elements import Element, nodes, number, strings, truth
from worker.article.words import is_body_name, junk_name, reader_names, weak_names

NEVER: Final = (
    "script", "style", "template", "svg", "math", "iframe", "embed", "applet", "area", "select", "option",
    "textarea", "input", "datalist", "progress", "meter", "frame", "frameset", "link", "meta", "base",
    "param", "track", "amp-ad", "amp-embed", "amp-analytics", "amp-sidebar", "amp-iframe", "img", "picture",
    "source", "hr", "wbr", "col", "colgroup", "title", "rp", "rt",
)  # fmt: skip
SELDOM: Final = ("noscript", "object", "video", "audio", "canvas", "map", "button", "dialog")
"""Go as well; but tag soup leaves them open, and then they hold the story."""
_SELDOM = nodes("//" + "|//".join(SELDOM))
FURNITURE: Final = frozenset(("nav", "footer", "aside", "figcaption", "menu"))
"""Go unless they hold most of the text."""
INLINE: Final = (
    "span", "b", "strong", "em", "i", "u", "s", "font", "small", "big", "sup", "sub", "abbr", "acronym",
    "cite", "q", "mark", "code", "tt", "kbd", "samp", "var", "del", "ins", "strike", "bdi", "bdo", "dfn",
    "label", "nobr", "ruby", "rb", "time", "data", "o:p", "tbody", "thead", "tfoot",
)  # fmt: skip
_HEADS: Final = frozenset(("h2", "h3", "h4"))
_GENTLE: Final = frozenset(("nav", "footer", "menu"))
_EXEMPT: Final = frozenset(("html", "body", "main", "article", "h1", "tbody", "tr"))
_LENGTH = number("string-length(.)")
_LONG = strings(".//text()[string-length(.) > 60][not(ancestor::a)]")
_NOTE_MARKS = nodes("//sup[a]")
_HAS_H1 = truth("boolean(.//h1)")
_NAMED = nodes(
    ".//*[@class or @id or @hidden or @aria-hidden or @role or @style]"
    "|.//nav|.//footer|.//aside|.//figcaption|.//menu|.//header|.//figure"
)
_ROLES: Final = frozenset(
    (
        "navigation",
        "complementary",
        "contentinfo",
        "banner",
        "search",
        "dialog",
        "menu",
        "menubar",
        "alert",
        "toolbar",
    )
)


def prose_length(root: Element) -> int:
    """Characters of long runs of text outside links: what an article is made of."""
    return sum(map(len, _LONG(root)))


def prune(root: Element, *, gently: bool = False) -> int:
    """Remove furniture from the tree, in place; text that follows a removed element stays.

    ``gently`` goes by tags and believes no names but those of readers' comments. Gives the characters of
    prose there were before.
    """
    etree.strip_elements(root, *NEVER, with_tail=False)
    total = prose_length(root)
    for element in _SELDOM(root):
        if _LENGTH(element) > 400 and prose_length(element) > 0.3 * total:
            etree.strip_tags(element, *SELDOM)
            element.tag = "div"
        elif element.getparent() is not None:
            drop(element)
    # Marks of footnotes would stick to the word before them.
    gone: list[Element] = _NOTE_MARKS(root)
    inside: Element | None = None
    for element in _NAMED(root):
        if inside is not None and _is_within(element, inside):
            continue
        word = furniture_word(element)
        if gently and word not in _GENTLE and word not in reader_names():
            continue
        if word and _is_small(element, total, word):
            gone.append(element)
            inside = element
    for element in gone:
        drop(element)
    etree.strip_tags(root, *INLINE)
    return total


def drop(element: Element) -> None:
    """Take an element out and leave the text behind it where it was, with a space between."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail and tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + " " + tail
        else:
            parent.text = (parent.text or "") + " " + tail
        element.tail = None
    parent.remove(element)


def _is_within(element: Element, outer: Element) -> bool:
    above = element.getparent()
    for _ in range(40):
        if above is None:
            return False
        if above is outer:
            return True
        above = above.getparent()
    return False


def furniture_word(element: Element) -> str | None:
    """The tag, name, role or style that marks an element as furniture."""
    tag = element.tag
    if tag in FURNITURE:
        return str(tag)
    get = element.get
    if tag not in _EXEMPT and not (tag == "span" and _in_code(element)):
        for names in (get("class"), get("id")):
            word = junk_name(names) if names else None
            if word and names and not is_body_name(names):
                return word
        if get("role") in _ROLES:
            return "role"
    if get("hidden") is not None or get("aria-hidden") == "true":
        return "hidden"
    style = get("style")
    return "hidden" if style and "display:none" in style.replace(" ", "").lower() else None


def _in_code(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in ("code", "pre", "span")


def _is_small(element: Element, total: int, word: str) -> bool:
    weak = word in weak_names()
    length = _LENGTH(element)
    if weak and (element.tag in _HEADS or (element.tag == "p" and length > 80)):
        return False
    if length < 160:
        return True
    prose = prose_length(element)
    if word in reader_names() and total - prose > max(250, 0.06 * total) and not _HAS_H1(element):
        return True
    return prose < (0.05 if weak else 0.35) * total and not (prose > 160 and _HAS_H1(element))
