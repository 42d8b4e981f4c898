"""What can go wrong on the web, decided once, at the socket.

Errors::

    worker.fetch.errors.FetchError (storage.records.Failed)
    |- NoAnswerError  TIMEOUT, DNS, CONNECT, TLS, PROTOCOL   nobody there, or no HTTP
    |- RefusedError   BLOCKED, BAD_URL, ROBOTS               we do not go there
    |- RedirectError  REDIRECT                               led astray
    |- StatusError    HTTP, RATE_LIMITED, GONE, AUTH         the server says no
    `- BodyError      TOO_LARGE, DECODE                      an answer we do not take

Each carries the address (credentials masked) and a ``Failure`` with ``transient`` and ``retry_after``.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from storage.records import ErrorCode, Failed, Failure
from worker.text import clean_line
from worker.urls import mask_credentials

RETRY_AFTER_LEAST = timedelta(seconds=60)
RETRY_AFTER_MOST = timedelta(days=7)

_SECONDS = re.compile(r"\d+(?:\.\d*)?\Z")
_AUTH = frozenset({401, 402, 403, 407, 451})
_TRANSIENT_4XX = frozenset({404, 408, 409, 421, 423, 425})
_MEANINGS = {
    400: "the server finds our request bad",
    401: "the server wants a user name and password",
    402: "the server wants money",
    403: "the server forbids it",
    404: "there is nothing at this address",
    407: "a proxy wants a password",
    410: "the server says it is gone for good",
    429: "the server says we ask too often",
    451: "withheld for legal reasons",
    500: "the server has an error",
    502: "the server's gateway has an error",
    503: "the server is not available now",
    504: "the server's gateway waited too long",
}


class FetchError(Failed):
    """The web did not give us what we asked for."""

    def __init__(self, url: str, failure: Failure) -> None:
        super().__init__(clean_line(mask_credentials(url), limit=500), failure)


class NoAnswerError(FetchError):
    """No name, no connection, no TLS, no HTTP, or not in time."""


class RefusedError(FetchError):
    """An address, scheme or page that we do not ask for."""


class RedirectError(FetchError):
    """Too many hops, a loop, or a hop to nowhere."""


class StatusError(FetchError):
    """An answer of 400 and more, or one that means nothing here."""


class BodyError(FetchError):
    """More bytes than we take, or bytes that do not decode."""


_CLASSES: dict[ErrorCode, type[FetchError]] = {
    ErrorCode.TIMEOUT: NoAnswerError,
    ErrorCode.DNS: NoAnswerError,
    ErrorCode.CONNECT: NoAnswerError,
    ErrorCode.TLS: NoAnswerError,
    ErrorCode.PROTOCOL: NoAnswerError,
    ErrorCode.BLOCKED: RefusedError,
    ErrorCode.BAD_URL: RefusedError,
    ErrorCode.ROBOTS: RefusedError,
    ErrorCode.REDIRECT: RedirectError,
    ErrorCode.HTTP: StatusError,
    ErrorCode.RATE_LIMITED: StatusError,
    ErrorCode.GONE: StatusError,
    ErrorCode.AUTH: StatusError,
    ErrorCode.TOO_LARGE: BodyError,
    ErrorCode.DECODE: BodyError,
}

_TRANSIENT = frozenset(
    {ErrorCode.TIMEOUT, ErrorCode.DNS, ErrorCode.CONNECT, ErrorCode.TLS, ErrorCode.PROTOCOL, ErrorCode.DECODE}
)


def fetch_error(url: str, code: ErrorCode, message: str, *, transient: bool | None = None) -> FetchError:
    """The error of the class that belongs to ``code``; transient as is usual for it unless said otherwise."""
    failure = Failure(
        code=code,
        message=clean_line(message, limit=300),
        transient=code in _TRANSIENT if transient is None else transient,
    )
    return error_of(url, failure)


def error_of(url: str, failure: Failure) -> FetchError:
    """The error of the class that belongs to a failure."""
    return _CLASSES.get(failure.code, FetchError)(url, failure)


def parse_http_date(value: str | None) -> datetime | None:
    """An HTTP date (RFC 9110, 5.6.7, and what servers make of it), or None. Never raises."""
    if not value or len(value) > 64:
        return None
    try:
        date = parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def parse_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Retry-After (RFC 9110, 10.2.3), in seconds or as a date, bounded to a minute and a week.

    None if there is none or it means nothing. Never raises, whatever the number of digits or the year.
    """
    if value is None:
        return None
    value = value.strip()
    if _SECONDS.match(value):
        digits = value.partition(".")[0].lstrip("0")
        wait = RETRY_AFTER_MOST if len(digits) > 9 else timedelta(seconds=int(digits or "0"))
    else:
        date = parse_http_date(value)
        if date is None:
            return None
        wait = date - now
    return min(max(wait, RETRY_AFTER_LEAST), RETRY_AFTER_MOST)


def failure_for_status(status: int, headers: Mapping[str, str], now: datetime) -> Failure:
    """What an answer of this status means for us. ``headers`` has lower-case names.

    429 and 5xx pass; 401 to 403 do not by themselves; 404 is an error like others and may well pass (large
    sites have answered it for hours), 410 is told apart.
    """
    retry_after = parse_retry_after(headers.get("retry-after"), now)
    code, transient = ErrorCode.HTTP, status >= 500 or status in _TRANSIENT_4XX
    if status == 429 or (status == 503 and retry_after is not None):
        code, transient = ErrorCode.RATE_LIMITED, True
    elif status == 410:
        code, transient = ErrorCode.GONE, False
    elif status in _AUTH:
        code, transient = ErrorCode.AUTH, False
    meaning = _MEANINGS.get(status)
    if meaning is None:
        kind = "the server failed" if status >= 500 else "the server refused"
        meaning = kind if status >= 400 else "the answer means nothing here"
    message = f"{meaning} (status {status})"
    return Failure(code=code, message=message, transient=transient, retry_after=retry_after, status=status)
