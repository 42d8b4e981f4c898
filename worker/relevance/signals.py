"""Signals: which words carried the score, how much each; they and the bias add up to its log-odds."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Final

from storage.records import Signal
from worker.relevance.features import Found, names
from worker.relevance.grammar import grammar
from worker.relevance.lexicon import concepts
from worker.relevance.model import Stage
from worker.relevance.reading import Unit
from worker.relevance.wording import place_of

_GROUNDS: Final = 3
"""Sentences of a text that a feature's weight is shared among; the first ones stand for all."""
_SHOWN: Final = 60
WORDING: Final = "wording"
_WORDS_SHOWN: Final = 5
_LEAST_WORD: Final = 0.05


Part = tuple[Found, Stage, float]
"""Features, the weights they have, and the factor by which this part counts in the score."""


def signals(parts: Sequence[Part], texts: dict[str, str]) -> tuple[Signal, ...]:
    """Share every feature's weight among the words it stands on.

    What no word says (a share of the text, an absence) is a signal without words, named by its feature. Order:
    title, summary, body, each from its beginning; then those without words.
    """
    words = grammar().words
    width = len(words)
    shares: dict[tuple[str, int, int], float] = {}
    masks: dict[tuple[str, int, int], int] = {}
    wordless: dict[str, float] = {}
    for found, stage, factor in parts:
        weights = stage.weights
        for number, value in found.values:
            weight = weights[number] * value * factor
            if not weight:
                continue
            units = found.grounds.get(number)
            spots: list[tuple[Unit, tuple[int, int, int]]] = []
            if units:
                wanted = words[number % width]
                spots = [(unit, hit) for unit in units[:_GROUNDS] for hit in unit.hits if hit[2] & wanted]
            if not spots:
                name = names()[number]
                wordless[name] = wordless.get(name, 0.0) + weight
                continue
            share = weight / len(spots)
            for unit, hit in spots:
                key = (unit.field, hit[0], hit[1])
                shares[key] = shares.get(key, 0.0) + share
                masks[key] = hit[2]
    order = {"title": 0, "summary": 1, "body": 2}
    rows = sorted(shares.items(), key=lambda row: (order[row[0][0]], row[0][1], row[0][2]))
    if len(rows) > _SHOWN:
        strong = {key for key, _ in sorted(rows, key=lambda row: -abs(row[1]))[:_SHOWN]}
        wordless["other words"] = sum(weight for key, weight in rows if key not in strong)
        rows = [row for row in rows if row[0] in strong]
    answer = [
        Signal(
            concept=_named(masks[key]),
            text=texts[key[0]][key[1] : key[2]],
            field=key[0],
            start=key[1],
            end=key[2],
            weight=weight,
        )
        for key, weight in rows
    ]
    answer += [
        Signal(concept=name, text="", field="title", start=0, end=0, weight=weight) for name, weight in wordless.items()
    ]
    return tuple(answer)


def worded_signals(by_word: Mapping[str, float], texts: Sequence[tuple[str, str]]) -> tuple[Signal, ...]:
    """What the wording adds: its weightiest words where each stands first, and the sum of all others.

    ``texts``: field and text, as far as it was read.
    """
    ranked = sorted((-abs(weight), word) for word, weight in by_word.items())[:_WORDS_SHOWN]
    # A letter that grows in lower case moves what stands after it: such a text's words are counted without a place.
    lowered = [(field, text, small) for field, text in texts if len(small := text.lower().replace("’", "'")) == len(text)]
    answer = []
    rest = fsum(by_word.values())
    for least, word in ranked:
        if least > -_LEAST_WORD:
            break
        for field, text, small in lowered:
            at = place_of(word, small)
            if at >= 0:
                words = text[at : at + len(word)]
                answer.append(Signal(concept=WORDING, text=words, field=field, start=at, end=at + len(word), weight=by_word[word]))
                rest -= by_word[word]
                break
    answer.append(Signal(concept=f"{WORDING}, all other words", text="", field="title", start=0, end=0, weight=rest))
    return tuple(answer)


def _named(mask: int) -> str:
    """The first concept of a mask, in the order of the list."""
    return concepts()[(mask & -mask).bit_length() - 1]


def mark(text: str, found: tuple[Signal, ...], *, field: str = "body") -> list[tuple[str, Signal | None]]:
    """``text`` cut into runs, each with the signal that marks it or None; joined they give ``text`` again."""
    runs: list[tuple[str, Signal | None]] = []
    at = 0
    for signal in sorted((s for s in found if s.field == field and s.end > s.start), key=lambda s: s.start):
        if signal.start < at or signal.end > len(text):
            continue
        if signal.start > at:
            runs.append((text[at : signal.start], None))
        runs.append((text[signal.start : signal.end], signal))
        at = signal.end
    if at < len(text):
        runs.append((text[at:], None))
    return runs
