"""What the web answered: a page, or that nothing changed."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "has it changed?" with (RFC 9110, 8.8), byte for byte."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheHints:
    """How long the server says its answer stays fresh (RFC 9111): max-age less Age, or Expires less Date."""

    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer with a body: the bytes after decompression and what the headers said."""

    url: str
    """Where the bytes came from, after redirects."""
    requested_url: str
    status: int = 200
    body: bytes
    content_type: str | None = None
    """Media type, lower case, without parameters."""
    charset: str | None = None
    """The charset parameter of Content-Type."""
    validators: Validators = Validators()
    cache: CacheHints = CacheHints()
    permanent_url: str | None = None
    """Where the feed has moved for good: set if every hop so far was a 301 or 308."""
    elapsed: timedelta = timedelta(0)
    links: tuple[tuple[str, str], ...] = ()
    """Pairs (rel, absolute URL) of the Link header (RFC 8288): hub, self."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """304: what we have is still what there is."""

    url: str
    requested_url: str
    validators: Validators = Validators()
    cache: CacheHints = CacheHints()
    permanent_url: str | None = None
    elapsed: timedelta = timedelta(0)
