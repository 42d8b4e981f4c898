"""What is known of people's posts, used to choose between organisations that the article itself names.

A career never adds an organisation that the article does not mention: it only says which of those named is the one a
person came from or went to, where the sentence leaves it open.
"""

import csv
import itertools
import re
from dataclasses import dataclass
from functools import cache

from worker.facts.gazetteer import DATA, Gazetteer

_MONTHS = {
    m: i for i, m in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}
_DATE = re.compile(r"(?:(Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\w*\.? )?((?:19|20)\d\d)")


@dataclass(frozen=True, slots=True)
class Step:
    """One post: organisation and, where known, the month it began and ended (years times twelve)."""

    org: str
    since: int | None
    until: int | None


@cache
def _careers(gazetteer: Gazetteer) -> dict[str, tuple[Step, ...]]:
    out: dict[str, tuple[Step, ...]] = {}
    for person in gazetteer.people.values():
        if person.kind in ("person", "exec", "head") and person.timeline:
            out[person.name] = tuple(_steps(person.timeline, gazetteer))
    return out


def _steps(timeline: str, gazetteer: Gazetteer) -> list[Step]:
    steps: list[Step] = []
    for segment in timeline.split(";"):
        bare = re.sub(r"\(.*?\)", "", segment)
        dates = [(int(y) * 12 + _MONTHS.get((m or "")[:3], 0)) for m, y in _DATE.findall(bare)]
        since = until = None
        if re.search(r"until", bare) and dates:
            until = dates[0]
        elif dates:
            since = dates[0]
            until = dates[1] if len(dates) > 1 else None
            if len(dates) == 1 and re.match(r"\s*(?:\w+ )?\d{4}(?!\s*-)", bare) and "left" in bare:
                since, until = None, dates[0]
        for index, _, _ in gazetteer.automaton.find_matches_as_indexes(bare):
            name = gazetteer.names[index]
            if name.kind == "org" and (not steps or steps[-1].org != name.canonical):
                steps.append(Step(name.canonical, since, until))
    return steps


def career(gazetteer: Gazetteer, person: str) -> tuple[Step, ...]:
    """The known posts of a person, oldest first; empty if none is known."""
    return _careers(gazetteer.base).get(person, ())


def firms_of(gazetteer: Gazetteer, person: str) -> frozenset[str]:
    """Every organisation that a known person is on record with: their company lends a doubtful name its meaning."""
    passages = _passages().get(person, ())
    ends = (end for p in passages for end in (*p.origins, *p.destinations))
    return frozenset((*(step.org for step in career(gazetteer, person)), *ends))


def related(gazetteer: Gazetteer, a: str | None, b: str | None) -> bool:
    """True if both are the same organisation or parts of one firm."""
    return a is not None and b is not None and (a == b or gazetteer.root(a) == gazetteer.root(b))


def step_into(gazetteer: Gazetteer, person: str, destination: str, month: int) -> int | None:
    """Index of the post at ``destination`` that began nearest to ``month``."""
    steps = career(gazetteer, person)
    hits = [i for i, s in enumerate(steps) if related(gazetteer, s.org, destination)]
    if not hits:
        return None
    return min(hits, key=lambda i: (abs((steps[i].since or 0) - month) if steps[i].since else 900, -i))


def named_origin(
    gazetteer: Gazetteer, person: str, destination: str, month: int, mentioned: dict[str, str]
) -> str | None:
    """The organisation, named in the article, that the person was at before ``destination``."""
    at = step_into(gazetteer, person, destination, month)
    if at is None:
        return None
    steps = career(gazetteer, person)
    for step in reversed(steps[:at]):
        if related(gazetteer, step.org, destination):
            continue
        if step.org in mentioned:
            return step.org
        root = gazetteer.root(step.org)
        if root in mentioned:
            return mentioned[root]
        return None
    return None


