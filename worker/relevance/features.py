"""Features: what a reading says, as numbers that a linear model weighs and a person can read.

Nothing here knows a word of any language: features are concepts, concepts together ("who does what"), and
where they stand. So what is learnt in one language holds in the others.
"""

from functools import cache
from typing import Final, NamedTuple

from worker.relevance.grammar import bits, grammar, items, shares
from worker.relevance.reading import Pages, Unit

LEAD: Final = 3
"""Sentences of the body that count as its lead."""
_STEPS: Final = (0.05, 0.12, 0.22, 0.34, 0.5)
_SHARE_STEPS: Final = (0.1, 0.25, 0.45)
_RATIO_STEPS: Final = (0.25, 0.4, 0.55, 0.7)
_CROSSES: Final = ("title theme+ai", "title theme+trade", "text theme+ai", "text theme+trade", "text ai+off")
_NEAR: Final = 70
"""Characters around a verb within which words belong together; in scripts without spaces less than half."""


PLACES: Final = ("title", "lead", "body", "text")
_EXTRAS: Final = (
    "core title", "core lead", "core 5%", "core 12%", "core 22%", "core 34%", "core 50%",
    "ai 1", "ai 2", "ai 20%", "ai 50%", "no core", "core title only", "core late", "no theme", "no strong theme", "people, no ai", "theme, no ai",
)  # fmt: skip


@cache
def names() -> tuple[str, ...]:
    """All features, in the order of their numbers: ``place:item`` and the extras."""
    return (
        *(f"{place}:{item}" for place in PLACES for item in items()),
        *_EXTRAS,
        *(f"share:{name}{step}" for name, _ in (*shares(), ("theme+people", 0)) for step in ("", *_SHARE_STEPS)),
        *(f"theme to off {step}" for step in _RATIO_STEPS),
        *(f"{pair} {a}{b}" for pair in _CROSSES for a in (1, 2, 3) for b in (1, 2, 3)),
    )


class Found(NamedTuple):
    """Features of one text: number and value, and the units that each stands on."""

    values: list[tuple[int, float]]
    grounds: dict[int, list[Unit]]
    """feature number -> units, first ones first; empty for what no word says (a share, an absence)"""
    kinds: list[tuple[int, float]]
    """item number and how much of the text it fills: what the model of kinds weighs"""


