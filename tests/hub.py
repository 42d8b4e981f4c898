"""A WebSub hub of our own on loopback: it verifies, grants a lease, and tells its subscribers."""

import hashlib
import hmac
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Hub(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/hub"
        self.allow = f"127.0.0.1/32:{self.server_port}"
        self.status = 202
        self.lease = 86_400
        self.denies: str | None = None
        self.asked: list[dict[str, str]] = []
        self.subscribers: dict[str, dict[str, str]] = {}
        """Topic to what was asked, once verified."""

    def verify(self, form: dict[str, str], **changed: str) -> tuple[int, str]:
        """Ask the subscriber whether it meant it; its answer."""
        query = {"hub.mode": "subscribe", "hub.topic": form["hub.topic"], "hub.challenge": "a challenge &c", "hub.lease_seconds": str(self.lease)}
        if self.denies is not None:
            query = {"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": self.denies}
        answer = ask(f"{form['hub.callback']}?{urllib.parse.urlencode(query | changed)}")
        if answer == (200, "a challenge &c"):
            self.subscribers[form["hub.topic"]] = form
        return answer

    def tell(self, topic: str, body: bytes = b"<feed/>", *, secret: str | None = None, method: str = "sha256") -> int:
        """Send content to the subscriber of a topic; the status it answers."""
        end = time.monotonic() + 5
        while topic not in self.subscribers and time.monotonic() < end:
            time.sleep(0.01)  # its answer to our challenge is on the way
        form = self.subscribers[topic]
        key = form.get("hub.secret", "") if secret is None else secret
        signature = hmac.new(key.encode(), body, getattr(hashlib, method)).hexdigest()
        return ask(form["hub.callback"], body, {"X-Hub-Signature": f"{method}={signature}", "Content-Type": "application/atom+xml"})[0]


def ask(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers or {}), timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = dict(urllib.parse.parse_qsl(body))
        self.server.asked.append(form)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        if self.server.status == 202:
            self.server.verify(form)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def open_hub() -> Iterator[Hub]:
    with Hub() as hub:
        Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield hub
        finally:
            hub.shutdown()
