"""What a feed says about when to come again, clamped: total on nonsense."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from storage.records import FeedHints
from worker.urls import clean_link

LEAST = timedelta(minutes=1)
MOST = timedelta(days=7)

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBER = re.compile(r"\s*(\d{1,9})(?:\.\d*)?\s*\Z")


def _number(value: object) -> int | None:
    found = _NUMBER.match(value) if isinstance(value, str) and len(value) < 40 else None
    return int(found[1]) if found else None


def _clamped(wait: timedelta) -> timedelta:
    return min(max(wait, LEAST), MOST)


def ttl_of(value: object) -> timedelta | None:
    """RSS 2.0 ttl, in minutes."""
    minutes = _number(value)
    return _clamped(timedelta(minutes=minutes)) if minutes else None


def update_every_of(period: object, frequency: object) -> timedelta | None:
    """RSS 1.0 syndication module: so many times each period."""
    if not isinstance(period, str) or not period.strip():
        return None
    length = _PERIODS.get(period.strip().lower()[:20])
    times = _number(frequency)
    return None if length is None else _clamped(length / max(1, min(times or 1, 100_000)))


def skip_hours_of(values: Iterable[object]) -> tuple[int, ...]:
    """Hours of the day, 0 to 23; 24 is midnight. All day long means that nothing is meant."""
    numbers = {number % 24 for number in map(_number, values) if number is not None and number <= 24}
    return tuple(sorted(numbers)) if len(numbers) < 24 else ()


def skip_days_of(values: Iterable[object]) -> tuple[int, ...]:
    """Days of the week, Monday 0. All week long means that nothing is meant."""
    names = (value.strip().lower()[:3] for value in values if isinstance(value, str))
    days = {_DAYS.index(name) for name in names if name in _DAYS}
    return tuple(sorted(days)) if len(days) < 7 else ()


def links_hints(links: Sequence[tuple[str, str]], base: str) -> tuple[str | None, str | None]:
    """Hub and self among pairs (rel, address), the first of each."""
    found: dict[str, str] = {}
    for rel, target in links:
        for name in rel.lower().split():
            if name in ("hub", "self") and name not in found:
                url = clean_link(target, base)
                if url is not None:
                    found[name] = url
    return found.get("hub"), found.get("self")


def hints_of(values: Mapping[str, Any], links: Sequence[tuple[str, str]], base: str) -> FeedHints:
    """Hints from a feed's own values (``ttl``, ``period``, ``frequency``, ``hours``, ``days``), and links."""
    hub, self_url = links_hints(links, base)
    return FeedHints(
        ttl=ttl_of(values.get("ttl")),
        update_every=update_every_of(values.get("period"), values.get("frequency")),
        skip_hours=skip_hours_of(values.get("hours", ())),
        skip_days=skip_days_of(values.get("days", ())),
        hub=hub,
        self_url=self_url,
    )
