"""Firms nobody listed whose names stand alone: told by where in the sentence they stand, not by how they look.

Each place where such a name stands gives points: the subject of a headline that hires or loses, the place of work
("chez X", "at X"), what is founded or bought, whose founder somebody is, what makes something ("X, which builds").
Enough points, all mentions together, make a firm. Not for Japanese, Chinese and Korean, which have no capitals.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from worker.facts.document import Document
from worker.facts.firm_words import CAP, firm_words, is_plain, stripped
from worker.facts.gazetteer import Gazetteer
from worker.facts.names import Mention
from worker.facts.terms import Cue

ENOUGH = 3
"""Points that make a firm of a name."""

_NAME = re.compile(rf"(?<![\w’'-])((?:{CAP})(?:[ \u00a0](?:{CAP}))?)(?![\w])")
_SUBJECT = frozenset({"take", "lose", "offer", "buy", "retain", "taken", "rebuffed", "return"})
"""Families of verbs whose subject at the head of a headline is a firm far more often than a person."""


@dataclass(frozen=True, slots=True)
class _Signs:
    """One language's patterns around a name."""

    work: re.Pattern[str]
    loose: re.Pattern[str]
    makes: re.Pattern[str]
    bought: re.Pattern[str]


@cache
def _signs(lang: str) -> _Signs | None:
    data = firm_words()["lone"].get(lang)
    if data is None:
        return None

    def before(key: str) -> re.Pattern[str]:
        words = "|".join(re.escape(w) for w in sorted(data[key], key=len, reverse=True))
        return re.compile(rf"(?:^|(?<=[\s(«“„\"’']))(?:{words})[ \u00a0]?$", re.IGNORECASE)

    makes = "|".join(data["makes"])
    return _Signs(before("work"), before("loose"), re.compile(rf"[»”\"]?,? ?(?:{makes})\b", re.IGNORECASE), before("bought"))


def lone_firms(doc: Document, known: list[Mention], cues: list[Cue], gazetteer: Gazetteer) -> set[str]:
    """Surfaces of names that stand where firms stand, often enough or plainly enough."""
    signs = _signs(doc.lang)
    if signs is None:
        return set()
    text, small = doc.text, doc.lower_words
    verbs = {c.start: set(c.families) for c in cues if c.families}
    covered = {p for m in known for p in (m.start, m.end)}
    spans = [(m.start, m.end) for m in known]
    title_end = text.find("\n") if "\n" in text else len(text)
    points: Counter[str] = Counter()
    most: Counter[str] = Counter()
    places: Counter[str] = Counter()
    k = 0
    for match in _NAME.finditer(text):
        start, end = match.span(1)
        while k < len(spans) and spans[k][1] <= start:
            k += 1
        if k < len(spans) and spans[k][0] < end:
            continue
        words = match.group(1).replace("\u00a0", " ").split()
        if len(words) == 1 and (len(words[0]) < 4 or words[0].lower() in small):
            continue
        while words and (
            words[0] in _articles()
            or words[0] in gazetteer.plain_stops
            or (doc.lang == "nl" and len(words) > 1 and words[0].endswith(("se", "sche")))
        ):
            start += len(words[0]) + 1
            words = words[1:]
        words = stripped(words, doc.lang)
        if not words or start in covered or end in covered:
            continue
        start = end - len(" ".join(words))
        if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper() and len(words) == 2:
            continue  # a longer sequence has its own rules
        name = " ".join(words)
        if not _can_be(words, small, gazetteer, doc.lang):
            continue
        places[name] += 1
        here = _points(doc, start, end, words, signs, verbs, title_end)
        points[name] += here
        most[name] = max(most[name], here)
    return {
        name for name, n in points.items()
        if n + min(2, places[name] - 1) >= ENOUGH and most[name] >= 2 and (n > 2 or " " not in name)
    }  # fmt: skip


@cache
def _articles() -> frozenset[str]:
    return frozenset(firm_words()["articles"])


def _can_be(words: list[str], small: frozenset[str], gazetteer: Gazetteer, lang: str) -> bool:
    """True if nothing says that the words are a person, a place, an outlet or no name at all."""
    if is_plain(words, gazetteer) or len(" ".join(words)) < 4:
        return False
    if any(w in gazetteer.plain_stops or w in gazetteer.surnames or w in gazetteer.places for w in words):
        return False
    if words[0] in gazetteer.outlet_words or " ".join(words) in gazetteer.outlets:
        return False
    if lang == "de" and len(words) == 1:
        return False  # every noun has a capital: German tells firms by the word before them
    if lang == "nl" and len(words) == 1 and words[0].endswith(("se", "sche")):
        return False  # where somebody is from: "Enschedese"
    return not any(w.lower() in small for w in words)


def _points(
    doc: Document, start: int, end: int, words: list[str], signs: _Signs, verbs: dict[int, set[str]], title_end: int
) -> int:
    text = doc.text
    before = text[max(0, start - 28) : start]
    points = 0
    opens = start == 0 or (start < title_end and text[max(0, start - 2) : start] in (": ", "– ", "— ", "? ", "! "))
    after = text[end : end + 2]
    if opens and len(words) < 3 and start < title_end and after[:1] == " " and after[1:].islower():
        points += 2 if verbs.get(end + 1, set()) & _SUBJECT else 0
    if signs.bought.search(before):
        points += 3
    elif signs.work.search(before):
        points += 2
    elif signs.loose.search(before):
        points += 1
    if signs.makes.match(text, end):
        points += 2
    return points