def recent_move(gazetteer: Gazetteer, person: str, month: int, mentioned: dict[str, str]) -> tuple[str, str] | None:
    """A move of the last months between two organisations that the article names, if one is known."""
    steps = career(gazetteer, person)
    for i in range(len(steps) - 1, 0, -1):
        step, before = steps[i], steps[i - 1]
        if step.since is None or not fresh(step.since, month):
            continue
        destination = step.org if step.org in mentioned else mentioned.get(gazetteer.root(step.org))
        origin = before.org if before.org in mentioned else mentioned.get(gazetteer.root(before.org))
        if destination and origin and not related(gazetteer, destination, origin):
            return origin, destination
    return None


def fresh(since: int, month: int) -> bool:
    """True if a post that began at ``since`` (a month, or a year without month) is news in ``month``."""
    if since % 12:
        return -6 <= since - month <= 3
    return -12 <= since - month <= 3


def employer_at(gazetteer: Gazetteer, person: str, month: int, mentioned: dict[str, str]) -> str | None:
    """Where a known person worked until about ``month``, if the article names that organisation."""
    for step in reversed(career(gazetteer, person)):
        if step.since is not None and step.since > month - (0 if step.since % 12 else 3):
            continue
        if step.until is not None and step.until % 12 and step.until < month - 14:
            continue
        name = step.org if step.org in mentioned else mentioned.get(gazetteer.root(step.org))
        if name:
            return name
    return None


def named_destination(
    gazetteer: Gazetteer, person: str, origin: str, month: int, mentioned: dict[str, str]
) -> str | None:
    """Where a person who left ``origin`` went within half a year of ``month``, if the article names it."""
    steps = career(gazetteer, person)
    for before, after in itertools.pairwise(steps):
        if not related(gazetteer, before.org, origin) or related(gazetteer, after.org, origin):
            continue
        if after.since is None or not fresh(after.since, month):
            continue
        name = after.org if after.org in mentioned else mentioned.get(gazetteer.root(after.org))
        if name:
            return name
    return None


@dataclass(frozen=True, slots=True)
class Passage:
    """A change of post that is on record: where from, where to (other names of either end follow), in which month."""

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    month: int
    undone: bool = False
    """Announced or tried and never done: of interest only in those weeks."""


@cache
def _passages() -> dict[str, tuple[Passage, ...]]:
    out: dict[str, tuple[Passage, ...]] = {}
    with (DATA / "careers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year, month = (*row["since"].split("-"), "6")[:2]
            origins = tuple(o for o in row["origin"].split("|") if o)
            destinations = tuple(d for d in row["destination"].split("|") if d)
            passage = Passage(origins, destinations, int(year) * 12 + int(month), row["undone"] == "yes")
            out[row["person"]] = (*out.get(row["person"], ()), passage)
    return out


def _named(gazetteer: Gazetteer, names: tuple[str, ...], mentioned: dict[str, str]) -> str | None:
    for name in names:
        if name in mentioned:
            return name
    for name in names:
        root = gazetteer.root(name)
        if root in mentioned:
            return mentioned[root]
    return None


def on_record(
    gazetteer: Gazetteer,
    person: str,
    month: int,
    mentioned: dict[str, str],
    *,
    old: bool = False,
    leaving: str | None = None,
    bought: bool = False,
) -> list[tuple[str | None, str | None]]:
    """The passages of a person about ``month`` whose ends the article names.

    ``old``: passages of any time before count too. ``leaving``: in a story about people who leave this organisation,
    old passages out of it count, and the place they went to may go unnamed. ``bought``: so does the passage of a firm's
    people to its buyer, though the two have been one house since.
    """
    found: list[tuple[str | None, str | None]] = []
    for passage in _passages().get(person, ()):
        age = month - passage.month
        origin = _named(gazetteer, passage.origins, mentioned)
        out = leaving is not None and related(gazetteer, origin, leaving)
        if not (-1 <= age <= 4 or ((old or out) and age > 4)) or (passage.undone and age > 1):
            continue
        destination = _named(gazetteer, passage.destinations, mentioned)
        if passage.origins and origin is None:
            continue
        if passage.destinations and destination is None and not out:
            continue
        one_house = origin and destination and related(gazetteer, origin, destination)
        if one_house and not (bought and origin != destination and origin in passage.origins):
            continue
        if (origin, destination) not in found:
            found.append((origin, destination))
    return found
