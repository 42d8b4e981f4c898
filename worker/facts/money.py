"""Sums of money: amount, currency and how exactly they are meant, in ten languages."""

import re
from decimal import Decimal
from typing import Any

from storage.records import Basis, Money
from worker.facts.document import Document
from worker.facts.money_borrowed import borrowed, complete
from worker.facts.money_grammar import MAX_SUMS, Grammar, Sum, currency_of, grammar_of, sum_of
from worker.facts.money_sense import Sense, sense_of
from worker.facts.names import Mention
from worker.facts.numbers import numbers_in
from worker.facts.numbers_words import Number
from worker.facts.terms import Terms

_NARROW = {ord("０") + i: ord("0") + i for i in range(10)} | {
    ord("．"): ord("."), ord("，"): ord(","), ord("＄"): ord("$"), ord("￥"): ord("¥"), ord("％"): ord("%"),
}  # fmt: skip
_CONVERTED = re.compile(r"^[^.;。()（）]{0,30}[(（\[][^)）\]]{0,16}$")
_CONVERTS = (
    "umgerechnet",
    "soit ",
    "折合",
    "约合",
    "約合",
    "日本円で",
    "한화",
    "우리 돈",
    "우리돈",
    "equivalent to",
    "équivalent",
    "omgerekend",
)
_DASH = re.compile(r"^\s?(?:[-–—~〜～]|至|到|から|에서)\s?$")
_BETWEEN = {
    "en": ("between", "from"), "fr": ("entre", "de"), "de": ("zwischen",), "es": ("entre", "de"), "it": ("tra", "fra", "da"),
    "pt": ("entre", "de"), "nl": ("tussen",),
}  # fmt: skip
_AND = frozenset(("and", "et", "und", "y", "e", "ed", "en", "or", "ou", "oder", "o", "of"))
_RATES = {"JPY": (100.0, 170.0), "KRW": (1100.0, 1600.0), "CNY": (6.2, 8.0)}
"""Units of a currency that a dollar has bought in these years: lowest and highest."""


def narrow(doc: Document) -> str:
    """The lower-case text with wide figures and signs made narrow; offsets hold."""
    return doc.lower if doc.text.isascii() else doc.lower.translate(_NARROW)


def figures_of(doc: Document, text: str) -> list[Number]:
    """Every number of the document, for money and counts together."""
    return numbers_in(doc, grammar_of(doc.lang).numerals, text)


def sums_in(doc: Document, text: str, numbers: list[Number]) -> list[Sum]:
    """Every place where money is named, in order, at most ``MAX_SUMS``."""
    return _found(doc, text, numbers, grammar_of(doc.lang))[:MAX_SUMS]


def money_of(doc: Document, text: str, sums: list[Sum], mentions: list[Mention], terms: Terms) -> tuple[Money, ...]:
    """Every sum of the article once, with the evidence of its fullest mention.

    ``text`` comes from ``narrow``, ``sums`` from ``sums_in``. A range is one record: lower end and upper end.
    """
    data = grammar_of(doc.lang).numerals.data
    return tuple(_record(doc, s, sense_of(doc, text, s.start, s.end, data, mentions, terms)) for s in _merged(sums))


def _record(doc: Document, s: Sum, sense: Sense) -> Money:
    return Money(
        amount=_decimal(s.low),
        amount_max=_decimal(s.high) if s.high is not None else None,
        currency=s.currency,
        basis=s.basis,
        what=sense.what,
        payer=sense.payer,
        payee=sense.payee,
        period=sense.period,
        hedged=sense.hedged,
        evidence=doc.evidence(s.start, s.end),
        confidence=0.8 if s.inherited else 1.0,
    )


def _decimal(value: float) -> Decimal:
    return Decimal(round(value)) if abs(value - round(value)) < 0.005 or value > 1e6 else Decimal(str(round(value, 2)))


def _found(doc: Document, text: str, numbers: list[Number], grammar: Grammar) -> list[Sum]:
    """Sums in order; numbers without a currency of their own borrow it where the text lets them."""
    sums: list[Sum] = []
    bare: list[Number] = []
    pairs: dict[int, Sum] = {}
    complete(doc, text, numbers, grammar)
    k = 0
    while k < len(numbers):
        number = numbers[k]
        start, end, code = currency_of(text, number, grammar)
        other = numbers[k + 1] if k + 1 < len(numbers) else None
        joint = text[end : other.start] if other is not None and other.start - end < 14 else None
        if other is not None and joint is not None and (number.value < 1e15):
            paired = _range(text, number, other, start, end, code, joint, grammar)
            if paired is not None:
                if paired.currency:
                    sums.append(paired)
                    k += 2
                    continue
                pairs[number.start] = paired
        if code is None:
            if number.scaled or number.shape or (number.value >= 10000 and not number.words) or number.start in pairs:
                bare.append(number)
        elif not _too_small(number, code):
            sums.append(sum_of(text, number, start, end, code, grammar))
        k += 1
    kept, dropped = _unconverted(text, sums)
    kept += borrowed(doc, text, bare, kept, pairs, grammar)
    kept.sort(key=lambda s: s.start)
    for s in kept:
        s.sentence = doc.sentence_at(s.start)
    return [s for s in kept if not _headline_conversion(doc, s, kept, dropped, grammar)]


