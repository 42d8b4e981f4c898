"""Who and what is named in the text: known names by the automaton, unknown people by the shape of their names."""

import re
from dataclasses import dataclass

from worker.facts.careers import firms_of
from worker.facts.document import Document
from worker.facts.gazetteer import MEDIUM, STRONG, WEAK, Gazetteer, Name

LATIN = "A-Za-zÀ-ÖØ-öø-ÿĀ-ɏḀ-ỿ"
"""Letters of Latin words, for character classes; CJK counts as no letter here, though it is one for ``\\w``."""

_PARTICLE_KO = re.compile(
    r"(?:은|는|이|가|을|를|의|에서|에|서|로서|로|으로|와|과|도|만|측|발|출신|행|에게|에는|께|한테|부터|까지|보다|처럼|이나|나|라는|이라는|인|사|씨|팀|"
    r"라고|이라고|대표|박사|교수|연구원|회장|부사장|사장|최고|공동|창업자|창립자|전|임원|직원|엔지니어|개발자|와의|과의|[^가-힣]|$)"
)


@dataclass(slots=True)
class Mention:
    """One place where a person or an organisation is named."""

    start: int
    end: int
    kind: str
    """org or person."""
    name: str
    known: bool = True
    short: bool = False
    """True for a surname that points back to a full name."""
    confidence: float = 1.0


def is_latin(c: str) -> bool:
    """True for a letter or digit of a Latin word."""
    return (c.isalnum() and c < "\u02b0") or "\u1e00" <= c <= "\u1eff"


def _is_kana(c: str) -> bool:
    return "\u30a1" <= c <= "\u30fa" or c == "ー"


def stands_alone(text: str, start: int, end: int, name: Name, lang: str) -> bool:
    """True if the stretch is the whole name and not the inside of a longer word."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    first = name.surface[0]
    if is_latin(first):
        if is_latin(before):
            return False
    elif "\uac00" <= first <= "\ud7a3":
        if "\uac00" <= before <= "\ud7a3" and text[max(0, start - 2) : start].strip() not in (
            "전",
            "현",
            "구",
            "옛",
            "탈",
            "미",
        ):
            return False
    elif _is_kana(first) and (_is_kana(before) or (before in "・=" and start > 1 and _is_kana(text[start - 2]))):
        return False
    if name.script == "latin":
        if after == "s" and lang in ("de", "nl"):  # Metas, Altmans
            following = text[end + 1] if end + 1 < len(text) else " "
            return not is_latin(following)
        return not is_latin(after)
    if name.script == "kana":
        return not _is_kana(after) and not (
            after == "・" and name.kind != "org" and _is_kana(text[end + 1 : end + 2] or " ")
        )
    if name.script == "hangul" and "\uac00" <= after <= "\ud7a3" and len(name.surface) < 4:
        return _PARTICLE_KO.match(text, end) is not None
    return True


def _blocked(doc: Document, start: int, end: int, surface: str, gazetteer: Gazetteer) -> bool:
    tails = gazetteer.stops["not_before"].get(surface)
    if tails:
        follows = doc.lower[end : end + 24].lstrip(" -")
        if any(follows.startswith(t.lstrip("-")) for t in tails):
            return True
    company = gazetteer.stops["only_with"].get(surface)
    if company and not any(c in doc.text for c in company):
        return True
    heads = gazetteer.stops["not_after"].get(surface)
    if heads:
        before = doc.lower[max(0, start - 10) : start].rstrip()
        return any(before == h or before.endswith((" " + h, h if ord(h[0]) > 0x2E80 else " " + h)) for h in heads)
    return False


def known_names(doc: Document, gazetteer: Gazetteer) -> list[Mention]:
    """Every known name in the text that is meant as one, in order. One pass; linear."""
    text, names, lang = doc.text, gazetteer.names, doc.lang
    strong: list[Mention] = []
    unsure: list[tuple[Name, int, int]] = []
    full: set[str] = set()
    surnames: list[tuple[Name, int, int]] = []
    for index, start, end in gazetteer.automaton.find_matches_as_indexes(text):
        name = names[index]
        if not stands_alone(text, start, end, name, lang):
            continue
        if name.kind == "surname":
            surnames.append((name, start, end))
        elif name.kind == "person":
            full.add(name.canonical)
            strong.append(Mention(start, end, "person", name.canonical))
        elif name.strength == STRONG:
            if _blocked(doc, start, end, name.surface, gazetteer):
                continue
            full.add(name.canonical)
            strong.append(Mention(start, end, "org", name.canonical))
        else:
            unsure.append((name, start, end))
    for name, start, end in surnames:
        strong.append(
            Mention(start, end, "person", name.canonical, short=len(name.surface) > 1 and name.canonical in full)
        )
    theirs: frozenset[str] = frozenset()
    if unsure:
        theirs = frozenset().union(*(firms_of(gazetteer, m.name) for m in strong if m.kind == "person"))
    for name, start, end in unsure:
        if _blocked(doc, start, end, name.surface, gazetteer):
            continue
        if len(name.surface) == 1 and text[end : end + 1] in (".", "-", "'", "’", "&"):
            continue  # an initial, a visa, a shop
        in_company = name.canonical in full or name.canonical in theirs
        if name.strength == WEAK and not in_company and not _firm_word_before(doc, start, gazetteer):
            continue
        if name.strength == MEDIUM and not _meant_as_firm(doc, start, end, name, bool(strong)):
            continue
        strong.append(Mention(start, end, "org", name.canonical, confidence=0.9))
    for m in strong:
        row = gazetteer.people.get(m.name) if m.kind == "person" else None
        if (
            row is not None
            and not row.timeline
            and row.kind in ("star", "sport", "exec", "state", "press")
            and text[m.start] > "\u1100"
        ):
            m.name = text[m.start : m.end]  # no row with a career: the name as written
    strong.sort(key=lambda m: m.start)
    return strong


def _firm_word_before(doc: Document, start: int, gazetteer: Gazetteer) -> bool:
    before = doc.lower[max(0, start - 18) : start].rstrip(" «“\"'„-:")
    return before.endswith(tuple(gazetteer.stops["firm_words"]))


def _meant_as_firm(doc: Document, start: int, end: int, name: Name, company: bool) -> bool:
    """A capital in mid-sentence, or company of other firms and people of the field."""
    if company or name.script != "latin":
        return True
    sentence = doc.sentences[doc.sentence_at(start)]
    return start > sentence.start + 1 and doc.lang != "de"
