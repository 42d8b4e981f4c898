"""Numbers in a text as values that compare over languages: ``10,000``, ``1万`` and ``10 mil`` are one."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

MOST = 40
"""Different numbers looked for in one text."""

_NUMBER = (
    r"(?<![\w.,])(?P<n>\d{1,3}(?:[., \u00a0\u202f'’]\d{3})+(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,3})?)(?![\d])"
)
_GROUPED = re.compile(r"\d{1,3}([., \u00a0\u202f'’])\d{3}(?:\1\d{3})*(?:[.,]\d{1,2})?")


@lru_cache(maxsize=16)
def _reader(lang: str) -> tuple[re.Pattern[str], dict[str, int]]:
    tables = tomllib.loads((Path(__file__).parent / "data" / "figures.toml").read_text(encoding="utf-8"))
    words: dict[str, int] = {**tables["everywhere"], **tables.get(lang, {})}
    latin = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True) if ord(w[0]) < 0x2E80)
    wide = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True) if ord(w[0]) >= 0x2E80)
    pattern = rf"{_NUMBER}(?:(?P<wide>{wide})|[ \u00a0\u202f-]?(?P<latin>{latin})\b\.?)?(?P<percent> ?[%％])?"
    return re.compile(pattern, re.IGNORECASE), words


def figures(text: str, lang: str | None) -> tuple[str, ...]:
    """Values in a text, in order, without years and numbers below 10: ``747``, ``2700000000``, ``67%``.

    Two parts of one East Asian number (3億4000万) are added up. Linear; at most ``MOST`` values.
    """
    pattern, words = _reader((lang or "en")[:2])
    found: dict[str, None] = {}
    pending: tuple[int, float] | None = None
    for match in pattern.finditer(text):
        value = _value(match["n"])
        word = match["wide"] or match["latin"]
        if pending is not None and pending[0] == match.start() and value < 10_000:
            value = pending[1] + value * (words.get(word.casefold(), 1) if word else 1)
            pending = None
        elif word:
            value *= words[word.casefold()]
            pending = (match.end(), value) if match["wide"] else None
        elif 1900 <= value <= 2100 and match["n"].isdigit():
            pending = None
            continue
        if value >= 10:
            found[f"{rounded(value)}{'%' if match['percent'] else ''}"] = None
        if len(found) >= MOST:
            break
    return tuple(found)


def rounded(value: float) -> int:
    """Three significant digits: what survives of a figure on its way through newsrooms."""
    whole = round(value)
    step: int = 10 ** max(0, len(str(whole)) - 3)
    return (whole + step // 2) // step * step


def _value(digits: str) -> float:
    if _GROUPED.fullmatch(digits):
        mark = next(c for c in digits if not c.isdigit())
        digits = digits.replace(mark, "")
    return float(digits.replace(",", "."))
