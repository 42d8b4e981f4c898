"""Stories: articles put together, stories joined and parted, every change told."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from storage.articles import article_id
from storage.database import write
from storage.records import Credit, Kind, StoryCard, StoryChoice, StoryId, StoryKey
from storage.stories import assign_story, current_story, key_frequencies, load_candidates, split_story
from tests.storage.builders import EVIDENCE, an_article, facts, save
from tests.storage.test_articles import rows


def put(
    session: Session,
    name: str,
    now: datetime,
    *keys: str,
    story: StoryId | None = None,
    merges: tuple[StoryId, ...] = (),
    lang: str = "en",
) -> StoryId:
    credited = (Credit(outlet="The Ledger", evidence=EVIDENCE),)
    saved = save(session, an_article(name, lang=lang), facts(credits=credited))
    card = StoryCard(
        article_id=saved.article_id,
        at=now,
        lang=lang,
        kind=Kind.HIRE,
        keys=tuple(StoryKey(key=key, weight=2.0) for key in keys),
        sketch=b"\x01\x02",
    )
    choice = StoryChoice(story_id=story, score=0.8, reason="shared", merges=merges)
    return assign_story(session, card=card, choice=choice, now=now)


def test_a_story_counts_articles_publishers_and_origins_apart(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        story = put(session, "one", now, "person:ada")
        assert put(session, "two", now + timedelta(hours=1), "person:ada", story=story, lang="fr") == story
        (row,) = rows(session, "v1_stories")
        assert (row["articles"], row["publishers"], row["origins"], row["languages"]) == (2, 2, 1, 2)
        assert row["title"] == "Headline of one"
        assert len(rows(session, "v1_story_articles", story_id=story)) == 2


def test_assigning_again_changes_nothing(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        story = put(session, "one", now, "person:ada")
        before = len(rows(session, "v1_changes"))
        assert put(session, "one", now, "person:ada") == story
        assert put(session, "one", now, "person:ada", story=story) == story
        assert len(rows(session, "v1_changes")) == before


def test_candidates_share_a_key_within_the_window(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        put(session, "one", now, "person:ada", "org:alpha")
        put(session, "two", now, "org:alpha")
        put(session, "old", now - timedelta(days=40), "person:ada")
        put(session, "other", now, "person:bo")
        week = timedelta(days=14)
        found = load_candidates(session, keys=["person:ada", "org:alpha"], since=now - week, until=now + week)
        ids = [card.article_id for card in found]
        assert ids == [article_id("one.example/story"), article_id("two.example/story")]
        assert found[0].keys == (StoryKey(key="person:ada", weight=2.0), StoryKey(key="org:alpha", weight=2.0))
        assert found[0].sketch == b"\x01\x02"
        assert load_candidates(session, keys=["nobody"], since=now - week, until=now + week) == ()
        assert load_candidates(session, keys=[], since=now - week, until=now + week) == ()
        counted = key_frequencies(session, ["person:ada", "org:alpha", "nobody"], now - week)
        assert counted == {"person:ada": 1, "org:alpha": 2, "nobody": 0}


def test_merged_stories_stay_as_signposts_and_the_feed_says_so(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        one = put(session, "one", now, "a")
        two = put(session, "two", now, "b")
        three = put(session, "three", now, "c")
        assert put(session, "four", now, "a", "b", story=two, merges=(three,)) == two
        assert put(session, "five", now, "a", "b", story=one, merges=(two,)) == one
        assert current_story(session, three) == one
        assert put(session, "six", now, "c", story=three) == one
        (row,) = rows(session, "v1_stories")
        assert row["articles"] == 6
        gone = [row["entity_id"] for row in rows(session, "v1_changes", entity_type="story", op="delete")]
        assert sorted(gone) == sorted([two, three])


def test_a_story_can_be_parted_again(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        one = put(session, "one", now, "a")
        put(session, "two", now, "a", story=one)
        parted = split_story(session, articles=[article_id("two.example/story")], now=now)
        assert parted != one
        assert [row["articles"] for row in rows(session, "v1_stories")] == [1, 1]
        # An article that left goes back, and its own story ends.
        assert put(session, "two", now, "a", story=one) == one
        assert [row["story_id"] for row in rows(session, "v1_stories")] == [one]
