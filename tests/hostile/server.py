"""A server of our own that answers the way hostile and broken servers do, on loopback, byte by byte."""

import contextlib
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import brotli

try:
    from compression import zstd
except ImportError:
    from backports import zstd

FEED = (
    b'<rss version="2.0"><channel><title>t</title>'
    b"<item><guid>g1</guid><title>One</title></item></channel></rss>"
)
BOMB = 64_000_000


def answer(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def _zeros_gzip() -> bytes:
    return gzip.compress(bytes(BOMB), 9)


def _brotli_bomb() -> bytes:
    return bytes(brotli.compress(bytes(BOMB), quality=5))


def _zstd_bomb() -> bytes:
    return bytes(zstd.compress(bytes(BOMB)))


def _raw_deflate(data: bytes) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush()


@dataclass
class HostileServer:
    """Routes by path. ``seen`` has every request's head as it came."""

    port: int = 0
    seen: list[bytes] = field(default_factory=list)
    routes: dict[str, Callable[[socket.socket, bytes], None]] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _listener: socket.socket | None = None

    def start(self) -> "HostileServer":
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._listener.settimeout(0.1)
        self.port = self._listener.getsockname()[1]
        self._fill()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def stop(self) -> None:
        self._stop.set()
        if self._listener is not None:
            self._listener.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sent_for(self, path: str) -> list[bytes]:
        return [head for head in self.seen if head.split(b" ", 2)[1] == path.encode()]

    def _accept(self) -> None:
        assert self._listener is not None
        while not self._stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            waiting = b""
            while True:
                while b"\r\n\r\n" not in waiting:
                    data = connection.recv(65536)
                    if not data:
                        return
                    waiting += data
                head, _, waiting = waiting.partition(b"\r\n\r\n")
                self.seen.append(head)
                path = head.split(b" ", 2)[1].decode("latin-1")
                route = self.routes.get(path.partition("?")[0])
                if route is None:
                    connection.sendall(answer(b"nothing here", status="404 Not Found"))
                    continue
                route(connection, head)
                if path.startswith("/close"):
                    return

    def drip(self, connection: socket.socket, data: Iterator[bytes], pause: float = 0.05) -> None:
        for piece in data:
            if self._stop.is_set():
                return
            connection.sendall(piece)
            time.sleep(pause)

    def _fill(self) -> None:
        say: dict[str, bytes] = {
            "/feed": answer(FEED, "Content-Type: application/rss+xml; charset=UTF-8"),
            "/odd-etag": answer(FEED, 'ETag: W/"caf\xe9 \x80\xff\'; q"', "Last-Modified: yesterday\tevening"),
            "/gzip": answer(gzip.compress(FEED), "Content-Encoding: gzip"),
            "/x-gzip": answer(gzip.compress(FEED), "Content-Encoding: X-GZIP"),
            "/gzip-members": answer(
                gzip.compress(FEED[:20]) + gzip.compress(FEED[20:]), "Content-Encoding: gzip"
            ),
            "/gzip-garbage": answer(gzip.compress(FEED) + b"\0" * 100, "Content-Encoding: gzip"),
            "/gzip-undeclared": answer(gzip.compress(FEED), "Content-Type: application/xml"),
            "/gzip-untrue": answer(FEED, "Content-Encoding: gzip"),
            "/gzip-cut": answer(gzip.compress(FEED * 400)[:-200], "Content-Encoding: gzip"),
            "/gzip-no-trailer": answer(gzip.compress(FEED)[:-8], "Content-Encoding: gzip"),
            "/gzip-broken": answer(b"\x1f\x8b\x08\0" + b"\xff" * 200, "Content-Encoding: gzip"),
            "/deflate": answer(zlib.compress(FEED), "Content-Encoding: deflate"),
            "/deflate-raw": answer(_raw_deflate(FEED), "Content-Encoding: deflate"),
            "/br": answer(brotli.compress(FEED), "Content-Encoding: br"),
            "/br-broken": answer(b"\xff" * 300, "Content-Encoding: br"),
            "/zstd": answer(zstd.compress(FEED), "Content-Encoding: zstd"),
            "/zstd-broken": answer(b"\xff" * 300, "Content-Encoding: zstd"),
            "/nested": answer(gzip.compress(brotli.compress(FEED)), "Content-Encoding: br, gzip"),
            "/nested-3": answer(
                gzip.compress(gzip.compress(gzip.compress(FEED))), "Content-Encoding: gzip, gzip, gzip"
            ),
            "/charset-encoding": answer(FEED, "Content-Encoding: UTF-8"),
            "/unknown-encoding": answer(FEED, "Content-Encoding: sdch"),
            "/empty": answer(b""),
            "/lying-304": answer(b"", status="304 Not Modified"),
            "/redirect-loop": answer(b"", "Location: /redirect-loop-2", status="302 Found"),
            "/redirect-loop-2": answer(b"", "Location: /redirect-loop", status="302 Found"),
            "/redirect-self": answer(b"", "Location: /redirect-self", status="301 Moved Permanently"),
            "/redirect-nowhere": answer(b"", status="302 Found"),
            "/redirect-empty": answer(b"", "Location: ", status="302 Found"),
            "/moved": answer(b"", "Location: /moved-2", status="301 Moved Permanently"),
            "/moved-2": answer(b"", "Location: /feed", status="308 Permanent Redirect"),
            "/moved-then-found": answer(b"", "Location: /found", status="301 Moved Permanently"),
            "/found": answer(b"", "Location: /moved", status="302 Found"),
            "/busy-seconds": answer(b"", "Retry-After: 120", status="429 Too Many Requests"),
            "/busy-huge": answer(b"", "Retry-After: 99999999999999999999", status="503 Service Unavailable"),
            "/busy-9999": answer(
                b"", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", status="503 Service Unavailable"
            ),
            "/busy-nonsense": answer(b"", "Retry-After: soon \xff", status="503 Service Unavailable"),
            "/gone": answer(b"", status="410 Gone"),
            "/forbidden": answer(b"", status="403 Forbidden"),
            "/teapot": answer(b"", status="418 I'm a teapot"),
            "/status-999": answer(b"", status="999 Request denied"),
            "/close-short-length": answer(FEED + b"x" * 10, length=len(FEED)),
            "/close-long-length": answer(FEED[:-30], length=len(FEED) + 4000),
            "/close-wrong-length": answer(FEED, length=len(FEED) + 4000),
            "/close-cut-chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n" + FEED[:50],
            "/close-bad-chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + FEED,
            "/close-no-length": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + FEED,
            "/close-http-0.9": FEED,
            "/close-garbage": bytes(range(256)) * 20,
            "/close-silence": b"",
            "/close-ssh": b"SSH-2.0-OpenSSH_9.6\r\n",
            "/close-negative-length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" + FEED,
            "/close-two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n" + FEED,
            "/close-nul-header": b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n",
            "/wild-cache": answer(FEED, "Cache-Control: max-age=99999999999999999999999", "Age: -7"),
            "/hub": answer(
                FEED, 'Link: </hub>; rel="hub", <https://e.example/f>; rel=self, <javascript:1>; rel=hub'
            ),
            "/cookies": answer(FEED, "Set-Cookie: a=b; Path=/"),
        }
        for path, data in say.items():
            self.routes[path] = lambda connection, _head, data=data: connection.sendall(data)
        for name, where in {
            "metadata": "http://169.254.169.254/latest/meta-data/",
            "metadata-decimal": "http://2852039166/",
            "metadata-hex": "http://0xA9FEA9FE/",
            "metadata-octal": "http://0251.0376.0251.0376/",
            "metadata-short": "http://169.16689662/",
            "metadata-mapped": "http://[::ffff:169.254.169.254]/",
            "metadata-nat64": "http://[64:ff9b::a9fe:a9fe]/",
            "metadata-6to4": "http://[2002:a9fe:a9fe::]/",
            "metadata-wide": "http://１６９.254.169.254/",
            "metadata-escaped": "http://%31%36%39.254.169.254/",
            "private": "http://10.0.0.1/",
            "other-port": "http://127.0.0.1:22/",
            "localhost": "http://localhost:25/",
            "zero": "http://0.0.0.0/",
            "zero-short": "http://0/",
            "v6-loopback": "http://[::1]/",
            "file": "file:///etc/passwd",
            "gopher": "gopher://127.0.0.1:6379/_INFO",
            "dict": "dict://127.0.0.1:6379/INFO",
            "ftp": "ftp://127.0.0.1/",
            "data": "data:text/xml,<rss/>",
            "javascript": "javascript:alert(1)",
            "userinfo": "http://example.com@169.254.169.254/",
            "backslash": "http:\\\\169.254.169.254\\",
        }.items():
            data = answer(b"", f"Location: {where}".encode().decode("latin-1"), status="302 Found")
            self.routes[f"/to-{name}"] = lambda connection, _head, data=data: connection.sendall(data)
        for hop in range(12):
            data = answer(b"", f"Location: /hops-{hop + 1}", status="302 Found")
            self.routes[f"/hops-{hop}"] = lambda connection, _head, data=data: connection.sendall(data)
        self.routes["/hops-5-then-feed"] = self.routes["/feed"]
        self.routes["/conditional"] = self._conditional
        self.routes["/drip-headers"] = lambda c, _: self.drip(
            c, (piece.encode() for piece in ["HTTP/1.1 200 OK\r\n", *(f"X-{n}: y\r\n" for n in range(90))])
        )
        self.routes["/drip-header-bytes"] = lambda c, _: self.drip(
            c, (bytes([byte]) for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 1000)
        )
        self.routes["/drip-body"] = self._drip_body
        self.routes["/drip-chunks"] = self._drip_chunks
        self.routes["/silent"] = lambda _c, _h: time.sleep(5)
        self.routes["/endless-headers"] = lambda c, _: self.drip(
            c, (piece for piece in [b"HTTP/1.1 200 OK\r\n", *([b"X-A: " + b"y" * 1000 + b"\r\n"] * 5000)]), 0
        )
        self.routes["/one-huge-header"] = lambda c, _: c.sendall(answer(FEED, "X-A: " + "y" * 90_000))
        self.routes["/many-headers"] = lambda c, _: c.sendall(
            answer(FEED, *(f"X-{n}: y" for n in range(150)))
        )
        self.routes["/endless-continue"] = lambda c, _: self.drip(
            c, (b"HTTP/1.1 100 Continue\r\n\r\n" for _ in range(100_000)), 0
        )
        self.routes["/endless-body"] = self._endless_body
        self.routes["/endless-error"] = lambda c, _: self._endless(
            c, b"HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n"
        )
        self.routes["/endless-redirect"] = lambda c, _: self._endless(
            c, b"HTTP/1.1 302 Found\r\nLocation: /feed\r\nConnection: close\r\n\r\n"
        )
        bombs: dict[str, tuple[Callable[[], bytes], str]] = {
            "gzip": (_zeros_gzip, "gzip"),
            "deflate": (lambda: zlib.compress(bytes(BOMB), 9), "deflate"),
            "br": (_brotli_bomb, "br"),
            "zstd": (_zstd_bomb, "zstd"),
            "nested": (lambda: gzip.compress(_zeros_gzip()), "gzip, gzip"),
            "undeclared": (lambda: gzip.compress(_zeros_gzip()), "gzip"),
        }
        for name, (make, encoding) in bombs.items():
            self.routes[f"/bomb-{name}"] = lambda c, _h, make=make, encoding=encoding: c.sendall(
                answer(make(), f"Content-Encoding: {encoding}")
            )
        self.routes["/bomb-in-error"] = lambda c, _: c.sendall(
            answer(_zeros_gzip(), "Content-Encoding: gzip", status="503 Service Unavailable")
        )

    def _conditional(self, connection: socket.socket, head: bytes) -> None:
        if b"if-none-match" in head.lower():
            connection.sendall(
                b'HTTP/1.1 304 Not Modified\r\nETag: "new"\r\nCache-Control: max-age=60\r\n\r\n'
            )
        else:
            connection.sendall(answer(FEED, 'ETag: "old"'))

    def _drip_body(self, connection: socket.socket, _head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
        self.drip(connection, (b"x" for _ in range(5000)))

    def _drip_chunks(self, connection: socket.socket, _head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        self.drip(connection, (b"1\r\nx\r\n" for _ in range(5000)))

    def _endless_body(self, connection: socket.socket, _head: bytes) -> None:
        self._endless(connection, b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")

    def _endless(self, connection: socket.socket, head: bytes) -> None:
        connection.sendall(head)
        with contextlib.suppress(OSError):
            while not self._stop.is_set():
                connection.sendall(b"x" * 65536)
