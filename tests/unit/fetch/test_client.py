"""The web client against a server that does everything wrong."""

import os
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.records import ErrorCode, Page, Unchanged, Validators
from tests.hostile.server import FEED, HostileServer
from worker.fetch.client import Fetcher, FetchRequest, FetchSettings
from worker.fetch.errors import FetchError
from worker.fetch.guard import parse_allow_networks


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    server = HostileServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def fetcher(server: HostileServer) -> Fetcher:
    return Fetcher(settings(server))


def settings(server: HostileServer, total: float = 0.6) -> FetchSettings:
    allow = parse_allow_networks(f"127.0.0.1/32:{server.port}")
    return FetchSettings(user_agent="talentwire-test/1.0", total_seconds=total, allow_networks=allow)


def failure(fetcher: Fetcher, url: str, **more: object) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.get(url, **more)  # type: ignore[arg-type]
    return caught.value


def page(fetcher: Fetcher, url: str, **more: object) -> Page:
    answer = fetcher.get(url, **more)  # type: ignore[arg-type]
    assert isinstance(answer, Page)
    return answer


@pytest.mark.parametrize(
    "path",
    [
        "feed", "gzip", "x-gzip", "gzip-members", "gzip-garbage", "gzip-undeclared", "gzip-untrue", "deflate",
        "deflate-raw", "br", "zstd", "nested", "charset-encoding", "gzip-no-trailer", "close-no-length",
        "close-short-length", "close-wrong-length", "wild-cache",
    ],
)  # fmt: skip
def test_a_body_comes_out_whole_however_it_was_wrapped(
    server: HostileServer, fetcher: Fetcher, path: str
) -> None:
    assert page(fetcher, f"{server.url}/{path}").body == FEED


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("gzip-cut", ErrorCode.DECODE),
        ("gzip-broken", ErrorCode.DECODE),
        ("br-broken", ErrorCode.DECODE),
        ("zstd-broken", ErrorCode.DECODE),
        ("nested-3", ErrorCode.DECODE),
        ("unknown-encoding", ErrorCode.DECODE),
        ("lying-304", ErrorCode.PROTOCOL),
        ("redirect-loop", ErrorCode.REDIRECT),
        ("redirect-self", ErrorCode.REDIRECT),
        ("redirect-nowhere", ErrorCode.REDIRECT),
        ("redirect-empty", ErrorCode.REDIRECT),
        ("hops-0", ErrorCode.REDIRECT),
        ("gone", ErrorCode.GONE),
        ("forbidden", ErrorCode.AUTH),
        ("teapot", ErrorCode.HTTP),
        ("missing", ErrorCode.HTTP),
        ("endless-headers", ErrorCode.TOO_LARGE),
        ("one-huge-header", ErrorCode.TOO_LARGE),
        ("many-headers", ErrorCode.TOO_LARGE),
        ("endless-continue", ErrorCode.TOO_LARGE),
        ("endless-body", ErrorCode.TOO_LARGE),
        ("endless-error", ErrorCode.HTTP),
        ("drip-headers", ErrorCode.TIMEOUT),
        ("drip-header-bytes", ErrorCode.TIMEOUT),
        ("drip-body", ErrorCode.TIMEOUT),
        ("drip-chunks", ErrorCode.TIMEOUT),
        ("silent", ErrorCode.TIMEOUT),
        ("close-long-length", ErrorCode.CONNECT),
        ("close-cut-chunks", ErrorCode.CONNECT),
        ("close-silence", ErrorCode.CONNECT),
        ("close-http-0.9", ErrorCode.PROTOCOL),
        ("close-garbage", ErrorCode.PROTOCOL),
        ("close-ssh", ErrorCode.PROTOCOL),
    ],
)
def test_what_goes_wrong_has_a_name_and_ends_in_time(
    server: HostileServer, fetcher: Fetcher, path: str, code: ErrorCode
) -> None:
    began = time.monotonic()
    assert failure(fetcher, f"{server.url}/{path}", max_bytes=2_000_000).failure.code is code
    assert time.monotonic() - began < 1.2


@pytest.mark.parametrize(
    "path",
    ["close-bad-chunks", "close-negative-length", "close-two-lengths", "close-nul-header", "status-999"],
)
def test_malformed_http_is_a_named_failure_or_a_page_and_never_a_crash(
    server: HostileServer, fetcher: Fetcher, path: str
) -> None:
    (answered,) = fetcher.get_many([FetchRequest(f"{server.url}/{path}")])
    assert answered is not None
    answer = answered[1]
    assert isinstance(answer, Page) or (isinstance(answer, FetchError) and answer.failure.message)


