"""A website of our own on loopback: documents that a test can change, and a record of who asked for what."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Document:
    body: bytes
    status: int = 200
    media: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    lies: bool = False
    """Answers 304 to any validator, whatever has changed."""


class Website(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.allow = f"127.0.0.1/32:{self.server_port}"
        self.documents: dict[str, Document] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def feed(self, path: str, *items: str, etag: str | None = None, **given) -> str:
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title><link>{self.url}/</link>{"".join(items)}</channel></rss>'
        self.documents[path] = Document(body.encode(), media="application/rss+xml", etag=etag, **given)
        return self.url + path

    def item(self, name: str, title: str, summary: str = "", *, date: str = "Wed, 04 Mar 2026 08:00:00 GMT") -> str:
        return (
            f"<item><guid isPermaLink='false'>{name}</guid><title>{title}</title><link>{self.url}/{name}</link>"
            f"<description>{summary}</description><pubDate>{date}</pubDate></item>"
        )

    def page(self, name: str, title: str, *paragraphs: str) -> None:
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        html = f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
        self.documents[f"/{name}"] = Document(html.encode())

    def times_asked(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.asked)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Website

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers.items())))
        found = self.server.documents.get(self.path)
        if found is None:
            found = Document(b"not here", status=404, media="text/plain")
        given = self.headers.get("If-None-Match")
        if given and (found.lies or given == found.etag):
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(found.status)
        self.send_header("Content-Type", found.media)
        self.send_header("Content-Length", str(len(found.body)))
        if found.etag:
            self.send_header("ETag", found.etag)
        for name, value in found.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(found.body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def open_website() -> Iterator[Website]:
    with Website() as site:
        Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield site
        finally:
            site.shutdown()
