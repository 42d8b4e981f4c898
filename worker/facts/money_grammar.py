"""How each language puts currencies and bounds beside numbers."""

import re
from dataclasses import dataclass
from functools import cache

from storage.records import Basis
from worker.facts.numbers_words import Number, Numerals, load_numerals

MAX_SUMS = 200
"""Sums kept of one article; a list of prices is no story."""
_DOLLARS = {
    "us": "USD", "u.s.": "USD", "us-": "USD", "c": "CAD", "ca": "CAD", "can": "CAD", "a": "AUD", "au": "AUD", "hk": "HKD", "nt": "TWD", "s": "SGD",
    "nz": "NZD", "r": "BRL", "mx": "MXN",
}  # fmt: skip
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR", "₪": "ILS", "¥": "JPY"}
_CODES = {
    c.lower(): c
    for c in (
        "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "KRW", "INR", "CAD", "AUD", "SGD", "HKD", "TWD", "BRL", "AED", "SEK", "NOK",
        "DKK", "PLN", "ILS", "MXN", "SAR",
    )
} | {"rmb": "CNY", "rs": "INR", "rs.": "INR", "fr.": "CHF", "sfr.": "CHF", "us-dollar": "USD"}  # fmt: skip
_SIGN = r"(?:(?:us-?|u\.s\.|c(?:an?)?|au?|hk|nt|nz|s|r|mx)\s?)?\$|[€£¥₩₹₪]"
_BEFORE = re.compile(
    rf"(?:((?<![\w'’])(?:us-?\s?|u\.s\.\s?|c(?:an?)?|au?|hk\s?|nt\s?|nz|s|r\s?|mx))?\$|([€£¥₩₹₪])|(?<![^\W\d_])({'|'.join(map(re.escape, _CODES))}))\s?$"
)
_FILL = {
    "en": r"a|an|the|of|at|to be|a total of|total",
    "fr": r"les|des|de|d'|le|à|un|une|du",
    "de": r"den|die|der|das|von|einer|einem|einen|eine|ein|auf|satte|satten|bei",
    "es": r"los|las|de|el|un|una|a",
    "it": r"i|gli|le|di|da|dei|un|una|ai|a",
    "pt": r"os|as|de|o|a|um|uma|dos|aos",
    "nl": r"de|het|een|van|op",
}
_AMBIGUOUS = frozenset(
    [
        "livres",
        "livre",
        "libras",
        "libra",
        "pond",
        "pfund",
        "pound",
        "pounds",
        "quid",
        "won",
        "real",
        "reais",
        "francs",
        "franken",
        "franc",
        "kronen",
        "yen",
        "soles",
        "bucks",
        "wons",
        "원",
        "元",
        "刀",
        "엔",
        "프랑",
        "フラン",
    ]
)


@dataclass(slots=True)
class Sum:
    """One place where money is named."""

    start: int
    end: int
    low: float
    high: float | None
    currency: str | None
    basis: Basis
    inherited: bool = False
    sentence: int = 0


class Grammar:
    """How one language puts currencies and bounds beside numbers."""

    def __init__(self, numerals: Numerals) -> None:
        data = numerals.data
        self.numerals = numerals
        self.currencies: dict[str, str] = data["currencies"]
        words = "|".join(re.escape(w) for w in sorted(self.currencies, key=len, reverse=True))
        links = "|".join(re.escape(w) for w in data.get("links", ()))
        codes = "|".join(re.escape(c) for c in _CODES if len(c) == 3)
        edge = r"(?![^\W\d_])" if numerals.latin else ""
        gap = rf"[\s\-]{{0,2}}(?:(?:{links})(?:[\s\-]|(?<=['’])))?\s?" if links else r"\s?(?:的)?"
        tail = r"(?:[多余餘여]|以上|대|상당의)?\s?" if not numerals.latin else ""
        self.after = re.compile(rf"\+?{tail}{gap}(?:({_SIGN})|((?:{words}|{codes}){edge}))")
        self.bounds: list[tuple[str, Basis]] = [
            *((w, Basis.AT_MOST) for w in data["most"]), *((w, Basis.AT_LEAST) for w in data["least"]),
            *((w, Basis.ABOUT) for w in data["about"]),
        ]  # fmt: skip
        self.bound_of = dict(sorted(self.bounds, key=lambda b: len(b[0])))
        self.bound_ends = tuple(self.bound_of)
        self.later: list[tuple[str, Basis]] = [
            *((w, Basis.AT_MOST) for w in data["most_after"]), *((w, Basis.AT_LEAST) for w in data["least_after"]),
            *((w, Basis.ABOUT) for w in data["about_after"]),
        ]  # fmt: skip
        self.ranges = frozenset(data.get("ranges", ()))
        self.follows = frozenset(data.get("follows", ()))
        self.others = tuple(data.get("other_units", ()))
        fill = _FILL.get(numerals.lang)
        self.fill = re.compile(rf"(?<![^\W\d_])(?:{fill})\s*$") if fill else None


