"""Stories grow article by article in either database."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.engine import Engine

from storage.articles import save_article
from storage.database import write
from storage.records import Article, Extraction, StoryId
from storage.stories import assign_story, load_candidates
from tests.storage.test_articles import rows
from tests.unit.story.told import NOW, article, moves, verdict
from worker.story.assign import card_of, choose

WINDOW = timedelta(days=14)
SHE = moves(("Ada Lindqvist", "Corvane", "Halden Labs"), amount=40_000_000)
HE = moves(("Bram Osei", "Corvane", "Tessaly"))


def keep(engine: Engine, name: str, text: Article, facts: Extraction, *, days: int = 0) -> StoryId:
    url = f"https://{name}.example/story"
    at = NOW + timedelta(days=days)
    text = replace(text, url=url, canonical_url=url, outlet=name, published_at=at)
    with write(engine) as session:
        saved = save_article(
            session, article=text, compare_url=url, verdict=verdict(), extraction=facts, now=at, entry_id=None
        )
        card = card_of(text, facts, verdict(), article_id=saved.article_id, seen_at=at)
        candidates = load_candidates(
            session, keys=[key.key for key in card.keys], since=card.at - WINDOW, until=card.at + WINDOW
        )
        return assign_story(session, card=card, choice=choose(card, candidates), now=at)


def test_articles_find_their_story_one_by_one(engine: Engine) -> None:
    english = article("Ada Lindqvist leaves Corvane for Halden Labs", "She led pretraining. It is 40 million dollars.")
    german = article("Halden Labs holt Ada Lindqvist", "Sie kommt von Corvane, für 40 Millionen Dollar.", lang="de")
    other = article("Bram Osei quits Corvane", "He goes to Tessaly, the robot firm.")
    first = keep(engine, "one", english, SHE)
    assert keep(engine, "two", german, SHE, days=1) == first
    assert keep(engine, "three", other, HE, days=1) != first
    assert keep(engine, "four", english, SHE, days=30) != first
    with write(engine) as session:
        (row,) = rows(session, "v1_stories", story_id=first)
        assert (row["articles"], row["languages"]) == (2, 2)


def test_keys_for_comparing_only_are_not_looked_up(engine: Engine) -> None:
    keep(engine, "one", article("Researchers leave", "In London, people say."), Extraction())
    with write(engine) as session:
        found = load_candidates(session, keys=["~place:london"], since=NOW - WINDOW, until=NOW + WINDOW)
        assert found == ()
