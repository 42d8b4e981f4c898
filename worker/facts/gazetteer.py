"""People and organisations we know, with their names in ten languages, and one automaton that finds them all."""

import csv
import tomllib
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

DATA = Path(__file__).parent / "data"

STRONG, MEDIUM, WEAK = 2, 1, 0
"""A name that stands for itself; one that is an ordinary word too; one that needs its full form near by."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A row of ``orgs.csv``: ``parent`` is the organisation it belongs to, as of 2026 (see ``lineage.csv``)."""

    name: str
    kind: str
    country: str
    parent: str | None
    aliases: tuple[str, ...]
    website: str


@dataclass(frozen=True, slots=True)
class Person:
    """A row of ``people.csv``. ``kind``: person, exec, press, state, sport or star (the last two only compare)."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    timeline: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """``child`` belongs to ``parent`` from ``since`` to ``until`` (ISO dates or years, empty if open)."""

    child: str
    parent: str
    since: str
    until: str
    how: str


@dataclass(frozen=True, slots=True)
class Name:
    """What a surface form stands for."""

    surface: str
    kind: str
    """org, person or surname."""
    canonical: str
    strength: int
    script: str
    """latin, kana, hangul or han: decides what may stand next to it."""


class Gazetteer:
    """All that is known beforehand. Immutable once loaded; finding is one pass over the text."""

    def __init__(
        self,
        organisations: dict[str, Organisation],
        people: dict[str, Person],
        names: list[Name],
        lineage: tuple[Lineage, ...],
        given_names: frozenset[str],
        stops: dict[str, Any],
    ) -> None:
        self.organisations = organisations
        self.people = people
        self.names = names
        self.lineage = lineage
        self.given_names = given_names
        self.stops = stops
        self.automaton = AhoCorasick([n.surface for n in names], matchkind=MatchKind.LeftmostLongest)
        self.surnames: dict[str, str] = {}
        seen: dict[str, int] = {}
        for person in people.values():
            last = person.name.split()[-1]
            seen[last] = seen.get(last, 0) + 1
            self.surnames[last] = person.name
        self.surnames = {k: v for k, v in self.surnames.items() if seen[k] == 1}
        self.stop_words = frozenset((*stops["never"], *stops["places"], *stops["org_last"], *stops["org_first"]))
        self.org_last, self.org_first = frozenset(stops["org_last"]), frozenset(stops["org_first"])
        self.places = frozenset(stops["places"])
        self.plain_stops = self.stop_words - self.org_last - self.org_first
        self.surfaces = frozenset(n.surface for n in names)
        self.outlets = frozenset((DATA / "outlet_names.txt").read_text(encoding="utf-8").splitlines())
        self.outlet_words = frozenset(w for name in self.outlets for w in name.split())
        self.heads = heads_of(people)
        self.parents = {(row.child): row.parent for row in lineage}
        self.base = self
        """The gazetteer this one is a view of: what it says of careers holds at any time."""
        self._views: dict[frozenset[str], Gazetteer] = {}
        self._by_month: dict[int, Gazetteer] = {}

    def as_of(self, month: int) -> "Gazetteer":
        """The same names with the lineage of that month (years times twelve): a firm that is just being bought, or
        will be, still stands on its own, so that its people go from it to the buyer. 0: the lineage of today.
        """
        known = self._by_month.get(month)
        if known is not None:
            return known
        later = frozenset(
            row.child for row in self.lineage
            if month and not row.how.startswith(_PARTS) and month_of(row.since) > month - 2
        )  # fmt: skip
        view = self if not later else self._views.get(later)
        if view is None:
            view = copy(self)
            view.parents = {child: parent for child, parent in self.parents.items() if child not in later}
            self._views[later] = view
        if len(self._by_month) < 1_000:  # a date out of the blue is no month to keep
            self._by_month[month] = view
        return view

    def root(self, name: str) -> str:
        """The firm at the top of an organisation's lineage (Google DeepMind gives Google), or the name itself."""
        for _ in range(4):
            parent = self.parents.get(name)
            if parent is None:
                return name
            name = parent
        return name


