"""How likely two articles tell the same event, from what their cards share and where they part.

A logistic model over a dozen plain comparisons; its weights are data (``data/likeness.json``), fitted on the
corpus's tuning part by ``tests/quality/fit_stories.py``.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from storage.records import StoryCard
from worker.story.cards import MOVER, UNDATED
from worker.story.rarity import rarity
from worker.story.sketch import Sketch, alike, unpack

FEATURES = (
    "bias",
    "movers",
    "movers_part",
    "people",
    "goes_same",
    "goes_elsewhere",
    "orgs",
    "org_best",
    "flows",
    "flows_part",
    "sums",
    "figures",
    "figures_alike",
    "figures_part",
    "cover_least",
    "cover_most",
    "places",
    "credits",
    "concepts",
    "unnamed",
    "unnamed_concepts",
    "half_named",
    "names",
    "terms",
    "terms_foreign",
    "near",
    "kind_same",
    "kind_part",
    "off_topic",
    "days",
)
_FOR = (
    *("movers", "people", "goes_same", "orgs", "org_best", "flows", "sums", "figures", "figures_alike"),
    *("cover_least", "cover_most", "places", "credits", "concepts", "names", "terms", "near"),
)
_AGAINST = ("movers_part", "goes_elsewhere", "flows_part", "figures_part", "kind_part", "off_topic", "days")
SIGNS = dict.fromkeys(_FOR, 1) | dict.fromkeys(_AGAINST, -1)
"""What a comparison may say at all, whatever the data of the day suggest."""
MAIN = 0.75
"""From this weight on a key is what its article is about."""
NEAR = 0.45
"""From this estimated likeness of texts on, one is a near-duplicate of the other."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A card laid out for comparing."""

    card: StoryCard
    people: Mapping[str, float]
    movers: frozenset[str]
    goes: Mapping[str, frozenset[str]]
    orgs: Mapping[str, float]
    flows: Mapping[str, float]
    sums: Mapping[str, float]
    figures: Mapping[str, float]
    places: Mapping[str, float]
    credits: Mapping[str, float]
    sketch: Sketch


def profile(card: StoryCard) -> Profile:
    """Lay a card out for comparing."""
    sorts: dict[str, dict[str, float]] = {
        s: {} for s in ("person", "~move", "flow", "org", "sum", "num", "~place", "~told")
    }
    for key in card.keys:
        sort = key.key.partition(":")[0]
        if sort in sorts:
            sorts[sort][key.key] = key.weight
    goes: dict[str, set[str]] = {}
    for key_ in sorts["~move"]:
        who, _, where = key_[6:].partition(">")
        goes.setdefault(f"person:{who}", set()).add(where)
    return Profile(
        card=card,
        people=sorts["person"],
        movers=frozenset(key for key, weight in sorts["person"].items() if weight >= MOVER),
        goes={who: frozenset(where) for who, where in goes.items()},
        orgs=sorts["org"],
        flows=sorts["flow"],
        sums=sorts["sum"],
        figures=sorts["num"],
        places=sorts["~place"],
        credits=sorts["~told"],
        sketch=unpack(card.sketch),
    )


