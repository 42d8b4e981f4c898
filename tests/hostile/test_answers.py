"""What the web client makes of answers nobody should send: the feed, a named error, and the end in time."""

import socket
import struct
import time
from collections.abc import Iterator

import pytest

from storage.records import ErrorCode, Page, Unchanged, Validators
from tests.hostile.answers import ANSWERS, ANY, NOTHING, WHOLE
from tests.hostile.server import FEED, HostileServer
from worker.fetch.client import Fetcher, FetchSettings
from worker.fetch.errors import FetchError
from worker.fetch.guard import parse_allow_networks

KEPT_OPEN = {"extra-response"}
CHUNK = b"%x\r\n" % len(FEED) + FEED + b"\r\n0\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS: dict[str, tuple[bytes, bytes, ErrorCode | None]] = {
    "early hints": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n", ErrorCode.TOO_LARGE),
    "a chunk's extension": (CHUNKED + b"5;", b"a" * 65_536, ErrorCode.TIMEOUT),
    "a status line": (b"HTTP/1.1 200 ", b"a" * 65_536, ErrorCode.TOO_LARGE),
    "letters": (b"", b"a" * 65_536, ErrorCode.PROTOCOL),
    "line breaks": (b"", b"\r\n" * 32_768, ErrorCode.PROTOCOL),
    "trailers": (CHUNKED + CHUNK, b"X: " + b"a" * 1_000 + b"\r\n", ErrorCode.TOO_LARGE),
    "a body of 304": (b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n", b"a" * 65_536, ErrorCode.PROTOCOL),
    "a body of 204": (b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", b"a" * 65_536, None),
}


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    server = HostileServer()
    for name, (data, _) in ANSWERS.items():
        server.routes[f"/{name}"] = lambda c, _h, data=data, name=name: say(c, data, close=name not in KEPT_OPEN)
    for name, (first, again, _) in ENDLESS.items():
        server.routes["/endless-" + name.replace(" ", "-")] = lambda c, _h, first=first, again=again: for_ever(
            c, first, again
        )
    server.routes["/reset"] = lambda c, _: reset(c, b"")
    server.routes["/reset-within"] = lambda c, _: reset(c, b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + FEED[:50])
    server.start()
    yield server
    server.stop()


def say(connection: socket.socket, data: bytes, *, close: bool) -> None:
    connection.sendall(data)
    if close:
        connection.shutdown(socket.SHUT_WR)
        connection.close()


def for_ever(connection: socket.socket, first: bytes, again: bytes) -> None:
    connection.sendall(first)
    while True:
        connection.sendall(again)


def reset(connection: socket.socket, first: bytes) -> None:
    if first:
        connection.sendall(first)
        time.sleep(0.05)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@pytest.fixture(scope="module")
def fetcher(server: HostileServer) -> Fetcher:
    allow = parse_allow_networks(f"127.0.0.1/32:{server.port}")
    return Fetcher(FetchSettings(total_seconds=0.7, allow_networks=allow))


def what_comes(fetcher: Fetcher, url: str) -> ErrorCode | str:
    began = time.monotonic()
    got: object
    try:
        got = fetcher.get(url, max_bytes=2_000_000)
    except FetchError as error:
        got = error
    assert time.monotonic() - began < 2
    if isinstance(got, FetchError):
        wait = got.failure.retry_after
        assert got.failure.message
        assert wait is None or 60 <= wait.total_seconds() <= 604_800
        return got.failure.code
    assert isinstance(got, Page)
    assert got.cache.fresh_for is None or got.cache.fresh_for.total_seconds() <= 604_800
    for value in (got.validators.etag, got.validators.last_modified):
        assert value is None or not set(value) & set("\r\n\0")
    return WHOLE if got.body == FEED else ANY if got.body else NOTHING


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_nobody_should_send(server: HostileServer, fetcher: Fetcher, name: str) -> None:
    assert what_comes(fetcher, f"{server.url}/{name}") == ANSWERS[name][1]


@pytest.mark.parametrize("name", ENDLESS)
def test_what_never_ends(server: HostileServer, fetcher: Fetcher, name: str) -> None:
    expected = ENDLESS[name][2] or NOTHING
    assert what_comes(fetcher, f"{server.url}/endless-{name.replace(' ', '-')}") == expected


@pytest.mark.parametrize("name", ["reset", "reset-within"])
def test_a_connection_that_is_reset(server: HostileServer, fetcher: Fetcher, name: str) -> None:
    assert what_comes(fetcher, f"{server.url}/{name}") is ErrorCode.CONNECT


def test_a_second_answer_on_the_wire_is_never_taken_for_the_next_request_s(
    server: HostileServer, fetcher: Fetcher
) -> None:
    assert what_comes(fetcher, f"{server.url}/extra-response") == WHOLE
    for _ in range(3):
        assert what_comes(fetcher, f"{server.url}/feed") == WHOLE


def test_what_a_trailer_says_is_not_believed(server: HostileServer, fetcher: Fetcher) -> None:
    got = fetcher.get(f"{server.url}/chunk-trailer-evil")
    assert isinstance(got, Page)
    assert got.validators.etag is None


@pytest.mark.parametrize("name", ["304-body", "304-location"])
def test_304_is_unchanged_whatever_comes_with_it(server: HostileServer, fetcher: Fetcher, name: str) -> None:
    got = fetcher.get(f"{server.url}/{name}", validators=Validators(etag='"x"'))
    assert isinstance(got, Unchanged)
    assert got.url == f"{server.url}/{name}"


def test_plain_http_on_a_tls_address_is_tls_trouble(server: HostileServer, fetcher: Fetcher) -> None:
    code = what_comes(fetcher, server.url.replace("http:", "https:") + "/feed")
    assert code in (ErrorCode.TLS, ErrorCode.TIMEOUT)


def test_a_name_with_a_thousand_addresses_ends_in_time(server: HostileServer) -> None:
    many = [f"127.0.{n // 250}.{n % 250 + 2}" for n in range(1_000)]
    fetcher = Fetcher(FetchSettings(total_seconds=0.7, resolver=lambda _host, _port: many))
    assert what_comes(fetcher, f"http://many.example:{server.port}/feed") is ErrorCode.BLOCKED

