"""The model: weights as data, read once. One family for both stages, and a small one for the kind."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from storage.records import Kind
from worker.relevance.features import names
from worker.relevance.grammar import items
from worker.relevance.lexicon import DATA, load_lexicon
from worker.relevance.wording import Wording

KINDS = tuple(Kind)


@dataclass(frozen=True, slots=True)
class Stage:
    """One linear model: log-odds = bias + sum of weight times value."""

    bias: float
    weights: tuple[float, ...]
    """By feature number (``features.names()``)."""
    threshold: float
    """A score from here on is a match."""


@dataclass(frozen=True, slots=True)
class Worded:
    """How a stage's verdict takes the wording in: slope times (log-odds of the lexicons + factor times wording) + offset."""

    wording: Wording
    factor: float
    slope: float
    offset: float


@dataclass(frozen=True, slots=True)
class Model:
    """All that judging needs, and its version."""

    version: str
    screen: Stage
    """Headline and summary; its threshold is generous."""
    alone: float
    """The screen's threshold when no full text will follow: balanced instead of generous."""
    judge: Stage
    """Full text."""
    head_factor: float
    """What the headline's log-odds count in the full text's verdict, ..."""
    full_factor: float
    """... what the whole text's count, ..."""
    offset: float
    """... and what is added to calibrate the sum."""
    screen_wording: Worded
    judge_wording: Worded
    kind_bias: tuple[float, ...]
    kind_weights: tuple[tuple[float, ...] | None, ...]
    """By item number, one weight for each kind."""


def _stage(data: dict[str, object]) -> Stage:
    weights = data["weights"]
    bias, threshold = data["bias"], data["threshold"]
    if not isinstance(weights, dict) or not isinstance(bias, int | float) or not isinstance(threshold, int | float):
        raise TypeError("model.json: a stage is {bias, threshold, weights}")
    unknown = set(weights) - set(names())
    if unknown:
        raise ValueError(f"model.json: no such feature: {', '.join(sorted(unknown)[:5])}")
    return Stage(
        bias=float(bias), weights=tuple(float(weights.get(name, 0.0)) for name in names()), threshold=float(threshold)
    )


def _worded(mix: dict[str, float], table: dict[str, Any]) -> Worded:
    wording = Wording(float(table["bias"]), table["weights"])
    return Worded(wording, float(mix["factor"]), float(mix["slope"]), float(mix["offset"]))


@cache
def load_model() -> Model:
    """The model of the package data, with the lexicons of the commonest languages; built once.

    Raises ``ValueError`` if the weights name a feature that the lexicons and events do not have.
    """
    data = json.loads((DATA / "model.json").read_text("utf-8"))
    wording = json.loads((DATA / "wording.json").read_text("utf-8"))
    load_lexicon("en")
    kind = data["kind"]
    table = kind["weights"]
    return Model(
        version=data["version"],
        screen=_stage(data["screen"]),
        alone=float(data["screen"]["alone"]),
        judge=_stage(data["judge"]),
        head_factor=float(data["mix"]["head"]),
        full_factor=float(data["mix"]["full"]),
        offset=float(data["mix"]["offset"]),
        screen_wording=_worded(data["wording"]["screen"], wording["screen"]),
        judge_wording=_worded(data["wording"]["judge"], wording["judge"]),
        kind_bias=tuple(float(kind["bias"].get(k, 0.0)) for k in KINDS),
        kind_weights=tuple(
            tuple(float(table[item].get(k, 0.0)) for k in KINDS) if item in table else None for item in items()
        ),
    )
