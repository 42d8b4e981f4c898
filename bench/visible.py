"""From a poll to the view: how long an article takes once its feed was asked.

    uv run python -m bench.visible [--feeds 1000] [--rounds 6] [--articles 20]

The production shape (PostgreSQL and Valkey from wheels, a scheduler, two workers with the shipped settings, a gap of five
seconds between reads of one host) on a farm on loopback, every feed on a host of its own. Each round publishes
articles in scope in some feeds and makes all feeds due. The clock starts when the server hands out the feed with the new
entry, and stops when a reader who asks ``v1_articles`` every 20 ms sees the article.
"""

import argparse
import asyncio
import multiprocessing
import os
import random
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import sqlalchemy as sa

from bench.chaos.processes import BEAT, WORKER, Process
from bench.chaos.site import BODY, HEADLINE
from storage import feeds, migrate, progress
from storage.database import open_engine, read, write
from storage.feeds import NewFeed
from tests import servers

ORDINARY = 30
PATIENCE = 60.0


def address(number: int) -> str:
    return f"127.{number // 62_500 + 1}.{number // 250 % 250}.{number % 250 + 1}"


def _item(host: str, name: str, title: str, summary: str) -> str:
    return f"<item><guid>{host}/{name}</guid><title>{title}</title><link>http://{host}/{name}</link><description>{summary}</description></item>"


def serve(pipe: Connection) -> None:
    """Feeds and pages; ``published`` comes by the pipe, when each was first handed out goes back by it."""
    published: dict[str, list[int]] = {}
    told: dict[int, float] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1]
                host = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("host: "))
                if path == "/feed":
                    items = [_item(host, f"n{n}", f"Heavy rain in the north, day {n}", "Umbrellas.") for n in range(ORDINARY)]
                    for n in published.get(host, []):
                        told.setdefault(n, time.time())
                        items.append(_item(host, f"a{n}", HEADLINE.format(n=n), BODY[0].format(n=n)))
                    body, media = f"<rss version='2.0'><channel><title>{host}</title>{''.join(items)}</channel></rss>", "application/rss+xml"
                elif path.startswith("/a"):
                    paragraphs = "".join(f"<p>{one.format(n=path[2:])}</p>" for one in BODY)
                    title = HEADLINE.format(n=path[2:])
                    body, media = f"<html lang=en><title>{title}</title><article><h1>{title}</h1>{paragraphs}</article></html>", "text/html"
                else:
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    continue
                sent = body.encode()
                writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {len(sent)}\r\n\r\n".encode() + sent)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "0.0.0.0", 0, backlog=1_000)
        pipe.send(server.sockets[0].getsockname()[1])
        loop = asyncio.get_running_loop()

        def heard() -> None:
            order, value = pipe.recv()
            if order == "publish":
                for host, n in value:
                    published.setdefault(host, []).append(n)
            pipe.send(dict(told))

        loop.add_reader(pipe.fileno(), heard)
        await server.serve_forever()

    asyncio.run(main())


def asked(pipe: Connection, order: str, value: Any = None) -> dict[int, float]:
    pipe.send((order, value))
    answer: dict[int, float] = pipe.recv()
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--articles", type=int, default=20, help="published in each round")
    given = parser.parse_args()
    pipe, theirs = multiprocessing.Pipe()
    farm = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    farm.start()
    port = pipe.recv()
    hosts = [f"{address(n)}:{port}" for n in range(given.feeds)]
    with servers.postgres() as database, servers.valkey() as broker, tempfile.TemporaryDirectory() as folder:
        engine = open_engine(database)
        migrate.upgrade(engine)
        env = {
            **os.environ, "TALENTWIRE_DATABASE_URL": database, "TALENTWIRE_BROKER_URL": broker,
            "TALENTWIRE_ALLOW_NETWORKS": f"127.0.0.0/8:{port}", "TALENTWIRE_TICK_SECONDS": "0.5",
        }  # fmt: skip
        roles = [Process(f"worker-{n}", [*WORKER, f"{n}@visible"], env, Path(folder)) for n in (1, 2)]
        roles.append(Process("scheduler", BEAT, env, Path(folder)))
        for role in roles:
            role.start()
        try:
            with write(engine) as session:
                ids = feeds.add_feeds(session, feeds=[NewFeed(url=f"http://{host}/feed") for host in hosts], now=datetime.now(UTC))
            polled_all(engine, given.feeds, since=datetime.fromtimestamp(0, UTC))
            late = watched(engine, pipe, hosts, ids, given)
        finally:
            for role in roles:
                role.stop()
        engine.dispose()
    print(f"{given.feeds:,} feeds, {len(late)} articles seen of {given.rounds * given.articles}")
    cuts = quantiles(late, n=20)
    print(f"from the feed's answer to the view: median {median(late):.2f} s, 95 of 100 within {cuts[-1]:.2f} s, longest {max(late):.2f} s")


def polled_all(engine: sa.Engine, many: int, *, since: datetime) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with read(engine) as session:
            if progress.standing(session, since=since).polled >= many:
                return
        time.sleep(0.1)
    raise TimeoutError(f"the feeds were not polled within {PATIENCE:.0f} s")


def watched(engine: sa.Engine, pipe: Connection, hosts: list[str], ids: Any, given: argparse.Namespace) -> list[float]:
    """Seconds of each article from the feed's answer to the view."""
    chance, seen, late = random.Random(3), {}, []
    for turn in range(given.rounds):
        new = [(host, 3 + turn * given.articles + n) for n, host in enumerate(chance.sample(hosts, given.articles))]
        asked(pipe, "publish", new)
        with write(engine) as session:
            progress.poll_soon(session, feed_ids=ids, now=datetime.now(UTC))
        wanted = {f"http://{host}/a{n}": n for host, n in new}
        end = time.monotonic() + PATIENCE
        while wanted.keys() - seen.keys() and time.monotonic() < end:
            with read(engine) as session:
                for url in session.execute(sa.text("SELECT url FROM v1_articles")).scalars():
                    seen.setdefault(url, time.time())
            time.sleep(0.02)
        told = asked(pipe, "tell")
        late += [seen[url] - told[n] for url, n in wanted.items() if url in seen]
        time.sleep(1)
    return late


if __name__ == "__main__":
    main()
