"""Numbers in a text as values that compare over languages: ``10,000``, ``1万``, ``10 mil`` and ``一万`` are one."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

MOST = 40
"""Different numbers taken from one text."""
LEAST = 3
"""Smaller numbers are in every text."""

_DIGITS = r"\d{1,3}(?:[., \u00a0\u202f'’]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,3})?(?!\d)"
_GROUPED = re.compile(r"\d{1,3}([., \u00a0\u202f'’])\d{3}(?:\1\d{3})*(?:[.,]\d{1,2})?")
_HAN = "〇零一二三四五六七八九十百千两兩"
_HAN_ONES = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "兩": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}


@lru_cache(maxsize=16)
def _reader(lang: str) -> tuple[re.Pattern[str], Mapping[str, int], Mapping[str, float]]:
    tables = tomllib.loads((Path(__file__).parent / "data" / "figures.toml").read_text(encoding="utf-8"))
    words: dict[str, int] = {**tables["everywhere"], **tables.get(lang, {})}
    spelled: dict[str, float] = tables["words"].get(lang, {})
    wide = _either(word for word in words if ord(word[0]) >= 0x2E80)
    latin = _either(word for word in words if ord(word[0]) < 0x2E80)
    number = rf"(?<![\w.,])(?P<n>{_DIGITS})|(?<![{_HAN}])(?P<han>[{_HAN}]+)"
    if spelled:
        number += rf"|\b(?P<word>{_either(spelled)})\b"
    # Digits may stand right behind letters of scripts that put no spaces between words.
    number = number.replace(r"(?<![\w.,])", r"(?<![A-Za-z\d.,])")
    after = rf"(?:(?P<wide>{wide})|[ \u00a0\u202f-]{{0,2}}(?P<latin>{latin})\b\.?)?(?P<percent> ?[%％])?"
    return re.compile(rf"(?:{number}){after}", re.IGNORECASE), words, spelled


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def figures(text: str, lang: str | None) -> tuple[str, ...]:
    """Values in a text, in order, without years and the smallest: ``747``, ``2700000000``, ``67%``.

    Parts of one East Asian number (3億4000万) are added up. Linear; at most ``MOST`` values.
    """
    pattern, multipliers, spelled = _reader((lang or "en")[:2])
    found: dict[str, None] = {}
    begun: tuple[int, float] | None = None
    for match in pattern.finditer(text):
        word = match["wide"] or match["latin"]
        times = multipliers[word.casefold()] if word else 1
        if match["n"]:
            value = _value(match["n"])
            if times == 1 and 1900 <= value <= 2100 and match["n"].isdigit():
                continue
        elif match["han"]:
            value = _han(match["han"])
            if times == 1 and len(match["han"]) == 1:
                continue
        else:
            value = spelled[match["word"].lower()]
        value *= times
        if begun is not None and begun[0] == match.start() and value < begun[1]:
            value += begun[1]
            found.pop(str(rounded(begun[1])), None)
        begun = (match.end(), value) if match["wide"] else None
        if value >= LEAST:
            found[f"{rounded(value)}{'%' if match['percent'] else ''}"] = None
        if len(found) >= MOST:
            break
    return tuple(found)


def rounded(value: float) -> int:
    """Three significant digits: what survives of a figure on its way through newsrooms."""
    whole = round(min(value, 1e18))
    step: int = 10 ** max(0, len(str(whole)) - 3)
    return (whole + step // 2) // step * step


def _value(digits: str) -> float:
    if _GROUPED.fullmatch(digits):
        mark = next(c for c in digits if not c.isdigit())
        digits = digits.replace(mark, "")
    return float(digits.replace(",", "."))


def _han(numeral: str) -> float:
    """A number below ten thousand in Han numerals: 七百四十七, 十二, 二五."""
    total, ones = 0, 0
    for sign in numeral[:12]:
        if sign in _HAN_TENS:
            total += (ones or 1) * _HAN_TENS[sign]
            ones = 0
        else:
            ones = ones * 10 + _HAN_ONES[sign]
    return float(total + ones)
