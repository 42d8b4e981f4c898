"""Fetch and read 1,000 feeds of 30 entries, without a database: `uv run python bench/feed_farm.py`.

A server in a process of its own holds RSS, Atom, RDF and JSON feeds. Printed are CPU seconds of the client for three
phases: cold (all new), warm (304), changed (a tenth got one entry), beside the same requests without reading.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from bench.feed_parse import NOW, made_up
from storage.records import Page, Validators
from worker.feed.parse import parse_feed
from worker.fetch.client import Fetcher, FetchRequest, FetchSettings
from worker.fetch.guard import parse_allow_networks

FEEDS = 1_000


def _serve(pipe: Any) -> None:
    old, new = list(made_up(30).values()), list(made_up(31).values())
    media = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
    changed = False

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal changed
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1]
                if path == "/change":
                    changed = True
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                    continue
                number = int(path[2:])
                newer = changed and number % 10 == 0
                body = (new if newer else old)[number // 10 % 4].replace(b"bench.example", b"f%d.example" % number)
                about = f'ETag: "{number}-{newer}"\r\nContent-Type: {media[number // 10 % 4]}\r\n'
                etag = f'"{number}-{newer}"'
                if etag in head:
                    writer.write(f"HTTP/1.1 304 Not Modified\r\n{about}\r\n".encode())
                else:
                    writer.write(f"HTTP/1.1 200 OK\r\n{about}Content-Length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def main() -> None:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    fetcher = Fetcher(FetchSettings(allow_networks=parse_allow_networks(f"127.0.0.1/32:{port}")))
    validators: dict[str, Validators] = {}
    known: dict[str, set[bytes]] = {}

    def answers(*, remember: bool) -> Iterator[Any]:
        urls = [f"http://127.0.0.1:{port}/f{number}" for number in range(FEEDS)]
        for start in range(0, FEEDS, 50):
            batch = [FetchRequest(url, validators=validators.get(url, Validators())) for url in urls[start : start + 50]]
            for answered in fetcher.get_many(batch, concurrency=16, per_host=16):
                assert answered is not None
                if remember and isinstance(answered[1], Page):
                    validators[answered[0].url] = answered[1].validators
                yield answered[1]

    def phase(name: str) -> None:
        began = time.process_time()
        pages = sum(isinstance(answer, Page) for answer in answers(remember=False))
        bare = time.process_time() - began
        began = time.process_time()
        new = 0
        for answer in answers(remember=True):
            if isinstance(answer, Page):
                blake2b(answer.body, digest_size=16).digest()
                have = known.setdefault(answer.requested_url, set())
                feed = parse_feed(answer, known=have.intersection, now=NOW)  # type: ignore[arg-type]
                have.update(entry.key for entry in feed.entries)
                new += len(feed.entries)
        print(f"{name:10}{pages:6} bodies{new:8} new{time.process_time() - began:8.2f} s   fetch alone{bare:6.2f} s")

    phase("cold")
    phase("warm")
    fetcher.get(f"http://127.0.0.1:{port}/change")
    phase("changed")
    server.terminate()


if __name__ == "__main__":
    main()