def features(title: Pages, summary: Pages | None, body: Pages | None, *, spaced: bool = True) -> Found:
    """Features of a headline with what came with it.

    ``spaced``: the language writes blanks between words.
    """
    near = _NEAR if spaced else _NEAR * 3 // 7
    knows = grammar()
    ai_mask = knows.ai
    width = knows.count
    rest = [*(summary.units if summary else ()), *(body.units if body else ())]
    evidence = 0
    for unit in title.units:
        if unit.mask & ai_mask:
            evidence += 2
    ai_units = weak = 0
    for unit in rest:
        if unit.mask & ai_mask:
            ai_units += 1
        elif unit.mask & knows.weak:
            weak += 1
    for unit in title.units:
        weak += bool(unit.mask & knows.weak)
    evidence += ai_units + (weak >= 2)
    ai = evidence >= 2 if body and body.total > 3 else evidence >= 1

    values: list[tuple[int, float]] = []
    grounds: dict[int, list[Unit]] = {}
    kinds: dict[int, float] = {}
    core_title = core_lead = core_late = False
    for unit in title.units:
        found, core_title = knows.of(unit.mask, ai)
        for item in found:
            values.append((item, 1.0))
            grounds[item] = [unit]
            kinds[item] = 1.2

    lead_units = list(summary.units) if summary else []
    if body:
        lead_units += [unit for unit in body.units if unit.number < LEAD]
    for unit in lead_units:
        found, core = knows.of_unit(unit, ai, near)
        core_lead = core_lead or core
        for item in found:
            number = width + item
            if number in grounds:
                grounds[number].append(unit)
            else:
                grounds[number] = [unit]
                values.append((number, 1.0))
                kinds[item] = kinds.get(item, 0.0) + 0.8

    core_count = 0
    core_share = 0.0
    count = max(body.total, 4) if body else 1
    if body:
        where: dict[int, list[Unit]] = {}
        for unit in body.units:
            found, core = knows.of_unit(unit, ai, near)
            if core and not core_count:
                core_late = unit.number > 0.6 * count
            core_count += core
            for item in found:
                if item in where:
                    where[item].append(unit)
                else:
                    where[item] = [unit]
        base = 2 * width
        scale = 3.0 / count
        for item, units in where.items():
            value = min(1.0, scale * len(units))
            values.append((base + item, value))
            grounds[base + item] = units
            kinds[item] = kinds.get(item, 0.0) + 0.8 * value
        core_share = core_count / count

    base = 3 * width
    for item, value in kinds.items():
        values.append((base + item, min(1.0, 0.5 * value)))
        grounds[base + item] = grounds.get(item) or grounds.get(width + item) or grounds[2 * width + item]

    number = 4 * width
    if core_title:
        values.append((number, 1.0))
    if core_lead:
        values.append((number + 1, 1.0))
    for i, step in enumerate(_STEPS, number + 2):
        if core_share >= step:
            values.append((i, 1.0))
    if evidence >= 1:
        values.append((number + 7, 1.0))
    if evidence >= 2:
        values.append((number + 8, 1.0))
    whole = count + (summary.total if summary else 0)
    if ai_units >= 0.2 * whole:
        values.append((number + 9, 1.0))
    if ai_units >= 0.5 * whole:
        values.append((number + 10, 1.0))
    if not core_title and not core_lead and not core_count:
        values.append((number + 11, 1.0))
    if core_title and body and not core_count:
        values.append((number + 12, 1.0))
    if core_late and not core_title and not core_lead:
        values.append((number + 13, 1.0))
    groups = dict(shares())
    said = 0
    for unit in (*title.units, *rest):
        said |= unit.mask
    if not said & groups["theme"]:
        values.append((number + 14, 1.0))
    if not said & groups["strong_theme"]:
        values.append((number + 15, 1.0))
    if not evidence:
        if said & (groups["people"] | bits()["coder"] | bits()["staff"]):
            values.append((number + 16, 1.0))
        if said & groups["theme"]:
            values.append((number + 17, 1.0))
    if body and body.total > 2:
        number += len(_EXTRAS)
        off = both = 0
        theme_mask = people_mask = 0
        for name, mask in shares():
            hits = 0
            for unit in body.units:
                if unit.mask & mask:
                    hits += 1
            if name == "off":
                off = hits
            elif name == "theme":
                theme_mask = mask
            elif name == "people":
                people_mask = mask
            number = _steps(values, number, hits / count)
        for unit in body.units:
            if unit.mask & theme_mask and unit.mask & people_mask:
                both += 1
        number = _steps(values, number, both / count)
        ratio = (both + 0.5) / (both + off + 1.5)
        for i, step in enumerate(_RATIO_STEPS, number):
            if ratio >= step:
                values.append((i, 1.0))
    # How strong the theme, AI and other trades are, two by two.
    number = len(names()) - 9 * len(_CROSSES)
    theme, trade, off_mask = groups["theme"], groups["trade"], groups["off"]
    head = 0
    for unit in (*title.units, *(summary.units if summary else ())):
        head |= unit.mask
    levels = [(head & theme).bit_count(), (head & (ai_mask | groups["labs"])).bit_count(), (head & trade).bit_count()]
    _cross(values, number, levels[0], levels[1])
    _cross(values, number + 9, levels[0], levels[2])
    if body and body.units:
        t = a = d = o = 0
        for unit in body.units:
            mask = unit.mask
            t += (mask & theme) > 0
            a += (mask & ai_mask) > 0
            d += (mask & trade) > 0
            o += (mask & off_mask) > 0
        t, a, d, o = (int(5.0 * n / count + 0.8) for n in (t, a, d, o))
        _cross(values, number + 18, t, a)
        _cross(values, number + 27, t, d)
        _cross(values, number + 36, a, o)
    return Found(values, grounds, list(kinds.items()))


def _cross(values: list[tuple[int, float]], number: int, one: int, other: int) -> None:
    """The cell of a three by three table in which two strengths meet; nothing if either is nil."""
    if one and other:
        values.append((number + 3 * (min(one, 3) - 1) + min(other, 3) - 1, 1.0))


def _steps(values: list[tuple[int, float]], number: int, share: float) -> int:
    """A share as a number and as the steps it passes; returns the next free feature number."""
    if share:
        values.append((number, min(1.0, share)))
        for i, step in enumerate(_SHARE_STEPS, number + 1):
            if share >= step:
                values.append((i, 1.0))
    return number + 1 + len(_SHARE_STEPS)
