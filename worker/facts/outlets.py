"""The outlets we know by name, in their own languages and in others'."""

import csv
import re
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from worker.facts.gazetteer import DATA
from worker.facts.names import is_latin


@dataclass(frozen=True, slots=True)
class OutletName:
    """A surface and the outlet it names; ``weak`` if it is an ordinary word or another thing's name too."""

    surface: str
    outlet: str
    weak: bool


class Outlets:
    """All outlets and one automaton over their names. Immutable once loaded."""

    def __init__(self, names: list[OutletName]) -> None:
        self.names = names
        self.automaton = AhoCorasick([n.surface for n in names], matchkind=MatchKind.LeftmostLongest)
        self.by_flat = {flat(n.surface): n.outlet for n in names} | {flat(n.outlet): n.outlet for n in names}

    def found_in(self, text: str) -> list[tuple[int, int, OutletName]]:
        """Every place where an outlet may be named, whole words only. One pass."""
        found = []
        size = len(text)
        for index, start, end in self.automaton.find_matches_as_indexes(text):
            name = self.names[index]
            if start and is_latin(text[start - 1]) and is_latin(text[start]):
                continue
            if end < size and is_latin(text[end]) and is_latin(text[end - 1]):
                continue
            if "\u30a1" <= text[end - 1] <= "\u30ff" and end < size and "\u30a1" <= text[end] <= "\u30fa":
                continue
            found.append((start, end, name))
        return found

    def canonical(self, name: str) -> str | None:
        """The outlet of a name, if we know it."""
        return self.by_flat.get(flat(name))


def flat(name: str) -> str:
    """A name for comparison: no article, case, space or mark."""
    name = re.sub(r"^(?:the|le|la|les|el|der|die|das|de|het|il|o|a)\s", "", name.lower())
    return re.sub(r"[\W_]", "", name)


@cache
def load_outlets() -> Outlets:
    """The packaged list, read once."""
    names: dict[str, OutletName] = {}
    with (DATA / "outlets.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for alias in row["aliases"].split("|"):
                surface = alias.removeprefix("?")
                names.setdefault(surface, OutletName(surface, row["name"], alias.startswith("?")))
    return Outlets(list(names.values()))
