"""Number words of the ten languages, and what a number in a text is."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from worker.facts.gazetteer import DATA

LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "ja", "zh", "ko")
SPACES = " \u00a0\u202f\u2009"


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
        self.suffix = re.compile(rf"[{SPACES}]?({every})(?![^\W\d_])")
        self.halves = tuple(data.get("after_halves", ()))
        self.dependent = frozenset(data.get("dependent", ()))
        """Units that never stand alone."""


def fused(cardinals: dict[str, float], how: dict[str, Any] | None) -> dict[str, float]:
    """Number words written as one: einundzwanzig, zweihundert, ventuno, vijfentwintig, duecentomila."""
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
    for below, rest in (cardinals | made | {how["hundred"]: 100.0}).items():
        if 1 < rest < 1000 and below.isalpha():
            made[below + how["thousand"]] = rest * 1000
            if "one_thousand" in how:
                made[how["one_thousand"] + below] = 1_000 + rest
    return made


@cache
def load_numerals(lang: str) -> Numerals:
    """The number words of a language; English for one we do not know."""
    return Numerals(lang if lang in LANGUAGES else "en")


def not_a_suffix(text: str, suffix: re.Match[str]) -> bool:
    """A letter after a space is a multiplier only before a currency sign: "2,7 M$", not "10 m"."""
    word = suffix.group(1)
    if text[suffix.start()] in SPACES and len(word) == 1:
        return text[suffix.end() : suffix.end() + 1] not in ("$", "€", "£") and text[
            suffix.end() : suffix.end() + 2
        ] not in (" $", " €", " £", "\u00a0$", "\u00a0€")
    return False
