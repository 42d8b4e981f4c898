"""Organisations nobody listed: told by the word that introduces them or by how their name ends."""

import re
import tomllib
from bisect import bisect_right
from functools import cache
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from worker.facts.document import Document
from worker.facts.gazetteer import DATA, STRONG, Gazetteer, Name, name_words, script_of
from worker.facts.names import Mention, stands_alone
from worker.facts.terms import Cue

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŤŪŮŰŲŹŻŽ"
_LO = "A-Za-zÀ-ÖØ-öø-ÿĀ-ɏ0-9"
_CAP = rf"[{_UP}][{_LO}]*(?:[-&’'.][{_LO}]+)*|[a-z]?[{_UP}]{{2,}}[{_LO}]*"
_NAME = rf"(?:{_CAP})(?:[ \u00a0](?:{_CAP})){{0,3}}"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((DATA / "firms.toml").read_text(encoding="utf-8"))


_BETWEEN = r"(?:(?!(?:de|du|des|d|en|à|di|a|da|do|no|na|del|con|che|que|qui|y|e|et)\b)[a-zà-ÿ’'-]+\s){0,2}"
_INTRODUCED = re.compile(rf"\s[«“\"„‘']?\s?({_NAME})")
_INTRODUCED_LOOSELY = re.compile(rf"\s{_BETWEEN}[«“\"„‘']?\s?({_NAME})")
"""Romance languages put adjectives between: "la start-up parisienne Tessiture"."""
_EXPLAINED = re.compile(rf"({_NAME})[»”\"]?(?:, | \(|, l['’])[^.,;()]{{0,40}}$")
"""The name, a comma, and some words later what it is: "Tessiture, a small voice start-up"."""


_PLACE_OF_WORK = re.compile(
    rf"\s(?:(?:to|at|by|for|with|zu|bei|beim|zum|für|à|chez|a|al|en|por|para|in|per|alla|ad|na|no|pela|à|naar|bij|voor|la|le|l'|l’|the|der|die|das|il|lo|da|von|de|del|do)(?:\s|(?<=['’]))){{0,2}}((?:{_CAP})(?:[ \u00a0](?:{_CAP})){{0,2}})"
)


def _beside_verbs(doc: Document, cues: list[Cue], gazetteer: Gazetteer) -> set[str]:
    """Names in the place of an organisation: "joins Hexalab", "wechselt zu Quantalis"."""
    found: set[str] = set()
    for cue in cues:
        if not cue.families or not set(cue.families) & _WITH_PLACE:
            continue
        match = _PLACE_OF_WORK.match(doc.text, cue.end)
        if match is None:
            continue
        words = _stripped(match.group(1).split(), doc.lang)
        if not words or any(w in gazetteer.given_names for w in words[:2]) or (doc.lang == "de" and len(words) == 1):
            continue
        if _plain(words, gazetteer) or words[-1] in gazetteer.plain_stops:
            continue
        name = " ".join(words)
        if len(words) == 1 and (doc.lang == "de" or len(name) < 4 or doc.text.count(name) < 2):
            continue
        if len(words) == 2 and words[0] in gazetteer.given_names:
            continue
        found.add(name)
    return found


def _stripped(words: list[str], lang: str) -> list[str]:
    """Without the common nouns before the name ("Konkurrenten Carrowitz Mobility", "Londoner Labor Velox Minds")."""
    lead = _words()["lead"].get(lang, ())
    for i in range(len(words) - 1, -1, -1):
        low = words[i].lower()
        if low in lead or (lang in ("de", "nl") and low.endswith(_COMPOUND)):
            return words[i + 1 :]
    return words


_COMPOUND = tuple(name_words("compound"))
_SCHOOLS = frozenset({"University", "Universität", "Institute", "Universiteit", "College"})
_SINGLE = re.compile(rf"(?<![{_LO}’'-])([{_UP}][{_LO}]{{3,20}})(?![{_LO}]|[ \u00a0][{_UP}])")
_BEFORE_FIRM = {
    "en": re.compile(r"\b(?:at|from|by|join|joins|joined|left|leave|with|of|to)\s$"),
    "fr": re.compile(r"(?:\b(?:chez|quitte|rejoint|quitté|par|de|pour)\s|\bd['’])$"),
    "es": re.compile(r"\b(?:en|de|por|a|deja)\s$"),
    "it": re.compile(r"\b(?:in|di|da|per|a|ad|lascia)\s$"),
    "pt": re.compile(r"\b(?:na|da|pela|à|a|deixa a)\s$"),
    "nl": re.compile(r"\b(?:bij|van|naar|door|voor|verlaat)\s$"),
}


