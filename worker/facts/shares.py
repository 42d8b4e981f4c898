"""Parts of a counted whole: "eleven of the fourteen authors have left", "five of them are at B"."""

import re
from dataclasses import dataclass
from functools import cache

from worker.facts.careers import related
from worker.facts.frames import Claim, Scene, name_of
from worker.facts.gazetteer import Gazetteer
from worker.facts.numbers_east import cjk_value
from worker.facts.numbers_words import load_numerals

_HAN = r"(\d{1,3}|[一二两兩三四五六七八九十]{1,3})"
_PART_FIRST = {
    "en": r"\b<N> of (?:the |its |their |those |these |his |her )?(?:original |first |founding )?<N>\b",
    "fr": r"\b<N> (?:des|de ses|de ces|sur les|sur|parmi les) <N>\b",
    "de": r"\b<N> (?:der|von den|von|ihrer|seiner|dieser) (?:einst |ursprünglich |insgesamt )?<N>\b",
    "es": r"\b<N> de (?:los|las|sus|esos|esas) <N>\b",
    "it": r"\b<N> (?:dei|degli|delle|dai|su|sui|di quei) <N>\b",
    "pt": r"\b<N> (?:dos|das|de seus|dos seus|desses|daqueles) <N>\b",
    "nl": r"\b<N> van (?:de|die|zijn|haar|hun) <N>\b",
}
_WHOLE_FIRST = {
    "fr": r"\b(?:sur|des) (?:les )?<N> (?:[^\s,.]+ ){0,5}?[^\s,.]+, <N>\b",
    "de": r"\bvon (?:den )?<N> (?:[^\s,.]+ ){0,5}?(?:sind|haben|arbeiten) (?:[^\s,.]+ ){0,3}?<N>\b",
    "es": r"\bde (?:los|las) <N> (?:[^\s,.]+ ){0,5}?[^\s,.]+, <N>\b",
    "it": r"\b(?:dei|su|degli) <N> (?:[^\s,.]+ ){0,5}?[^\s,.]+, <N>\b",
    "pt": r"\b(?:dos|das) <N> (?:[^\s,.]+ ){0,5}?[^\s,.]+, <N>\b",
    "nl": r"\bvan de <N> (?:[^\s,.]+ ){0,5}?(?:zijn|hebben) er (?:[^\s,.]+ ){0,2}?<N>\b",
    "ja": rf"{_HAN}人(?:いた)?[^、。]{{0,12}}のうち、?(?:すでに|既に)?{_HAN}人",
    "zh": rf"{_HAN}(?:名|位|个|個|人)[^，。]{{0,10}}?(?:中|里|裡)，?(?:已有|已经有|有|的)?{_HAN}(?:人|名|位|个|個)",
    "ko": r"(\d{1,3})명(?:의 [^,.]{1,8})? ?(?:중|가운데) ?(\d{1,3})명",
}


@cache
def _numbers(lang: str) -> dict[str, int]:
    """The number words that people are counted in."""
    words = load_numerals(lang).words.items()
    return {word: int(m["cardinal"]) for word, m in words if 2 <= m.get("cardinal", 0) < 100 and " " not in word}


@cache
def _patterns(lang: str) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """How the language tells a share, and whether the whole comes first."""
    words = "|".join(map(re.escape, sorted(_numbers(lang), key=len, reverse=True)))
    number = rf"(\d{{1,3}}|{words})"
    told = ((_PART_FIRST.get(lang), False), (_WHOLE_FIRST.get(lang), True))
    return tuple((re.compile(p.replace("<N>", number), re.IGNORECASE), turned) for p, turned in told if p)


@dataclass(frozen=True, slots=True)
class Share:
    """Where the words stand, and how many of how many."""

    start: int
    end: int
    part: int
    whole: int


def _value(word: str, lang: str) -> int:
    if word.isdigit():
        return int(word)
    return int(cjk_value(word)[0]) if lang in ("ja", "zh") else _numbers(lang).get(word.lower(), 0)


def shares(text: str, start: int, end: int, lang: str) -> list[Share]:
    """The shares of people told between two places of the text, in order; a share is smaller than its whole."""
    found: list[Share] = []
    for pattern, turned in _patterns(lang):
        for match in pattern.finditer(text, start, end):
            one, two = _value(match.group(1), lang), _value(match.group(2), lang)
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

