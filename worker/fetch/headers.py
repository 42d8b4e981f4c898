"""What an answer's header lines say: total, bounded readings of headers from anybody. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from storage.records import CacheHints, Validators
from worker.fetch.errors import parse_http_date
from worker.urls import clean_link

FRESH_MOST = timedelta(days=7)
MAX_VALIDATOR = 1024
MAX_LINKS = 50

_MAX_AGE = re.compile(r"""(?:^|[,;\s])max-age\s*=\s*"?(\d+)""", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|[,;\s])no-(?:store|cache)(?![\w-])", re.IGNORECASE)
_LINK = re.compile(r"<([^<>]{1,2048})>([^<>]{0,1000})")
_REL = re.compile(r""";\s*rel\s*=\s*(?:"([^"]{0,200})"|([^\s;,"]{1,200}))""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:\-]{1,40})""", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"\s*([A-Za-z0-9!#$&^_.+\-]{1,60}/[A-Za-z0-9!#$&^_.+\-]{1,100})")
_UNSENDABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


def sendable(value: str | None) -> bytes | None:
    """A validator as bytes for a request header, byte for byte as it came; None if it cannot be sent safely.

    Header values are Latin-1 here, in both directions, so that no byte is changed. What holds a line break
    or another control would end the header and begin one of the sender's own.
    """
    if not value or len(value) > MAX_VALIDATOR or _UNSENDABLE.search(value):
        return None
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return None


def validators_of(headers: Mapping[str, str]) -> Validators:
    """ETag and Last-Modified as they came; what could not be sent back is left out."""
    etag, modified = headers.get("etag"), headers.get("last-modified")
    return Validators(
        etag=etag if sendable(etag) is not None else None,
        last_modified=modified if sendable(modified) is not None else None,
    )


def _seconds(digits: str) -> timedelta:
    digits = digits.lstrip("0")
    return FRESH_MOST if len(digits) > 7 else timedelta(seconds=int(digits or "0"))


def cache_hints_of(headers: Mapping[str, str], now: datetime) -> CacheHints:
    """How long the answer stays fresh (RFC 9111, 4.2.1): max-age less Age, else Expires less Date.

    Nothing for no-store, no-cache, the past and nonsense; at most a week.
    """
    control = headers.get("cache-control", "")
    if _UNCACHED.search(control):
        return CacheHints()
    found = _MAX_AGE.search(control)
    if found:
        age = headers.get("age", "").strip()
        aged = _seconds(age) if age.isascii() and age.isdigit() else timedelta(0)
        fresh = min(_seconds(found[1]), FRESH_MOST) - aged
    else:
        expires = parse_http_date(headers.get("expires"))
        if expires is None:
            return CacheHints()
        fresh = expires - (parse_http_date(headers.get("date")) or now.astimezone(UTC))
    return CacheHints(fresh_for=min(fresh, FRESH_MOST) if fresh > timedelta(0) else None)


def links_of(headers: Mapping[str, str], base: str) -> tuple[tuple[str, str], ...]:
    """Pairs (rel, absolute address) of Link headers (RFC 8288) with rel ``hub`` or ``self``."""
    value = headers.get("link", "")
    found: list[tuple[str, str]] = []
    for match in _LINK.finditer(value[:16_384]):
        rel = _REL.search(match[2])
        if rel is None:
            continue
        names = {name.lower() for name in (rel[1] or rel[2] or "").split()} & {"hub", "self"}
        target = clean_link(match[1], base) if names else None
        if target is not None:
            found += [(name, target) for name in sorted(names)]
        if len(found) >= MAX_LINKS:
            break
    return tuple(found)


def media_type_of(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Media type and charset of Content-Type, both lower case; None for what is not there or nonsense."""
    value = headers.get("content-type", "")[:400]
    media, charset = _MEDIA_TYPE.match(value), _CHARSET.search(value)
    return (media[1].lower() if media else None, charset[1].lower() if charset else None)
