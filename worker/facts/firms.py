"""Organisations nobody listed: told by the word that introduces them or by how their name ends."""

import re
from bisect import bisect_right

from ahocorasick_rs import AhoCorasick, MatchKind

from worker.facts.document import Document
from worker.facts.firm_words import CAP, NAME, OPENERS, UPPER, is_plain, stripped
from worker.facts.firms_east import eastern_firms
from worker.facts.gazetteer import STRONG, Gazetteer, Name, script_of
from worker.facts.lone_firms import lone_firms
from worker.facts.names import Mention, stands_alone
from worker.facts.terms import Cue

_BETWEEN = r"(?:(?!(?:de|du|des|d|en|à|di|a|da|do|no|na|del|con|che|que|qui|y|e|et)\b)[a-zà-ÿ’'-]+\s){0,2}"
_INTRODUCED = re.compile(rf"\s[«“\"„‘']?\s?({NAME})")
_INTRODUCED_LOOSELY = re.compile(rf"\s{_BETWEEN}[«“\"„‘']?\s?({NAME})")
"""Romance languages put adjectives between: "la start-up parisienne Tessiture"."""
_EXPLAINED = re.compile(rf"({NAME})[»”\"]?(?:, | \(|, l['’])[^.,;()]{{0,40}}$")
"""The name, a comma, and some words later what it is: "Tessiture, a small voice start-up"."""


