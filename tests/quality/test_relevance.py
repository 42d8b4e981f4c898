"""The judge on the held-out part of the labelled corpus, against pinned floors."""

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.records import Article
from worker.language import detect
from worker.relevance.judge import judge, load_model, screen

HERE = Path(__file__).parent


def _held_out(topic: str) -> bool:
    space: dict[str, Any] = {}
    exec((HERE / "split.py").read_text("utf-8"), space)
    answer: bool = space["held_out"](topic)
    return answer


def _rows() -> Iterator[dict[str, Any]]:
    for path in sorted((HERE / "corpus").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                row = json.loads(line)
                if row["label"] != "borderline" and _held_out(row["topic"]):
                    yield row


def _article(row: dict[str, Any]) -> Article:
    return Article(
        url="",
        canonical_url="",
        title=row["title"],
        summary=row["summary"],
        paragraphs=tuple(row["paragraphs"]),
        lang=row["lang"],
    )


def _f1(cell: Counter[str]) -> float:
    return 2 * cell["hit"] / max(1, 2 * cell["hit"] + cell["miss"] + cell["alarm"])


@pytest.fixture(scope="module")
def results() -> dict[str, dict[str, Counter[str]]]:
    """stage -> group (all, a language, a kind) -> hit, miss, alarm, right, and kinds named rightly."""
    answer: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    model = load_model()
    for row in _rows():
        wanted = row["label"] == "positive"
        full = judge(_article(row), explain=False)
        first = screen(row["title"], row["summary"], lang=row["lang"], explain=False)
        said = {"judge": full.is_match, "screen": first.is_match, "alone": first.score >= model.alone}
        for stage, match in said.items():
            word = ("hit" if match else "miss") if wanted else ("alarm" if match else "right")
            for group in ("all", row["lang"], *([row["kind"]] if wanted else [])):
                answer[stage][group][word] += 1
        if wanted and full.is_match:
            answer["kind"]["all"]["named" if full.kind == row["kind"] else "misnamed"] += 1
        answer["language"]["all"]["right" if detect(row["title"]) == row["lang"] else "wrong"] += 1
    return answer


FLOORS = tomllib.loads((HERE / "floors_relevance.toml").read_text("utf-8"))


def test_full_text_stays_above_its_floor(results: dict[str, dict[str, Counter[str]]]) -> None:
    assert _f1(results["judge"]["all"]) >= FLOORS["judge"]["f1"], results["judge"]["all"]


@pytest.mark.parametrize("lang", sorted(FLOORS["judge"]["language"]))
def test_no_language_falls_below_its_floor(results: dict[str, dict[str, Counter[str]]], lang: str) -> None:
    assert _f1(results["judge"][lang]) >= FLOORS["judge"]["language"][lang], results["judge"][lang]


@pytest.mark.parametrize("kind", sorted(FLOORS["judge"]["kind"]))
def test_no_kind_is_missed_more_often_than_its_floor_allows(
    results: dict[str, dict[str, Counter[str]]], kind: str
) -> None:
    cell = results["judge"][kind]
    assert cell["hit"] / max(1, cell["hit"] + cell["miss"]) >= FLOORS["judge"]["kind"][kind], cell


def test_the_screen_misses_little_at_bearable_precision(results: dict[str, dict[str, Counter[str]]]) -> None:
    cell = results["screen"]["all"]
    assert cell["hit"] / (cell["hit"] + cell["miss"]) >= FLOORS["screen"]["recall"], cell
    assert cell["hit"] / (cell["hit"] + cell["alarm"]) >= FLOORS["screen"]["precision"], cell


def test_the_screen_is_a_fair_judge_by_itself(results: dict[str, dict[str, Counter[str]]]) -> None:
    assert _f1(results["alone"]["all"]) >= FLOORS["screen"]["f1_alone"], results["alone"]["all"]


def test_kinds_are_named_rightly_often_enough(results: dict[str, dict[str, Counter[str]]]) -> None:
    cell = results["kind"]["all"]
    assert cell["named"] / (cell["named"] + cell["misnamed"]) >= FLOORS["kind"]["accuracy"], cell


def test_the_language_of_headlines_is_told(results: dict[str, dict[str, Counter[str]]]) -> None:
    cell = results["language"]["all"]
    assert cell["right"] / (cell["right"] + cell["wrong"]) >= FLOORS["language"]["accuracy"], cell


def _lines(folder: str) -> Iterator[tuple[str, bool, str, str, str]]:
    """(language, in scope, headline, summary, text) of the short texts that nothing was fitted on: one in five."""
    for path in sorted((HERE / folder).glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            kind, title, summary, text, *_ = (part.strip() for part in (line + " | | ").split("|"))
            if _held_out(title):
                yield path.stem, kind != "-", title, summary, text


def test_oblique_briefs_in_ten_languages_pass_the_screen() -> None:
    cell: Counter[str] = Counter()
    for lang, wanted, title, summary, _ in _lines("briefs"):
        match = screen(title, summary, lang=lang, explain=False).is_match
        cell[("hit" if match else "miss") if wanted else ("alarm" if match else "right")] += 1
    assert sum(cell.values()) > 100
    assert cell["hit"] / (cell["hit"] + cell["miss"]) >= FLOORS["briefs"]["recall"], cell
    assert cell["hit"] / (cell["hit"] + cell["alarm"]) >= FLOORS["briefs"]["precision"], cell


def test_news_of_other_trades_and_of_the_labs_other_business_is_no_worse_told_apart() -> None:
    """The judge is weak here, and may only get better."""
    cell: Counter[str] = Counter()
    for lang, wanted, title, summary, text in _lines("lookalikes"):
        row = {"title": title, "summary": summary, "paragraphs": [text] if text else [], "lang": lang}
        match = judge(_article(row), explain=False).is_match
        cell[("hit" if match else "miss") if wanted else ("alarm" if match else "right")] += 1
    assert cell["hit"] / (cell["hit"] + cell["miss"]) >= FLOORS["lookalikes"]["recall"], cell
    assert cell["right"] / (cell["right"] + cell["alarm"]) >= FLOORS["lookalikes"]["right"], cell
