"""Time stamps and written dates, without ever guessing.

ISO 8601 and RFC 2822 forms, and dates with the month in words in eleven languages. A date in
figures alone counts only where its order is certain. What is not certain is None.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Final, NamedTuple

from storage.records import Precision
from worker.article.head import Head
from worker.article.words import table


class Stamp(NamedTuple):
    """A time that was found."""

    at: datetime
    """In UTC."""
    precision: Precision
    offset: timedelta | None = None
    """The writer's own offset from UTC, if it was given."""


_ISO = re.compile(
    r"^\s*(\d{4})-?(\d{2})-?(\d{2})(?:[T\s,]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_YMD = re.compile(r"(?<!\d)((?:19|20)\d{2})[./年\-]\s?(\d{1,2})[./月\-]\s?(\d{1,2})(?:日|(?!\d))")
_DMY_SHORT = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{2})(?![\d.])")
_DMY = re.compile(r"(?<!\d)(\d{1,2})[./\-](\d{1,2})[./\-]((?:19|20)\d{2})(?!\d)")
_KOREAN = re.compile(r"((?:19|20)\d{2})년\s?(\d{1,2})월\s?(\d{1,2})일")
_WORDY: Final = r"[^\W\d_]{3,12}"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?(?:\s+(?:de|of|di))?[\s.\-/]+({_WORDY})\.?,?(?:\s+(?:de|del))?[\s,\-/]+((?:19|20)\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_])({_WORDY})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d{{2}})(?!\d)", re.IGNORECASE
)
_IN_URL = re.compile(r"/((?:19|20)\d{2})[/\-_]?(0[1-9]|1[0-2])[/\-_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_METAS: Final = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "published_time",
    "publication_date",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dc.date.created",
    "dcterms.date",
    "dcterms.created",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "citation_online_date",
    "og:published_time",
    "og:pubdate",
    "article.published",
    "datecreated",
    "date.created",
)
"""Names of meta elements, most trusted first."""
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)


@cache
def months() -> dict[str, int]:
    """Month names of all languages to their numbers."""
    names: dict[str, int] = {}
    for listed in table("months").values():
        for number, forms in enumerate(listed, 1):
            for form in forms.split("/"):
                names.setdefault(form, number)
    return names


def parse_stamp(text: str | None, *, now: datetime | None = None) -> Stamp | None:
    """A machine's time stamp, or a written date, in UTC. None if it is no date, absurd or of the future."""
    if not text:
        return None
    text = text.strip()[:120]
    return _sane(_epoch(text) or _iso(text) or _rfc(text) or _written(text), now)


def parse_written(text: str, *, now: datetime | None = None) -> Stamp | None:
    """A date somewhere in visible text, to the day (or the minute if a time of day stands by it)."""
    return _sane(_written(text[:400]), now)


def date_in_url(url: str, *, now: datetime | None = None) -> Stamp | None:
    """A full date in the path of an address."""
    found = _IN_URL.search(url.split("?", 1)[0])
    if found is None:
        return None
    return _sane(_day(int(found[1]), int(found[2]), int(found[3])), now)


def _sane(stamp: Stamp | None, now: datetime | None) -> Stamp | None:
    if stamp is None or stamp.at < EARLIEST:
        return None
    # Two days of grace: time zones, and pages dated for tomorrow's print.
    if now is not None and stamp.at > now + timedelta(days=2):
        return None
    return stamp


def _iso(text: str) -> Stamp | None:
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if found[4] is None:
        return _day(year, month, day)
    try:
        when = datetime(year, month, day, int(found[4]), int(found[5]), int(found[6] or 0), tzinfo=_zone(found[7]))
        offset = when.utcoffset() if found[7] else None
        return Stamp(when.astimezone(UTC), Precision.SECOND if found[6] else Precision.MINUTE, offset)
    except (ValueError, OverflowError):
        return _day(year, month, day)


