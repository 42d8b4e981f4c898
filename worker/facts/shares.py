"""Parts of a counted whole: "eleven of the fourteen authors have left", "five of them are at B"."""

import re
from dataclasses import dataclass

from worker.facts.careers import related
from worker.facts.frames import Claim, Scene, name_of
from worker.facts.gazetteer import Gazetteer, name_words

_WORDS: dict[str, int] = {}
for _entry in name_words("number_words"):
    _n, _, _rest = _entry.partition(" ")
    _WORDS |= dict.fromkeys(_rest.split(), int(_n))
_LATIN = "|".join(sorted((w for w in _WORDS if w.isascii() or w[0] < "\u0250"), key=len, reverse=True))
_N = rf"(\d{{1,3}}|{_LATIN})"
_HAN = r"(\d{1,3}|[一二两兩三四五六七八九十]{1,3})"
_PART_FIRST = {
    "en": rf"\b{_N} of (?:the |its |their |those |these |his |her )?(?:original |first |founding )?{_N}\b",
    "fr": rf"\b{_N} (?:des|de ses|de ces|sur les|sur|parmi les) {_N}\b",
    "de": rf"\b{_N} (?:der|von den|von|ihrer|seiner|dieser) (?:einst |ursprünglich |insgesamt )?{_N}\b",
    "es": rf"\b{_N} de (?:los|las|sus|esos|esas) {_N}\b",
    "it": rf"\b{_N} (?:dei|degli|delle|dai|su|sui|di quei) {_N}\b",
    "pt": rf"\b{_N} (?:dos|das|de seus|dos seus|desses|daqueles) {_N}\b",
    "nl": rf"\b{_N} van (?:de|die|zijn|haar|hun) {_N}\b",
}
_WHOLE_FIRST = {
    "fr": rf"\b(?:sur|des) (?:les )?{_N} (?:[^\s,.]+ ){{0,5}}?[^\s,.]+, {_N}\b",
    "de": rf"\bvon (?:den )?{_N} (?:[^\s,.]+ ){{0,5}}?(?:sind|haben|arbeiten) (?:[^\s,.]+ ){{0,3}}?{_N}\b",
    "es": rf"\bde (?:los|las) {_N} (?:[^\s,.]+ ){{0,5}}?[^\s,.]+, {_N}\b",
    "it": rf"\b(?:dei|su|degli) {_N} (?:[^\s,.]+ ){{0,5}}?[^\s,.]+, {_N}\b",
    "pt": rf"\b(?:dos|das) {_N} (?:[^\s,.]+ ){{0,5}}?[^\s,.]+, {_N}\b",
    "nl": rf"\bvan de {_N} (?:[^\s,.]+ ){{0,5}}?(?:zijn|hebben) er (?:[^\s,.]+ ){{0,2}}?{_N}\b",
    "ja": rf"{_HAN}人(?:いた)?[^、。]{{0,12}}のうち、?(?:すでに|既に)?{_HAN}人",
    "zh": rf"{_HAN}(?:名|位|个|個|人)[^，。]{{0,10}}?(?:中|里|裡)，?(?:已有|已经有|有|的)?{_HAN}(?:人|名|位|个|個)",
    "ko": r"(\d{1,3})명(?:의 [^,.]{1,8})? ?(?:중|가운데) ?(\d{1,3})명",
}
_EITHER = {lang: re.compile(pattern, re.IGNORECASE) for lang, pattern in _PART_FIRST.items()}
_TURNED = {lang: re.compile(pattern, re.IGNORECASE) for lang, pattern in _WHOLE_FIRST.items()}


@dataclass(frozen=True, slots=True)
class Share:
    """Where the words stand, and how many of how many."""

    start: int
    end: int
    part: int
    whole: int


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS.get(word.lower(), 0)


def shares(text: str, start: int, end: int, lang: str) -> list[Share]:
    """The shares of people told between two places of the text, in order; a share is smaller than its whole."""
    found: list[Share] = []
    for patterns, turned in ((_EITHER, False), (_TURNED, True)):
        pattern = patterns.get(lang)
        for match in pattern.finditer(text, start, end) if pattern else ():
            one, two = _value(match.group(1)), _value(match.group(2))
            part, whole = (two, one) if turned else (one, two)
            if 1 < part < whole and not any(s.start < match.end() and match.start() < s.end for s in found):
                found.append(Share(match.start(), match.end(), part, whole))
    return sorted(found, key=lambda s: s.start)


def share_claims(scene: Scene, home: str, gazetteer: Gazetteer) -> list[Claim]:
    """In an article about people who leave ``home``: where each share of them went, or that it left."""
    made: list[Claim] = []
    text = scene.doc.text
    told = shares(text, scene.sentence.start, scene.sentence.end, scene.terms.lang)
    for n, share in enumerate(told):
        stop = told[n + 1].start if n + 1 < len(told) else scene.sentence.end
        after = [i for i, item in enumerate(scene.items) if share.end <= item.start < stop]
        places = [name_of(scene, i) for i in after if scene.items[i].is_org]
        name = next((place for place in places if place and not related(gazetteer, place, home)), None)
        gone = scene.terms.gone.search(scene.doc.lower, share.end, stop) is not None
        if name is None and not gone:
            continue
        made.append(
            Claim(None, home, name, "leave", scene.index, share.start, scene.sentence.end,
                  description=text[share.start : share.end], count=share.part, whole=share.whole, verb=share.end)
        )  # fmt: skip
    return made

