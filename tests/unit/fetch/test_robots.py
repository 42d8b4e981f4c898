"""robots.txt as RFC 9309 says."""

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.server import HostileServer, answer
from worker.fetch.client import Fetcher, FetchSettings
from worker.fetch.guard import parse_allow_networks
from worker.fetch.robots import CRAWL_DELAY_MOST, RobotsCache, matches, parse_robots

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def allows(text: str, path: str) -> bool:
    return parse_robots(text.encode()).allows(path)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", "/private/x", False),
        ("User-agent: *\nDisallow: /private", "/public", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/a", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /a/longer\nAllow: /a", "/a/longer/x", False),
        ("User-agent: talentwire\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/y", True),
        ("User-agent: TalentWire/2.0\nDisallow: /x", "/x", False),
        ("User-agent: talentwirebot\nDisallow: /x", "/x", True),
        ("User-agent: other\nUser-agent: *\nDisallow: /x", "/x", False),
        ("User-agent: *\nDisallow: /x\nUser-agent: other\nDisallow: /y", "/y", True),
        (
            "User-agent: talentwire\nDisallow: /a\nUser-agent: *\nDisallow: /\n"
            "User-agent: talentwire\nDisallow: /b",
            "/b",
            False,
        ),
        ("User-agent: *\nDisallow: /*.php$", "/a.php", False),
        ("User-agent: *\nDisallow: /*.php$", "/a.php?x", True),
        ("User-agent: *\nDisallow: /*?print=", "/a?x=1&print=1", True),
        ("User-agent: *\nDisallow: /*print=", "/a?x=1&print=1", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a-b-c", False),
        ("User-agent: *\nDisallow: /%C3%A9", "/é", False),
        ("User-agent: *\nDisallow: /é", "/%c3%a9", False),
        ("User-agent: *\nDisallow: /%61", "/a", False),
        ("user-agent:*\ndisallow:/x # comment", "/x", False),
        ("\ufeffUser-agent: *\r\nDisallow: /x", "/x", False),
        ("User-agent: *\nSitemap: https://x/s.xml\nDisallow: /x", "/x", False),
        ("Disallow: /x", "/x", True),
        ("garbage", "/x", True),
        ("", "/x", True),
    ],
)  # fmt: skip
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert allows(text, path) is allowed


def test_crawl_delay_is_bounded() -> None:
    assert parse_robots(b"User-agent: *\nCrawl-delay: 7.5").crawl_delay == 7.5
    assert parse_robots(b"User-agent: *\nCrawl-delay: 999999").crawl_delay == CRAWL_DELAY_MOST
    assert parse_robots(b"User-agent: *\nCrawl-delay: soon").crawl_delay is None
    assert parse_robots(b"User-agent: other\nCrawl-delay: 5").crawl_delay is None


def test_matching_is_linear_however_many_stars() -> None:
    began = time.process_time()
    text = "User-agent: *\n" + "Disallow: /" + "*a" * 30 + "$\n"
    robots = parse_robots((text + ("Disallow: /" + "a*" * 30 + "b\n") * 3000).encode())
    robots.allows("/" + "a" * 2000)
    assert time.process_time() - began < 1.0


@given(st.binary(max_size=400), st.text(max_size=60))
def test_any_bytes_are_read(data: bytes, path: str) -> None:
    parse_robots(b"User-agent: *\nDisallow: " + data).allows(path)


@given(st.text("ab*", max_size=8), st.text("ab", max_size=10))
def test_stars_match_as_a_plain_search_would(pattern: str, path: str) -> None:
    import re

    expected = re.match(".*".join(map(re.escape, pattern.split("*"))), path) is not None
    assert matches(pattern, path) is expected


@pytest.fixture
def server() -> Iterator[HostileServer]:
    server = HostileServer().start()
    yield server
    server.stop()


def cache(server: HostileServer) -> RobotsCache:
    allow = parse_allow_networks(f"127.0.0.1/32:{server.port}")
    return RobotsCache(Fetcher(FetchSettings(total_seconds=1, allow_networks=allow)))


def serve(server: HostileServer, data: bytes) -> None:
    def say(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(data)

    server.routes["/robots.txt"] = say


def test_rules_are_fetched_once_a_day(server: HostileServer) -> None:
    serve(server, answer(b"User-agent: *\nDisallow: /no\nCrawl-delay: 3"))
    robots = cache(server)
    assert robots.allowed(f"{server.url}/yes", NOW)
    assert not robots.allowed(f"{server.url}/no", NOW)
    assert robots.crawl_delay(f"{server.url}/no", NOW) == 3
    assert len(server.sent_for("/robots.txt")) == 1
    robots.allowed(f"{server.url}/yes", NOW + timedelta(hours=25))
    assert len(server.sent_for("/robots.txt")) == 2


@pytest.mark.parametrize(
    ("data", "allowed"),
    [
        (answer(b"", status="404 Not Found"), True),
        (answer(b"", status="403 Forbidden"), True),
        (answer(b"", status="429 Too Many Requests"), False),
        (answer(b"", status="500 Oops"), False),
        (answer(b"<!doctype html><p>User-agent: *\nDisallow: /"), True),
        (b"", False),
    ],
)
def test_no_robots_txt_allows_and_no_server_forbids_for_now(
    server: HostileServer, data: bytes, allowed: bool
) -> None:
    if data:
        serve(server, data)
    else:
        server.routes["/robots.txt"] = lambda connection, _head: connection.close()
    assert cache(server).allowed(f"{server.url}/page", NOW) is allowed