_PARTS = ("division", "team", "sister firm", "subsidiary", "renamed")
"""Kinds of lineage that nobody moves along by staying: always one house."""


def month_of(date: str) -> int:
    """An ISO date, month or year as years times twelve plus the month; a bare year means its June."""
    year, month = (*date.split("-"), "6")[:2]
    return int(year) * 12 + int(month)


def script_of(surface: str) -> str:
    """The script that decides word boundaries at the end of a name."""
    c = surface[-1]
    if "\u3040" <= c <= "\u30ff":
        return "kana"
    if "\uac00" <= c <= "\ud7a3":
        return "hangul"
    if "\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff":
        return "han"
    return "latin"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


_HEADS = {
    "Mark Zuckerberg": "Meta", "Sam Altman": "OpenAI", "Elon Musk": "xAI", "Satya Nadella": "Microsoft",
    "Mustafa Suleyman": "Microsoft AI", "Sundar Pichai": "Google", "Sergey Brin": "Google", "Demis Hassabis": "Google DeepMind",
    "Dario Amodei": "Anthropic", "Aravind Srinivas": "Perplexity", "Mira Murati": "Thinking Machines Lab",
    "Ilya Sutskever": "Safe Superintelligence", "Jensen Huang": "Nvidia", "Arthur Mensch": "Mistral AI", "Tim Cook": "Apple",
    "Andy Jassy": "Amazon", "Fei-Fei Li": "World Labs", "Aidan Gomez": "Cohere", "Lei Jun": "Xiaomi", "Liang Wenfeng": "DeepSeek",
    "Masayoshi Son": "SoftBank", "Jeff Bezos": "Project Prometheus", "Marc Benioff": "Salesforce", "Scott Wu": "Cognition",
}  # fmt: skip


def heads_of(people: dict[str, Person]) -> dict[str, str]:
    """Who hires for whom, when the article leaves it to the reader ("Zuckerberg hires …")."""
    return {name: org for name, org in _HEADS.items() if name in people}


@cache
def _name_words() -> dict[str, Any]:
    return tomllib.loads((DATA / "name_words.toml").read_text(encoding="utf-8"))


def name_words(key: str) -> Iterable[str]:
    """One of the small word lists of ``name_words.toml``."""
    words: Iterable[str] = _name_words()[key]
    return words


@cache
def load_gazetteer() -> Gazetteer:
    """The packaged gazetteer, read once."""
    organisations: dict[str, Organisation] = {}
    people: dict[str, Person] = {}
    names: dict[str, Name] = {}
    for row in _rows("orgs.csv"):
        aliases = tuple(a for a in row["aliases"].split("|") if a)
        organisations[row["name"]] = Organisation(
            row["name"], row["kind"], row["country"], row["parent"] or None,
            tuple(a.lstrip("?~") for a in aliases), row["website"],
        )  # fmt: skip
        for alias in aliases:
            strength = {"?": MEDIUM, "~": WEAK}.get(alias[0], STRONG)
            surface = alias.lstrip("?~")
            names.setdefault(surface, Name(surface, "org", row["name"], strength, script_of(surface)))
    for row in _rows("people.csv"):
        aliases = tuple(a for a in row["aliases"].split("|") if a)
        people[row["name"]] = Person(row["name"], row["kind"], aliases, row["timeline"])
        plain = row["name"].split(" (")[0]
        for surface in (plain, *aliases):
            kind = "surname" if " " not in surface and "・" not in surface and "·" not in surface else "person"
            names.setdefault(surface, Name(surface, kind, row["name"], STRONG, script_of(surface)))
    lineage = tuple(Lineage(**row) for row in _rows("lineage.csv"))
    given = frozenset((DATA / "given_names.txt").read_text(encoding="utf-8").split())
    stops = tomllib.loads((DATA / "stops.toml").read_text(encoding="utf-8"))
    return Gazetteer(organisations, people, list(names.values()), lineage, given, stops)


def organisation_rows() -> tuple[Organisation, ...]:
    """Every organisation known, for the storage seed."""
    return tuple(load_gazetteer().organisations.values())