@cache
def grammar_of(lang: str) -> Grammar:
    """The grammar of a language's sums; English for one we do not know."""
    return Grammar(load_numerals(lang))


def currency_of(text: str, number: Number, grammar: Grammar) -> tuple[int, int, str | None]:
    """Where the sum begins and ends with its currency sign, and the currency."""
    start, end = number.start, number.end
    before = text[max(0, start - 9) : start]
    if before and (before[-1] in "$€£¥₩₹₪ \u00a0\u202f" or before[-1].isalpha() or before[-1] == "."):
        found = _BEFORE.search(before)
        if found:
            code = _sign(found, grammar)
            begin = start - len(before) + found.start()
            return begin, end, code
    if text[end : end + 1] == "%":
        return start, end, None
    found = grammar.after.match(text, end)
    if found:
        if found.group(1):
            sign = found.group(1).replace(" ", "")
            code = _DOLLARS.get(sign[:-1], "USD") if sign.endswith("$") else _SIGNS[sign]
        else:
            word = found.group(2)
            code = grammar.currencies.get(word) or _CODES[word]
            if word in _AMBIGUOUS and not number.scaled and number.value < 100:
                return start, end, None
        if code == "JPY" and grammar.numerals.lang == "zh" and found.group(1):
            code = "CNY"
        return start, found.end(), code
    if not grammar.numerals.latin and before.endswith("人民币"):
        return start - 3, end, "CNY"
    return start, end, None


def _sign(found: re.Match[str], grammar: Grammar) -> str:
    if found.group(3):
        return _CODES[found.group(3)]
    if found.group(2):
        sign = found.group(2)
        return "CNY" if sign == "¥" and grammar.numerals.lang in ("zh", "en") else _SIGNS[sign]
    return _DOLLARS.get((found.group(1) or "").strip(), "USD")


def bounded(text: str, start: int, end: int, grammar: Grammar) -> tuple[Basis | None, int]:
    """The bound word right before or after a sum, and where the words begin."""
    window = text[max(0, start - 44) : start].rstrip(" \u00a0\u202f«“\"„'‘,的")
    if "\n" in window:
        window = window[window.rindex("\n") + 1 :]
    for _ in range(3):
        if window.endswith(grammar.bound_ends):
            best = ""
            for word in grammar.bound_ends:
                if len(word) > len(best) and window.endswith(word):
                    head = window[: -len(word)]
                    if not head or not (head[-1].isalpha() and grammar.numerals.latin):
                        best = word
            if best:
                return grammar.bound_of[best], start
        if grammar.fill is None:
            break
        shorter = grammar.fill.sub("", window).rstrip()
        if shorter == window:
            break
        window = shorter
    after = text[end : end + 16]
    if after.startswith("+") or (end and text[end - 1] == "+"):
        return Basis.AT_LEAST, start
    stripped = after.lstrip(" ")
    for word, basis in grammar.later:
        if stripped.startswith(word) and not (grammar.numerals.latin and stripped[len(word) : len(word) + 1].isalpha()):
            return basis, start
    return None, start


def sum_of(text: str, number: Number, start: int, end: int, code: str | None, grammar: Grammar) -> Sum:
    """A number with its currency as a sum, bounded as the words beside it say."""
    basis, _ = bounded(text, start, end, grammar)
    if "+" in text[number.end : end]:
        basis = Basis.AT_LEAST
    low, high = number.value, number.high
    if number.vague:
        basis = Basis.VAGUE
    elif basis is None and not grammar.numerals.latin:
        inner = text[number.end : end]
        basis = next((b for w, b in grammar.later if w in inner), None)
    if number.at_least and basis is None:
        basis = Basis.AT_LEAST
    if number.about and basis is None:
        basis = Basis.ABOUT
    return Sum(start, end, low, high, code, basis or Basis.EXACT)


def bound_of(lang: str, text: str, start: int, end: int) -> Basis | None:
    """How a number of any kind is bounded by the words beside it."""
    return bounded(text, start, end, grammar_of(lang))[0]
