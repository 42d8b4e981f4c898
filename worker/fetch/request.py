"""What a fetch is asked to do, and within which bounds."""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

from storage.records import Validators
from worker.fetch.guard import AllowedNetwork

FEED_BYTES = 15_000_000
PAGE_BYTES = 10_000_000
NO_VALIDATORS = Validators()


class Accept(StrEnum):
    """The Accept header for what we hope to find."""

    FEED = (
        "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
        "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
    )
    PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
    TEXT = "text/plain, */*;q=0.1"
    ANYTHING = "*/*"

    @property
    def most_bytes(self) -> int:
        """The bound of a body after decompression, unless the request says another."""
        return FEED_BYTES if self is Accept.FEED else PAGE_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How a fetcher behaves; one for the life of a process."""

    user_agent: str = "talentwire"
    connect_seconds: float = 10.0
    total_seconds: float = 60.0
    """Wall clock for one fetch: look-up, redirects, headers and body, however slowly they drip."""
    max_redirects: int = 5
    header_bytes: int = 65_536
    header_lines: int = 100
    """Of one fetch hop, interim (1xx) answers and trailers included."""
    aside_bytes: int = 65_536
    """Most that is read of the body of an error or a redirect."""
    allow_networks: tuple[AllowedNetwork, ...] = ()
    """What the address guard lets through besides the public internet."""
    ca_bundle: str | None = None
    """File of trusted certificates; None means the system's."""
    resolver: Callable[[str, int], Sequence[str]] | None = None
    """Looks names up in place of the system; its answers pass the same guard. For tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is sent to a hub or a receiver. Sent on to another address only by a 307 or 308."""

    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    """Further request headers, ours: ASCII, without line ends."""


@dataclass(frozen=True, slots=True, eq=False)
class FetchRequest:
    """One thing to fetch. Two requests are never equal: each gets an answer of its own."""

    url: str
    _: KW_ONLY
    validators: Validators = NO_VALIDATORS
    accept: Accept = Accept.FEED
    max_bytes: int | None = None
    """Of the body after decompression; None means the bound of ``accept``."""
    deadline: float | None = None
    """``time.monotonic()`` at which the fetch has to be over, if that is sooner than the total time."""
    post: Post | None = None
    """None: a GET."""

    @property
    def most_bytes(self) -> int:
        """The bound of the body after decompression."""
        return self.accept.most_bytes if self.max_bytes is None else self.max_bytes
