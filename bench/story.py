"""What it costs to find an article's story with a large archive, on SQLite and PostgreSQL.

    uv run python -m bench.story --articles 100000 [--url postgresql://…] [--only sqlite|postgres]

The archive is synthetic: people, organisations and words drawn by Zipf's law, stories of one to twelve articles in ten
languages, 250 articles a day. Timed are the three steps of the line for new articles, half of them on stories
there are: load candidates, choose, assign, each article in a transaction of its own that is committed.
Without an address a PostgreSQL is started from the wheel (fsync off). Prints one JSON line for each database.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import mean, median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bench.databases import new_databases
from storage.database import is_postgres, write
from storage.records import (
    Article,
    ArticleId,
    Evidence,
    Extraction,
    Kind,
    Move,
    OrgMention,
    Part,
    PersonMention,
    Status,
    StoryCard,
    Verdict,
)
from storage.schema import ARTICLES, STORIES, STORY_ARTICLES, STORY_KEYS
from storage.stories import assign_story, load_candidates
from worker.story.assign import card_of, choose

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
A_DAY = 250
LANGS = ("en", "fr", "de", "es", "it", "pt", "nl", "ja", "zh", "ko")
WINDOW = timedelta(days=14)
CHUNK = 5_000


class World:
    """Draws stories and the articles that tell them."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.words = ["".join(self.draw.choices("abcdefghijklmnoprstuvwz", k=7)) for _ in range(8_000)]
        self.people = [f"{self._name()} {self._name()}" for _ in range(20_000)]
        self.orgs = [self._name() for _ in range(600)]

    def _name(self) -> str:
        return "".join(self.draw.choices("abcdefghijklmnoprstuvwz", k=6)).title()

    def _zipf(self, many: list[str]) -> str:
        return many[min(len(many) - 1, int(len(many) ** self.draw.random()) - 1)]

    def story(self) -> dict[str, Any]:
        return {
            "people": [self.draw.choice(self.people) for _ in range(self.draw.randint(0, 3))],
            "orgs": list({self._zipf(self.orgs) for _ in range(self.draw.randint(2, 5))}),
            "figure": self.draw.randint(11, 9_999),
            "words": [self._zipf(self.words) for _ in range(60)],
        }

    def card(self, number: int, story: dict[str, Any], at: datetime) -> StoryCard:
        lang = self.draw.choice(LANGS)
        people, orgs = story["people"], story["orgs"]
        told = self.draw.sample(story["words"], 30) + [self._zipf(self.words) for _ in range(150)]
        self.draw.shuffle(told)
        text = f"{' '.join(people)} {' '.join(orgs)} {story['figure']} {' '.join(told)}"
        where = Evidence(paragraph=1, start=0, end=1, text="x")
        moves = tuple(
            Move(
                person=who, origin=orgs[0], destination=orgs[-1], kind=Kind.HIRE, status=Status.REPORTED, evidence=where
            )
            for who in people
        )
        # A famous bystander and a famous firm are in many articles, as in life.
        named = [*people, self._zipf(self.people)]
        article = Article(
            url=f"https://h{number % 300}.example/{number}", canonical_url=f"https://h{number % 300}.example/{number}",
            title=f"{' '.join(people[:1])} {orgs[0]} {' '.join(story['words'][:4])}", paragraphs=(text,),
            lang=lang, published_at=at,
        )  # fmt: skip
        extraction = Extraction(
            people=tuple(
                PersonMention(name=who, part=Part.SUBJECT if who in people else Part.BACKGROUND, evidence=where)
                for who in named
            ),
            organisations=tuple(OrgMention(name=org, evidence=where) for org in (*orgs, self._zipf(self.orgs))),
            moves=moves,
        )
        verdict = Verdict(score=0.9, is_match=True, kind=Kind.HIRE, lang=lang)
        return card_of(article, extraction, verdict, article_id=ArticleId(f"a_{number}"), seen_at=at)

    def archive(self, count: int) -> Iterator[tuple[StoryCard, str]]:
        """Cards with the stories they are in, oldest first, the last from yesterday."""
        number = 0
        while number < count:
            story, size = self.story(), self.draw.choice((1, 1, 1, 1, 2, 2, 3, 5, 8, 12))
            for _ in range(min(size, count - number)):
                at = NOW - timedelta(days=(count - number) / A_DAY, seconds=self.draw.randrange(100_000))
                yield self.card(number, story, at), f"s_{number // 1_000_000}_{id(story)}"
                number += 1


