"""The second set: texts by other hands. The judge was fitted on four fifths of its topics, and is measured on the fifth."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from storage.records import Kind
from tests.quality.score_facts import SECOND, Score, article, as_gold, rows, score_row
from tests.quality.split import held_out
from worker.facts.extract import extract
from worker.relevance.judge import judge, screen


def _texts() -> Iterator[dict[str, Any]]:
    for path in sorted(SECOND.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["label"] != "borderline" and held_out(row["topic"]):
                yield row


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Counter[str]]:
    """Stage -> hit, miss, alarm, right."""
    told: dict[str, Counter[str]] = {"judge": Counter(), "screen": Counter()}
    for row in _texts():
        one = article(row)
        said = {
            "judge": judge(one, explain=False).is_match,
            "screen": screen(one.title, one.summary, lang=row["lang"], explain=False).is_match,
        }
        wanted = row["label"] == "positive"
        for stage, match in said.items():
            told[stage]["hit" if match and wanted else "miss" if wanted else "alarm" if match else "right"] += 1
    return told


@pytest.fixture(scope="module")
def facts() -> Score:
    score = Score()
    for row in rows(corpus=SECOND):
        score_row(score, row["gold"], as_gold(extract(article(row), kind=Kind(row["kind"]))))
    return score


def test_full_texts_are_judged_as_their_labels_say(verdicts: dict[str, Counter[str]]) -> None:
    cell = verdicts["judge"]
    assert 2 * cell["hit"] / (2 * cell["hit"] + cell["miss"] + cell["alarm"]) >= 0.90


def test_the_screen_lets_through_what_is_to_be_read(verdicts: dict[str, Counter[str]]) -> None:
    cell = verdicts["screen"]
    assert cell["hit"] / (cell["hit"] + cell["miss"]) >= 0.96
    assert cell["hit"] / (cell["hit"] + cell["alarm"]) >= 0.58


def test_people_and_organisations_are_found(facts: Score) -> None:
    assert facts.people.f1 >= 0.90
    assert facts.orgs.f1 >= 0.85


def test_named_moves_are_read(facts: Score) -> None:
    assert facts.named_moves.precision >= 0.65
    assert facts.named_moves.recall >= 0.54


def test_nobody_who_only_compares_moves(facts: Score) -> None:
    assert facts.compared_in_move == 0
