"""What stands above the items: the feed's title, home, language, family and hints, from the tree."""

from dataclasses import dataclass, field
from typing import Any

from storage.records import FeedFormat, FeedHints
from worker.feed.hints import hints_of
from worker.feed.reading import language_of
from worker.feed.tree import Tree, local_name, once_encoded
from worker.text import plain_text
from worker.urls import clean_link

_FAMILIES = {
    "rss": FeedFormat.RSS,
    "feed": FeedFormat.ATOM,
    "rdf": FeedFormat.RDF,
    "channel": FeedFormat.CDF,
    "urlset": FeedFormat.SITEMAP,
}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MOST_CHILDREN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """See the module."""

    title: str = ""
    url: str | None = None
    lang: str | None = None
    format: FeedFormat = FeedFormat.UNKNOWN
    hints: FeedHints = field(default_factory=FeedHints)


def head_of(tree: Tree, base: str, links: tuple[tuple[str, str], ...]) -> Head:
    """The head of a feed. ``links`` are those of the HTTP answer; they come first."""
    root = tree.root
    family = _FAMILIES.get(local_name(root), FeedFormat.UNKNOWN)
    lang = language_of(root.get(_XML_LANG))
    title, url = "", None
    values: dict[str, Any] = {}
    pairs = list(links)
    for element in _top(root):
        name = local_name(element)
        text = element.text or ""
        if name == "title" and not title:
            title = plain_text(once_encoded("".join(element.itertext())[:8_000]), limit=500)
        elif name == "link":
            href, rel = element.get("href"), (element.get("rel") or "alternate").lower()
            if href is not None and rel != "alternate":
                pairs.append((rel, href))
            elif url is None:
                url = clean_link(href if href is not None else text, base)
        elif name == "language" and lang is None:
            lang = language_of(text)
        elif name == "ttl":
            values.setdefault("ttl", text)
        elif name == "updateperiod":
            values.setdefault("period", text)
        elif name == "updatefrequency":
            values.setdefault("frequency", text)
        elif name == "skiphours":
            values["hours"] = [child.text for child in element[:48]]
        elif name == "skipdays":
            values["days"] = [child.text for child in element[:14]]
    return Head(title=title, url=url, lang=lang, format=family, hints=hints_of(values, pairs, base))


def _top(root: Any) -> list[Any]:
    """Children of the element that holds the feed's own values."""
    found = []
    for child in root[:_MOST_CHILDREN]:
        if local_name(child) == "channel":
            lang = root.get(_XML_LANG) or child.get(_XML_LANG)
            if lang and root.get(_XML_LANG) is None:
                root.set(_XML_LANG, lang)
            found += child[:_MOST_CHILDREN]
        elif local_name(child) not in ("item", "entry"):
            found.append(child)
    return found
