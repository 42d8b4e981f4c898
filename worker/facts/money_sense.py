"""What a sum is for, who pays it, who gets it, and for how long: from the words around it."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import Any

from worker.facts.document import Document
from worker.facts.names import Mention
from worker.facts.numbers_words import load_numerals
from worker.facts.terms import Terms


@dataclass(frozen=True, slots=True)
class Sense:
    """The reading of one sum."""

    what: str = "other"
    payer: str | None = None
    payee: str | None = None
    period: str | None = None
    hedged: bool = False


_PAY = frozenset(("package", "bonus", "salary", "equity"))
_FIRM = frozenset(("funding", "valuation"))


@cache
def _purposes(lang: str) -> tuple[re.Pattern[str], dict[str, str]]:
    data = load_numerals(lang).data
    kinds: dict[str, str] = {}
    for kind, words in data["purpose"].items():
        for word in words:
            kinds.setdefault(word.lower(), kind)
    words = "|".join(re.escape(w) for w in sorted(kinds, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])" if load_numerals(lang).latin else words), kinds


@cache
def _spans(lang: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in load_numerals(lang).data["spans"])


_WEIGHT = {"other": 0.55, "deal": 0.8, "package": 0.85, "salary": 0.95, "budget": 0.7}


def sense_of(
    doc: Document, text: str, start: int, end: int, data: dict[str, Any], mentions: list[Mention], terms: Terms
) -> Sense:
    """What the sentence says of the sum at ``start``; bounded by the sentence, at most 400 characters."""
    n = doc.sentence_at(start)
    sentence = doc.sentences[n]
    begin, stop = max(sentence.start, start - 260), min(sentence.end, end + 220)
    what = _what(text, doc.lang, begin, stop, start, end)
    if what is None and n:
        earlier = doc.sentences[n - 1]
        what = _what(text, doc.lang, max(earlier.start, earlier.end - 200), earlier.end, earlier.end, earlier.end)
    what = what or "other"
    payer, payee = _parties(mentions, begin, stop, start, what)
    words = terms.status_words(text[begin:stop])
    return Sense(
        what,
        payer,
        payee,
        _period(text, doc.lang, begin, stop, start, end, data),
        "hedge" in words or "rumoured" in words,
    )


def _what(text: str, lang: str, begin: int, stop: int, start: int, end: int) -> str | None:
    pattern, kinds = _purposes(lang)
    scores: dict[str, float] = {}
    for found in pattern.finditer(text, begin, stop):
        gap = start - found.end() if found.end() <= start else found.start() - end
        kind = kinds[found.group()]
        stretch = text[min(found.end(), end) : max(start, found.start())]
        cut = 0.5 if any(c in stretch for c in ",;，；、。") else 1.0
        score = _WEIGHT.get(kind, 1.0) * cut / (12 + max(0, gap))
        scores[kind] = max(scores.get(kind, 0.0), score)
    return max(scores, key=lambda k: scores[k]) if scores else None


def _parties(mentions: list[Mention], begin: int, stop: int, start: int, what: str) -> tuple[str | None, str | None]:
    k = bisect_left(mentions, begin, key=lambda m: m.start)
    orgs: list[Mention] = []
    people: list[Mention] = []
    while k < len(mentions) and mentions[k].start < stop:
        (orgs if mentions[k].kind == "org" else people).append(mentions[k])
        k += 1
    before = [m.name for m in orgs if m.start < start]
    after = [m.name for m in orgs if m.start >= start]
    person = min(people, key=lambda m: abs(m.start - start)).name if people else None
    nearest = max((m for m in (*orgs, *people) if m.end <= start), key=lambda m: m.end, default=None)
    if (
        nearest is not None
        and nearest.kind == "person"
        and start - nearest.end < 36
        and what in ("deal", "other", *_PAY)
    ):
        return (before[0] if before else None), nearest.name  # "Shazeer earned hundreds of millions"
    if what in _FIRM:
        return None, (before[-1] if before else after[0] if after else None)
    if what == "deal":
        payer = before[0] if before else (after[0] if after else None)
        payee = next((o for o in (*before[1:], *after) if o != payer), None)
        return payer, payee or person
    if what in _PAY or what == "fee":
        payer = before[0] if before else (after[0] if after else None)
        return payer, person
    if what == "saving":
        return None, before[-1] if before else None
    return (before[0] if before else None), None


def _period(text: str, lang: str, begin: int, stop: int, start: int, end: int, data: dict[str, Any]) -> str | None:
    after = text[end : min(stop, end + 60)]
    before = text[max(begin, start - 40) : start]
    for pattern in _spans(lang):
        found = pattern.search(after) or pattern.search(before)
        if found:
            return f"{found.group(1)} {found.group(2)}".strip()
    near = after[:24]
    for words, period in ((data["months"], "month"), (data["years"], "year")):
        if any(w in near for w in words) or any(w in before[-16:] for w in words):
            return period
    return None
