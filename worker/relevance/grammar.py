"""The grammar: which concepts together say that something happens ("who does what"), as rows of data."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from worker.relevance.lexicon import DATA, concepts
from worker.relevance.reading import Unit

_MEMO: Final = 60_000


@dataclass(frozen=True, slots=True)
class Event:
    """Concepts that together say that something happens."""

    name: str
    need: tuple[int, ...]
    without: int
    ai: bool
    core: bool
    words: int
    """All concepts that take part, for showing."""


@cache
def bits() -> dict[str, int]:
    """The bit of each concept."""
    return {name: 1 << i for i, name in enumerate(concepts())}


def _masks(table: dict[str, str]) -> dict[str, int]:
    by_name = bits()
    return {name: sum({by_name[one] for one in text.split()}) for name, text in table.items()}


@cache
def shares() -> tuple[tuple[str, int], ...]:
    """Groups of concepts whose share of the body's sentences counts."""
    with (DATA / "events.toml").open("rb") as file:
        return tuple(_masks(tomllib.load(file)["shares"]).items())


@cache
def events() -> tuple[Event, ...]:
    """The rows of ``data/events.toml``."""
    with (DATA / "events.toml").open("rb") as file:
        table = tomllib.load(file)
    groups: dict[str, str] = table["groups"]
    by_name = bits()

    def mask(names: Iterable[str]) -> int:
        total = 0
        for item in names:
            for name in item.split():
                if name.startswith("@"):
                    total |= mask([groups[name[1:]]])
                else:
                    total |= by_name[name]
        return total

    rows: list[Event] = []
    for name, row in table["event"].items():
        need = tuple(mask([item]) for item in row["need"])
        words = 0
        for one in need:
            words |= one
        rows.append(
            Event(
                name=name,
                need=need,
                without=mask(row.get("without", ())),
                ai=bool(row.get("ai", False)),
                core=bool(row.get("core", False)),
                words=words,
            )
        )
    return tuple(rows)


@cache
def items() -> tuple[str, ...]:
    """Concepts and events, in the order of their numbers."""
    return (*concepts(), *(event.name for event in events()))


class Grammar:
    """Concept masks to items, remembered: the same few masks come again and again."""

    def __init__(self) -> None:
        self.concepts = len(concepts())
        self.count = len(items())
        by_name = bits()
        self._unsure = by_name["unsure_company"]
        self._lab = by_name["lab"]
        self.ai = by_name["ai"] | by_name["ai_role"] | by_name["ai_talent"] | by_name["lab"] | by_name["builder"]
        self.theme = dict(shares())["theme"] | by_name["lure"] | by_name["boss"]
        self.weak = by_name["ai_weak"] | by_name["compute"]
        self._memo: dict[tuple[int, bool], tuple[tuple[int, ...], bool]] = {}
        self.words = tuple(1 << i for i in range(self.concepts)) + tuple(e.words for e in events())
        if self._lab:
            self.words = tuple(w | (self._unsure if w & self._lab else 0) for w in self.words)

    def of(self, mask: int, ai: bool) -> tuple[tuple[int, ...], bool]:
        """Item numbers of a unit's mask, and whether the unit is about the talent war."""
        key = (mask, ai)
        known = self._memo.get(key)
        if known is not None:
            return known
        if len(self._memo) > _MEMO:
            self._memo.clear()
        if mask & self._unsure and ai:
            mask = (mask & ~self._unsure) | self._lab
        found = [i for i in range(self.concepts) if mask >> i & 1]
        core = False
        for i, event in enumerate(events(), self.concepts):
            if (event.ai and not ai) or mask & event.without:
                continue
            if all(mask & need for need in event.need):
                found.append(i)
                core = core or event.core
        self._memo[key] = answer = (tuple(found), core)
        return answer

    def of_unit(self, unit: Unit, ai: bool, near: int) -> tuple[tuple[int, ...], bool]:
        """``of`` for a sentence: concepts of all of it, events of the words around each verb of the theme.

        Words that stand far apart in a long sentence say nothing together.
        """
        hits = unit.hits
        if len(hits) < 3 or hits[-1][1] - hits[0][0] <= near:
            return self.of(unit.mask, ai)
        theme = self.theme
        found: set[int] = set()
        core = False
        seen: set[int] = set()
        for at, (start, end, mask) in enumerate(hits):
            if not mask & theme:
                continue
            around = mask
            i = at - 1
            while i >= 0 and start - hits[i][1] <= near:
                around |= hits[i][2]
                i -= 1
            i = at + 1
            while i < len(hits) and hits[i][0] - end <= near:
                around |= hits[i][2]
                i += 1
            if around not in seen:
                seen.add(around)
                some, this = self.of(around, ai)
                found.update(some)
                core = core or this
        whole, _ = self.of(unit.mask, ai)
        found.update(i for i in whole if i < self.concepts or not events()[i - self.concepts].core)
        return tuple(found), core


@cache
def grammar() -> Grammar:
    """The one grammar of this process."""
    return Grammar()
