"""Dates as feeds write them, beyond what feedparser reads. Total."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
FUTURE = timedelta(days=1)

_ISO = re.compile(r"\d{4}-?\d{2}-?\d{2}")


def parse_date(text: str | None, now: datetime) -> datetime | None:
    """An aware time in UTC from an RFC 822 or ISO 8601 date; None for what is not to be believed."""
    if not text:
        return None
    text = text.strip()
    if not text or len(text) > 64:
        return None
    try:
        if _ISO.match(text):
            moment = datetime.fromisoformat(text.replace(" UTC", "+00:00").replace(" GMT", "+00:00"))
        else:
            moment = parsedate_to_datetime(text)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return believable(moment, now)


def believable(moment: datetime, now: datetime) -> datetime | None:
    """The moment, unless it lies before 1990 or more than a day ahead."""
    return moment if EARLIEST <= moment <= now + FUTURE else None
