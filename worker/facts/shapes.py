"""People nobody listed, and the surnames that point back to them."""

import re
from bisect import bisect_right
from itertools import pairwise

from ahocorasick_rs import AhoCorasick, MatchKind

from worker.facts.chinese_names import chinese_people
from worker.facts.document import Document
from worker.facts.gazetteer import STRONG, Gazetteer, Name, script_of
from worker.facts.japanese_names import japanese_people
from worker.facts.korean_names import korean_people
from worker.facts.latin_names import latin_people
from worker.facts.names import Mention, stands_alone
from worker.facts.surnames import HAN
from worker.facts.terms import Cue
from worker.facts.transliteration import known_person

MAX_HEARD = 100
"""Names of one article that are compared by sound: it is the one step that costs milliseconds."""


def unknown_people(
    doc: Document, known: list[Mention], cues: list[Cue], sequences: list[tuple[int, int]], gazetteer: Gazetteer
) -> list[Mention]:
    """People whom no row names. Every one carries a confidence below 1; bounded by one pass over the text."""
    found = latin_people(doc, known, cues, sequences, gazetteer)
    if doc.lang == "ja":
        found += japanese_people(doc, known, cues)
    elif doc.lang == "zh":
        found += chinese_people(doc, known, cues)
    elif doc.lang == "ko":
        found += korean_people(doc, known, cues, gazetteer)
    if doc.lang in _GLOSS:
        found += _with_latin_gloss(doc, known, found, gazetteer)
    heard: dict[str, str | None] = {}
    for mention in found:
        if mention.name not in heard and len(heard) >= MAX_HEARD:
            continue
        if not mention.known and mention.name[0] > "\u1100":
            name = heard.setdefault(mention.name, known_person(mention.name, gazetteer))
            if name is not None:
                mention.name, mention.known, mention.confidence = name, True, 0.85
    _glossed(doc, known, found)
    return _with_back_references(doc, known, found, gazetteer)


_LATIN_NAME = r"\s?[（(]([A-Z][A-Za-z.'’-]+(?: [A-Za-z.'’-]+){0,2} [A-Z][A-Za-z.'’-]+)[）)]"
_GLOSS = {
    "ko": re.compile(r"(?<![가-힣A-Za-z])([가-힣]{1,6}(?: [가-힣]{1,6}){1,2})" + _LATIN_NAME),
    "ja": re.compile(
        r"(?<![\u30a1-\u30faー・])([\u30a1-\u30faー]{1,12}(?:[・＝][\u30a1-\u30faー]{1,12}){1,3})" + _LATIN_NAME
    ),
    "zh": re.compile(r"([\u4e00-\u9fff]{1,6}[·・][\u4e00-\u9fff]{1,6})" + _LATIN_NAME),
}
"""A foreign name and, in brackets, how its owner writes it: the surest sign of a person in these scripts."""


def _with_latin_gloss(doc: Document, known: list[Mention], found: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
    taken = [(m.start, m.end) for m in (*known, *found)]
    added: list[Mention] = []
    for match in _GLOSS[doc.lang].finditer(doc.text):
        start, end = match.span(1)
        words = match.group(2).split()
        if words[-1] in gazetteer.org_last or any(a < end and start < b for a, b in taken):
            continue
        if match.group(2) in gazetteer.surfaces and match.group(2) not in gazetteer.people:
            continue  # a firm and its Latin name
        added.append(Mention(start, end, "person", match.group(1), known=False, confidence=0.8))
    return added


def _glossed(doc: Document, known: list[Mention], found: list[Mention]) -> None:
    """ "羅斯（Jonathan Ross）": the name in brackets says who is meant."""
    people = sorted((m for m in (*known, *found) if m.kind == "person"), key=lambda m: m.start)
    for m, gloss in pairwise(people):
        if gloss.start - m.end == 1 and doc.text[m.end] in "（(" and m.name != gloss.name and m.name > "\u1100":
            written = m.name
            for other in people:
                if other.name == written:
                    other.name, other.known = gloss.name, gloss.known


def _with_back_references(
    doc: Document, known: list[Mention], found: list[Mention], gazetteer: Gazetteer
) -> list[Mention]:
    """Surnames and given names that stand for a full name elsewhere in the article."""
    full: dict[str, str | None] = {}
    for m in (*found, *known):
        if m.kind != "person" or m.short:
            continue
        shown = doc.text[m.start : m.end]
        for separator in (" ", "・", "·", "＝"):
            if separator in shown:
                last = shown.split(separator)[-1]
                if len(last) > 1 or "\u30a0" < last < "\u30ff":
                    full[last] = m.name if full.get(last, m.name) == m.name else None
                break
        else:
            if doc.lang == "ja" and len(shown) >= 4 and HAN.match(shown):
                full.setdefault(shown[:2], m.name)
    by_end = {m.name.split(" ")[-1]: m.name for m in known if m.kind == "person" and not m.short}
    for surname, name in by_end.items():
        full.setdefault(surname, name)
    longer: dict[str, str] = {}
    for m in found:
        if HAN.match(m.name) and len(m.name) >= 4:
            longer.setdefault(m.name[:2], m.name)
            longer.setdefault(m.name[:3], m.name)
    for m in found:  # a lone surname with an honorific points back as well
        shown = doc.text[m.start : m.end]
        if doc.lang == "ja" and len(shown) in (2, 3) and longer.get(shown):
            m.name, m.short = longer[shown], True
        if full.get(shown):
            m.name = full[shown] or m.name
            m.short = True
    wanted = {s: n for s, n in full.items() if n and s not in gazetteer.stop_words and (len(s) > 2 or not s.isascii())}
    if not wanted:
        return found
    occupied = sorted((m.start, m.end) for m in (*known, *found))
    starts = [s for s, _ in occupied]
    words = list(wanted)
    automaton = AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)
    for index, start, end in automaton.find_matches_as_indexes(doc.text):
        surface = words[index]
        i = bisect_right(starts, start) - 1
        if (i >= 0 and occupied[i][1] > start) or (i + 1 < len(starts) and starts[i + 1] < end):
            continue
        if not stands_alone(doc.text, start, end, Name(surface, "surname", "", STRONG, script_of(surface)), doc.lang):
            continue
        if doc.text[start - 1 : start] == "-" and start:
            continue
        name = wanted[surface]
        found.append(Mention(start, end, "person", name, known=name in gazetteer.people, short=True, confidence=0.8))
    return found
