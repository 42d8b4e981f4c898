"""Sums of money: amount, currency and how exactly they are meant, in ten languages."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from storage.records import Basis, Money
from worker.facts.document import Document
from worker.facts.money_sense import Sense, sense_of
from worker.facts.names import Mention
from worker.facts.numbers import Number, Numerals, load_numerals, numbers_in
from worker.facts.terms import Terms

MAX_SUMS = 200
"""Sums kept of one article; a list of prices is no story."""

_NARROW = {ord("０") + i: ord("0") + i for i in range(10)} | {
    ord("．"): ord("."), ord("，"): ord(","), ord("＄"): ord("$"), ord("￥"): ord("¥"), ord("％"): ord("%"),
}  # fmt: skip
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


_FILL = {
    "en": r"a|an|the|of|at|to be|a total of|total",
    "fr": r"les|des|de|d'|le|à|un|une|du",
    "de": r"den|die|der|das|von|einer|einem|einen|eine|ein|auf|satte|satten|bei",
    "es": r"los|las|de|el|un|una|a",
    "it": r"i|gli|le|di|da|dei|un|una|ai|a",
    "pt": r"os|as|de|o|a|um|uma|dos|aos",
    "nl": r"de|het|een|van|op",
}
_BETWEEN = {
    "en": ("between", "from"), "fr": ("entre", "de"), "de": ("zwischen",), "es": ("entre", "de"), "it": ("tra", "fra", "da"),
    "pt": ("entre", "de"), "nl": ("tussen",),
}  # fmt: skip
_AND = frozenset(("and", "et", "und", "y", "e", "ed", "en", "or", "ou", "oder", "o", "of"))


@cache
def grammar_of(lang: str) -> Grammar:
    """The grammar of a language's sums; English for one we do not know."""
    return Grammar(load_numerals(lang))


def narrow(doc: Document) -> str:
    """The lower-case text with wide figures and signs made narrow; offsets hold."""
    return doc.lower if doc.text.isascii() else doc.lower.translate(_NARROW)


def money_of(doc: Document, text: str, sums: list[Sum], mentions: list[Mention], terms: Terms) -> tuple[Money, ...]:
    """Every sum of the article once, with the evidence of its fullest mention.

    ``text`` comes from ``narrow``, ``sums`` from ``sums_in``. A range is one record: lower end and upper end.
    """
    data = grammar_of(doc.lang).numerals.data
    return tuple(_record(doc, s, sense_of(doc, text, s.start, s.end, data, mentions, terms)) for s in _merged(sums))


def sums_in(doc: Document, text: str, numbers: list[Number]) -> list[Sum]:
    """Every place where money is named, in order, at most ``MAX_SUMS``."""
    return _found(doc, text, numbers, grammar_of(doc.lang))[:MAX_SUMS]


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
    _elliptic(doc, text, numbers, grammar)
    k = 0
    while k < len(numbers):
        number = numbers[k]
        start, end, code = _currency(text, number, grammar)
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
            sums.append(_sum(text, number, start, end, code, grammar))
        k += 1
    kept, dropped = _unconverted(text, sums)
    kept += _borrowed(doc, text, bare, kept, pairs, grammar)
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


_RATES = {"JPY": (100.0, 170.0), "KRW": (1100.0, 1600.0), "CNY": (6.2, 8.0)}
"""Units of a currency that a dollar has bought in these years: lowest and highest."""


def _too_small(number: Number, code: str) -> bool:
    """ "a dollar", "one pound": a figure of speech."""
    return number.value < 5 and not number.scaled


def _currency(text: str, number: Number, grammar: Grammar) -> tuple[int, int, str | None]:
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


_AMBIGUOUS = frozenset(
    ["livres", "livre", "libras", "libra", "pond", "pfund", "pound", "pounds", "quid", "won", "real", "reais", "francs", "franken", "franc", "kronen", "yen", "soles", "bucks", "wons", "원", "元", "刀", "엔", "프랑", "フラン"]
)


def _sign(found: re.Match[str], grammar: Grammar) -> str:
    if found.group(3):
        return _CODES[found.group(3)]
    if found.group(2):
        sign = found.group(2)
        return "CNY" if sign == "¥" and grammar.numerals.lang in ("zh", "en") else _SIGNS[sign]
    return _DOLLARS.get((found.group(1) or "").strip(), "USD")


def _bound(text: str, start: int, end: int, grammar: Grammar) -> tuple[Basis | None, int]:
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


def _sum(text: str, number: Number, start: int, end: int, code: str | None, grammar: Grammar) -> Sum:
    basis, _ = _bound(text, start, end, grammar)
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


def _range(
    text: str, number: Number, other: Number, start: int, end: int, code: str | None, joint: str, grammar: Grammar
) -> Sum | None:
    """ "A to B", "between A and B": one sum with two ends."""
    o_start, o_end, o_code = _currency(text, other, grammar)
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


def _borrowed(
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
        elif number.shape or not sums or not (pair or _stands_alone(text, number, grammar)) or (not number.scaled and not pair and not _grouped(text, number, sums, starts, where, at)) or (number.scaled and number.factor < 1e5 and number.value < 1e5):
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
                and not (like and (at == 0 or _bound(text, number.start, number.end, grammar)[0]))
                and not _about_pay(around, grammar, _PAID)
            ):
                continue
            code = same or sums[max(0, k - 1)].currency
        made = pair or _sum(text, number, number.start, number.end, code, grammar)
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


def _elliptic(doc: Document, text: str, numbers: list[Number], grammar: Grammar) -> None:
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
            or _currency(text, number, grammar)[2] is not None
            or (text[number.start : number.end].isdigit()
            and 1900 <= number.value < 2100)
        ):
            continue
        bounded = _bound(text, number.start, number.end, grammar)[0] in (Basis.AT_MOST, Basis.AT_LEAST)
        if bounded or (grammar.numerals.lang == "es" and number.value >= 1000):
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


_THINGS = re.compile(
    r"\b(?:users|nutzer|utilisateurs|usuarios|usuários|utenti|gebruikers|parameters?|parámetros|parâmetros|tokens?|downloads|paramètres|views)\b"
    r"|用户|用戶|参数|參數|ユーザー|パラメータ|이용자|사용자"
)


_WAGES = ("package", "bonus", "salary")
_PAID = (*_WAGES, "deal", "funding", "valuation", "equity", "damages")


def _about_pay(sentence: str, grammar: Grammar, kinds: tuple[str, ...]) -> bool:
    data = grammar.numerals.data
    purpose: dict[str, list[str]] = data["purpose"]
    return any(w in sentence for kind in kinds for w in purpose[kind]) or (
        kinds is _PAID and any(w in sentence for w in data["paid"])
    )


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


def bound_of(lang: str, text: str, start: int, end: int) -> Basis | None:
    """How a number of any kind is bounded by the words beside it."""
    return _bound(text, start, end, grammar_of(lang))[0]


def figures_of(doc: Document, text: str) -> list[Number]:
    """Every number of the document, for money and counts together."""
    return numbers_in(doc, grammar_of(doc.lang).numerals, text)
