"""Numbers in the text, in figures and in words: 1.000.000, two hundred million, anderthalb Milliarden, 2億5000万, 1억4천만."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from worker.facts.document import Document
from worker.facts.gazetteer import DATA
from worker.facts.names import is_latin

LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "ja", "zh", "ko")
_SPACES = " \u00a0\u202f\u2009"
_FIGURES = re.compile(
    rf"(?<![\d.,])\d{{1,3}}(?:([.,'’{_SPACES}])\d{{3}})(?:\1\d{{3}})*(?:[.,]\d{{1,2}})?(?!\d)|(?<!\d)\d{{1,15}}(?:[.,]\d{{1,3}})?(?!\d)"
)
_CJK = re.compile(
    r"(?=[\d数數几幾何수몇上过過〇零一二两兩三四五六七八九十百千半십백천])(?P<several>[数數几幾何수몇上过過])?(?P<digits>\d[\d,.]{0,20}|[〇零一二两兩三四五六七八九十百千半]{1,9}|[십백천]{1,3}(?=[만억조]|달러|원|명))?"
    r"(?P<more>[余餘多여])?"
    r"(?P<units>(?:[十百千万萬亿億兆십백천만억조](?:\s?\d[\d,.]{0,9}(?=[百千万萬亿億십백천만억조])|\d[\d,.]{0,9}"
    r"|[一二两兩三四五六七八九](?=[十百千万萬]))?){0,8})"
)
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000, "십": 10, "백": 100, "천": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "만": 10**4, "亿": 10**8, "億": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12}
_JOINS = frozenset((" ", "-", "", "\u00a0", "\u202f", " and ", " et ", " y ", " e ", " und ", " en ", "-et-", " & "))
_OF = frozenset((" ", " of ", " de ", " di ", " von ", " an ", " à ", "\u00a0", " d'", "-", " of a "))


@dataclass(slots=True)
class Number:
    """A number and where it stands; ``high`` only where the words leave it open ("hundreds of millions")."""

    start: int
    end: int
    value: float
    high: float | None = None
    scaled: bool = False
    """True if a word such as million is part of it."""
    vague: bool = False
    about: bool = False
    """True for "une vingtaine de": one number that is not meant exactly."""
    plain: float = 0.0
    """The figure before its multiplier: 2.7 of "2.7 billion"; borrowed by ranges ("2 to 3 billion")."""
    factor: float = 1.0
    at_least: bool = False
    words: bool = False
    """True if written in words."""
    shape: str = ""
    """figures: "nine-figure"; plural: bare "millions"; adjective: "Millionenbetrag"."""
    currency: str | None = None


class Numerals:
    """One language's number words. Immutable once loaded."""

    def __init__(self, lang: str) -> None:
        data: dict[str, Any] = tomllib.loads((DATA / "money" / f"{lang}.toml").read_text(encoding="utf-8"))
        self.lang, self.data = lang, data
        self.latin = lang not in ("ja", "zh", "ko")
        self.decimal: str = data.get("decimal", ".")
        words: dict[str, dict[str, Any]] = {}

        def add(word: str, kind: str, value: Any) -> None:
            words.setdefault(word.lower(), {})[kind] = value

        cardinals = {k: float(v) for k, v in data.get("cardinals", {}).items()}
        for word, value in (cardinals | fused(cardinals, data.get("fuse"))).items():
            add(word, "cardinal", float(value))
            if lang in ("de", "nl"):
                for tail in data["figures"]:
                    add(word + tail, "figures", int(value))
        for word, value in data.get("fractions", {}).items():
            add(word, "fraction", float(value))
        for word, value in data.get("units", {}).items():
            add(word, "unit", float(value))
        for word, (low, high) in data.get("several", {}).items():
            add(word, "several", (float(low), float(high), word in data.get("approximate", ())))
        for word, value in data.get("plurals", {}).items():
            add(word, "plural", float(value))
        for word, value in data.get("adjectives", {}).items():
            add(word, "adjective", float(value))
        for word in data["figures"] if self.latin else ():
            add(word, "digit", 0)
        self.words = words
        self.keys = list(words)
        self.automaton = AhoCorasick(self.keys, matchkind=MatchKind.LeftmostLongest) if words else None
        suffixes = data.get("suffixes", {"k": 1e3, "m": 1e6, "bn": 1e9, "b": 1e9, "t": 1e12, "mn": 1e6})
        self.suffixes = {k: float(v) for k, v in suffixes.items()}
        every = "|".join(re.escape(s) for s in sorted(suffixes, key=len, reverse=True))
        self.suffix = re.compile(rf"[{_SPACES}]?({every})(?![^\W\d_])")
        self.halves = tuple(data.get("after_halves", ()))