@pytest.mark.parametrize("kind", ["gzip", "deflate", "br", "zstd", "nested", "undeclared"])
def test_a_bomb_is_too_large_and_costs_little_memory(
    server: HostileServer, fetcher: Fetcher, kind: str
) -> None:
    page(fetcher, f"{server.url}/gzip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    error = failure(fetcher, f"{server.url}/bomb-{kind}", max_bytes=1_000_000, deadline=time.monotonic() + 10)
    # The server that makes the bomb lives in this process and needs the bomb's size once.
    assert error.failure.code in (ErrorCode.TOO_LARGE, ErrorCode.TIMEOUT)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_the_bodies_of_errors_and_redirects_are_neither_read_nor_decoded(
    server: HostileServer, fetcher: Fetcher
) -> None:
    assert failure(fetcher, f"{server.url}/bomb-in-error").failure.status == 503
    assert page(fetcher, f"{server.url}/endless-redirect").body == FEED


REFUSED_HOPS = [
    "metadata", "metadata-decimal", "metadata-hex", "metadata-octal", "metadata-short", "metadata-mapped",
    "metadata-nat64", "metadata-6to4", "metadata-wide", "metadata-escaped", "private", "other-port",
    "localhost", "zero", "zero-short", "v6-loopback", "file", "gopher", "dict", "ftp", "data", "javascript",
    "userinfo",
    "backslash",
]  # fmt: skip


@pytest.mark.parametrize("hop", REFUSED_HOPS)
def test_no_redirect_leads_inside(server: HostileServer, fetcher: Fetcher, hop: str) -> None:
    assert failure(fetcher, f"{server.url}/to-{hop}").failure.code is ErrorCode.BLOCKED


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://017700000001/",
        "http://localhost/", "http://[::1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
        "http://192.168.0.1/", "http://100.64.0.1/", "http://224.0.0.1/", "file:///etc/passwd", "ftp://example.org/",
        "http://127.0.0.1:1/",
    ],
)  # fmt: skip
def test_an_address_inside_is_refused_in_every_spelling(fetcher: Fetcher, url: str) -> None:
    assert failure(fetcher, url).failure.code is ErrorCode.BLOCKED


def test_a_name_that_changes_its_address_between_look_ups_is_refused_at_the_socket(
    server: HostileServer,
) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    fetcher = Fetcher(FetchSettings(total_seconds=2, resolver=rebinding))
    error = failure(fetcher, f"http://rebind.example:{server.port}/feed")
    assert error.failure.code is ErrorCode.BLOCKED
    assert asked == ["rebind.example"]


def test_only_the_allowed_of_several_addresses_is_connected_to(server: HostileServer) -> None:
    fetcher = Fetcher(
        FetchSettings(
            total_seconds=2,
            allow_networks=parse_allow_networks(f"127.0.0.1/32:{server.port}"),
            resolver=lambda _host, _port: ["127.0.0.2", "127.0.0.1"],
        )
    )
    assert page(fetcher, f"http://two.example:{server.port}/feed").body == FEED


def test_an_address_that_is_none_is_said_so(fetcher: Fetcher) -> None:
    for url in (
        "",
        "   ",
        "example.com/feed",
        "http://",
        "http:///x",
        "http://a b/",
        "\x00",
        "http://[::1",
        "x" * 9000,
    ):
        assert failure(fetcher, url).failure.code in (ErrorCode.BAD_URL, ErrorCode.BLOCKED)


def test_a_name_that_does_not_resolve_is_dns(fetcher: Fetcher) -> None:
    assert failure(fetcher, "http://nobody.invalid/").failure.code is ErrorCode.DNS


def test_unchanged_echoes_validators_byte_for_byte(server: HostileServer, fetcher: Fetcher) -> None:
    first = page(fetcher, f"{server.url}/odd-etag")
    assert first.validators.etag == 'W/"caf\xe9 \x80\xff\'; q"'
    page(fetcher, f"{server.url}/odd-etag", validators=first.validators)
    head = server.sent_for("/odd-etag")[-1]
    assert b'If-None-Match: W/"caf\xe9 \x80\xff\'; q"\r\n' in head + b"\r\n"
    assert b"If-Modified-Since: yesterday\tevening\r\n" in head + b"\r\n"


