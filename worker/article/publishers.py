"""Knowledge about single publishers: rows of data, each with a saved page that shows the need."""

from functools import cache
from typing import Final, NamedTuple

from lxml import etree

from worker.article.elements import Element
from worker.article.prune import drop
from worker.article.words import table
from worker.urls import host_of

BODY_MARK: Final = "articleBody"


class Publisher(NamedTuple):
    """One row: whole class names, or ids after a "#"."""

    host: str
    body: str | None
    drop: tuple[str, ...]
    page: str


@cache
def publishers() -> dict[str, Publisher]:
    """All rows by host."""
    return {
        row["host"]: Publisher(row["host"], row.get("body"), tuple(row.get("drop", ())), row["page"])
        for row in table("publishers")["publisher"]
    }


def publisher_of(url: str) -> Publisher | None:
    """The row for an address: its host's, or that of a domain above it."""
    labels = host_of(url).split(".")
    for first in range(len(labels) - 1):
        row = publishers().get(".".join(labels[first:]))
        if row is not None:
            return row
    return None


def apply(row: Publisher, root: Element) -> None:
    """Put what the row knows into the tree: furniture goes, the body alone stays beside the headline."""
    for name in row.drop:
        for element in _named(root, name):
            drop(element)
    bodies = _named(root, row.body) if row.body else []
    if bodies:
        body = max(bodies, key=lambda one: len(etree.tostring(one, method="text", encoding="unicode")))
        heads = [one for one in root.iter("h1") if not any(above is body for above in one.iterancestors())]
        for element in list(root):
            if element.tag == "body":
                for child in list(element):
                    element.remove(child)
                element.text = None
                element.extend([*heads[:1], body])
        body.set("itemprop", BODY_MARK)
        body.tail = None


def _named(root: Element, name: str) -> list[Element]:
    if name.startswith("#"):
        return [one for one in root.iter() if one.get("id") == name[1:]]
    return [one for one in root.iter() if name in (one.get("class") or "").split()]
