"""No spelling and no redirect leads inside: a listener on every address of this machine hears nothing."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from storage.records import ErrorCode
from tests.hostile.addresses import HOSTS, URLS
from tests.hostile.server import HostileServer, answer
from worker.fetch.client import Fetcher, FetchSettings
from worker.fetch.errors import FetchError
from worker.fetch.guard import OPEN_PORTS, parse_allow_networks

REFUSED = {ErrorCode.BLOCKED, ErrorCode.BAD_URL, ErrorCode.DNS, ErrorCode.REDIRECT}


class Ear:
    """Listens on all addresses, at a port that the guard lets through, and keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.sockets: list[socket.socket] = []
        for self.port in sorted(OPEN_PORTS - {80, 443}, reverse=True):
            with suppress(OSError):
                self._listen(socket.AF_INET, "0.0.0.0")
                break
        with suppress(OSError):
            self._listen(socket.AF_INET6, "::")

    def _listen(self, family: int, address: str) -> None:
        one = socket.socket(family)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind((address, self.port))
        one.listen(50)
        self.sockets.append(one)
        threading.Thread(target=self._hear, args=(one,), daemon=True).start()

    def _hear(self, one: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = one.accept()
                with connection:
                    self.heard.append(connection.recv(200))

    def close(self) -> None:
        for one in self.sockets:
            one.close()


@pytest.fixture(scope="module")
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.close()


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    server = HostileServer().start()
    yield server
    server.stop()


def spellings(port: int) -> list[str]:
    hosts = [host.replace(r"\u00ad", "\u00ad").replace(r"\u200d", "\u200d") for host in HOSTS]
    return [*(f"http://{host}:{port}/" for host in hosts), *(url.replace("{port}", str(port)) for url in URLS)]


def test_no_spelling_of_an_address_inside_is_connected_to(ear: Ear) -> None:
    fetcher = Fetcher(FetchSettings(total_seconds=1, connect_seconds=1))
    wrong = []
    for url in spellings(ear.port):
        with pytest.raises(FetchError) as caught:
            fetcher.get(url)
        if caught.value.failure.code not in REFUSED:
            wrong.append((url, caught.value.failure.code))
    assert wrong == []
    assert ear.heard == []


def test_no_redirect_to_a_spelling_of_an_address_inside_is_followed(ear: Ear, server: HostileServer) -> None:
    allow = parse_allow_networks(f"127.0.0.1/32:{server.port}")
    fetcher = Fetcher(FetchSettings(total_seconds=10, connect_seconds=10, allow_networks=allow))
    wrong = []
    # A redirect may be relative: what has no scheme or no authority stays on the server that sent it.
    absolute = [url for url in spellings(ear.port) if "\n" not in url and url.strip().lower().startswith("http://")]
    for number, url in enumerate(absolute):
        head = answer(b"", f"Location: {url}".encode().decode("latin-1"), status="302 Found")
        server.routes[f"/out-{number}"] = lambda c, _, head=head: c.sendall(head)
        with pytest.raises(FetchError) as caught:
            fetcher.get(f"{server.url}/out-{number}")
        if caught.value.failure.code not in REFUSED:
            wrong.append((url, caught.value.failure.code))
    assert wrong == []
    assert ear.heard == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "169.254.169.254"])
def test_a_name_that_resolves_inside_is_refused_at_the_socket(ear: Ear, address: str) -> None:
    fetcher = Fetcher(FetchSettings(total_seconds=1, resolver=lambda _host, _port: [address]))
    with pytest.raises(FetchError) as caught:
        fetcher.get(f"http://rebind.example:{ear.port}/")
    assert caught.value.failure.code is ErrorCode.BLOCKED
    assert ear.heard == []


def test_a_name_rebound_between_two_hops_is_refused_at_the_second(ear: Ear, server: HostileServer) -> None:
    """First look-up: the public front (our server, let through); second: inside."""
    answers = iter(["127.0.0.1", "127.0.0.2", "127.0.0.2"])
    head = answer(b"", f"Location: http://two.example:{ear.port}/", status="302 Found")
    server.routes["/rebind"] = lambda c, _: c.sendall(head)
    fetcher = Fetcher(
        FetchSettings(
            total_seconds=1,
            allow_networks=parse_allow_networks(f"127.0.0.1/32:{server.port}"),
            resolver=lambda _host, _port: [next(answers)],
        )
    )
    with pytest.raises(FetchError) as caught:
        fetcher.get(f"http://one.example:{server.port}/rebind")
    assert caught.value.failure.code is ErrorCode.BLOCKED
    assert ear.heard == []