def test_304_keeps_what_it_does_not_renew(server: HostileServer, fetcher: Fetcher) -> None:
    asked = Validators(etag='"old"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    answer = fetcher.get(f"{server.url}/conditional", validators=asked)
    assert isinstance(answer, Unchanged)
    assert answer.validators == Validators(etag='"new"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    assert answer.cache.fresh_for is not None


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0b", "\u2028", "x" * 5000, "\ud800"])
def test_a_validator_cannot_smuggle_a_header(server: HostileServer, fetcher: Fetcher, value: str) -> None:
    page(fetcher, f"{server.url}/feed", validators=Validators(etag=value, last_modified=value))
    head = server.sent_for("/feed")[-1].lower()
    assert b"x-evil" not in head
    assert b"if-none-match" not in head


def test_permanent_moves_are_told_apart_from_others(server: HostileServer, fetcher: Fetcher) -> None:
    moved = page(fetcher, f"{server.url}/moved")
    assert (moved.permanent_url, moved.url) == (f"{server.url}/feed", f"{server.url}/feed")
    assert moved.requested_url == f"{server.url}/moved"
    assert page(fetcher, f"{server.url}/found").permanent_url is None
    assert page(fetcher, f"{server.url}/moved-then-found").permanent_url == f"{server.url}/found"


@pytest.mark.parametrize(
    ("path", "seconds"),
    [("busy-seconds", 120), ("busy-huge", 7 * 86400), ("busy-9999", 7 * 86400), ("busy-nonsense", None)],
)
def test_retry_after_is_read_and_bounded(
    server: HostileServer, fetcher: Fetcher, path: str, seconds: int | None
) -> None:
    told = failure(fetcher, f"{server.url}/{path}").failure
    assert told.transient
    assert (told.retry_after.total_seconds() if told.retry_after else None) == seconds


def test_links_of_the_answer_are_kept_if_they_lead_anywhere(server: HostileServer, fetcher: Fetcher) -> None:
    assert page(fetcher, f"{server.url}/hub").links == (
        ("hub", f"{server.url}/hub"),
        ("self", "https://e.example/f"),
    )


def test_requests_carry_no_cookie_referrer_or_password_to_others(
    server: HostileServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    page(fetcher, f"{server.url}/cookies")
    page(fetcher, f"http://user:secret@127.0.0.1:{server.port}/moved-then-found")
    page(fetcher, f"{server.url}/cookies")
    heads = b"\n".join(server.seen[-6:]).lower()
    assert b"cookie:" not in heads
    assert b"referer" not in heads
    assert b"authorization: basic" in server.sent_for("/moved-then-found")[-1].lower()
    assert b"authorization" not in server.sent_for("/cookies")[-1].lower()
    error = failure(fetcher, f"http://user:secret@127.0.0.1:{server.port}/gone")
    assert "secret" not in str(error)


def test_a_slow_host_does_not_hold_up_the_others(server: HostileServer) -> None:
    slow = [FetchRequest(f"{server.url}/silent?{n}") for n in range(3)]
    quick = [FetchRequest(f"http://localhost:{server.port}/feed?{n}") for n in range(20)]
    allow = parse_allow_networks(f"127.0.0.0/8:{server.port} [::1]/128:{server.port}")
    fetcher = Fetcher(FetchSettings(total_seconds=0.8, allow_networks=allow))
    began = time.monotonic()
    arrived: dict[FetchRequest, float] = {}
    for answered in fetcher.get_many([*slow, *quick], concurrency=6, per_host=2):
        assert answered is not None
        arrived[answered[0]] = time.monotonic() - began
    assert max(arrived[one] for one in quick) < 0.7
    assert set(arrived) == {*slow, *quick}


def test_the_time_box_ends_the_rest_with_a_time_out(server: HostileServer) -> None:
    fetcher = Fetcher(settings(server, total=30))
    requests = [FetchRequest(f"{server.url}/silent?{n}") for n in range(5)]
    began = time.monotonic()
    answers = [one for one in fetcher.get_many(requests, per_host=2, time_box=0.4) if one is not None]
    assert time.monotonic() - began < 1.0
    assert {request for request, _ in answers} == set(requests)
    assert all(isinstance(a, FetchError) and a.failure.code is ErrorCode.TIMEOUT for _, a in answers)


def test_idle_gives_a_sign_of_life_while_nothing_comes(server: HostileServer) -> None:
    fetcher = Fetcher(settings(server, total=0.6))
    answers = list(fetcher.get_many([FetchRequest(f"{server.url}/silent")], idle=0.1))
    assert answers.count(None) >= 3
    assert len(answers) == answers.count(None) + 1


def test_connections_are_kept_and_an_abandoned_run_leaves_the_fetcher_usable(server: HostileServer) -> None:
    fetcher = Fetcher(settings(server))
    for _ in fetcher.get_many([FetchRequest(f"{server.url}/feed?{n}") for n in range(4)]):
        break
    assert page(fetcher, f"{server.url}/feed").body == FEED
    fetcher.close()
    assert page(fetcher, f"{server.url}/feed").body == FEED


def test_a_failure_does_not_keep_connections_from_the_next_fetch(server: HostileServer) -> None:
    fetcher = Fetcher(settings(server))
    kept = [failure(fetcher, f"{server.url}/missing") for _ in range(3)]
    page(fetcher, f"{server.url}/feed")
    assert len(kept) == 3
    assert len(fetcher._runs) == 1


def test_a_forked_child_uses_connections_of_its_own(server: HostileServer) -> None:
    fetcher = Fetcher(settings(server))
    page(fetcher, f"{server.url}/feed")
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if page(fetcher, f"{server.url}/feed").body == FEED else 1)
        finally:
            os._exit(2)
    assert page(fetcher, f"{server.url}/feed").body == FEED
    assert os.waitpid(child, 0)[1] == 0


def test_threads_may_share_a_fetcher(server: HostileServer) -> None:
    fetcher = Fetcher(settings(server, total=5))
    with ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(lambda n: page(fetcher, f"{server.url}/feed?{n}").body, range(100)))
    assert bodies == [FEED] * 100


def test_memory_stays_level_over_many_fetches(server: HostileServer) -> None:
    fetcher = Fetcher(settings(server))
    for _ in range(200):
        page(fetcher, f"{server.url}/gzip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(800):
        page(fetcher, f"{server.url}/gzip")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 5_000
    server.seen.clear()
