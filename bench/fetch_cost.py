"""What a fetch costs in CPU, beside pycurl used bare: `uv run python bench/fetch_cost.py`.

A server in a process of its own answers 304 to conditional requests and a feed of 36 KB to others, on loopback
without TLS. Printed are milliseconds of CPU a request, the best of three rounds.
"""

import asyncio
import gzip
import multiprocessing
import time
from collections.abc import Callable

import pycurl

from storage.records import Validators
from worker.fetch.client import Fetcher, FetchRequest, FetchSettings
from worker.fetch.guard import parse_allow_networks

REQUESTS = 2_000
BODY = b"<rss><channel>" + b"<item><title>A headline of some length</title></item>" * 670 + b"</channel></rss>"
PACKED = gzip.compress(BODY)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            if b"If-None-Match" in head:
                writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n')
            elif b"/gzip" in head[:20]:
                writer.write(
                    b'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n' % len(PACKED) + PACKED
                )
            else:
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"
                    b'ETag: "a"\r\nCache-Control: max-age=300\r\nContent-Length: %d\r\n\r\n' % len(BODY) + BODY
                )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _serve(pipe: "multiprocessing.connection.Connection") -> None:
    async def main() -> None:
        server = await asyncio.start_server(_answer, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def _best(work: Callable[[], None], each: int) -> float:
    rounds = []
    for _ in range(3):
        began = time.process_time()
        work()
        rounds.append((time.process_time() - began) / each * 1000)
    return min(rounds)


def _bare(url: str, headers: list[str]) -> Callable[[], None]:
    def work() -> None:
        curl = pycurl.Curl()
        pieces: list[bytes] = []
        curl.setopt(pycurl.WRITEFUNCTION, pieces.append)
        curl.setopt(pycurl.HTTPHEADER, headers)
        for _ in range(REQUESTS):
            curl.setopt(pycurl.URL, url)
            curl.perform()
            pieces.clear()

    return work


def main() -> None:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    url = f"http://127.0.0.1:{port}"
    fetcher = Fetcher(FetchSettings(allow_networks=parse_allow_networks(f"127.0.0.1/32:{port}")))
    unchanged = Validators(etag='"a"')

    def one_by_one(path: str, validators: Validators) -> Callable[[], None]:
        return lambda: [None for _ in range(REQUESTS) if fetcher.get(url + path, validators=validators) is None] and None

    def together(path: str, validators: Validators) -> Callable[[], None]:
        def work() -> None:
            requests = [FetchRequest(f"{url}{path}?{n}", validators=validators) for n in range(REQUESTS)]
            for _ in fetcher.get_many(requests, concurrency=16, per_host=16):
                pass

        return work

    print(f"{'CPU ms a request':28}{'304':>8}{'200':>8}{'gzip':>8}")
    print(
        f"{'pycurl bare':28}{_best(_bare(url, ['If-None-Match: x']), REQUESTS):8.3f}{_best(_bare(url, []), REQUESTS):8.3f}"
    )
    none = Validators()
    for name, make in (("Fetcher.get", one_by_one), ("Fetcher.get_many", together)):
        figures = [make("/f", unchanged), make("/f", none), make("/gzip", none)]
        print(f"{name:28}" + "".join(f"{_best(work, REQUESTS):8.3f}" for work in figures))
    server.terminate()


if __name__ == "__main__":
    main()
