"""What is sent to hubs and receivers: whole, guarded, and never where a plain redirect points."""

from collections.abc import Iterator

import pytest

from storage.records import ErrorCode, Page
from tests.receiver import Receiver, open_receiver
from worker.fetch.client import Fetcher
from worker.fetch.errors import FetchError
from worker.fetch.guard import parse_allow_networks
from worker.fetch.request import FetchSettings, Post


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with open_receiver() as server:
        yield server


@pytest.fixture
def fetcher(receiver: Receiver) -> Fetcher:
    return Fetcher(FetchSettings(allow_networks=parse_allow_networks(receiver.allow), total_seconds=5))


POST = Post(body="{\"a\": \"é\"}".encode(), content_type="application/json", headers=(("Webhook-Id", "7"),))


def test_a_post_arrives_whole_and_a_get_after_it_is_a_get(receiver: Receiver, fetcher: Fetcher) -> None:
    assert fetcher.post(receiver.url + "/one", POST).body == b"taken"
    assert isinstance(fetcher.get(receiver.url + "/two"), Page)
    receiver.status, receiver.answer = 204, b""
    assert fetcher.post(receiver.url + "/three", Post(body=b"", content_type="text/plain")).status == 204
    first, second, third = receiver.got
    assert (first.method, first.path, first.body) == ("POST", "/one", POST.body)
    assert (first.headers["content-type"], first.headers["webhook-id"]) == ("application/json", "7")
    assert "expect" not in first.headers
    assert (second.method, second.body) == ("GET", b"")
    assert "webhook-id" not in second.headers
    assert (third.method, third.body, third.headers["content-length"]) == ("POST", b"", "0")


def test_a_large_post_does_not_wait_for_leave(receiver: Receiver, fetcher: Fetcher) -> None:
    body = b"x" * 3_000_000
    fetcher.post(receiver.url + "/", Post(body=body, content_type="text/plain"))
    assert receiver.got[0].body == body


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_post_does_not_follow_a_redirect_that_would_make_it_a_get(receiver: Receiver, fetcher: Fetcher, status: int) -> None:
    receiver.status, receiver.location = status, "/there"
    with pytest.raises(FetchError) as caught:
        fetcher.post(receiver.url + "/here", POST)
    assert caught.value.failure.code is ErrorCode.REDIRECT
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [307, 308])
def test_a_post_is_sent_on_whole_where_the_method_is_kept(receiver: Receiver, fetcher: Fetcher, status: int) -> None:
    receiver.status, receiver.location = status, "/there"
    assert fetcher.post(receiver.url + "/here", POST).status == 200
    assert [(got.method, got.path, got.body) for got in receiver.got] == [("POST", "/here", POST.body), ("POST", "/there", POST.body)]


def test_the_address_guard_stands_before_a_post_too(receiver: Receiver) -> None:
    with pytest.raises(FetchError) as caught:
        Fetcher(FetchSettings(total_seconds=5)).post(receiver.url + "/", POST)
    assert caught.value.failure.code is ErrorCode.BLOCKED
    assert receiver.got == []


def test_an_answer_that_is_too_long_is_cut_off(receiver: Receiver, fetcher: Fetcher) -> None:
    receiver.answer = b"x" * 100_000
    with pytest.raises(FetchError) as caught:
        fetcher.post(receiver.url + "/", POST)
    assert caught.value.failure.code is ErrorCode.TOO_LARGE
