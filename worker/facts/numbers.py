"""Numbers in the text, in figures and in words: 1.000.000, two hundred million, anderthalb Milliarden, 2億5000万, 1억4천만."""

import re
from typing import Any

from worker.facts.document import Document
from worker.facts.names import is_latin
from worker.facts.numbers_east import eastern
from worker.facts.numbers_words import SPACES, Number, Numerals, not_a_suffix

_FIGURES = re.compile(
    rf"(?<![\d.,])\d{{1,3}}(?:([.,'’{SPACES}])\d{{3}})(?:\1\d{{3}})*(?:[.,]\d{{1,2}})?(?!\d)|(?<!\d)\d{{1,15}}(?:[.,]\d{{1,3}})?(?!\d)"
)
_JOINS = frozenset((" ", "-", "", "\u00a0", "\u202f", " and ", " et ", " y ", " e ", " und ", " en ", "-et-", " & "))
_OF = frozenset((" ", " of ", " de ", " di ", " von ", " an ", " à ", "\u00a0", " d'", "-", " of a "))


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
    return _latin(doc, numerals, text) if numerals.latin else eastern(numerals, text)


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
        glued = start and text[start - 1].isalpha() and text[start - 1] != "s"  # H100; but R$, US$
        if glued and text[max(0, start - 3) : start] not in ("usd", "eur", "chf", "gbp", "cad", "aud"):
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
            if suffix and not_a_suffix(text, suffix):
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
                if total and (last < 100 or value >= last or value == 1):
                    break  # "sammelte zwei Milliarden ein"
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
            if k == i and text[s:e].lower() in numerals.dependent:
                break  # "70 mila": the thousand belongs to the figure before it
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


def _number_before(text: str, tokens: list[tuple[int, int, dict[str, Any]]], i: int) -> bool:
    if not i:
        return False
    _, e, kinds = tokens[i - 1]
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
