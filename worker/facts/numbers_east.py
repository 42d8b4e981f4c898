"""Numbers written with 十百千万億兆 and 십백천만억조, alone or after figures: 2億5000万, 两亿五千万, 1억 5천만."""

import re

from worker.facts.numbers_words import Number, Numerals, not_a_suffix

_CJK = re.compile(
    r"(?=[\d数數几幾何수몇上过過〇零一二两兩三四五六七八九十百千半십백천])(?P<several>[数數几幾何수몇上过過])?(?P<digits>\d[\d,.]{0,20}|[〇零一二两兩三四五六七八九十百千半]{1,9}|[십백천]{1,3}(?=[만억조]|달러|원|명))?"
    r"(?P<more>[余餘多여])?"
    r"(?P<units>(?:[十百千万萬亿億兆십백천만억조](?:\s?\d[\d,.]{0,9}(?=[百千万萬亿億십백천만억조])|\d[\d,.]{0,9}"
    r"|[一二两兩三四五六七八九](?=[十百千万萬]))?){0,8})"
)
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000, "십": 10, "백": 100, "천": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "만": 10**4, "亿": 10**8, "億": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12}


def eastern(numerals: Numerals, text: str) -> list[Number]:
    """Every number of a Japanese, Chinese or Korean text, in order. Linear."""
    numbers: list[Number] = []
    digit_words = numerals.data["figures"]
    for found in _CJK.finditer(text):
        start, end = found.span()
        if start == end:
            continue
        several, digits, units = found.group("several"), found.group("digits"), found.group("units")
        if not digits and not units:
            continue
        if several and several in "上过過":
            if digits or not units:
                start += 1
            if not digits and not units:
                continue
        if not digits and not several and (len(units) == 1 or units[0] not in "百千백천십"):
            continue
        if found.group("more") and not units:
            end -= 1
        raw = text[start:end].rstrip(" .,")
        end = start + len(raw)
        if digits and not units:
            suffix = numerals.suffix.match(text, end)
            if suffix and digits[0].isdigit() and not not_a_suffix(text, suffix):
                plain = _plain(digits)
                factor = numerals.suffixes[suffix.group(1)]
                numbers.append(
                    Number(start, suffix.end(), plain * factor, None, True, plain=plain, factor=factor, shape="letter")
                )
                continue
        for word in digit_words:
            if text.startswith(word, end) and digits:
                n = int(min(12, max(1, cjk_value(digits)[0])))
                numbers.append(Number(start, end + len(word), 10 ** (n - 1), 10**n - 1, True, True, shape="figures"))
                break
        else:
            value, factor = cjk_value(raw)
            if value <= 0:
                continue
            number = Number(
                start, end, value, None, factor > 1, plain=value / factor, factor=factor, words=not raw[0].isdigit()
            )
            if several and several in "上过過":
                number.at_least = not digits
            elif several:
                number.vague, number.high = True, value * 9.9
            number.at_least |= bool(found.group("more"))
            numbers.append(number)
    return numbers


def _plain(digits: str) -> float:
    try:
        return float(digits.replace(",", ""))
    except ValueError:
        return 0.0


def cjk_value(raw: str) -> tuple[float, float]:
    """The value of figures and numerals with 十百千万億兆, and the last large factor."""
    total, section, current, factor = 0.0, 0.0, None, 1.0
    k = 0
    while k < len(raw):
        c = raw[k]
        if c.isascii() and c.isdigit():
            m = k
            while m < len(raw) and (raw[m].isdigit() or raw[m] in ".,"):
                m += 1
            current = _plain(raw[k:m].rstrip(".,"))
            k = m
            continue
        if c in _DIGITS:
            current = (current or 0.0) * 10 + _DIGITS[c]
        elif c == "半":
            current = 0.5
        elif c in _SMALL:
            section += (current if current is not None else 1.0) * _SMALL[c]
            current = None
        elif c in _LARGE:
            value = section + (current or 0.0)
            if value == 0 and total > 0:
                total *= _LARGE[c]
                factor *= _LARGE[c]
            else:
                total += (value or 1.0) * _LARGE[c]
                factor = _LARGE[c]
            section, current = 0.0, None
        k += 1
    return total + section + (current or 0.0), factor
