"""What can go wrong outside, and whether to come back."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class ErrorCode(StrEnum):
    """The one short list of what can go wrong outside; the contract of ``talentwire poll``."""

    TIMEOUT = "timeout"  # no answer, or a dripping one, within the time for the whole fetch
    DNS = "dns"  # the name does not resolve
    CONNECT = "connect"  # nobody listens, or the line broke
    TLS = "tls"
    BLOCKED = "blocked"  # an address or scheme the guard refuses
    REDIRECT = "redirect"  # too many hops, a loop, or a hop to nowhere
    HTTP = "http"  # any other status of 400 and more
    RATE_LIMITED = "rate-limited"  # 429, or 503 with Retry-After
    GONE = "gone"  # 410
    AUTH = "auth"  # 401, 402, 403, 407, 451
    TOO_LARGE = "too-large"  # body or headers over the bound, after decompression
    DECODE = "decode"  # a content encoding that does not decode
    PROTOCOL = "protocol"  # bytes that are not HTTP
    ROBOTS = "robots"  # robots.txt says no
    NOT_A_FEED = "not-a-feed"  # HTML, a challenge page, an image, nothing …
    EMPTY = "empty"  # 200 with no bytes
    NOT_A_PAGE = "not-a-page"  # a PDF, an image, a feed where an article page was expected
    HOSTILE = "hostile"  # a document that would cost more than it may (nesting, attributes, entities)
    PARSE = "parse"  # our parser gave up; the child was killed or raised
    BAD_URL = "bad-url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What went wrong, for a row and for a person: the way on is in it."""

    code: ErrorCode
    message: str
    """One sentence a person understands; no secrets, no control characters."""
    transient: bool
    """True if the same request may well succeed later without anybody doing anything."""
    retry_after: timedelta | None = None
    """What the server asked for, already bounded."""
    status: int | None = None


class Failed(Exception):  # noqa: N818 - the design's word
    """Something outside did not do what we asked. ``failure`` says what and whether to come back."""

    def __init__(self, url: str, failure: Failure) -> None:
        super().__init__(f"{url}: {failure.code}: {failure.message}")
        self.url = url
        self.failure = failure