def fused(cardinals: dict[str, float], how: dict[str, Any] | None) -> dict[str, float]:
    """Number words written as one: einundzwanzig, zweihundert, ventuno, vijfentwintig."""
    if not how:
        return {}
    tens = {w: v for w, v in cardinals.items() if v >= 20}
    ones = {w: v for w, v in cardinals.items() if 1 <= v < 10 and w not in ("eine", "einer", "einem", "einen", "eins")}
    made: dict[str, float] = {}
    for ten, value in tens.items():
        for one, small in ones.items():
            if how["unit_first"]:
                joint = "ën" if how["and"] == "en" and one.endswith("e") else how["and"]
                made[one + joint + ten] = value + small
            else:
                made[(ten[:-1] if small in (1, 8) else ten) + one] = value + small
    for one, small in ones.items():
        made[one + how["hundred"]] = small * 100
        for below, rest in (cardinals | made).items():
            if rest < 100 and below.isalpha():
                made[one + how["hundred"] + below] = small * 100 + rest
    return made


@cache
def load_numerals(lang: str) -> Numerals:
    """The number words of a language; English for one we do not know."""
    return Numerals(lang if lang in LANGUAGES else "en")


def figure(text: str, lang: str, decimal: str, scaled: bool) -> float:
    """Figures with separators as a number; which mark groups and which is decimal follows from shape, then language."""
    text = text.replace("’", "'")
    marks = [c for c in text if not c.isdigit()]
    if not marks:
        return float(text)
    last = marks[-1]
    tail = text.rsplit(last, 1)[1]
    if last not in ".,":
        return float(re.sub(r"\D", "", text))
    if len(set(marks)) > 1:  # 1.234,5 or 10 000,5
        return float(re.sub(r"\D", "", text.rsplit(last, 1)[0]) + "." + tail)
    if len(marks) > 1:
        return float(text.replace(last, ""))
    grouping = len(tail) == 3 and text[0] != "0"
    if grouping and last == decimal and lang != "es":
        grouping = not scaled and last == ","  # "1,000 chercheurs" in copy translated word by word
    if grouping and lang == "es" and last == "," and not scaled:
        grouping = True
    return float(text.replace(last, "")) if grouping else float(text.replace(last, "."))


def numbers_in(doc: Document, numerals: Numerals, text: str) -> list[Number]:
    """Every number of the document, in order. ``text`` is the lower-case text with narrow figures. Linear."""
    return _latin(doc, numerals, text) if numerals.latin else _east(numerals, text)


def _tokens(numerals: Numerals, text: str) -> list[tuple[int, int, dict[str, Any]]]:
    tokens: list[tuple[int, int, dict[str, Any]]] = []
    size = len(text)
    assert numerals.automaton is not None
    rows, keys = numerals.words, numerals.keys
    for index, start, end in numerals.automaton.find_matches_as_indexes(text):
        if (start and is_latin(text[start - 1])) or (end < size and is_latin(text[end])):
            continue
        tokens.append((start, end, rows[keys[index]]))
    for found in _FIGURES.finditer(text):
        start, end = found.span()
        if start and (text[start - 1].isalpha() and text[start - 1] not in "$"):
            if (
                text[max(0, start - 3) : start] not in ("usd", "eur", "chf", "gbp", "cad", "aud")
                and text[start - 1] != "s"
            ):
                continue
        tokens.append((start, end, {"figure": found.group()}))
    tokens.sort(key=lambda t: t[0])
    return tokens


