"""Labelled texts as rows of features: what training fits and validates on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from random import Random
from typing import Any, Final

from worker.relevance.features import Found, features
from worker.relevance.lexicon import load_lexicon
from worker.relevance.reading import Pages, plain, read

COPY: Final = "~"
THINNED: Final = 2
"""Copies of each text of the corpus in which the lexicon misses some words, as it will in texts of others."""
MISSED: Final = 0.15
"""Share of the words that a copy loses."""
WEIGHT: Final = 0.5
"""Of a text of the corpus and of each of its copies; a further text counts whole."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text and its features in both stages."""

    id: str
    topic: str
    lang: str
    positive: bool
    kind: str | None
    weight: float
    screen: Found
    judge: Found | None


def row_of(data: dict[str, Any], dice: Random | None = None) -> Row:
    """A labelled text with its features; with ``dice`` a copy that has lost some of its words."""
    lexicon = load_lexicon(data["lang"])
    text = "\n\n".join(data.get("paragraphs", ()))
    title = read(plain(data["title"]), "title", lexicon, whole=True)
    summary = read(plain(data["summary"]), "summary", lexicon) if data.get("summary") else None
    body = read(plain(text), "body", lexicon) if text else None
    if dice is not None:
        title, summary, body = thinned(title, dice), summary and thinned(summary, dice), body and thinned(body, dice)
    of_corpus = "id" in data
    return Row(
        id=data.get("id", "") + (COPY if dice else ""),
        topic=data["topic"],
        lang=data["lang"],
        positive=data["label"] == "positive",
        kind=data.get("kind"),
        weight=float(data.get("weight", 1.0)) * (WEIGHT if of_corpus else 1.0),
        screen=features(title, summary, None, spaced=lexicon.spaced),
        judge=features(title, summary, body, spaced=lexicon.spaced) if body else None,
    )


def thinned(pages: Pages, dice: Random) -> Pages:
    """What was found, less the words that the dice takes away."""
    left = ((unit, [hit for hit in unit.hits if dice.random() >= MISSED]) for unit in pages.units)
    units = [unit._replace(hits=hits, mask=reduce(or_, (hit[2] for hit in hits))) for unit, hits in left if hits]
    return Pages(units, pages.total)


def load_rows(paths: Iterable[Path]) -> list[Row]:
    """Labelled texts with their features; borderline ones are left out."""
    rows: list[Row] = []
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            if not line.strip():
                continue
            data = json.loads(line)
            if data["label"] == "borderline":
                continue
            rows.append(row_of(data))
            if "id" in data:
                dice = Random(data["id"])  # noqa: S311 - the same copies each time
                rows += [row_of(data, dice) for _ in range(THINNED)]
    return rows
