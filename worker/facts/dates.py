"""When a move happened, from words beside it: a date, a weekday, "last month"; counted from the day of publication."""

import re
import tomllib
from datetime import date, timedelta
from functools import cache
from typing import Any

from storage.records import Precision
from worker.facts.gazetteer import DATA

Dated = tuple[date, Precision, str]


@cache
def _words(lang: str) -> dict[str, Any]:
    data: dict[str, Any] = tomllib.loads((DATA / "dates.toml").read_text(encoding="utf-8"))
    words: dict[str, Any] = data.get(lang, {})
    months = {m: i // 2 + 1 for i, m in enumerate(words.get("months", []))}
    days = {d: i for i, d in enumerate(words.get("weekdays", []))}
    out: dict[str, Any] = {"months": months, "weekdays": days, "ago": words.get("ago", {})}
    if months:
        names = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
        out["dated"] = re.compile(
            rf"\b(?:(\d{{1,2}})(?:\.|º|°|er|st|nd|rd|th)?\s(?:de\s)?({names})\.?(?:\s(?:de\s)?(\d{{4}}))?"
            rf"|({names})\.?\s(\d{{1,2}})(?:st|nd|rd|th)?(?:,\s(\d{{4}}))?(?!\d)|({names})\.?\s(?:de\s)?(\d{{4}}))"
        )
    if days:
        out["day"] = re.compile(r"\b(" + "|".join(sorted(map(re.escape, days), key=len, reverse=True)) + r")\b")
    return out


_CJK = re.compile(
    r"(?:(\d{4})\s?[年년]\s?)?(?:(\d{1,2})\s?[月월]\s?)?(\d{1,2})\s?[日일](?!間|间)|(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월](?!間|间)"
)


def date_in(text: str, lower: str, lang: str, published: date) -> Dated | None:
    """The first date a stretch of text tells, or None. A day without month or year is the last such day."""
    if lang in ("ja", "zh", "ko"):
        return _east_asian(text, published)
    words = _words(lang)
    pattern = words.get("dated")
    if pattern is not None:
        found = pattern.search(lower)
        if found:
            return _western(found, words["months"], published, text[found.start() : found.end()])
    for phrase, shift in words["ago"].items():
        at = lower.find(phrase)
        if at >= 0:
            return _shifted(shift, published, text[at : at + len(phrase)])
    day = words.get("day")
    found = day.search(lower) if day is not None else None
    if found:
        back = (published.weekday() - words["weekdays"][found.group(1)]) % 7
        return published - timedelta(days=back), Precision.DAY, text[found.start() : found.end()]
    return None


def _western(found: re.Match[str], months: dict[str, int], published: date, words: str) -> Dated | None:
    words = words.rstrip(".")
    day, month, year, month2, day2, year2, month3, year3 = found.groups()
    if month3:
        return date(int(year3), months[month3], 1), Precision.MONTH, words
    number = months[month or month2]
    return _day(int(day or day2), number, int(year or year2) if (year or year2) else None, published, words)


def _day(day: int, month: int, year: int | None, published: date, words: str) -> Dated | None:
    try:
        if year is not None:
            return date(year, month, day), Precision.DAY, words
        found = date(published.year, month, day)
        if found > published + timedelta(days=45):
            found = date(published.year - 1, month, day)
    except ValueError:
        return None
    return found, Precision.DAY, words


def _east_asian(text: str, published: date) -> Dated | None:
    found = _CJK.search(text)
    if found is None:
        return None
    year, month, day, year2, month2 = found.groups()
    if day:
        number = int(month) if month else published.month
        if not 1 <= number <= 12:
            return None
        if not month and int(day) > published.day:
            number = number - 1 or 12
        return _day(int(day), number, int(year) if year else None, published, found.group())
    if not 1 <= int(month2) <= 12:
        return None
    at = int(year2) if year2 else published.year - (int(month2) > published.month)
    return date(at, int(month2), 1), Precision.MONTH, found.group()


def _shifted(shift: str, published: date, words: str) -> Dated | None:
    count, unit = int(shift[:-1]), shift[-1]
    if unit == "d":
        return published + timedelta(days=count), Precision.DAY, words
    if unit == "m":
        total = published.year * 12 + published.month - 1 + count
        return date(total // 12, total % 12 + 1, 1), Precision.MONTH, words
    return date(published.year + count, 1, 1), Precision.YEAR, words
