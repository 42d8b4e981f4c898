"""People in Korean text: family name and two syllables beside a title, foreign names by their syllables."""

import re

from worker.facts.document import Document
from worker.facts.gazetteer import Gazetteer, name_words
from worker.facts.names import Mention
from worker.facts.surnames import family_names
from worker.facts.terms import Cue
from worker.facts.transliteration import known_person

_KO_NAME = re.compile(r"(?<![가-힣])([가-힣])([가-힣]{2})(?=\s?$)")


_KO_FOREIGN = re.compile(r"(?<![가-힣A-Za-z])([가-힣]{1,5} [가-힣]{1,6})(?=\s?\(?$)")


_KO_AFTER = re.compile(r"\s([가-힣]{1,5} [가-힣]{2,6}?)(?=(?:은|는|이|가|을|를|도|와|과|의|에게|·|,|\(|\s|$))")


_KO_AFTER_NATIVE = re.compile(r"\s?([가-힣])([가-힣]{2})(?=(?:은|는|이|가|을|를|도|와|과|의|씨|,|\(|\s|$))")


_KO_ENDING = re.compile(
    r"(?:은|는|이|가|을|를|의|에|로|고|며|한|된|할|던|해|서|도|만|들|인|적|일|것|수|등|및|중|년|월|명|개|억|만|와|과|했다|됐다|다)$"
)


def korean_people(doc: Document, known: list[Mention], cues: list[Cue], gazetteer: Gazetteer) -> list[Mention]:
    """People in Korean whom no row names, in order of the cues that show them."""
    text, surnames = doc.text, family_names()["ko"]
    taken = {i for m in known for i in range(m.start, m.end)} if len(known) < 4000 else set()
    roles = {c.start for c in cues if "role" in c.classes}
    found: list[Mention] = []
    seen: set[int] = set()

    def add(start: int, end: int, confidence: float) -> None:
        if start not in taken and (end - 1) not in taken and start not in seen:
            seen.add(start)
            found.append(Mention(start, end, "person", text[start:end], known=False, confidence=confidence))

    titles = {c.start for c in cues if "head" in c.classes}
    stops = [c.start for c in cues if "role" in c.classes]
    stops += [m.start for m in known if m.kind == "org"]
    asked = 0
    for match in _KO_PAIR.finditer(text):  # any two words that sound like somebody we know
        one, two = match.group(1), match.group(2)
        if one in _KO_STOPS or (_KO_ENDING.search(one) and len(one) > 2) or not _looks_foreign(one, 0.75):
            continue
        for end in _without_particle(two):
            if not _looks_foreign(two[:end], 0.7):
                continue
            asked += 1
            name = known_person(f"{one} {two[:end]}", gazetteer, strict=True) if end and asked < 150 else None
            if name is not None:
                add(match.start(1), match.start(2) + end, 0.8)
                break
    for match in _KO_AGED.finditer(text):  # "곽민주(34)"
        if match.group(1) in surnames:
            add(match.start(1), match.end(2), 0.75)
    for match in _KO_FORMER.finditer(text):  # "양도현 전 최고기술책임자"
        if match.group(1) in surnames and any(match.end() <= s <= match.end() + 14 for s in stops):
            add(match.start(1), match.end(2), 0.75)
    for stop in stops:
        before = text[max(0, stop - 14) : stop]
        base = max(0, stop - 14)
        native = _KO_NAME.search(before)
        if (
            native and stop in roles and native.group(1) in surnames and native.group() not in _KO_STOPS
            and not (_KO_PARTICLE_END if stop in titles else _KO_ENDING).search(native.group())
        ):  # fmt: skip
            add(base + native.start(), base + native.end(), 0.75)
            continue
        foreign = _KO_FOREIGN.search(before)
        if foreign:
            one, two = foreign.group(1).split(" ")
            if (
                not {one, two} & _KO_STOPS
                and not _KO_ENDING.search(one)
                and not _KO_ENDING.search(two)
                and _looks_foreign(one, 0.6)
                and _looks_foreign(two, 0.6)
            ):
                add(base + foreign.start(1), base + foreign.end(1), 0.65)
    for c in cues:
        if "role" not in c.classes:
            continue
        native = _KO_AFTER_NATIVE.match(text, c.end)
        if (
            native and native.group(1) in surnames and native.group().strip() not in _KO_STOPS
            and (not _KO_ENDING.search(native.group()) or text.count(native.group().strip()) > 1)
        ):  # fmt: skip
            add(native.start(1), native.end(2), 0.65)
            continue
        foreign = _KO_AFTER.match(text, c.end)
        if foreign:
            one, two = foreign.group(1).split(" ")
            if (
                not {one, two} & _KO_STOPS
                and not _KO_ENDING.search(one)
                and _looks_foreign(one)
                and _looks_foreign(two)
            ):
                add(foreign.start(1), foreign.end(1), 0.65)
    return found


_KO_AGED = re.compile(r"(?<![가-힣])([가-힣])([가-힣]{2}) ?(?:씨|박사|교수)?\((?:\d{2}|여|남)[)·,]")
_KO_FORMER = re.compile(r"(?<![가-힣])([가-힣])([가-힣]{2}) (?:전|前|현) ")
_KO_PARTICLE_END = re.compile(r"(?:은|는|을|를|의|에|로|고|며|된|할|던|한|인)$")


_KO_PAIR = re.compile(r"(?<![가-힣A-Za-z])([가-힣]{1,5}) (?=([가-힣]{1,8}))")


_KO_PARTICLES = tuple(name_words("ko_particles"))


def _without_particle(word: str) -> list[int]:
    """How long the name in a word may be: whole, or without a particle at its end."""
    ends = [len(word)] if len(word) <= 6 else []
    ends += [len(word) - len(p) for p in _KO_PARTICLES if word.endswith(p) and len(word) > len(p)]
    return ends


_KO_STOPS = frozenset(name_words("ko_stops"))


_FOREIGN = frozenset(name_words("foreign"))


def _looks_foreign(name: str, share: float = 0.5) -> bool:
    """Syllables that transliterations use far more than Korean words do."""
    return sum(c in _FOREIGN for c in name) >= share * len(name)
