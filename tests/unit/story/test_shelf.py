"""A heap of articles, whatever their order."""

import time
from dataclasses import replace

from storage.records import Extraction
from tests.unit.story.told import article, moves, verdict
from worker.story.shelf import StoryShelf


def test_lines_of_one_event_share_a_story_whatever_their_order() -> None:
    she = moves(("Ada Lindqvist", "Corvane", "Halden Labs"))
    he = moves(("Bram Osei", "Corvane", "Tessaly"))
    lines = [
        ("1", article("Ada Lindqvist leaves Corvane for Halden Labs", "She led pretraining at Corvane.", at=None), she),
        ("2", article("Bram Osei quits Corvane", "He goes to Tessaly, the robot firm.", at=None), he),
        ("3", article("Halden Labs holt Ada Lindqvist", "Sie kommt von Corvane.", lang="de", at=None), she),
        ("4", article("Bram Osei quitte Corvane pour Tessaly", "Il part lundi.", lang="fr", at=None), he),
    ]
    for order in (lines, lines[::-1], lines[2:] + lines[:2]):
        shelf = StoryShelf()
        for name, text, facts in order:
            shelf.add(name, text, facts, verdict())
        found = shelf.stories()
        assert found["1"] == found["3"]
        assert found["2"] == found["4"]
        assert found["1"] != found["2"]


def test_empty_lines_have_stories_of_their_own() -> None:
    shelf = StoryShelf()
    for name in "abc":
        shelf.add(name, article("", ""), Extraction(), verdict(None))
    assert shelf.stories() == {"a": "a", "b": "b", "c": "c"}


def test_thousands_of_lines_take_seconds() -> None:
    shelf = StoryShelf()
    base = article("Ada leaves Corvane", "She goes to Halden Labs, people say.")
    for n in range(3_000):
        who = f"Person{n // 3} Surname{n // 3}"
        facts = moves((who, "OpenAI", f"Firm {n % 50}"))
        shelf.add(str(n), replace(base, title=f"{who} leaves OpenAI"), facts, verdict())
    begun = time.perf_counter()
    stories = shelf.stories()
    assert time.perf_counter() - begun < 20
    assert len(set(stories.values())) > 500