_PLACE_OF_WORK = re.compile(
    rf"\s(?:(?:to|at|by|for|with|zu|bei|beim|zum|für|à|chez|a|al|en|por|para|in|per|alla|ad|na|no|pela|à|naar|bij|voor|la|le|l'|l’|the|der|die|das|il|lo|da|von|de|del|do)(?:\s|(?<=['’]))){{0,2}}((?:{CAP})(?:[ \u00a0](?:{CAP})){{0,2}})"
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
        words = stripped(match.group(1).split(), doc.lang)
        if not words or any(w in gazetteer.given_names for w in words[:2]) or (doc.lang == "de" and len(words) == 1):
            continue
        if is_plain(words, gazetteer) or words[-1] in gazetteer.plain_stops:
            continue
        name = " ".join(words)
        if len(words) == 1 and (doc.lang == "de" or len(name) < 4 or doc.text.count(name) < 2):
            continue
        if len(words) == 2 and words[0] in gazetteer.given_names:
            continue
        found.add(name)
    return found


_SCHOOLS = frozenset({"University", "Universität", "Institute", "Universiteit", "College"})

_FROM_THERE = {
    # "La madrileña Heliox", "de la barcelonesa Kauri": an article, where it is from, its name.
    "es": re.compile(rf"\b(?:[Ll]a|[Ee]l|[Dd]el|[Aa]l)\s[a-zñáéíóú]{{3,}}(?:esa|és|eña|eño|ana|ano|ina|ino|ense|ena|eno)\s({NAME})"),
    "it": re.compile(rf"\b(?:[Ll]a|[Ii]l|[Dd]ella|[Dd]el|[Aa]lla|[Aa]l|[Dd]alla|[Dd]al|[Nn]ella)\s[a-zàèéìòù]{{3,}}(?:ese|ana|ano|ina|ino)\s({NAME})"),
    "fr": re.compile(rf"\b(?:[Ll]a|[Ll]e|[Dd]u|[Aa]u)\s[a-zàâçéèêëîïôûü]{{3,}}(?:ienne|ien|aise|ais|oise|ois|aine|ain)\s({NAME})"),
    "pt": re.compile(rf"\b(?:[Aa]|[Oo]|[Dd]a|[Dd]o|[Nn]a|[Nn]o|[Pp]ela|[Pp]elo)\s[a-zàáâãçéêíóôõú]{{3,}}(?:ense|ista|esa|ês|ana|ano|eira|eiro)\s({NAME})"),
    "nl": re.compile(rf"\b(?:[Hh]et\s|[Dd]e\s|(?<=\n))[A-Z][a-zë]{{2,}}(?:se|sche)\s({NAME})"),
}  # fmt: skip


def _from_there(doc: Document, gazetteer: Gazetteer) -> set[str]:
    """Names after the adjective of a town or country; not those of people, who are introduced so too."""
    pattern = _FROM_THERE.get(doc.lang)
    found: set[str] = set()
    for match in pattern.finditer(doc.text) if pattern else ():
        words = stripped(match.group(1).replace("\u00a0", " ").split(), doc.lang)
        if not words or is_plain(words, gazetteer) or any(word in gazetteer.surnames for word in words[1:]):
            continue
        surface = " ".join(words)
        if len(surface) > 2 and words[0] not in gazetteer.outlet_words and words[-1] not in gazetteer.plain_stops:
            found.add(surface)
    return found


_WITH_PLACE = frozenset({"join", "move", "leave", "return", "found", "buy"})


def unknown_firms(
    doc: Document, known: list[Mention], cues: list[Cue], sequences: list[tuple[int, int]], gazetteer: Gazetteer
) -> list[Mention]:
    """Firms and institutes no row names, every mention of them. One pass for the shapes, one for the names found."""
    surfaces: set[str] = set()
    if doc.lang in ("ja", "zh", "ko"):
        surfaces |= eastern_firms(doc, gazetteer)
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
        words = stripped(found.group(1).split(), lang)
        while words and words[-1] in stops:
            words.pop()
        if not words or is_plain(words, gazetteer):
            continue
        if explained is not None and len(words) != 1:
            continue
        surface = " ".join(words)
        common = lang == "de" and len(words) == 1 and surface.endswith(("s", "en", "ung")) and _is_noun(surface, text)
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
        words = stripped(text[start:end].replace("\u00a0", " ").split(), lang)
        if words and words[0] not in first:  # "funcionários de IA": only what follows the last particle
            low = max((i for i, w in enumerate(words) if w[0].islower() and len(w) < 5), default=-1)
            words = words[low + 1 :]
        for i, word in enumerate(words):
            if word in last and i > 0:
                words = words[: i + 1]
                break
        while words and (words[0] in stops or words[0] in OPENERS or _from_where(words, lang, first)):
            words.pop(0)
        if len(words) < 2 or not (words[-1] in last or words[0] in first):
            continue
        if words[0] not in gazetteer.places or words[-1] in _SCHOOLS:
            surfaces.add(" ".join(words))
    if lang not in ("ja", "zh", "ko"):
        surfaces |= _beside_verbs(doc, cues, gazetteer)
        surfaces |= lone_firms(doc, known, cues, gazetteer)
        surfaces |= _from_there(doc, gazetteer)
    surfaces = {s for s in surfaces if s not in gazetteer.surfaces and not any(p in s for p in ("’s ", "'s "))}
    names = {surface: surface for surface in surfaces} | _shortened(doc, surfaces, gazetteer)
    return _everywhere(doc, known, names) if names else []


def _is_noun(word: str, text: str) -> bool:
    """True for a German word that comes but once or after an article: a firm's name does neither."""
    places = [m.start() for m in re.finditer(rf"(?<![\w-]){re.escape(word)}(?![\w])", text)]
    return len(places) < 2 or any(_ARTICLE_DE.search(text, max(0, p - 8), p) for p in places)


_ARTICLE_DE = re.compile(
    r"\b(?:der|die|das|des|dem|den|ein|eine|eines|einer|einem|einen|im|am|zum|zur|vom|beim|ihr|ihre|kein|keine)\s$", re.IGNORECASE
)


def _shortened(doc: Document, surfaces: set[str], gazetteer: Gazetteer) -> dict[str, str]:
    """First words that stand for a longer name: "Lumenar Drive" is "Lumenar" from the second paragraph on."""
    long: dict[str, list[str]] = {}
    for surface in surfaces:
        head, _, rest = surface.partition(" ")
        if rest and len(head) > 3 and script_of(head) == "latin":
            long.setdefault(head, []).append(surface)
    small = doc.lower_words
    return {
        head: whole[0]
        for head, whole in long.items()
        if len(whole) == 1
        and head.lower() not in small
        and head not in gazetteer.surfaces
        and head not in gazetteer.org_first
        and not is_plain([head], gazetteer)
        and re.search(rf"(?<![\w’'-]){re.escape(head)}(?![\w]|[ \u00a0][{UPPER}])", doc.text)
    }


def _everywhere(doc: Document, known: list[Mention], names: dict[str, str]) -> list[Mention]:
    words = sorted(names)[:3000]
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
            found.append(Mention(start, end, "org", names[surface], known=False, confidence=0.7))
    return found


def _from_where(words: list[str], lang: str, first: frozenset[str]) -> bool:
    """True for a Dutch word of where a firm is from, written with a capital before its name: "Gentse Lumiq"."""
    return lang == "nl" and len(words) > 1 and words[0].endswith(("se", "sche")) and words[0] not in first


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


