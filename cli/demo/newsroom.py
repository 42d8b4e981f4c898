"""The newsroom on loopback: a web server with feeds and article pages, validators and 304 and all."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from cli.demo.copy import outlets
from cli.demo.feeds import MEDIA, feed_of
from cli.demo.pages import page_of

HOST = "127.0.0.1"


class Newsroom(ThreadingHTTPServer):
    """Serves every outlet under a path of its own."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        super().__init__((HOST, port), _Handler)
        self.site = f"http://{HOST}:{self.server_port}"
        self.documents: dict[str, tuple[str, bytes]] = {"/robots.txt": ("text/plain", b"User-agent: *\nAllow: /\n")}
        for outlet in outlets():
            self.documents[f"/{outlet.slug}/feed"] = (MEDIA[outlet.format], feed_of(outlet, self.site))
            for story in outlet.stories:
                self.documents[f"/{outlet.slug}/{story.slug}"] = (
                    "text/html; charset=utf-8",
                    page_of(outlet, story, self.site),
                )

    @property
    def feed_urls(self) -> tuple[str, ...]:
        """The addresses of all feeds."""
        return tuple(f"{self.site}/{outlet.slug}/feed" for outlet in outlets())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Newsroom

    def do_GET(self) -> None:
        """One document, or 304 if the client has it."""
        found = self.server.documents.get(urlsplit(self.path).path)
        if found is None:
            self._answer(404, "text/plain; charset=utf-8", b"not here\n")
            return
        media, body = found
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        if self.headers.get("If-None-Match") == etag:
            self.send_response(304)
            self.send_header("ETag", etag)
            self.end_headers()
            return
        self._answer(200, media, body, etag)

    def _answer(self, status: int, media: str, body: bytes, etag: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
            self.send_header("Cache-Control", "max-age=60")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the line has a log of its own."""


@contextmanager
def open_newsroom(port: int = 0) -> Iterator[Newsroom]:
    """The newsroom, open while the block runs; raises ``OSError`` if the port is taken."""
    with Newsroom(port) as newsroom:
        thread = Thread(target=newsroom.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield newsroom
        finally:
            newsroom.shutdown()
