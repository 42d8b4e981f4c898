"""Stories over outlets and languages stay as good as they are."""

import tomllib
from pathlib import Path

import pytest

from tests.quality.score_stories import b_cubed, pair_scores, shelved, told

FLOORS = tomllib.loads((Path(__file__).parent / "stories.toml").read_text(encoding="utf-8"))
PARTS: dict[str, tuple[bool | None, bool, bool]] = {
    "tuning": (False, False, False),
    "held_out": (True, False, False),
    "all": (None, False, False),
    "all_undated": (None, True, False),
    "held_out_headlines": (True, False, True),
}


@pytest.mark.parametrize("part", PARTS)
def test_stories_do_not_fall_below_their_floors(part: str) -> None:
    held, undated, headlines = PARTS[part]
    articles = told(held, undated=undated, headlines=headlines)
    stories = shelved(articles)
    scores = pair_scores(articles, stories)
    for name in ("all", "within", "across"):
        score = scores[name]
        print(f"{part} {name}: precision {score.precision:.3f} recall {score.recall:.3f} of {score.gold} pairs")
    print(f"{part} B-cubed: {b_cubed(articles, stories)}")
    assert scores["all"].precision >= FLOORS[part]["precision"]
    assert scores["all"].recall >= FLOORS[part]["recall"]
