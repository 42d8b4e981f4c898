"""What readers wait for with a large database: the ten questions, the pages of the wire, the change feed.

    uv run python -m bench.downstream --articles 100000 [--only sqlite|postgres]

The database is synthetic: articles of two years, people and organisations drawn by Zipf's law, one canonical move
for every five articles, facts as articles have them. Rows go straight into the tables. Prints, for each database,
milliseconds: the median of five, and the first time in brackets.
"""

import argparse
import asyncio
import random
import re
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bench.databases import new_databases
from cli.wire.app import make_wire
from storage import events
from storage.contract.changed import read_changed
from storage.contract.rows import bound_time
from storage.database import is_postgres, read, write
from storage.records import Change, Op
from storage.schema import METADATA

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LANGS = ("en", "fr", "de", "es", "it", "pt", "nl", "ja", "zh", "ko")
KINDS = ("hire", "departure", "offer", "compensation", "retention", "acquihire", "scarcity", "rules")
PAGE = Path(__file__).parents[1] / "docs" / "questions.md"
CHUNK = 5_000


def id_of(letter: str, number: int) -> str:
    return f"{letter}_{number:024x}"


class World:
    """Rows for all tables."""

    def __init__(self, articles: int) -> None:
        self.draw = random.Random(7)
        self.articles = articles
        self.people, self.orgs, self.moves = articles // 5, 600, articles // 5

    def zipf(self, many: int) -> int:
        return min(many - 1, int(many ** self.draw.random()) - 1)

    def at(self, number: int) -> datetime:
        return NOW - timedelta(days=730 * (1 - number / self.articles))

    def record(self, at: datetime) -> dict[str, Any]:
        return {"updated_at": at, "revision": 1, "content_hash": "h"}

    def tables(self) -> Iterable[tuple[str, Iterable[dict[str, Any]]]]:
        where = {"paragraph": 1, "start": 20, "end": 40, "words": "words of the article", "confidence": 0.9}
        yield "feeds", (
            {"id": n, "url": f"https://h{n}.example/feed", "host": f"h{n}.example", "next_poll_at": NOW, "created_at": NOW,
             "polled_at": NOW, "succeeded_at": NOW, "changed_at": NOW - timedelta(days=n % 30), "failures": int(n % 50 == 0)}
            for n in range(1, 2_001)
        )  # fmt: skip
        yield "entries", (
            {"id": n, "feed_id": n % 2_000 + 1, "key": n.to_bytes(16, "big"), "url": f"https://h{n % 500}.example/e{n}",
             "host": "h", "title": f"Entry {n}", "summary": "", "content_html": "", "authors": [], "first_seen_at": NOW,
             "state": "screened-out", "reason": "nothing", "score": 0.01, "model": "m", "settled_at": NOW}
            for n in range(1, 2 * self.articles + 1)
        )  # fmt: skip
        yield "organisations", (
            {"id": id_of("o", n), "name": f"Firm {n}", "root_id": id_of("o", n if n % 5 else n // 2), "aliases": [],
             "known": True, "first_at": NOW, **self.record(NOW)}
            for n in range(self.orgs)
        )  # fmt: skip
        yield "people", (
            {"id": id_of("p", n), "name": f"Person {n}", "first_at": NOW, **self.record(NOW)} for n in range(self.people)
        )
        text = "A paragraph of an article with some hundred characters, as many as a sentence has, and then one more. "
        yield "articles", (
            {"id": id_of("a", n), "url": f"https://h{n % 500}.example/{n}", "canonical_url": f"https://h{n % 500}.example/{n}",
             "compare_url": f"h{n % 500}.example/{n}", "host": f"h{n % 500}.example", "title": f"Headline {n}",
             "summary": text, "paragraphs": [text * 4] * 6, "authors": ["A. Writer"], "agencies": [],
             "published_at": self.at(n), "lang": LANGS[n % 10], "outlet": f"Outlet {n % 500}", "words": 400, "score": 0.9,
             "is_match": True, "kind": KINDS[n % 8], "signals": [{"concept": "hire", "weight": 1.0}] * 12,
             "first_seen_at": self.at(n), "first_indexed_at": self.at(n), **self.record(self.at(n))}
            for n in range(self.articles)
        )  # fmt: skip
        yield "article_people", (
            {"article_id": id_of("a", n), "n": k, "person_id": id_of("p", self.zipf(self.people)), "part": "subject", **where}
            for n in range(self.articles) for k in range(3)
        )  # fmt: skip
        yield "article_organisations", (
            {"article_id": id_of("a", n), "n": k, "organisation_id": id_of("o", self.zipf(self.orgs)), **where}
            for n in range(self.articles) for k in range(4)
        )  # fmt: skip
        yield "article_origins", ({"article_id": id_of("a", n), "origin": f"o{n % 300}"} for n in range(self.articles))
        yield "money", (
            {"article_id": id_of("a", n), "n": 0, "amount": 1_000_000 * (n % 300 + 1), "currency": "USD", "basis": "exact",
             "what": "package", "payer": f"Firm {self.zipf(self.orgs)}", "hedged": False, **where}
            for n in range(0, self.articles, 2)
        )  # fmt: skip
        yield "quotes", (
            {"article_id": id_of("a", n), "n": 0, "person_id": id_of("p", self.zipf(self.people)), "text": "Words.",
             "lang": "en", **where}
            for n in range(self.articles)
        )  # fmt: skip
        yield "credits", (
            {"article_id": id_of("a", n), "n": 0, "outlet": f"Outlet {n % 40}", **where} for n in range(0, self.articles, 3)
        )
        ends = {n: (id_of("o", self.zipf(self.orgs)), id_of("o", self.zipf(self.orgs))) for n in range(self.moves)}
        yield "moves", (
            {"id": id_of("m", n), "subject": id_of("p", n % self.people), "family": "go", "person_id": id_of("p", n % self.people),
             "origin_id": ends[n][0], "destination_id": ends[n][1], "kind": "hire", "status": "confirmed", "hedged": False,
             "first_at": self.at(n * 5), "last_at": self.at(n * 5), "articles": 5, "publishers": 4, "origins": 2,
             **self.record(NOW)}
            for n in range(self.moves)
        )  # fmt: skip
        yield "claims", (
            {"id": id_of("c", n), "move_id": id_of("m", n // 5), "article_id": id_of("a", n), "at": self.at(n),
             "origin_id": ends[n // 5][0], "destination_id": ends[n // 5][1], "kind": "hire", "status": "confirmed",
             "hedged": False, "terms": [], "revision": 1, "content_hash": "h", **where}
            for n in range(self.moves * 5)
        )  # fmt: skip
        yield "move_history", (
            {"move_id": id_of("m", n), "revision": k, "at": self.at(n * 5), "status": "confirmed", "hedged": False, "kind": "hire",
             "articles": k, "publishers": k, "origins": 1}
            for n in range(self.moves) for k in (1, 2)
        )  # fmt: skip
        yield "stories", (
            {"id": id_of("s", n), "title": f"Headline {n * 4}", "kind": KINDS[n % 8], "first_at": self.at(n * 4),
             "last_at": self.at(n * 4 + 3), "articles": 4, "publishers": 4, "origins": 2, "langs": ["en"],
             "created_at": NOW, **self.record(NOW)}
            for n in range(self.articles // 4)
        )  # fmt: skip
        yield "story_articles", (
            {"article_id": id_of("a", n), "story_id": id_of("s", n // 4), "at": self.at(n), "lang": LANGS[n % 10],
             "kind": KINDS[n % 8], "keys": [], "sketch": b""}
            for n in range(self.articles)
        )  # fmt: skip
        yield "changes", (
            {"seq": n + 1, "entity_type": "article" if n % 2 else "claim", "entity_id": id_of("ac"[n % 2 == 0], n // 2),
             "revision": 1, "op": "upsert", "changed_at": NOW, "content_hash": "h", "reason": "ingest"}
            for n in range(2 * self.articles)
        )  # fmt: skip


def fill(engine: Engine, articles: int) -> None:
    """All rows, table by table."""
    for name, rows in World(articles).tables():
        table = METADATA.tables[name]
        by_name = {column.name: column.key for column in table.c}
        waiting: list[dict[str, Any]] = []

        def store(table: sa.Table, some: list[dict[str, Any]]) -> None:
            if some:
                with write(engine) as session:
                    session.connection().execute(sa.insert(table), some)

        for row in rows:
            waiting.append({by_name[key]: value for key, value in row.items()})
            if len(waiting) == CHUNK:
                store(table, waiting)
                waiting = []
        store(table, waiting)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if is_postgres(engine):
            connection.execute(
                sa.text("SELECT setval(pg_get_serial_sequence('changes', 'seq'), (SELECT max(seq) FROM changes))")
            )
            connection.execute(sa.text("VACUUM ANALYZE"))
        else:
            connection.exec_driver_sql("ANALYZE")


def timed(name: str, call: Callable[[], Any]) -> None:
    """Print how long a call takes."""
    took = []
    for _ in range(6):
        begun = time.perf_counter()
        call()
        took.append((time.perf_counter() - begun) * 1_000)
    print(f"  {name:34} {median(took[1:]):8.1f} ms   ({took[0]:.1f})", flush=True)


def questions(engine: Engine) -> None:
    """The ten, each with all its rows read."""
    asked = dict(re.findall(r"^## (\d+)\. .*?```sql\n(.*?)```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL))
    given: dict[str, dict[str, Any]] = {
        "1": {"seq": 1_000}, "2": {"org": "Firm 3", "since": NOW - timedelta(days=90)},
        "3": {"from_org": "Firm 1", "to_org": "Firm 2"}, "4": {"org": "Firm 40"}, "5": {"person": "Person 3"},
        "6": {"story_id": id_of("s", 77)}, "7": {"quiet_since": NOW - timedelta(days=14)},
        "8": {"url": "https://h7.example/e7"}, "9": {"move_id": id_of("m", 9), "at": NOW}, "10": {"seq": 0},
    }  # fmt: skip
    for number, values in given.items():

        def ask(number: str = number, values: dict[str, Any] = values) -> None:
            with read(engine) as session:
                bound = {k: bound_time(session, v) if isinstance(v, datetime) else v for k, v in values.items()}
                session.execute(sa.text(asked[number]), bound).all()

        timed(f"question {number}", ask)


async def get(app: Any, path: str) -> int:
    """The status of a page, its whole body taken."""
    path, _, query = path.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "headers": [(b"host", b"127.0.0.1")], "server": ("127.0.0.1", 80), "root_path": "",
    }  # fmt: skip
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    return statuses[0]


def pages(engine: Engine) -> None:
    """The wire, through its own application."""
    app = make_wire(engine)
    for path in (
        "/", "/?kind=offer", "/stories.json", f"/stories/{id_of('s', 77)}", "/people", f"/people/{id_of('p', 3)}",
        "/organisations", f"/organisations/{id_of('o', 3)}", "/flows", "/money", "/feeds", "/feed.atom", "/metrics",
    ):  # fmt: skip

        def ask(path: str = path) -> None:
            status = asyncio.run(get(app, path))
            assert status == 200, (path, status)

        timed(path[:34], ask)


def changes(engine: Engine) -> None:
    """Reading the change feed and writing to it."""

    def plain() -> None:
        with read(engine) as session:
            assert len(events.read_changes(session, after_seq=500, limit=1_000)) == 1_000

    def whole() -> None:
        with read(engine) as session:
            assert len(read_changed(session, after_seq=500, limit=1_000)) == 1_000

    timed("1,000 changes", plain)
    timed("1,000 changes with records", whole)
    begun, many = time.perf_counter(), 0
    while time.perf_counter() - begun < 3:
        with write(engine) as session:
            one = Change(entity_type="article", entity_id=id_of("a", 1), revision=1, op=Op.UPSERT, content_hash="h")
            events.append(session, [one] * 10, now=NOW)
        many += 10
    print(f"  changes written, ten a commit      {many / (time.perf_counter() - begun) * 60:8.0f} a minute")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--only", choices=("sqlite", "postgres"), default=None)
    given = parser.parse_args()
    for name, engine in new_databases(only=given.only):
        begun = time.perf_counter()
        fill(engine, given.articles)
        print(f"{name}, {given.articles:,} articles (filled in {time.perf_counter() - begun:.0f} s)", flush=True)
        questions(engine)
        pages(engine)
        changes(engine)
        engine.dispose()


if __name__ == "__main__":
    main()
