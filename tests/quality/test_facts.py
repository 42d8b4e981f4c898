"""Extraction against the labelled corpus does not fall below what it has reached (``facts_floors.toml``)."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.quality.score_facts import CORPUS, Score, measure

FLOORS = tomllib.loads((Path(__file__).parent / "facts_floors.toml").read_text(encoding="utf-8"))


@cache
def scores(part: str) -> dict[str, Score]:
    return measure(held=part == "held_out")[0]


def figure(score: Score, name: str) -> float:
    fact, _, what = name.partition("_")
    value: float = getattr(getattr(score, fact), what)
    return value


CASES = [
    (part, lang, name, floor)
    for part, langs in FLOORS.items()
    for lang, floors in langs.items()
    for name, floor in floors.items()
]


@pytest.mark.skipif(not list(CORPUS.glob("*.jsonl")), reason="the labelled corpus is not there")
@pytest.mark.parametrize(("part", "lang", "name", "floor"), CASES)
def test_a_figure_keeps_its_floor(part: str, lang: str, name: str, floor: float) -> None:
    score = scores(part).get(lang)
    if score is None:
        pytest.skip(f"no labelled articles in {lang}")
    assert figure(score, name) >= floor


@pytest.mark.parametrize("part", ["tuning", "held_out"])
def test_nobody_who_is_only_compared_takes_part_in_a_move(part: str) -> None:
    assert sum(s.compared_in_move for lang, s in scores(part).items() if lang != "all") == 0