def _lone_words(
    doc: Document, sequences: list[tuple[int, int]], known: list[Mention], gazetteer: Gazetteer
) -> set[str]:
    """Capitalised words that stand alone, come again and stand where firms stand. Not for German, where nouns do too."""
    pattern = _BEFORE_FIRM.get(doc.lang)
    if pattern is None:
        return set()
    text = doc.text
    counts: dict[str, list[int]] = {}
    for match in _SINGLE.finditer(text):
        counts.setdefault(match.group(1), []).append(match.start(1))
    in_names = {w for a, b in sequences for w in text[a:b].split()}
    known_words = {w for m in known for w in text[m.start : m.end].split()}
    small = doc.lower_words
    found: set[str] = set()
    for word, places in counts.items():
        if len(places) < 2 or word in in_names or word in known_words or word in gazetteer.given_names:
            continue
        if (
            word in gazetteer.stop_words
            or word in gazetteer.outlet_words
            or word in gazetteer.surnames
            or word in _OPENERS
        ):
            continue
        if word.lower() in small:
            continue
        inner = [p for p in places if not _opens(text, p)]
        hits = [p for p in inner if pattern.search(text, max(0, p - 14), p)]
        heads = places[0] == 0 and word not in gazetteer.places and (bool(inner) or len(places) > 2)
        if hits or heads:
            found.add(word)
    return found


_FROM_THERE = {
    # "La madrileña Heliox", "de la barcelonesa Kauri": an article, where it is from, its name.
    "es": re.compile(rf"\b(?:[Ll]a|[Ee]l|[Dd]el|[Aa]l)\s[a-zñáéíóú]{{3,}}(?:esa|és|eña|eño|ana|ano|ina|ino|ense|ena|eno)\s({_NAME})"),
    "it": re.compile(rf"\b(?:[Ll]a|[Ii]l|[Dd]ella|[Dd]el|[Aa]lla|[Aa]l|[Dd]alla|[Dd]al|[Nn]ella)\s[a-zàèéìòù]{{3,}}(?:ese|ana|ano|ina|ino)\s({_NAME})"),
    "fr": re.compile(rf"\b(?:[Ll]a|[Ll]e|[Dd]u|[Aa]u)\s[a-zàâçéèêëîïôûü]{{3,}}(?:ienne|ien|aise|ais|oise|ois|aine|ain)\s({_NAME})"),
    "pt": re.compile(rf"\b(?:[Aa]|[Oo]|[Dd]a|[Dd]o|[Nn]a|[Nn]o|[Pp]ela|[Pp]elo)\s[a-zàáâãçéêíóôõú]{{3,}}(?:ense|ista|esa|ês|ana|ano|eira|eiro)\s({_NAME})"),
    "nl": re.compile(rf"\b(?:[Hh]et\s|[Dd]e\s|(?<=\n))[A-Z][a-zë]{{2,}}(?:se|sche)\s({_NAME})"),
}  # fmt: skip


def _from_there(doc: Document, gazetteer: Gazetteer) -> set[str]:
    """Names after the adjective of a town or country; not those of people, who are introduced so too."""
    pattern = _FROM_THERE.get(doc.lang)
    found: set[str] = set()
    for match in pattern.finditer(doc.text) if pattern else ():
        words = _stripped(match.group(1).replace("\u00a0", " ").split(), doc.lang)
        if not words or _plain(words, gazetteer) or any(word in gazetteer.surnames for word in words[1:]):
            continue
        surface = " ".join(words)
        if len(surface) > 2 and words[0] not in gazetteer.outlet_words and words[-1] not in gazetteer.plain_stops:
            found.add(surface)
    return found


