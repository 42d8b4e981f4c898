"""What is sent to hubs and receivers: whole, guarded, and never where a plain redirect points."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from storage.records import ErrorCode, Page
from worker.fetch.client import Fetcher
from worker.fetch.errors import FetchError
from worker.fetch.guard import parse_allow_networks
from worker.fetch.request import FetchSettings, Post


class Receiver(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.got.append((self.command, self.path, body, {k.lower(): v for k, v in self.headers.items()}))
        status = int(self.path.strip("/") or 200)
        answer = b"x" * 100_000 if status == 201 else b"taken"
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"{self.server.url}/202")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST  # noqa: N815 - the name that http.server asks for

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def fetcher(receiver: Receiver) -> Fetcher:
    allow = parse_allow_networks(f"127.0.0.1/32:{receiver.server_port}")
    return Fetcher(FetchSettings(allow_networks=allow, total_seconds=5))


POST = Post(body="{\"a\": \"é\"}".encode(), content_type="application/json", headers=(("Webhook-Id", "7"),))


def test_a_post_arrives_whole_and_a_get_after_it_is_a_get(receiver: Receiver, fetcher: Fetcher) -> None:
    assert fetcher.post(receiver.url + "/200", POST).body == b"taken"
    assert isinstance(fetcher.get(receiver.url + "/200"), Page)
    assert fetcher.post(receiver.url + "/204", Post(body=b"", content_type="text/plain")).status == 204
    first, second, third = receiver.got
    assert first[:3] == ("POST", "/200", POST.body)
    assert (first[3]["content-type"], first[3]["webhook-id"]) == ("application/json", "7")
    assert "expect" not in first[3]
    assert (second[0], second[2]) == ("GET", b"")
    assert "webhook-id" not in second[3]
    assert (third[0], third[2], third[3]["content-length"]) == ("POST", b"", "0")


def test_a_large_post_does_not_wait_for_leave(receiver: Receiver, fetcher: Fetcher) -> None:
    body = b"x" * 3_000_000
    fetcher.post(receiver.url + "/200", Post(body=body, content_type="text/plain"))
    assert receiver.got[0][2] == body


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_post_does_not_follow_a_redirect_that_would_make_it_a_get(receiver: Receiver, fetcher: Fetcher, status: int) -> None:
    with pytest.raises(FetchError) as caught:
        fetcher.post(f"{receiver.url}/{status}", POST)
    assert caught.value.failure.code is ErrorCode.REDIRECT
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [307, 308])
def test_a_post_is_sent_on_whole_where_the_method_is_kept(receiver: Receiver, fetcher: Fetcher, status: int) -> None:
    assert fetcher.post(f"{receiver.url}/{status}", POST).status == 202
    assert [(got[0], got[2]) for got in receiver.got] == [("POST", POST.body)] * 2


def test_the_address_guard_stands_before_a_post_too(receiver: Receiver) -> None:
    with pytest.raises(FetchError) as caught:
        Fetcher(FetchSettings(total_seconds=5)).post(receiver.url + "/200", POST)
    assert caught.value.failure.code is ErrorCode.BLOCKED
    assert receiver.got == []


def test_an_answer_that_is_too_long_is_cut_off(receiver: Receiver, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError) as caught:
        fetcher.post(receiver.url + "/201", POST)
    assert caught.value.failure.code is ErrorCode.TOO_LARGE
