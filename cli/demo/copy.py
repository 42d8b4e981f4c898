"""The newsroom's copy, written by us for the demo and the tests: outlets, entries, ten languages.

One JSON file a language under ``data``. ``in_scope`` is the author's own word on each entry; the demo
compares what the line found with it.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article of an outlet."""

    slug: str
    title: str
    summary: str
    authors: tuple[str, ...]
    published: datetime
    paragraphs: tuple[str, ...]
    in_scope: bool
    kind: str | None
    full_in_feed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An outlet of the newsroom with one feed."""

    slug: str
    name: str
    lang: str
    format: str
    """rss, atom, rdf or json."""
    layout: str
    """modern, blog, wire or table: how its pages look."""
    stories: tuple[Story, ...]


@cache
def outlets() -> tuple[Outlet, ...]:
    """All outlets, in a fixed order."""
    found = []
    for file in sorted((files("cli.demo") / "data").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".json"):
            found += [_outlet(given) for given in json.loads(file.read_text("utf-8"))["outlets"]]
    return tuple(found)


def _outlet(given: dict[str, Any]) -> Outlet:
    return Outlet(
        slug=given["slug"],
        name=given["name"],
        lang=given["lang"],
        format=given["format"],
        layout=given["layout"],
        stories=tuple(
            Story(
                slug=entry["slug"],
                title=entry["title"],
                summary=entry["summary"],
                authors=tuple(entry.get("authors", ())),
                published=datetime.fromisoformat(entry["published"]),
                paragraphs=tuple(entry["paragraphs"]),
                in_scope=entry["in_scope"],
                kind=entry.get("kind"),
                full_in_feed=entry.get("full_in_feed", False),
            )
            for entry in given["entries"]
        ),
    )