def _opens(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in '\n“„«"‘' or text[max(0, at - 2) : at] in (". ", "? ", "! ", ": ")


_WITH_PLACE = frozenset({"join", "move", "leave", "return", "found", "buy"})


def unknown_firms(
    doc: Document, known: list[Mention], cues: list[Cue], sequences: list[tuple[int, int]], gazetteer: Gazetteer
) -> list[Mention]:
    """Firms and institutes no row names, every mention of them. One pass for the shapes, one for the names found."""
    surfaces: set[str] = set()
    if doc.lang in ("ja", "zh", "ko"):
        surfaces |= _cjk(doc, gazetteer)
    text = doc.text
    lang = doc.lang
    stops = gazetteer.plain_stops
    introduced = _INTRODUCED_LOOSELY if lang in ("fr", "es", "it", "pt") else _INTRODUCED
    for cue in cues:
        if "firm" not in cue.classes:
            continue
        match = introduced.match(text, cue.end)
        explained = None
        if match is None:
            low = max(0, cue.start - 90)
            explained = _EXPLAINED.search(text[low : cue.start])
        found = match or explained
        if found is None:
            continue
        words = _stripped(found.group(1).split(), lang)
        while words and words[-1] in stops:
            words.pop()
        if not words or _plain(words, gazetteer):
            continue
        if explained is not None and len(words) != 1:
            continue
        surface = " ".join(words)
        common = lang == "de" and len(words) == 1 and surface.endswith(("s", "en", "ung"))
        if len(surface) > 2 and not common:
            surfaces.add(surface)
    first, last = gazetteer.org_first, gazetteer.org_last
    firm = [(m.start, m.end) for m in known if m.kind == "org" and m.confidence == 1.0]
    at = 0
    for start, end in sequences:
        while at < len(firm) and firm[at][1] <= start:
            at += 1
        if at < len(firm) and firm[at][0] < end and firm[at][1] - firm[at][0] < end - start:
            continue  # a known firm and other capitals beside it
        words = _stripped(text[start:end].replace("\u00a0", " ").split(), lang)
        if words and words[0] not in first:  # "funcionários de IA": only what follows the last particle
            low = max((i for i, w in enumerate(words) if w[0].islower() and len(w) < 5), default=-1)
            words = words[low + 1 :]
        for i, word in enumerate(words):
            if word in last and i > 0:
                words = words[: i + 1]
                break
        while words and (words[0] in stops or words[0] in _OPENERS):
            words.pop(0)
        if len(words) < 2 or not (words[-1] in last or words[0] in first):
            continue
        if words[0] not in gazetteer.places or words[-1] in _SCHOOLS:
            surfaces.add(" ".join(words))
    if lang not in ("ja", "zh", "ko"):
        surfaces |= _beside_verbs(doc, cues, gazetteer)
        surfaces |= _lone_words(doc, sequences, known, gazetteer)
        surfaces |= _from_there(doc, gazetteer)
    surfaces = {s for s in surfaces if s not in gazetteer.surfaces and not any(p in s for p in ("’s ", "'s "))}
    return _everywhere(doc, known, surfaces) if surfaces else []


def _plain(words: list[str], gazetteer: Gazetteer) -> bool:
    """True if the words are a place, a person's given name or an ordinary word rather than a firm's name."""
    first = words[0]
    if first in gazetteer.stop_words or first in gazetteer.given_names or first in _OPENERS:
        return True
    return len(words) == 1 and (first in gazetteer.surnames or first.isdigit())


_OPENERS = frozenset(name_words("openers"))


def _everywhere(doc: Document, known: list[Mention], surfaces: set[str]) -> list[Mention]:
    words = sorted(surfaces)[:3000]
    occupied = [(m.start, m.end) for m in known]
    starts = [s for s, _ in occupied]
    found = []
    for index, start, end in AhoCorasick(words, matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes(doc.text):
        surface = words[index]
        i = bisect_right(starts, start) - 1
        inside = i >= 0 and occupied[i][1] > start
        overlaps = i + 1 < len(starts) and starts[i + 1] < end
        if inside and not (occupied[i][0] >= start and occupied[i][1] <= end):
            continue
        if overlaps and end < occupied[i + 1][1]:
            continue
        if stands_alone(doc.text, start, end, Name(surface, "org", surface, STRONG, script_of(surface)), doc.lang):
            found.append(Mention(start, end, "org", surface, known=False, confidence=0.7))
    return found


def without_covered(known: list[Mention], found: list[Mention]) -> list[Mention]:
    """Known names that stand inside a longer unknown one ("Cognition" in "Kestrel Cognition") go."""
    if not found:
        return known
    spans = sorted((m.start, m.end) for m in found)
    starts = [s for s, _ in spans]
    kept = []
    for m in known:
        i = bisect_right(starts, m.start) - 1
        if i < 0 or spans[i][1] < m.end:
            kept.append(m)
    return kept


def _repeated(text: str, lead: str) -> set[str]:
    """Chinese names after a firm word, as long as they come again: "卫星公司天眸和" with 天眸 elsewhere."""
    no_name = frozenset(name_words("zh_no_name")) | frozenset(name_words("zh_after_name"))
    found: set[str] = set()
    for match in re.finditer(rf"(?:{lead})[“「]?(?=[\u4e00-\u9fff]{{2}})", text):
        start = match.end()
        base = text.count(text[start : start + 2])
        if base < 2 or any(c in no_name for c in text[start : start + 2]):
            continue
        end = start + 2
        while (
            end < start + 9
            and "\u4e00" <= text[end : end + 1] <= "\u9fff"
            and text.count(text[start : end + 1]) == base
        ):
            end += 1
        name = text[start:end]
        if (
            len(name) <= 8
            and name not in _GENERIC
            and not name.startswith(("公司", "企业", "表示", "宣布", "员工", "团队", "工程", "研究", "技术", "人才"))
        ):
            found.add(name)
    return found


_DOTTED = re.compile(
    r"(?<![\u30a1-\u30faー・])[\u30a1-\u30faー]{2,10}(?:・[\u30a1-\u30faー]{2,10}){1,2}(?![\u30a1-\u30faー・])"
)
_HONOURED = re.compile(
    r"(?:（[^）]{1,30}）)?(?:氏|さん|CEO|社長|博士|教授|代表|会長|最高|副社長|容疑者|選手|監督|記者)|[（(][A-Z][a-z]+ [A-Z]"
)


def _dotted(text: str) -> set[str]:
    """Katakana names with a dot that come again and nobody calls by a title: firms rather than people."""
    places: dict[str, list[int]] = {}
    for match in _DOTTED.finditer(text):
        places.setdefault(match.group(), []).append(match.end())
    return {name for name, ends in places.items() if len(ends) > 1 and not any(_HONOURED.match(text, e) for e in ends)}


def _cjk(doc: Document, gazetteer: Gazetteer) -> set[str]:
    data = _words()["cjk"]
    text, lang = doc.text, doc.lang
    lead = "|".join(re.escape(w) for w in data[f"{lang}_lead"])
    tail = "|".join(re.escape(w) for w in data[f"{lang}_tail"])
    stop = tuple(data[f"{lang}_stop"])
    found: set[str] = set()
    if lang == "ja":
        found |= _dotted(text)
        found |= set(re.findall(rf"(?:{lead})(?:の|、|企業)?[「『]([^」』]{{2,14}})[」』]", text))
        found |= set(
            re.findall(
                rf"(?:{lead})(?:の|、|企業)?([\u30a1-\u30faー]{{3,12}}(?:AI)?|[A-Z][A-Za-z0-9]{{2,}}(?: [A-Z][A-Za-z0-9]+)*)(?=[のはがにをへとで、（(社])",
                text,
            )
        )
        found |= set(
            re.findall(
                r"(?<![\u30a1-\u30faー・A-Za-z])([\u30a1-\u30faー]{3,12}|[A-Z][A-Za-z0-9]{2,20})社(?=[のはがにをへとで、（(長])",
                text,
            )
        )
        found |= {
            m
            for m in re.findall(
                rf"((?:[\u4e00-\u9fff]{{2,5}}|[\u30a1-\u30faー]{{2,8}})(?:{tail}))(?![\u4e00-\u9fffァ-ヶー])", text
            )
            if not m.startswith(stop)
        }
        found |= {
            m
            for m in re.findall(
                r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3}大)(?=[のはがにをへとで、教出]|准教授|発)", text
            )
            if not m.startswith(stop)
        }
    elif lang == "zh":
        found |= set(re.findall(rf"(?:{lead})[“「『]([^”」』]{{2,10}})[”」』]", text))
        found |= set(re.findall(rf"(?:{lead})([A-Z][A-Za-z0-9]{{2,}}(?: [A-Z][A-Za-z0-9]+)*)", text))
        for match in re.finditer(
            rf"(?:^|(?<=[，。、；：“”《》（）「？！\s的在从從与與和为為向给給被对對由是家入至到赴于於職职开開盟走来來任前原了离離自投名位於及等叫有对對]))([\u4e00-\u9fff]{{2,4}}(?:{tail}))(?![\u4e00-\u9fff]{{0,1}}(?:家|化|的时代))",
            text,
        ):
            if not match.group(1).startswith(stop) and not any(
                c in match.group(1)[:2] for c in "的在从了是和与被对我你他这那"
            ):
                found.add(match.group(1))
        found |= _repeated(text, lead)
        found = {f for f in found if f not in _GENERIC}
    else:
        found |= set(re.findall(rf"(?:{lead})(?:인|,)? ?[‘'\"“「]([가-힣A-Za-z0-9 ]{{2,14}})[’'\"”」]", text))
        for name in re.findall(
            rf"(?:{lead})(?:인|,)? ([가-힣]{{2,8}}?(?:AI)?)(?=(?:은|는|이|가|을|를|의|에|에서|로|으로|와|과|도|,)[\s,(])",
            text,
        ):
            if text.count(name) > 1 and not name.startswith(stop):
                found.add(name)
        for name in re.findall(
            rf"(?<![가-힣A-Za-z])([가-힣]{{2,7}}(?:{tail}))(?=(?:은|는|이|가|을|를|의|에|에서|로|으로|와|과|도|,|\s|\(|$))",
            text,
        ):
            if not name.startswith(stop):
                found.add(name)
    return found - _GENERIC


_GENERIC = frozenset(name_words("generic"))