def article_row(card: StoryCard) -> dict[str, Any]:
    url = f"https://h{hash(card.article_id) % 300}.example/{card.article_id}"
    return {
        "id": card.article_id, "url": url, "canonical_url": url, "compare_url": url, "host": "h.example", "title": "T",
        "paragraphs": [], "authors": [], "agencies": [], "score": 0.9, "is_match": True, "signals": [], "lang": card.lang,
        "first_seen_at": NOW, "first_indexed_at": NOW, "updated_at": NOW, "revision": 1, "content_hash": "",
        "published_at": card.at,
    }  # fmt: skip


def fill(engine: Engine, count: int) -> None:
    """The archive straight into the tables."""
    waiting: list[tuple[StoryCard, str]] = []
    known: set[str] = set()
    names: dict[str, str] = {}
    for card, told in World(1).archive(count):
        waiting.append((card, names.setdefault(told, f"s_{len(names)}")))
        if len(waiting) == CHUNK:
            _store(engine, waiting, known)
            waiting = []
    _store(engine, waiting, known)
    if is_postgres(engine):
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))
    else:
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def _store(engine: Engine, cards: list[tuple[StoryCard, str]], known: set[str]) -> None:
    if not cards:
        return
    new = {story: card.at for card, story in reversed(cards) if story not in known}
    known.update(new)
    with write(engine) as session:
        connection = session.connection()
        connection.execute(sa.insert(ARTICLES), [article_row(card) for card, _ in cards])
        if new:
            connection.execute(
                sa.insert(STORIES),
                [{"id": s, "first_at": at, "last_at": at, "created_at": at, "updated_at": at} for s, at in new.items()],
            )
        connection.execute(
            sa.insert(STORY_ARTICLES),
            [
                {
                    "article_id": card.article_id, "story_id": story, "at": card.at, "lang": card.lang,
                    "kind": card.kind, "keys_": [[k.key, k.weight] for k in card.keys], "sketch": card.sketch,
                }
                for card, story in cards
            ],
        )  # fmt: skip
        keys = [(key.key, card.at, card.article_id) for card, _ in cards for key in card.keys]
        if is_postgres(engine):
            with connection.connection.cursor().copy("COPY story_keys (key, at, article_id) FROM STDIN") as copy:  # type: ignore[attr-defined]
                for key in keys:
                    copy.write_row(key)
        else:
            connection.execute(
                sa.insert(STORY_KEYS), [{"key": key, "at": at, "article_id": article} for key, at, article in keys]
            )


def measure(engine: Engine, rounds: int, first: int = 10_000_000) -> dict[str, Any]:
    """Milliseconds an article, by step."""
    world = World(1)
    known = [world.story() for _ in range(rounds // 2)]
    steps: dict[str, list[float]] = {"load": [], "choose": [], "assign": [], "all": [], "commit": []}
    found = 0
    for number in range(rounds):
        story = known[number // 4] if number % 2 else world.story()
        card = world.card(first + number, story, NOW)
        with write(engine) as session:
            session.connection().execute(sa.insert(ARTICLES), [article_row(card)])
        begun = time.perf_counter()
        with write(engine) as session:
            candidates = load_candidates(
                session, keys=[key.key for key in card.keys], since=card.at - WINDOW, until=card.at + WINDOW
            )
            loaded = time.perf_counter()
            choice = choose(card, candidates)
            chosen = time.perf_counter()
            assign_story(session, card=card, choice=choice, now=NOW)
            ended = time.perf_counter()
        committed = time.perf_counter()
        found += choice.story_id is not None
        if number >= rounds // 10:
            times = (loaded - begun, chosen - loaded, ended - chosen, ended - begun, committed - ended)
            for name, took in zip(steps, times, strict=True):
                steps[name].append(took * 1_000)
    return {
        **{f"{name}_ms": round(mean(times), 3) for name, times in steps.items()},
        "median_ms": round(median(steps["all"]), 3),
        "p95_ms": round(sorted(steps["all"])[len(steps["all"]) * 95 // 100], 3),
        "joined": found,
        "articles": rounds,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--url", default=None)
    parser.add_argument("--only", choices=("sqlite", "postgres"), default=None)
    given = parser.parse_args()
    for name, engine in new_databases(only=given.only, postgres_url=given.url):
        begun = time.perf_counter()
        fill(engine, given.articles)
        filled = time.perf_counter() - begun
        told = measure(engine, given.rounds)
        print(json.dumps({"database": name, "archive": given.articles, "fill_s": round(filled, 1), **told}))
        engine.dispose()


if __name__ == "__main__":
    main()
