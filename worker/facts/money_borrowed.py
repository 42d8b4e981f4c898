"""Numbers that borrow currency or multiplier from a sum beside them."""

import re
from bisect import bisect_left

from storage.records import Basis
from worker.facts.document import Document
from worker.facts.money_grammar import MAX_SUMS, Grammar, Sum, bounded, currency_of, sum_of
from worker.facts.numbers_words import Number

_THINGS = re.compile(
    r"\b(?:users|nutzer|utilisateurs|usuarios|usuários|utenti|gebruikers|parameters?|parámetros|parâmetros|tokens?|downloads|paramètres|views)\b"
    r"|用户|用戶|参数|參數|ユーザー|パラメータ|이용자|사용자"
)
_WAGES = ("package", "bonus", "salary")
_PAID = (*_WAGES, "deal", "funding", "valuation", "equity", "damages")


def borrowed(
    doc: Document, text: str, bare: list[Number], sums: list[Sum], pairs: dict[int, Sum], grammar: Grammar
) -> list[Sum]:
    """ "up to 100 million of it in the first year": a number that takes the currency of a sum named near it."""
    found: list[Sum] = []
    amounts = {s.low: s.currency for s in sums}
    where = [doc.sentence_at(s.start) for s in sums]
    starts = [s.start for s in sums]
    home: str = grammar.numerals.data["home"]
    done = -1
    for number in bare[:MAX_SUMS]:
        if number.start < done:
            continue
        pair = pairs.get(number.start)
        at = doc.sentence_at(number.start)
        sentence = doc.sentences[at]
        around = (
            text[sentence.start : sentence.end]
            if sentence.end - sentence.start < 600
            else text[max(0, number.start - 300) : number.end + 300]
        )
        if number.shape == "figures":
            if doc.labels[sentence.paragraph] <= 0 or not (number.factor > 1 or _about_pay(around, grammar, _WAGES)):
                continue
            if number.factor == 1 and sums and grammar.numerals.latin:
                continue
            code = sums[0].currency if sums else home
        elif (
            number.shape
            or not sums
            or not (pair or _stands_alone(text, number, grammar))
            or (not number.scaled and not pair and not _grouped(text, number, sums, starts, where, at))
            or (number.scaled and number.factor < 1e5 and number.value < 1e5)
        ):
            continue
        elif not grammar.numerals.latin and number.words and not number.vague:
            continue  # 百亿, 千亿: more often an image than a sum
        else:
            same = amounts.get(number.value)
            k = bisect_left(starts, number.start)
            near = any(abs(w - at) <= 1 for w in where[max(0, k - 1) : k + 1])
            like = any(s.low / 12 <= number.value <= s.low * 12 for s in sums[max(0, k - 2) : k + 2])
            if same is None and _THINGS.search(around):
                continue
            if (
                same is None
                and not near
                and not (like and (at == 0 or bounded(text, number.start, number.end, grammar)[0]))
                and not _about_pay(around, grammar, _PAID)
            ):
                continue
            code = same or sums[max(0, k - 1)].currency
        made = pair or sum_of(text, number, number.start, number.end, code, grammar)
        made.inherited, made.currency, done = True, code, made.end
        found.append(made)
    return found


def _grouped(text: str, number: Number, sums: list[Sum], starts: list[int], where: list[int], at: int) -> bool:
    """ "Others get 215,000": figures in groups, like a sum near by."""
    if text[number.start : number.end].isdigit():
        return False
    k = bisect_left(starts, number.start)
    return any(
        abs(where[j] - at) <= 1 and s.low / 12 <= number.value <= s.low * 12
        for j in range(max(0, k - 2), min(len(sums), k + 2))
        for s in (sums[j],)
    )


def complete(doc: Document, text: str, numbers: list[Number], grammar: Grammar) -> None:
    """ "250 million, up to 100 in the first year": the second number counts millions too."""
    last: Number | None = None
    last_sentence = -1
    for number in numbers:
        if number.scaled and number.factor >= 1e6 and not number.vague:
            last, last_sentence = number, doc.sentence_at(number.start)
            continue
        if last is None or number.scaled or number.vague or number.words or not 1 <= number.value < 10000:
            continue
        if number.start - last.end > 140 or doc.sentence_at(number.start) != last_sentence:
            continue
        if not _stands_alone(text, number, grammar) or text[number.end : number.end + 1] in (".", ",", ")", ":"):
            continue
        rest = text[number.end : number.end + 12].strip()
        if (
            not rest
            or currency_of(text, number, grammar)[2] is not None
            or (text[number.start : number.end].isdigit() and 1900 <= number.value < 2100)
        ):
            continue
        limited = bounded(text, number.start, number.end, grammar)[0] in (Basis.AT_MOST, Basis.AT_LEAST)
        if limited or (grammar.numerals.lang == "es" and number.value >= 1000):
            number.value, number.factor, number.scaled = number.value * last.factor, last.factor, True


def _stands_alone(text: str, number: Number, grammar: Grammar) -> bool:
    """True if no noun follows that the number could count."""
    after = text[number.end : number.end + 24]
    if not grammar.numerals.latin:
        rest = after.lstrip()
        return (not rest.startswith(grammar.others) and not rest[:1].isascii()) or not rest or not rest[0].isalnum()
    if after[:1] in ("-", "%"):
        return False
    rest = after.lstrip(" \u00a0\u202f")
    if not rest or not (rest[0].isalpha() or rest[0].isdigit()):
        return True
    found = re.match(r"[^\W\d_]+", rest)
    return bool(found and found.group() in grammar.follows)


def _about_pay(sentence: str, grammar: Grammar, kinds: tuple[str, ...]) -> bool:
    data = grammar.numerals.data
    purpose: dict[str, list[str]] = data["purpose"]
    return any(w in sentence for kind in kinds for w in purpose[kind]) or (
        kinds is _PAID and any(w in sentence for w in data["paid"])
    )
