"""Figures that are no money: researchers, employees, departures, offers, GPUs."""

import re
import tomllib
from functools import cache

from storage.records import Basis, Count
from worker.facts.document import Document
from worker.facts.gazetteer import DATA
from worker.facts.money_grammar import bound_of
from worker.facts.numbers_words import Number
from worker.facts.terms import LANGUAGES

MAX_COUNTS = 60
_PEOPLE = frozenset(("people", "researchers", "engineers", "employees", "founders", "departures"))
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_GAP = re.compile(
    r"^[\s\u00a0\u202f-]{1,2}(?:(?:of|de|d['’]|des|der|den|di|of the|des|dos|dei|van de|de los|de las|das)\s)?"
)


class Units:
    """What one language counts. Immutable once loaded."""

    def __init__(self, lang: str) -> None:
        data: dict[str, list[str]] = tomllib.loads((DATA / "counts.toml").read_text(encoding="utf-8"))[lang]
        self.latin = lang not in ("ja", "zh", "ko")
        self.counters = tuple(data.pop("counters", ()))
        self.whole: dict[str, str] = {}
        self.stems: list[tuple[str, str]] = []
        for unit, nouns in data.items():
            for noun in nouns:
                if noun.endswith("*"):
                    self.stems.append((noun[:-1].lower(), unit))
                else:
                    self.whole[noun.lower()] = unit
        self.nouns = sorted(((n, u) for n, u in self.whole.items()), key=lambda p: -len(p[0]))
        people = "|".join(re.escape(n) for n, u in self.nouns if u in _PEOPLE and u != "departures") or "(?!)"
        self.behind = re.compile(rf"[のの 의的]{{0,2}}({people})")
        self.ahead = re.compile(rf"({people})[のら約은는이가을를 약共合計计总全]{{0,3}}$")
        self.near = re.compile(rf"({people})[^。，,、.]{{0,8}}$")
        self.going = re.compile("|".join(re.escape(n) for n, u in self.nouns if u == "departures") or "(?!)")
        self.things = [(n, u) for n, u in self.nouns if u in ("gpus", "offers")]

    def unit(self, word: str) -> str | None:
        """What a word counts, if it counts anything; the last part of a compound decides (KI-Forscher)."""
        word = word.rstrip("'’")
        for part in dict.fromkeys((word, word.rsplit("-", 1)[-1])):
            if part in self.whole:
                return self.whole[part]
            for stem, unit in self.stems:
                if part.startswith(stem):
                    return unit
        return None


@cache
def _units(lang: str) -> Units:
    return Units(lang if lang in LANGUAGES else "en")


def counts_of(doc: Document, text: str, numbers: list[Number], taken: list[tuple[int, int]]) -> tuple[Count, ...]:
    """Each count once, in order. ``taken``: stretches that are sums of money."""
    units = _units(doc.lang)
    spans = iter(taken)
    span = next(spans, None)
    seen: dict[tuple[int, str], Count] = {}
    for number in numbers:
        while span is not None and span[1] <= number.start:
            span = next(spans, None)
        if span is not None and span[0] < number.end:
            continue
        if number.value < 2 or number.value > 1e7 or number.vague or number.value != int(number.value):
            continue
        digits = text[number.start : number.end]
        if 1900 <= number.value <= 2100 and digits.isdigit():
            continue  # a year
        if units.latin and number.value == 2 and number.words:
            continue  # "the two researchers" points back and counts nothing
        found = _latin(text, number, units) if units.latin else _east(doc, text, number, units)
        if found is None:
            continue
        unit, end = found
        value = int(number.value)
        key = (value, unit)
        if key in seen or (unit == "people" and any(v == value and u in _PEOPLE for v, u in seen)):
            continue
        basis = bound_of(doc.lang, text, number.start, number.end) or (Basis.ABOUT if number.about else Basis.EXACT)
        seen[key] = Count(value=value, unit=unit, basis=basis, evidence=doc.evidence(number.start, end))
        if len(seen) >= MAX_COUNTS:
            break
    return tuple(seen.values())


def _latin(text: str, number: Number, units: Units) -> tuple[str, int] | None:
    gap = _GAP.match(text[number.end : number.end + 12])
    if gap is None:
        return None
    at = number.end + gap.end()
    stretch = text[at : at + 60]
    for n, word in enumerate(_WORD.finditer(stretch)):
        if n > 3 or (n and any(c in stretch[: word.start()] for c in ".,;:!?()\n")):
            return None
        unit = units.unit(word.group())
        if unit is not None:
            return unit, at + word.end()
        if n == 0 and word.group() in _CALENDAR:
            return None
    return None


_CALENDAR = frozenset(
    [
        "years",
        "year",
        "months",
        "days",
        "weeks",
        "hours",
        "percent",
        "ans",
        "an",
        "mois",
        "jours",
        "jahre",
        "jahren",
        "monate",
        "prozent",
        "años",
        "meses",
        "días",
        "anni",
        "mesi",
        "anos",
        "dias",
        "jaar",
        "maanden",
        "weken",
        "heures",
        "times",
        "million",
    ]
)


def _east(doc: Document, text: str, number: Number, units: Units) -> tuple[str, int] | None:
    tail = text[number.end : number.end + 16].lstrip(" ")
    skipped = len(text[number.end : number.end + 16]) - len(text[number.end : number.end + 16].lstrip(" "))
    end = number.end + skipped
    for filler in ("余", "多", "余り", "여 ", "여", "수십 "):
        if tail.startswith(filler):
            tail, end = tail[len(filler) :].lstrip(), end + len(filler)
            break
    counter = next((c for c in units.counters if tail.startswith(c)), None)
    head = text[max(0, number.start - 14) : number.start]
    if counter is None:
        for noun, unit in units.things:
            if (noun in tail[:9] or noun in head[-8:]) and re.match(r"[个個块塊张張枚台基장개件건卡]", tail):
                return unit, end + 1
        return None
    after = tail[len(counter) : len(counter) + 8]
    if counter == "人" and after[:1] in ("工", "材", "間", "间", "气", "口", "物", "民", "事", "类", "類", "力", "件"):
        return None
    end += len(counter)
    found = units.behind.match(after) or units.ahead.search(head) or units.near.search(head)
    if found:
        return units.whole[found.group(1)], end
    if units.going.search(text, end, end + 12):
        return "departures", end
    return "people", end
