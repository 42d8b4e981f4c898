"""The ten questions of docs/questions.md, asked on both databases of records whose answers are known."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from storage.articles import OrganisationRow, forget_person, upsert_organisations
from storage.contract.rows import bound_time
from storage.database import read, write
from storage.entries import add_entries
from storage.feeds import record_polls
from storage.records import (
    Article,
    Basis,
    Credit,
    EntryState,
    ErrorCode,
    Evidence,
    Extraction,
    Failure,
    Kind,
    Money,
    Outcome,
    Quote,
    Status,
    StoryCard,
    StoryChoice,
)
from storage.stories import assign_story
from tests.storage.builders import LEASE, a_move, an_article, facts, new_entry, poll_of, save, some_feeds

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
QUERIES = {
    int(number): query
    for number, query in re.findall(r"^## (\d+)\. .*?```sql\n(.*?)```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
}
SENTENCE = "Beta Lab pays her 12 million dollars, people say."
WORDS = Evidence(paragraph=2, start=SENTENCE.index("12"), end=SENTENCE.index(", people"), text="12 million dollars")
FIRST = Evidence(paragraph=1, start=0, end=4, text="More")


def ask(engine: Engine, number: int, **given: Any) -> list[dict[str, Any]]:
    with read(engine) as session:
        bound = {k: bound_time(session, v) if isinstance(v, datetime) else v for k, v in given.items()}
        return [dict(row) for row in session.execute(sa.text(QUERIES[number]), bound).mappings()]


def told(name: str, at: datetime, *moves: Any, **more: Any) -> tuple[Article, Extraction]:
    article = an_article(name, published_at=at, paragraphs=("More follows.", SENTENCE))
    return article, facts(*moves, **more)


@pytest.fixture
def world(engine: Engine) -> Engine:
    """Three articles on one move, one back, a feed that fails, one that is quiet, an entry left out."""
    with write(engine) as session:
        upsert_organisations(
            session,
            rows=[
                OrganisationRow(name="Alpha Group"),
                OrganisationRow(name="Alpha Lab", parent="Alpha Group"),
                OrganisationRow(name="Beta Lab"),
            ],
            now=NOW,
        )
        stories = []
        for day, name, more in (
            (0, "one", {}),
            (1, "two", {"credits": (Credit(outlet="The One", evidence=FIRST),)}),
            (2, "three", {}),
        ):
            quote = Quote(speaker="Ada Lindqvist", text=f"Words in {name}", lang="en", evidence=FIRST)
            money = Money(
                amount=Decimal(12_000_000), currency="USD", basis=Basis.EXACT, what="package", payer="Beta Lab",
                payee="Ada Lindqvist", evidence=WORDS,
            )  # fmt: skip
            article, extraction = told(name, NOW + timedelta(days=day), a_move(), quotes=(quote,), money=(money,), **more)
            saved = save(session, article, extraction, now=NOW + timedelta(days=day))
            card = StoryCard(article_id=saved.article_id, at=NOW + timedelta(days=day), lang="en", kind=Kind.HIRE)
            stories.append(
                assign_story(
                    session, card=card, choice=StoryChoice(story_id=stories[0] if stories else None), now=NOW
                )
            )
        back = a_move(person="Bo Chen", origin="Beta Lab", destination="Alpha Lab", status=Status.RUMOURED)
        save(session, *told("four", NOW, back), now=NOW)
    return engine


def test_all_ten_questions_are_there() -> None:
    assert sorted(QUERIES) == list(range(1, 11))


def test_1_what_changed_since(world: Engine) -> None:
    changes = ask(world, 1, seq=0)
    assert [c["seq"] for c in changes] == sorted(c["seq"] for c in changes)
    assert {"article", "move", "claim", "person", "story"} <= {c["entity_type"] for c in changes}
    assert ask(world, 1, seq=changes[-1]["seq"]) == []


def test_2_who_left(world: Engine) -> None:
    (left,) = ask(world, 2, org="Alpha Lab", since=NOW - timedelta(days=1))
    assert (left["who"], left["to_org"], left["articles"], left["origins"]) == ("Ada Lindqvist", "Beta Lab", 3, 2)
    assert [row["who"] for row in ask(world, 2, org="Alpha Group", since=NOW - timedelta(days=1))] == ["Ada Lindqvist"]
    assert ask(world, 2, org="Alpha Lab", since=NOW + timedelta(days=1)) == []
    assert ask(world, 2, org="Beta Lab", since=NOW - timedelta(days=1)) == [], "a rumour is no departure"


def test_3_net_flow(world: Engine) -> None:
    (row,) = ask(world, 3, from_org="Alpha Group", to_org="Beta Lab")
    assert (row["month"], row["moves"], row["people"], row["back"], row["net"]) == ("2026-03", 1, 1, 0, 1)
    assert ask(world, 3, from_org="Beta Lab", to_org="Alpha Group") == []


def test_4_sums_with_their_sentence(world: Engine) -> None:
    sums = ask(world, 4, org="Beta Lab")
    assert [int(row["amount"]) for row in sums] == [12_000_000] * 3
    assert {row["context"] for row in sums} == {SENTENCE}
    assert [row["outlet"] for row in sums] == ["The Three", "The Two", "The One"]


def test_5_what_somebody_said_first(world: Engine) -> None:
    said = ask(world, 5, person="Ada Lindqvist")
    assert [row["text"] for row in said] == ["Words in one", "Words in two", "Words in three"]
    assert said[0]["outlet"] == "The One"


def test_6_a_story_with_its_articles_and_credits(world: Engine) -> None:
    with read(world) as session:
        story = session.execute(sa.text("SELECT story_id FROM v1_stories WHERE articles = 3")).scalar_one()
    rows = ask(world, 6, story_id=story)
    assert [row["outlet"] for row in rows if row["credited"] is None] == ["The One", "The Two", "The Three"]
    assert [(row["outlet"], row["credited"]) for row in rows if row["credited"]] == [("The Two", "The One")]


def test_7_feeds_that_are_quiet_or_in_trouble(world: Engine) -> None:
    from storage.feeds import lease_due

    some_feeds(world, 3, now=NOW)
    walled = Failure(code=ErrorCode.AUTH, message="403", transient=False, status=403)
    with write(world) as session:
        one, two, three = lease_due(session, now=NOW, limit=3, lease_for=LEASE)
        record_polls(
            session,
            polls=[
                poll_of(one, NOW, Outcome.FAILED, failure=walled),
                poll_of(two, NOW, Outcome.UPDATED, entries=1, new=1),
                poll_of(three, NOW, Outcome.UNCHANGED),
            ],
            now=NOW,
        )
    troubles = {row["url"]: row for row in ask(world, 7, quiet_since=NOW - timedelta(days=7))}
    assert len(troubles) == 2
    assert sorted(row["trouble"] for row in troubles.values()) == ["quiet", "walled"]
    (wall,) = [row for row in troubles.values() if row["trouble"] == "walled"]
    assert (wall["error_code"], wall["error_message"]) == ("auth", "403")
    assert wall["failing_since"] is not None


def test_8_why_an_address_was_left_out(world: Engine) -> None:
    (feed,) = some_feeds(world, 1, now=NOW)
    with write(world) as session:
        add_entries(session, entries=[new_entry(feed, "rain", EntryState.SCREENED_OUT)], now=NOW, lease_for=LEASE)
    (row,) = ask(world, 8, url="https://news.example/rain")
    assert (row["state"], row["model"], row["reason"]) == ("screened-out", "m1", "headline")
    assert ask(world, 8, url="https://news.example/nowhere") == []


def test_9_what_a_move_looked_like_then(world: Engine) -> None:
    with read(world) as session:
        move = session.execute(sa.text("SELECT move_id FROM v1_moves WHERE person = 'Ada Lindqvist'")).scalar_one()
    (early,) = ask(world, 9, move_id=move, at=NOW + timedelta(hours=1))
    (late,) = ask(world, 9, move_id=move, at=NOW + timedelta(days=9))
    assert (early["articles"], early["origins"]) == (1, 1)
    assert (late["articles"], late["origins"]) == (3, 2)
    assert ask(world, 9, move_id=move, at=NOW - timedelta(days=1)) == []


def test_10_who_was_forgotten(world: Engine) -> None:
    assert ask(world, 10, seq=0) == []
    with write(world) as session:
        forget_person(session, name="Ada Lindqvist", now=NOW)
    gone = ask(world, 10, seq=0)
    assert {"person", "move", "claim"} <= {row["entity_type"] for row in gone}
    assert ask(world, 5, person="Ada Lindqvist") == []