def compared(a: Profile, b: Profile, frequencies: Mapping[str, float] | None = None) -> dict[str, float]:
    """The comparisons of two cards by name, most of them 0 to 1; symmetric."""
    found: dict[str, float] = {"bias": 1.0}
    common = a.movers & b.movers
    found["movers"] = min(1.5, sum(rarity(who, frequencies) for who in common))
    if a.movers and b.movers and not common:
        # Somebody who moves in one article and is at least named in the other is no sign of two events.
        met = any(who in b.people for who in a.movers) or any(who in a.people for who in b.movers)
        found["movers_part"] = 0.4 if met else 1.0
    found["people"] = min(
        1.5,
        sum(
            rarity(who, frequencies) * min(weight, b.people[who])
            for who, weight in a.people.items()
            if who in b.people and who not in common
        ),
    )
    for who in common:
        one, two = a.goes.get(who), b.goes.get(who)
        if one and two:
            found["goes_same" if one & two else "goes_elsewhere"] = 1.0
    if "goes_same" in found:
        found.pop("goes_elsewhere", None)
    found["orgs"], found["org_best"] = _cosine(a.orgs, b.orgs, frequencies)
    if a.flows and b.flows:
        found["flows"] = _cosine(a.flows, b.flows, frequencies)[0]
        found["flows_part"] = float(not a.flows.keys() & b.flows.keys())
    found["sums"] = min(1.5, _shared(a.sums, b.sums, frequencies))
    found["figures"] = min(2.0, _shared(a.figures, b.figures, frequencies))
    found["figures_alike"] = _cosine(a.figures, b.figures, frequencies)[0]
    heads = (
        [key for key, weight in a.figures.items() if weight >= MAIN],
        [key for key, weight in b.figures.items() if weight >= MAIN],
    )
    if heads[0] and heads[1] and not found["figures"]:
        found["figures_part"] = 1.0
    one_way, other_way = _covered(a, b, frequencies), _covered(b, a, frequencies)
    found["cover_least"], found["cover_most"] = min(one_way, other_way), max(one_way, other_way)
    found["places"] = min(1.5, _shared(a.places, b.places, frequencies))
    found["credits"] = min(1.0, _shared(a.credits, b.credits, frequencies))
    found["concepts"] = _overlap(a.sketch.concepts, b.sketch.concepts)
    if not a.movers and not b.movers:
        found["unnamed"] = 1.0
        found["unnamed_concepts"] = found["concepts"]
    elif not a.movers or not b.movers:
        found["half_named"] = 1.0
    found["names"] = _overlap(a.sketch.names, b.sketch.names)
    if a.card.lang == b.card.lang:
        found["terms"] = _overlap(a.sketch.terms, b.sketch.terms)
        near = alike(a.sketch.bins, b.sketch.bins)
        found["near"] = near if near > 0.08 else 0.0
    else:
        found["terms_foreign"] = 1.0
    if a.card.kind and b.card.kind:
        found["kind_same" if a.card.kind == b.card.kind else "kind_part"] = 1.0
    if not (a.card.kind and b.card.kind):
        # Who moves in both is told of whatever the judge made of one of the texts.
        found["off_topic"] = 0.3 if common else 1.0
    days = days_apart(a.card, b.card)
    found["days"] = 0.0 if days is None else min(days, 14.0) / 14.0
    return found


def days_apart(a: StoryCard, b: StoryCard) -> float | None:
    """Days between two articles; None if one of them has no date."""
    if UNDATED in (a.at, b.at):
        return None
    return abs((a.at - b.at).total_seconds()) / 86_400


def logit(a: Profile, b: Profile, frequencies: Mapping[str, float] | None = None) -> float:
    """Log-odds that two articles tell the same event; above 0 is more likely than not."""
    weights = _weights()
    return sum(weights.get(name, 0.0) * value for name, value in compared(a, b, frequencies).items())


def chance(log_odds: float) -> float:
    """Log-odds as a probability."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    path = Path(__file__).parent / "data" / "likeness.json"
    weights: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))["weights"]
    return weights


def _covered(a: Profile, b: Profile, frequencies: Mapping[str, float] | None) -> float:
    """How much of what an article is mainly about stands in another at all: a share, weighed by rarity."""
    total = met = 0.0
    for mine, theirs in ((a.people, b.people), (a.orgs, b.orgs)):
        for key, weight in mine.items():
            if weight >= MAIN:
                worth = weight * rarity(key, frequencies)
                total += worth
                if key in theirs:
                    met += worth
    return met / total if total else 0.5


def _shared(a: Mapping[str, float], b: Mapping[str, float], frequencies: Mapping[str, float] | None) -> float:
    return sum(rarity(key, frequencies) * min(weight, b[key]) for key, weight in a.items() if key in b)


def _cosine(
    a: Mapping[str, float], b: Mapping[str, float], frequencies: Mapping[str, float] | None
) -> tuple[float, float]:
    """Cosine of two sets of keys, weighed by rarity, and the rarity of the rarest that matters to both."""
    best = dot = 0.0
    for key, weight in a.items():
        if key in b:
            rare = rarity(key, frequencies)
            dot += weight * b[key] * rare * rare
            best = max(best, rare * min(weight, b[key]))
    if not dot:
        return 0.0, 0.0
    one = sum((weight * rarity(key, frequencies)) ** 2 for key, weight in a.items())
    two = sum((weight * rarity(key, frequencies)) ** 2 for key, weight in b.items())
    return dot / math.sqrt(one * two), best


def _overlap(a: Mapping[int, int], b: Mapping[int, int]) -> float:
    """Cosine of two sets of weighed words."""
    if not a or not b:
        return 0.0
    dot = sum(weight * b[word] for word, weight in a.items() if word in b)
    if not dot:
        return 0.0
    return dot / math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))