def _zone(text: str | None) -> timezone:
    if not text or text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    try:
        return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:4] or 0)))
    except ValueError:
        return UTC


def _rfc(text: str) -> Stamp | None:
    if not re.match(r"^(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4}\s+\d", text):
        return None
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    try:
        return Stamp(when.astimezone(UTC), Precision.SECOND, when.utcoffset())
    except (ValueError, OverflowError):
        return None


def _epoch(text: str) -> Stamp | None:
    if not re.fullmatch(r"1[0-9]{9}(?:[0-9]{3})?", text):
        return None
    return Stamp(datetime.fromtimestamp(int(text[:10]), UTC), Precision.SECOND)


def _day(year: int, month: int, day: int) -> Stamp | None:
    try:
        return Stamp(datetime(year, month, day, tzinfo=UTC), Precision.DAY)
    except ValueError:
        return None


def _written(text: str) -> Stamp | None:
    for pattern, order in (
        (_KOREAN, "ymd"),
        (_YMD, "ymd"),
        (_DAY_FIRST, "dmy"),
        (_MONTH_FIRST, "mdy"),
        (_DMY, "d.m.y"),
        (_DMY_SHORT, "d.m.yy"),
    ):
        for found in pattern.finditer(text):
            stamp = _ordered(found, order)
            if stamp is not None:
                return stamp
    return None


def _ordered(found: re.Match[str], order: str) -> Stamp | None:
    first, second, third = found[1], found[2], found[3]
    if order == "ymd":
        return _day(int(first), int(second), int(third))
    if order == "dmy":
        month = months().get(second.lower())
        return _day(int(third), month, int(first)) if month else None
    if order == "mdy":
        month = months().get(first.lower())
        return _day(int(third), month, int(second)) if month else None
    if order == "d.m.yy":
        return _day(2000 + int(third), int(second), int(first))
    day, month = int(first), int(second)
    # 3/4/2024 is March or April; dots are days first everywhere they are used.
    if "." in found[0] or day > 12 or day == month:
        return _day(int(third), month, day)
    return None


def choose_date(head: Head, url: str, near: list[str], now: datetime | None) -> tuple[Stamp | None, str | None]:
    """When a page was published and where that stood, by order of trust.

    ``near`` are lines around the headline. The basis is json-ld, meta, microdata, time, byline or url.
    """
    tried: list[tuple[str, str | None]] = [("json-ld", head.linked.published)]
    tried += [("meta", value) for name in _METAS for value in head.metas.get(name, ())]
    tried += [("microdata", value) for value, kind in head.times if kind == "published"]
    tried += [("time", value) for value, kind in head.times if kind == "time"][:1]
    for basis, value in tried:
        stamp = parse_stamp(value, now=now)
        if stamp is not None:
            return _local(stamp, near, date_in_url(url)), basis
    for text in [line for line in near if len(line) < 100 and not line.endswith((".", "!", "?"))] + [
        one for one in head.dated if len(one) < 90
    ][:8]:
        stamp = parse_written(text, now=now)
        if stamp is not None:
            return stamp, "byline"
    stamp = date_in_url(url, now=now)
    return (stamp, "url") if stamp else (None, None)


def _local(stamp: Stamp, near: list[str], told: Stamp | None) -> Stamp:
    """A stamp in UTC with its writer's day, where the page or its address shows the day before or after."""
    if stamp.precision is Precision.DAY or stamp.offset:
        return stamp
    shown = {value.at.date() for text in near if len(text) < 120 and (value := parse_written(text))}
    if told is not None:
        shown.add(told.at.date())
    for days in (-1, 1):
        other = stamp.at.date() + timedelta(days=days)
        hours = stamp.at.hour
        if other in shown and stamp.at.date() not in shown and (hours < 12 if days < 0 else hours >= 12):
            # Enough hours to reach that day; the true offset is not known, the day is.
            return stamp._replace(offset=timedelta(hours=-(hours + 1) if days < 0 else 24 - hours))
    return stamp
