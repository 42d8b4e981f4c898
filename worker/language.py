"""Which language a text is in: script first, then the words and word edges of seven Latin languages.

Made for headlines: a handful of words decide. The word weights are data (``language.json``: for each common word
and each three-letter beginning or end how much it speaks for each language, in natural-log units).
"""

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

_READ: Final = 600
"""Characters of a text that are looked at, where the first do not settle it."""
_READ_FIRST: Final = 120
_SURE: Final = 6.0
"""A lead of this much over the second best settles it: more words would not turn it."""
_WORDS: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ONLY_LETTERS: Final = {code: " " for code in range(128) if not (chr(code).isalpha() or chr(code) in "'-")}
_FOREIGN: Final = re.compile("[\u0370-\u1dff\u2c00-\u2dff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uff9f]")
_KANA: Final = re.compile("[\u3041-\u309f\u30a1-\u30fa\u30fc\uff66-\uff9f]")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_HANGUL: Final = re.compile("[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_SCRIPTS: Final = (
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("pa", re.compile("[\u0a00-\u0a7f]")),
    ("gu", re.compile("[\u0a80-\u0aff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
    ("kn", re.compile("[\u0c80-\u0cff]")),
    ("ml", re.compile("[\u0d00-\u0d7f]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("am", re.compile("[\u1200-\u137f]")),
)
_UKRAINIAN: Final = re.compile("[іїєґІЇЄҐ]")
_PERSIAN: Final = re.compile("[پچژگ]")
_LETTERS: Final = {
    # Letters that a language of the ten has and few others: worth a word each.
    "ß": "de", "ä": "de", "ñ": "es", "¿": "es", "¡": "es", "ã": "pt", "õ": "pt", "œ": "fr", "ê": "fr", "û": "fr", "î": "fr", "ij": "nl",
    "ì": "it", "ò": "it",
}  # fmt: skip
_STRANGE: Final = {
    # Letters of Latin languages that are none of the ten.
    "å": "sv", "ø": "no", "æ": "da", "ł": "pl", "ż": "pl", "ą": "pl", "ę": "pl", "ś": "pl", "ř": "cs", "ů": "cs", "ě": "cs", "ľ": "sk", "ő": "hu",
    "ű": "hu", "ț": "ro", "ș": "ro", "ă": "ro", "ş": "tr", "ğ": "tr", "ı": "tr", "ð": "is", "þ": "is", "đ": "hr", "ė": "lt", "ų": "lt", "ā": "lv", "ņ": "lv",
    "ạ": "vi", "ấ": "vi", "ế": "vi", "ề": "vi", "ộ": "vi", "ư": "vi", "ơ": "vi",
}  # fmt: skip
_HINT: Final = 2.5
"""What the publisher's word for the language weighs, in the same units as the words."""
_NEEDED: Final = 1.0
"""Less than this in all, and the text says nothing: the hint stands."""


def words_in(lowered: str) -> list[str]:
    """The words of a text in lower case, in order: letters, with apostrophes and hyphens inside."""
    if not lowered.isascii():
        return _WORDS.findall(lowered)
    words = lowered.translate(_ONLY_LETTERS).split()  # ten times as quick
    if "'" not in lowered and "-" not in lowered:
        return words
    found: list[str] = []
    for word in words:
        if word.isalpha():
            found.append(word)
        else:
            found += _WORDS.findall(word)
    return found


@cache
def _profiles() -> tuple[
    tuple[str, ...], dict[str, tuple[float, ...]], dict[str, tuple[float, ...]], dict[str, tuple[str, ...]]
]:
    data = json.loads((Path(__file__).parent / "language.json").read_text("utf-8"))
    return (
        tuple(data["languages"]),
        {word: tuple(row) for word, row in data["words"].items()},
        {edge: tuple(row) for edge, row in data["edges"].items()},
        {word: tuple(langs) for word, langs in data["others"].items()},
    )


@cache
def commonest(count: int) -> frozenset[str]:
    """The commonest words of the seven Latin languages together, most of them articles, prepositions and the like."""
    return frozenset(list(_profiles()[1])[:count])


def detect(text: str, hint: str | None = None) -> str | None:
    """ISO 639-1 code of the language of ``text``, or the hint's, or None if nothing tells.

    ``hint`` is what the publisher says ("pt-BR", "en_US", "de"); it decides between neighbours and where the
    text is silent, and loses against clear words. Languages other than the ten come out by their script (ru, ar,
    hi …) or by their commonest words (sv, pl, tr …). Time: some ten microseconds for a headline, bounded.
    """
    text = text[:_READ]
    if hint is not None:
        hint = hint.strip().lower().replace("_", "-").partition("-")[0]
        if len(hint) not in (2, 3) or not hint.isalpha():
            hint = None
    if not text.isascii() and _FOREIGN.search(text):
        script = _by_script(text, hint)
        if script:
            return script
    first, lead = _by_words(text[:_READ_FIRST], hint)
    return first if lead >= _SURE or len(text) <= _READ_FIRST else _by_words(text, hint)[0]


def _by_script(text: str, hint: str | None) -> str | None:
    kana, han, hangul = len(_KANA.findall(text)), len(_HAN.findall(text)), len(_HANGUL.findall(text))
    latin = len(_LATIN.findall(text))
    east = kana + han + hangul
    if east * 3 >= latin and east:
        if hangul * 2 > kana + han:
            return "ko"
        if kana >= 2 and kana * 16 >= han:
            return "ja"
        if kana and kana * 10 >= han:
            return "ja"
        return "ja" if hint == "ja" and not kana + han > 60 else "zh"
    best, most = None, 0
    for lang, pattern in _SCRIPTS:
        count = len(pattern.findall(text))
        if count > most:
            best, most = lang, count
    if best and most * 2 >= latin:
        if best == "ru" and _UKRAINIAN.search(text):
            return "uk"
        if best == "ru" and hint in ("bg", "sr", "mk", "be", "kk", "mn"):
            return hint
        if best == "ar" and (_PERSIAN.search(text) or hint in ("fa", "ur")):
            return hint if hint in ("fa", "ur", "ps") else "fa"
        return best
    return None


class _Told(NamedTuple):
    """What a word, or else its edges, says."""

    rows: tuple[tuple[float, ...], ...]
    known: bool
    strong: bool
    """It is common in one of the ten languages and rare in others."""
    others: tuple[str, ...]
    """Other languages that it is common in."""


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> _Told | None:
    _, words, edges, others = _profiles()
    row = words.get(word)
    if row is not None:
        rows = [row]
    elif len(word) > 3:
        head = re.split("['’]", word)[0] if "'" in word or "’" in word else ""
        rows = [one for one in (edges.get("$" + word[-3:]), edges.get("^" + word[:3]), words.get(head)) if one]
    else:
        rows = []
    foreign = others.get(word, ())
    if not rows and not foreign:
        return None
    return _Told(tuple(rows), row is not None, row is not None and max(row) >= 1.5, foreign)


def _by_words(text: str, hint: str | None) -> tuple[str | None, float]:
    """The language, and by how much it leads; no lead where another sort of reason decides."""
    languages = _profiles()[0]
    rows: list[tuple[float, ...]] = []
    strange: dict[str, float] = {}
    known = total = strong = 0
    for word in words_in(text.lower()):
        total += 1
        told = _of_word(word)
        if told is None:
            continue
        rows += told.rows
        known += told.known
        strong += told.strong
        for lang in told.others:
            strange[lang] = strange.get(lang, 0.0) + 1.0
    sums = zip(languages, zip(*rows, strict=True), strict=True) if rows else ()
    scores: dict[str, float] = {lang: sum(column) for lang, column in sums}
    if not text.isascii():
        for char, lang in _LETTERS.items():
            if char in text:
                scores[lang] = scores.get(lang, 0.0) + 1.5
        for char in set(text.lower()):
            if char in _STRANGE:
                strange[_STRANGE[char]] = strange.get(_STRANGE[char], 0.0) + 1.6
    if strange and total >= 3:
        lang, count = max(strange.items(), key=lambda item: item[1])
        share = count / total
        if count >= 2 and (lang == hint or (share >= 0.2 and count >= 1.4 * strong)):
            return (hint if hint in strange and strange[hint] >= count - 1 else lang), 0.0
    if hint in scores:
        scores[hint] += _HINT
    if not scores:
        return hint, 0.0
    best = max(scores, key=scores.__getitem__)
    if scores[best] < _NEEDED:
        return hint or (best if scores[best] > 0 else None), 0.0
    if hint and hint not in languages and known <= 1:
        return hint, 0.0
    return best, scores[best] - max((score for lang, score in scores.items() if lang != best), default=0.0)
