"""The words of one language as one automaton: every concept found in a single pass.

The word lists are data (``data/lexicon/<lang>.toml``, ``data/names.toml``, ``data/shared.toml``): one table
entry per concept, words separated by commas. A word may carry marks::

    poach*       begins with (the right edge is free)
    *forscher    ends with (the left edge is free)
    =Meta        needs a capital first letter in the text
    AI, H-1B     all capitals: matched as written
    wirbt…ab     two parts, in this order, inside one sentence

Words in scripts without spaces (Japanese, Chinese, Korean) have free edges on both sides.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from ahocorasick_rs import AhoCorasick, MatchKind

DATA: Final = Path(__file__).parent / "data"
LANGUAGES: Final = ("en", "fr", "de", "es", "it", "pt", "nl", "ja", "zh", "ko")

# What a pattern asks of the place where it was found.
LEFT: Final = 1  # a word must begin there
RIGHT: Final = 2  # a word must end there
CAPITAL: Final = 4  # first letter upper case
EXACT: Final = 8  # letter for letter
FIRST: Final = 16  # first part of a two-part verb
LAST: Final = 32  # last part of one
BREAK: Final = 64  # a sentence ends

_COMMA: Final = re.compile(r",(?!\d)")
_BREAKS: Final = (
    ". ", "! ", "? ", ".\n", "。", "！", "？", "\n", ".” ", ".\" ", ".» ", "?” ", "!” ", "?» ", "!» ", ".' ",
)  # fmt: skip

_ACCENTED: Final = dict(zip("àâéèêëîïôûùçáíóúñäöü", "aaeeeeiiouucaiounaou", strict=True))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's automaton and what its patterns mean."""

    lang: str
    automaton: Any
    flags: tuple[int, ...]
    masks: tuple[int, ...]
    """Which concepts a pattern belongs to, as bits in the order of ``concepts()``."""
    written: tuple[str, ...]
    """The word as the list has it, without its marks."""
    ties: tuple[frozenset[int], ...]
    """For the last part of a two-part verb: the verbs (numbers) it may close; for a first part: itself."""

    @property
    def spaced(self) -> bool:
        """Whether the language writes blanks between words."""
        return self.lang not in ("ja", "zh", "ko")


@cache
def concepts() -> tuple[str, ...]:
    """All concepts, in the fixed order of their bits."""
    with (DATA / "concepts.toml").open("rb") as file:
        return tuple(tomllib.load(file)["concepts"])


def _words(text: str) -> list[str]:
    words = (word.strip() for line in text.splitlines() for word in _COMMA.split(line))
    return [word for word in words if word]


@cache
def _table(name: str) -> dict[str, list[str]]:
    with (DATA / name).open("rb") as file:
        return {concept: _words(text) for concept, text in tomllib.load(file).items() if isinstance(text, str)}


def _free_edge(char: str) -> bool:
    """Scripts written without spaces, and marks, which need no word boundary."""
    return char >= "\u2e80" or not char.isalnum()


def _pattern(entry: str) -> tuple[str, str, int]:
    """(word as written, folded pattern, flags) of one entry without two parts."""
    flags = 0
    if entry.startswith("="):
        flags |= CAPITAL
        entry = entry[1:]
    left = not entry.startswith("*")
    right = not entry.endswith("*")
    word = entry.strip("*")
    if not word:
        raise ValueError(f"a lexicon entry says nothing: {entry!r}")
    if left and not _free_edge(word[0]):
        flags |= LEFT
    if right and not _free_edge(word[-1]):
        flags |= RIGHT
    letters = [c for c in word if c.isalpha() and c < "\u2e80"]
    if letters and word.upper() == word and word.lower() != word and len(letters) == sum(c.isalpha() for c in word):
        flags |= EXACT
    return word, word.lower().replace("’", "'"), flags


@cache
def load_lexicon(lang: str) -> Lexicon:
    """The lexicon of one of the ten languages (any other code gives the English one), built once."""
    if lang not in LANGUAGES:
        lang = "en"
    bits = {name: 1 << i for i, name in enumerate(concepts())}
    found: dict[tuple[str, int], int] = {}
    written: dict[tuple[str, int], str] = {}
    verbs: list[int] = []
    firsts: dict[tuple[str, int], set[int]] = {}
    lasts: dict[tuple[str, int], set[int]] = {}
    for source in ("shared.toml", "names.toml", f"lexicon/{lang}.toml"):
        for concept, entries in _table(source).items():
            if concept not in bits:
                raise ValueError(f"{source}: no concept named {concept!r} in concepts.toml")
            for entry in entries:
                if "…" in entry:
                    one, _, two = entry.partition("…")
                    word, folded, flags = _pattern(one)
                    key = (folded, flags | FIRST)
                    written.setdefault(key, entry)
                    firsts.setdefault(key, set()).add(len(verbs))
                    word, folded, flags = _pattern(two)
                    key = (folded, flags | LAST)
                    written.setdefault(key, entry)
                    lasts.setdefault(key, set()).add(len(verbs))
                    verbs.append(bits[concept])
                    continue
                word, folded, flags = _pattern(entry)
                key = (folded, flags)
                found[key] = found.get(key, 0) | bits[concept]
                written.setdefault(key, word)
                bare = _ACCENTED.get(folded[0])
                if bare is not None:  # typed without its accent where it is a capital: "Equipe"
                    key = (bare + folded[1:], flags | CAPITAL)
                    found[key] = found.get(key, 0) | bits[concept]
                    written.setdefault(key, word)
    patterns: list[str] = []
    flag_list: list[int] = []
    masks: list[int] = []
    words: list[str] = []
    ties: list[frozenset[int]] = []
    for (folded, flags), mask in found.items():
        patterns.append(folded)
        flag_list.append(flags)
        masks.append(mask)
        words.append(written[folded, flags])
        ties.append(frozenset())
    for parts in (firsts, lasts):
        for key, numbers in parts.items():
            patterns.append(key[0])
            flag_list.append(key[1])
            mask = 0
            for number in numbers:
                mask |= verbs[number]
            masks.append(mask)
            words.append(written[key])
            ties.append(frozenset(numbers))
    for mark in _BREAKS:
        patterns.append(mark)
        flag_list.append(BREAK)
        masks.append(0)
        words.append(mark)
        ties.append(frozenset())
    return Lexicon(
        lang=lang,
        automaton=AhoCorasick(patterns, matchkind=MatchKind.Standard, store_patterns=False),
        flags=tuple(flag_list),
        masks=tuple(masks),
        written=tuple(words),
        ties=tuple(ties),
    )
