"""What the wording says beside the lexicons: words by their fragments, weighed by what was learnt from labelled texts.

Lexicons know the words that somebody thought of. Fragments (two to five letters of a word, and the word; one to four
characters where no blanks are written) carry over to forms and kin that nobody listed, within a language and, by common
roots, between languages. A word's weight is the sum of its fragments' by the root of their number, a text's log-odds the
sum of its different words' by the root of theirs: so every word has a weight that can be shown, and a word met before
costs a look-up. Fragments are those of Bojanowski et al., "Enriching Word Vectors with Subword Information" (TACL 2017).
"""

import re
from collections.abc import Mapping
from math import fsum, sqrt
from typing import Final

from worker.language import commonest, words_in

HEAD: Final = 600
"""Characters of a summary that are read, ..."""
BODY: Final = 1_500
"""... and of a body: what an article is about stands at its beginning."""
_SHORTEST, _LONGEST = 2, 5
_EASTERN_LONGEST: Final = 4
_LONGEST_WORD: Final = 40
_REMEMBERED: Final = 50_000
_WORDS: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+|[^\\W\\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+(?:['’-][^\\W\\d_]+)*")
_HIRAGANA: Final = re.compile("[\u3040-\u309f]+")
_KATAKANA: Final = "\u30a0"
_COMMON: Final = 300
_EASTERN: Final = "\u3040"
"""From here on characters of scripts that are written without blanks, or with few; nothing else that is matched is above."""


def words_of(text: str) -> set[str]:
    """The different words of a text in lower case; of eastern scripts, its runs of one to four characters.

    Without articles, prepositions and the like: they tell how a text is written, not what it is about.
    """
    lowered = text.lower()
    if lowered.isascii():
        words = set(words_in(lowered))
        if max(map(len, words), default=0) > _LONGEST_WORD:
            words = {word[:_LONGEST_WORD] for word in words}
        return words - commonest(_COMMON)
    words = set()
    eastern: set[str] = set()
    for run in _WORDS.findall(lowered.replace("’", "'")):
        if run[0] < _EASTERN:
            words.add(run[:_LONGEST_WORD])
        else:
            for size in range(1, _EASTERN_LONGEST + 1):
                eastern.update(run[at : at + size] for at in range(len(run) - size + 1))
    words -= commonest(_COMMON)
    if eastern:
        # Hiragana alone is endings and particles.
        words.update(one for one in eastern if one[0] >= _KATAKANA or not _HIRAGANA.fullmatch(one))
    return words


def place_of(word: str, lowered: str) -> int:
    """Where a word first stands in a text in lower case; -1 if it does not."""
    at = lowered.find(word)
    if word[0] >= _EASTERN:
        return at
    while at >= 0:
        before, after = lowered[at - 1 : at] if at else "", lowered[at + len(word) : at + len(word) + 1]
        if not before.isalpha() and (not after.isalpha() or len(word) == _LONGEST_WORD):
            return at
        at = lowered.find(word, at + 1)
    return -1


def fragments(word: str) -> set[str]:
    """What a word is made of: marked at its edges, two to five letters each, and the whole."""
    if word[0] >= _EASTERN:
        return {word}
    marked = f"<{word}>"
    parts = {
        marked[at : at + size] for size in range(_SHORTEST, _LONGEST + 1) for at in range(len(marked) - size + 1)
    }
    return parts | {marked}


class Wording:
    """One stage's fragments and their weights; remembers the words it met."""

    __slots__ = ("_met", "_weights", "bias")

    def __init__(self, bias: float, weights: Mapping[str, float]) -> None:
        self.bias = bias
        self._weights = weights
        self._met: dict[str, float] = {}

    def of_word(self, word: str) -> float:
        """The weight of one word."""
        weight = self._met.get(word)
        if weight is None:
            weights, parts = self._weights, fragments(word)
            weight = sum(weights.get(part, 0.0) for part in parts) / sqrt(len(parts))
            if len(self._met) >= _REMEMBERED:
                self._met.clear()
            self._met[word] = weight
        return weight

    def of_text(self, text: str, *, explain: bool) -> tuple[float, dict[str, float]]:
        """Log-odds of a text without the bias, and, if they are wanted, what each of its words adds to them."""
        words = list(words_of(text))
        if not words:
            return 0.0, {}
        met, root = self._met, sqrt(len(words))
        weights = [(met[word] if word in met else self.of_word(word)) / root for word in words]
        # The order of a set differs from process to process; the exact sum does not depend on it.
        return fsum(weights), dict(zip(words, weights, strict=True)) if explain else {}


def parts_read(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Field and text of what is read of the wording: title, summary and, where there is one, body; joined by line ends."""
    read = [("title", texts["title"]), ("summary", texts["summary"][:HEAD])]
    body = texts.get("body", "")
    return [*read, ("body", body[:BODY])] if body.strip() else read
