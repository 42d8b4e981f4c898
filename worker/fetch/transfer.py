"""One fetch on one libcurl handle: its hops, its bounds, what came of it.

A handle is set up once and used for many fetches, so that a request costs few calls into libcurl.
"""

import re
import socket
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import pycurl

from storage.records import ErrorCode, Page, Unchanged
from worker.fetch.complaints import bad_address, meaning_of
from worker.fetch.decode import BodyDecoder, TooLargeError, UndecodableError
from worker.fetch.errors import FetchError, error_of, failure_for_status, fetch_error
from worker.fetch.guard import refuse_reason
from worker.fetch.headers import cache_hints_of, links_of, media_type_of, sendable, validators_of
from worker.fetch.request import FetchRequest, FetchSettings
from worker.urls import clean_link

_REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_SENT_ON = frozenset({307, 308})
"""Redirects that keep the method and the body (RFC 9110, 15.4)."""
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})\Z")
_ENDINGS = (b"</rss>", b"</feed>", b"</rdf:rdf>", b"</html>", b"</urlset>", b"}")


class Transfer:
    """The handle and the state of the fetch that it is busy with.

    ``start`` begins a fetch, ``finish`` takes what libcurl says when a hop is over: an answer, an error, or
    None if another hop has to be run on ``curl``.
    """

    def __init__(self, settings: FetchSettings, ca_bundle: str | None) -> None:
        self.settings = settings
        self.curl = pycurl.Curl()
        self.request: FetchRequest
        self.host = ""
        self._posted = False
        self._user_agent = settings.user_agent.encode("latin-1", "ignore")
        set_once = self.curl.setopt
        set_once(pycurl.NOSIGNAL, 1)
        set_once(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        set_once(pycurl.REDIR_PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        set_once(pycurl.FOLLOWLOCATION, 0)
        set_once(pycurl.PROXY, "")
        set_once(pycurl.NOPROXY, "*")
        set_once(pycurl.NETRC, 0)
        set_once(pycurl.PATH_AS_IS, 1)
        set_once(pycurl.HTTP_CONTENT_DECODING, 0)
        set_once(pycurl.HTTPAUTH, pycurl.HTTPAUTH_BASIC)
        set_once(pycurl.CONNECTTIMEOUT_MS, max(1, int(settings.connect_seconds * 1000)))
        set_once(pycurl.BUFFERSIZE, 65_536)
        if ca_bundle:
            set_once(pycurl.CAINFO, ca_bundle)
        set_once(pycurl.OPENSOCKETFUNCTION, self._open_socket)
        set_once(pycurl.HEADERFUNCTION, self._take_header)
        set_once(pycurl.WRITEFUNCTION, self._take_body)

    # --- a fetch -------------------------------------------------------------------------

    def start(self, request: FetchRequest) -> None:
        """Begin a fetch; raises ``FetchError`` for an address that is none or that we refuse."""
        self.request = request
        self.began = time.monotonic()
        self.deadline = self.began + self.settings.total_seconds
        if request.deadline is not None:
            self.deadline = min(self.deadline, request.deadline)
        self.permanent: bool = True
        self.permanent_url: str | None = None
        self.hops = 0
        url = request.url.strip()
        cleaned = clean_link(url)
        if cleaned is None:
            raise bad_address(url)
        parts = urlsplit(url.replace("\\", "/"))
        self._credentials = None
        if parts.username is not None:
            user, password = unquote(parts.username), unquote(parts.password or "")
            self._credentials = f"{user}:{password}".encode()
        self._aim(cleaned)
        self._origin = self._origin_now
        self.seen = {self.url}

    def _aim(self, url: str) -> None:
        """Set the handle up for the next hop."""
        parts = urlsplit(url)
        self.host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        self._origin_now = (parts.scheme, self.host, port)
        self.url = url
        self._status = 0
        self._header_bytes = 0
        self._header_lines = 0
        self._headers: dict[str, str] = {}
        self._headers_end = False
        self._decoder: BodyDecoder | None = None
        self._aside = 0
        self._stop: FetchError | None = None
        self._cut = False
        self._refused: str | None = None
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise self._late()
        setopt = self.curl.setopt
        setopt(pycurl.URL, url.partition("#")[0])
        setopt(pycurl.TIMEOUT_MS, max(1, int(remaining * 1000)))
        lines = [
            b"User-Agent: " + self._user_agent,
            b"Accept: " + self.request.accept.value.encode("ascii"),
            b"Accept-Encoding: gzip, deflate, br, zstd",
        ]
        self._conditional = False
        for name, value in (
            (b"If-None-Match: ", self.request.validators.etag),
            (b"If-Modified-Since: ", self.request.validators.last_modified),
        ):
            as_bytes = sendable(value)
            if as_bytes is not None:
                lines.append(name + as_bytes)
                self._conditional = True
        post = self.request.post
        if post is not None:
            given = (("Content-Type", post.content_type), *post.headers, ("Expect", ""))
            lines += [f"{name}: {value}".rstrip().encode("ascii") for name, value in given]
            setopt(pycurl.POSTFIELDS, post.body)
            self._posted = True
        elif self._posted:
            setopt(pycurl.HTTPGET, 1)  # the handle was used for a POST before
            self._posted = False
        setopt(pycurl.HTTPHEADER, lines)
        if self._credentials is not None and (self.hops == 0 or self._origin_now == self._origin):
            setopt(pycurl.USERPWD, self._credentials)
        else:
            self.curl.unsetopt(pycurl.USERPWD)
        if self.settings.resolver is not None:
            addresses = ",".join(self.settings.resolver(self.host, port))
            if addresses and ":" not in self.host:
                setopt(pycurl.RESOLVE, [f"-{self.host}:{port}", f"{self.host}:{port}:{addresses}"])

    def _late(self) -> FetchError:
        return fetch_error(self.request.url, ErrorCode.TIMEOUT, "no complete answer in time")

    # --- what libcurl calls ----------------------------------------------------------------

    def _open_socket(self, _purpose: int, address: Any) -> socket.socket | int:
        """The guard: asked with the very address that will be connected to."""
        family, kind, protocol, (ip, port, *_) = address
        reason = refuse_reason(ip, port, self.settings.allow_networks)
        if reason is not None:
            self._refused = reason
            return int(pycurl.SOCKET_BAD)
        return socket.socket(family, kind, protocol)

    def _take_header(self, line: bytes) -> int | None:
        self._header_bytes += len(line)
        self._header_lines += 1
        settings = self.settings
        if self._header_bytes > settings.header_bytes or self._header_lines > settings.header_lines:
            self._stop = fetch_error(
                self.request.url,
                ErrorCode.TOO_LARGE,
                f"headers over {settings.header_bytes} bytes or {settings.header_lines} lines",
            )
            return -1
        if line[:5].upper() == b"HTTP/":
            self._headers = {}
            self._headers_end = False
            parts = line.split(None, 2)
            self._status = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
            return None
        if not line.strip(b"\r\n"):
            self._headers_end = True
            return None
        name, colon, value = line.partition(b":")
        if colon and not self._headers_end:  # what follows the body is believed in nothing (RFC 9110, 6.5.1)
            key = name.decode("latin-1").strip().lower()
            text = value.decode("latin-1").strip(" \t\r\n")
            if key in self._headers and key in ("link", "cache-control", "content-encoding"):
                text = f"{self._headers[key]}, {text}"
            self._headers[key] = text
        return None

    def _take_body(self, data: bytes) -> int | None:
        if not 200 <= self._status < 300:
            self._aside += len(data)
            if self._aside > self.settings.aside_bytes:
                self._cut = True
                return -1
            return None
        try:
            if self._decoder is None:
                self._decoder = BodyDecoder(
                    self._headers.get("content-encoding"), limit=self.request.most_bytes
                )
            self._decoder.push(data)
        except TooLargeError:
            limit = self.request.most_bytes
            self._stop = fetch_error(self.request.url, ErrorCode.TOO_LARGE, f"a body over {limit} bytes")
            return -1
        except UndecodableError as error:
            self._stop = fetch_error(self.request.url, ErrorCode.DECODE, f"the body does not decode: {error}")
            return -1
        return None

    # --- the end of a hop --------------------------------------------------------------------

    def finish(self, code: int, message: str) -> Page | Unchanged | FetchError | None:
        """What came of the hop; None if ``curl`` is set up for the next one."""
        if self._stop is not None:
            return self._stop
        if self._refused is not None and code in (pycurl.E_COULDNT_CONNECT, pycurl.E_OPERATION_TIMEDOUT):
            return fetch_error(self.request.url, ErrorCode.BLOCKED, f"address refused: {self._refused}")
        if code and not self._cut and not self._salvageable(code):
            error_code, text = meaning_of(code, message)
            return fetch_error(self.request.url, error_code, text)
        if not self._headers_end:
            why = "the connection closed before the headers were complete"
            return fetch_error(self.request.url, ErrorCode.CONNECT, why)
        now = datetime.now(UTC)
        status = self._status
        if status == 304:
            return self._unchanged(now)
        if status in _REDIRECTS and (status != 300 or "location" in self._headers):
            return self._follow(status)
        if not 200 <= status < 300:
            return error_of(self.request.url, failure_for_status(status, self._headers, now))
        if status == 206 and not self._is_all():
            why = "the server sends a part of what we asked for (status 206)"
            return fetch_error(self.request.url, ErrorCode.PROTOCOL, why)
        return self._page(now, whole=not code)

    def _is_all(self) -> bool:
        """True if a partial answer says that it is the whole (RFC 9110, 14.4)."""
        told = _RANGE.match(self._headers.get("content-range", ""))
        return told is not None and int(told[1]) == 0 and int(told[2]) + 1 == int(told[3])

    def _salvageable(self, code: int) -> bool:
        """A body cut short of what its length says, but with its end: the length was wrong."""
        return code in (pycurl.E_PARTIAL_FILE, pycurl.E_RECV_ERROR) and self._ends_well()

    def _ends_well(self) -> bool:
        if self._decoder is None:
            return False
        return self._decoder.result[-200:].rstrip().lower().endswith(_ENDINGS)

    def _unchanged(self, now: datetime) -> Unchanged | FetchError:
        if not self._conditional:
            return fetch_error(
                self.request.url, ErrorCode.PROTOCOL, "the server says 304 to an unconditional request"
            )
        fresh = validators_of(self._headers)
        asked = self.request.validators
        return Unchanged(
            url=self.url,
            requested_url=self.request.url,
            validators=type(fresh)(
                etag=fresh.etag or asked.etag, last_modified=fresh.last_modified or asked.last_modified
            ),
            cache=cache_hints_of(self._headers, now),
            permanent_url=self.permanent_url,
            elapsed=timedelta(seconds=time.monotonic() - self.began),
        )

    def _page(self, now: datetime, *, whole: bool) -> Page | FetchError:
        decoder = self._decoder
        if decoder is not None and not decoder.complete and not self._ends_well():
            return fetch_error(self.request.url, ErrorCode.DECODE, "the compressed body ends too soon")
        media, charset = media_type_of(self._headers)
        return Page(
            url=self.url,
            requested_url=self.request.url,
            status=self._status,
            body=b"" if decoder is None else decoder.result,
            content_type=media,
            charset=charset,
            validators=validators_of(self._headers) if whole else type(self.request.validators)(),
            cache=cache_hints_of(self._headers, now),
            permanent_url=self.permanent_url,
            elapsed=timedelta(seconds=time.monotonic() - self.began),
            links=links_of(self._headers, self.url) if "link" in self._headers else (),
        )

    def _follow(self, status: int) -> FetchError | None:
        location = self._headers.get("location", "")
        if not location:
            return fetch_error(self.request.url, ErrorCode.REDIRECT, f"status {status} leads nowhere")
        if self.request.post is not None and status not in _SENT_ON:
            return fetch_error(self.request.url, ErrorCode.REDIRECT, f"status {status} in answer to a POST")
        self.hops += 1
        if self.hops > self.settings.max_redirects:
            most = self.settings.max_redirects
            return fetch_error(self.request.url, ErrorCode.REDIRECT, f"more than {most} redirects")
        raw = location.encode("latin-1")
        try:
            location = raw.decode("utf-8")
        except UnicodeDecodeError:
            location = raw.decode("latin-1")
        target = clean_link(location, self.url)
        if target is None:
            error = bad_address(location)
            what = f"redirect refused: {error.failure.message}"
            code = error.failure.code if error.failure.code is ErrorCode.BLOCKED else ErrorCode.REDIRECT
            return fetch_error(self.request.url, code, what, transient=False)
        if "#" not in target and "#" in self.url:
            target = f"{target}#{self.url.partition('#')[2]}"
        if target in self.seen:
            return fetch_error(self.request.url, ErrorCode.REDIRECT, "redirects in a circle")
        self.seen.add(target)
        downgrade = self.url.startswith("https:") and target.startswith("http:")
        self.permanent = self.permanent and status in _PERMANENT and not downgrade
        if self.permanent:
            self.permanent_url = target
        try:
            self._aim(target)
        except FetchError as error:
            return error
        return None
