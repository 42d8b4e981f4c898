"""A receiver of our own on loopback that keeps what it is sent and answers as it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True, kw_only=True)
class Got:
    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


class Receiver(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.allow = f"127.0.0.1/32:{self.server_port}"
        self.status = 200
        self.answer = b"taken"
        self.location: str | None = None
        """Where it sends a request to another path than this one."""
        self.got: list[Got] = []


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        here = self.server
        here.got.append(Got(method=self.command, path=self.path, headers=headers, body=body))
        moved = here.location is not None and self.path != here.location
        self.send_response(here.status if moved or here.location is None else 200)
        if moved:
            self.send_header("Location", f"{here.url}{here.location}")
        self.send_header("Content-Length", str(len(here.answer)))
        self.end_headers()
        self.wfile.write(here.answer)

    do_GET = do_POST  # noqa: N815 - the name that http.server asks for

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def open_receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
