"""Which wire agency an article's copy is from: datelines, bylines and credit lines."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from worker.article.words import table

_OPENING = 90
"""Characters of a paragraph within which a dateline ends."""


@cache
def _names() -> dict[str, str]:
    return {name: row["name"] for row in table("agencies")["agency"] for name in row["names"]}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    listed = "|".join(sorted(map(re.escape, _names()), key=len, reverse=True))
    one = rf"(?<![\w-])({listed})(?![\w-])"
    bracketed = rf"^[^.!?]{{0,60}}[（(\[]\s*({listed})(?:\s*/\s*[\w ]{{2,20}})?\s*[）)\]]"
    dateline = re.compile(rf"{bracketed}|^({listed})\s*[-–—/|:]|^[^.!?]{{2,40}},? ({listed})\s*[-–—]")
    closing = re.compile(
        rf"^\W*(?:©|\(c\)|source|quelle|fuente|fonte|mit material (?:von|der)|with (?:material|files) from)?"
        rf"\W*(?:dpa:\S+\W*)?((?:(?:{listed}|[a-z]{{2,4}})\W{{0,3}}){{1,5}})\W*(?:20\d\d)?$",
        re.IGNORECASE,
    )
    return re.compile(one), dateline, closing


def find_agencies(authors: Iterable[str], opening: Sequence[str], closing: Sequence[str]) -> tuple[str, ...]:
    """Agencies that the copy is credited to, each once.

    ``authors`` are names as the page gives them, ``opening`` the first paragraphs, ``closing`` the last
    ones and the lines right behind them.
    """
    one, dateline, credit = _patterns()
    found: dict[str, None] = {}
    for name in authors:
        if len(name) < 60:
            for hit in one.finditer(name):
                found[_names()[hit[1]]] = None
    for text in opening:
        start = dateline.match(text[:_OPENING])
        if start:
            found[_names()[next(group for group in start.groups() if group)]] = None
    for text in closing:
        if len(text) < 70 and credit.match(text):
            for hit in one.finditer(text):
                found[_names()[hit[1]]] = None
        bracket = re.search(r"[（(]([^（()）]{2,30})[)）]\s*$", text[-40:])
        if bracket and all(part.strip() in _names() or len(part.strip()) <= 4 for part in bracket[1].split("/")):
            for hit in one.finditer(bracket[1]):
                found[_names()[hit[1]]] = None
    return tuple(found)
