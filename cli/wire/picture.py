"""The flow map as a picture: organisations on two sides, moves as ribbons between them. SVG, no scripts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST = 14
WIDTH, ROW, BAR = 900, 34, 12
LEFT, RIGHT = 250, WIDTH - 250


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """An organisation on one side."""

    name: str
    people: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon:
    """People between two organisations; ``path`` is SVG's."""

    origin: str
    destination: str
    people: int
    width: float
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What the template draws."""

    width: int
    height: int
    origins: tuple[End, ...]
    destinations: tuple[End, ...]
    ribbons: tuple[Ribbon, ...]


def flow_picture(flows: Sequence[dict[str, Any]]) -> Picture | None:
    """The strongest flows as a picture; None if there are none."""
    people: Counter[tuple[str, str]] = Counter()
    for flow in flows:
        people[flow["from_org"], flow["to_org"]] += flow["people"]
    if not people:
        return None
    left = _strongest(people, 0)
    right = _strongest(people, 1)
    shown = {pair: count for pair, count in people.items() if pair[0] in left and pair[1] in right}
    if not shown:
        return None
    rows = max(len(left), len(right))
    height = rows * ROW + 20
    most = max(sum(shown[pair] for pair in shown if pair[side] == name) for side in (0, 1) for name in (left, right)[side])
    unit = (ROW - 8) / max(most, 1)
    origins = _ends(left, shown, 0, LEFT - BAR, unit)
    destinations = _ends(right, shown, 1, RIGHT, unit)
    return Picture(
        width=WIDTH,
        height=height,
        origins=origins,
        destinations=destinations,
        ribbons=_ribbons(shown, origins, destinations, unit),
    )


def _strongest(people: Counter[tuple[str, str]], side: int) -> list[str]:
    totals: Counter[str] = Counter()
    for pair, count in people.items():
        totals[pair[side]] += count
    return [name for name, _ in totals.most_common(MOST)]


def _ends(names: list[str], shown: dict[tuple[str, str], int], side: int, x: int, unit: float) -> tuple[End, ...]:
    ends = []
    for place, name in enumerate(names):
        count = sum(people for pair, people in shown.items() if pair[side] == name)
        ends.append(End(name=name, people=count, x=x, y=10.0 + place * ROW, height=max(count * unit, 2.0)))
    return tuple(ends)


def _ribbons(
    shown: dict[tuple[str, str], int], origins: tuple[End, ...], destinations: tuple[End, ...], unit: float
) -> tuple[Ribbon, ...]:
    out = {end.name: end.y for end in origins}
    into = {end.name: end.y for end in destinations}
    order = {end.name: place for place, end in enumerate((*origins, *destinations))}
    ribbons = []
    middle = (LEFT + RIGHT) / 2
    for (origin, destination), people in sorted(shown.items(), key=lambda one: (order[one[0][0]], order[one[0][1]])):
        width = max(people * unit, 2.0)
        start, end = out[origin] + width / 2, into[destination] + width / 2
        out[origin] += width
        into[destination] += width
        path = f"M{LEFT} {start:.1f} C{middle:.0f} {start:.1f} {middle:.0f} {end:.1f} {RIGHT} {end:.1f}"
        ribbons.append(Ribbon(origin=origin, destination=destination, people=people, width=width, path=path))
    return tuple(ribbons)