def _latin(doc: Document, numerals: Numerals, text: str) -> list[Number]:
    tokens = _tokens(numerals, text)
    numbers: list[Number] = []
    i, count = 0, len(tokens)
    while i < count:
        found = _compose(numerals, text, tokens, i)
        if found is None:
            i += 1
            continue
        number, i = found
        numbers.append(number)
    return numbers


def _compose(
    numerals: Numerals, text: str, tokens: list[tuple[int, int, dict[str, Any]]], i: int
) -> tuple[Number, int] | None:
    start, end, kinds = tokens[i]
    if "several" in kinds:
        return _several(numerals, text, tokens, i)
    if "figures" in kinds:
        return _figures(text, tokens, i, kinds["figures"], start, end, i + 1)
    if "adjective" in kinds:
        unit = kinds["adjective"]
        return Number(start, end, unit, unit * 99, True, True, shape="adjective"), i + 1
    if "plural" in kinds and not ("unit" in kinds and _number_before(text, tokens, i)):
        unit = kinds["plural"]
        return Number(start, end, unit, None, True, True, shape="plural"), i + 1
    if "digit" in kinds:
        return None
    total, current, last, scaled, words = 0.0, None, 0.0, False, "figure" not in kinds
    plain, short = 0.0, False
    k = i
    first = True
    while k < len(tokens):
        s, e, kinds = tokens[k]
        if not first and (s < end or text[end:s] not in _JOINS):
            break
        if "digit" in kinds and current is not None and words and current < 13:
            return Number(start, e, 10 ** (current - 1), 10**current - 1, True, True, shape="figures"), k + 1
        if "digit" in kinds and current is not None and not words and current < 13:
            return Number(start, e, 10 ** (current - 1), 10**current - 1, True, True, shape="figures"), k + 1
        if "figure" in kinds:
            if (
                current is not None
                or (not first and text[end:s] not in (" ", "\u00a0", "\u202f"))
                or (total and last < 1000)
            ):
                break
            raw = kinds["figure"]
            suffix = numerals.suffix.match(text, e)
            if suffix and _no_suffix(text, suffix):
                suffix = None
            nxt = tokens[k + 1] if k + 1 < len(tokens) else None
            unit_next = bool(nxt and "unit" in nxt[2] and text[e : nxt[0]] in (" ", "-", "\u00a0", "\u202f", ""))
            current = figure(
                raw, numerals.lang, numerals.decimal, bool(suffix) or (unit_next and numerals.lang != "es")
            )
            if total and current >= last:
                current = None
                break
            end, k, first = e, k + 1, False
            plain = plain or current
            if suffix:
                factor = numerals.suffixes[suffix.group(1)]
                total += current * factor
                current, last, scaled, end = None, factor, True, suffix.end()
                short = len(suffix.group(1)) == 1
                break
            continue
        if "cardinal" in kinds and ("unit" not in kinds or current is None):
            value = kinds["cardinal"]
            if current is None:
                if total and (last < 100 or value >= last):
                    break
                current = value
            elif words and (
                (current % 100 == 0 and value < 100) or (current >= 20 and current % 10 == 0 and value < 10)
                or (current in (60, 80) and value < 20)
            ):  # fmt: skip
                current += value
            else:
                break
            plain = current
        elif "fraction" in kinds and current is None and not total:
            current = kinds["fraction"]
            plain = current
        elif "unit" in kinds:
            unit = kinds["unit"]
            if unit == 100:
                if current is not None and current >= 100:
                    break
                current = (current if current is not None else 1.0) * 100
            elif total and unit > last:
                total = (total + (current or 0.0)) * unit
                current, last, scaled = None, unit, True
            else:
                if total and unit == last:
                    break
                total += (current if current is not None else 1.0) * unit
                current, last, scaled = None, unit, True
        else:
            break
        end, k, first = e, k + 1, False
    if k == i:
        return None
    value = total + (current or 0.0)
    if last >= 1000:
        for half in numerals.halves:
            if text.startswith(" " + half, end):
                value += last / 2
                end += len(half) + 1
    if value <= 0 or (value < 1 and not scaled):
        return None
    return Number(start, end, value, None, scaled, plain=plain or value, factor=last or 1.0, words=words,
                  shape="letter" if short else ""), k  # fmt: skip