def _headline_conversion(doc: Document, s: Sum, sums: list[Sum], dropped: list[Sum], grammar: Grammar) -> bool:
    """True for a headline's sum in the reader's own currency where the body gives the original in another."""
    home = grammar.numerals.data["home"]
    low, high = _RATES.get(home, (0.0, 0.0))
    if doc.labels[doc.sentences[s.sentence].paragraph] > 0 or not high or not (s.currency == home or s.inherited):
        return False
    if any(d.currency == home and 0.8 < s.low / d.low < 1.25 for d in dropped if d.low):
        return True
    return any(
        o.currency == "USD" and o is not s and not o.inherited and o.low * low <= s.low <= o.low * high for o in sums
    )


def _too_small(number: Number, code: str) -> bool:
    """ "a dollar", "one pound": a figure of speech."""
    return number.value < 5 and not number.scaled


def _range(
    text: str, number: Number, other: Number, start: int, end: int, code: str | None, joint: str, grammar: Grammar
) -> Sum | None:
    """ "A to B", "between A and B": one sum with two ends."""
    o_start, o_end, o_code = currency_of(text, other, grammar)
    joint = text[end:o_start]
    word = joint.strip(" -").partition(" ")[0] if len(joint) < 9 else joint.strip(" -")
    if not _DASH.match(joint):
        if word not in grammar.ranges or number.vague or other.vague:
            return None
        before = text[max(0, start - 30) : start].split()
        if word in _AND and not (
            set(before[-4:]) & set(_BETWEEN.get(grammar.numerals.lang, ()))
            and word not in ("or", "ou", "oder", "o", "of")
        ):
            return None
    elif not grammar.numerals.latin and number.end != end and o_code is None:
        return None
    if o_code is None and code is None and not (other.factor >= 1e5 and other.end == o_end):
        return None
    low, high = number.value, other.value
    if not number.scaled and other.scaled and number.value < 1000 and number.value * other.factor <= high * 1.0001:
        low = number.value * other.factor
    if other.scaled is False and number.scaled and other.value < 1000 and o_code is None:
        high = other.value * number.factor
    if low >= high or high > low * 1000 or (code and o_code and code != o_code):
        return None
    if low < 5:
        return None
    return Sum(min(start, number.start), max(o_end, other.end), low, high, o_code or code, Basis.AT_LEAST)


def _unconverted(text: str, sums: list[Sum]) -> tuple[list[Sum], list[Sum]]:
    """Sums, and apart from them those that only say the one before in another currency."""
    kept: list[Sum] = []
    dropped: list[Sum] = []
    for s in sums:
        last = kept[-1] if kept else None
        if last is not None and s.currency != last.currency and s.start - last.end < 48:
            between = text[last.end : s.start]
            if _CONVERTED.match(between) or any(w in between for w in _CONVERTS):
                dropped.append(s)
                continue
        kept.append(s)
    return kept, dropped


def _merged(sums: list[Sum]) -> list[Sum]:
    """One sum for each amount, at its fullest mention: the body's before the headline's, bounded before bare."""
    rows: dict[tuple[Any, ...], Sum] = {}
    for s in sums:
        if s.basis is Basis.VAGUE:
            key: tuple[Any, ...] = (round(s.low), s.high is not None, s.currency, "vague")
        else:
            key = (round(s.low, 2), round(s.high) if s.high else None, s.currency)
        known = rows.get(key)
        if known is None:
            rows[key] = s
            continue
        keep = known
        if known.sentence == 0 and s.sentence > 0:
            keep = s
            if s.basis is Basis.EXACT and known.basis is not Basis.EXACT:
                keep.basis = known.basis
        elif known.basis is Basis.EXACT and s.basis is not Basis.EXACT:
            keep = s
        rows[key] = keep
    ends = {
        (s.currency, round(e)) for s in rows.values() if s.high and s.basis is not Basis.VAGUE for e in (s.low, s.high)
    }
    kept = [s for s in rows.values() if s.high or (s.currency, round(s.low)) not in ends]
    return sorted(kept, key=lambda s: s.start)