def _no_suffix(text: str, suffix: re.Match[str]) -> bool:
    """A letter after a space is a multiplier only before a currency sign: "2,7 M$", not "10 m"."""
    word = suffix.group(1)
    if text[suffix.start()] in _SPACES and len(word) == 1:
        return text[suffix.end() : suffix.end() + 1] not in ("$", "€", "£") and text[
            suffix.end() : suffix.end() + 2
        ] not in (" $", " €", " £", "\u00a0$", "\u00a0€")
    return False


def _number_before(text: str, tokens: list[tuple[int, int, dict[str, Any]]], i: int) -> bool:
    if not i:
        return False
    s, e, kinds = tokens[i - 1]
    return text[e : tokens[i][0]] in _JOINS and bool(kinds.keys() & {"figure", "cardinal", "fraction", "unit"})


def _several(
    numerals: Numerals, text: str, tokens: list[tuple[int, int, dict[str, Any]]], i: int
) -> tuple[Number, int]:
    start, end, kinds = tokens[i]
    low, high, approximate = kinds["several"]
    k, factor = i + 1, 1.0
    while k < len(tokens):
        s, e, more = tokens[k]
        if s < end or not (text[end:s] in _OF or (text[end - 1] == "'" and s == end)):
            break
        unit = more.get("unit") or more.get("plural") or more.get("adjective")
        if unit is None or (factor > 1 and unit <= factor):
            break
        factor *= unit
        end, k = e, k + 1
    if approximate:
        return Number(start, end, low * factor, None, factor > 1, about=True, plain=low, factor=factor, words=True), k
    return Number(start, end, low * factor if low != 2 or factor == 1 else factor, high * factor, factor > 1, True,
                  plain=low, factor=factor, words=True), k  # fmt: skip


def _figures(
    text: str, tokens: list[tuple[int, int, dict[str, Any]]], i: int, n: int, start: int, end: int, k: int
) -> tuple[Number, int]:
    """ "neunstellig" alone; with "Millionenbetrag" the digits count millions."""
    factor = 1.0
    if k < len(tokens):
        s, e, more = tokens[k]
        unit = more.get("adjective") or more.get("plural")
        if unit and text[end:s] == " ":
            factor, end, k = unit, e, k + 1
    n = min(n, 12)
    return Number(
        start, end, 10 ** (n - 1) * factor, (10**n - 1) * factor, True, True, factor=factor, shape="figures"
    ), k


def _east(numerals: Numerals, text: str) -> list[Number]:
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
            if suffix and digits[0].isdigit() and not _no_suffix(text, suffix):
                plain = _plain(digits)
                factor = numerals.suffixes[suffix.group(1)]
                numbers.append(
                    Number(start, suffix.end(), plain * factor, None, True, plain=plain, factor=factor, shape="letter")
                )
                continue
        for word in digit_words:
            if text.startswith(word, end) and digits:
                n = int(min(12, max(1, _cjk_value(digits)[0])))
                numbers.append(Number(start, end + len(word), 10 ** (n - 1), 10**n - 1, True, True, shape="figures"))
                break
        else:
            value, factor = _cjk_value(raw)
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


def _cjk_value(raw: str) -> tuple[float, float]:
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
