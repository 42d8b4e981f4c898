"""Reading: one pass over a text, and what was found in which sentence.

A text becomes units: the headline is one unit, a summary and a body are cut at sentence ends. Each unit knows
the concepts that occur in it as a bit mask and the words that say so. Where words overlap the longest one wins:
"garden leave" is never "leave".
"""

import re
from typing import Final, NamedTuple

from worker.relevance.lexicon import BREAK, CAPITAL, EXACT, FIRST, LAST, LEFT, RIGHT, Lexicon

LIMIT: Final = 200_000
"""Characters read of any field; the rest of a longer text is not judged."""
_REACH: Final = 140
"""Characters that may lie between the two parts of a two-part verb."""
_SHORT: Final = 12
"""A sentence shorter than this is not counted as one of its own."""
_TAGS: Final = re.compile(r"<[^<>]{1,400}>")

_TYPESET: Final = (("’", "'"), ("ʼ", "'"), ("\u00a0", " "), ("\u202f", " "))
"""What printers set and what keyboards have, one character each."""

Hit = tuple[int, int, int]
"""start, end, mask"""


class Unit(NamedTuple):
    """A headline or a sentence in which something was found."""

    field: str
    number: int
    mask: int
    hits: list[Hit]


class Pages(NamedTuple):
    """The units with hits of one field, and how many units it has in all."""

    units: list[Unit]
    total: int


def _blank(match: re.Match[str]) -> str:
    return " " * (match.end() - match.start())


def fold(text: str) -> str:
    """Lower case, straight apostrophes, plain blanks; the same number of characters: offsets stay true."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    if not low.isascii():
        for typeset, typed in _TYPESET:
            if typeset in low:
                low = low.replace(typeset, typed)
    return low


def plain(text: str) -> str:
    """The text up to the limit, with mark-up blanked in place."""
    if len(text) > LIMIT:
        text = text[:LIMIT]
    if "<" in text:
        text = _TAGS.sub(_blank, text)
    return text


def read(text: str, field: str, lexicon: Lexicon, *, whole: bool = False) -> Pages:
    """Find every concept of the lexicon in ``text`` (already ``plain``).

    ``whole``: take the text as one unit, as a headline is. Linear in the length of the text.
    """
    low = fold(text)
    flag_of, mask_of, ties = lexicon.flags, lexicon.masks, lexicon.ties
    units: list[Unit] = []
    hits: list[Hit] = []
    waiting: list[tuple[int, int, frozenset[int], int]] = []
    number, begun, size = 0, 0, len(text)
    for row, start, end in lexicon.automaton.find_matches_as_indexes(low, overlapping=True):
        flags = flag_of[row]
        if flags:
            if flags & BREAK:
                if whole or end - begun < _SHORT:
                    continue
                if hits:
                    units.append(_unit(field, number, hits))
                    hits = []
                    waiting.clear()
                number += 1
                begun = end
                continue
            if flags & LEFT and start:
                char = low[start - 1]
                if char < "\u2e80" and char.isalnum():
                    continue
            if flags & RIGHT and end < size:
                char = low[end]
                if char < "\u2e80" and char.isalnum():
                    continue
            if flags & CAPITAL and not text[start].isupper():
                continue
            if flags & EXACT and not text[start:end].isupper() and text[start:end] != lexicon.written[row]:
                continue
            if flags & FIRST:
                waiting.append((start, end, ties[row], mask_of[row]))
                continue
            if flags & LAST:
                for one in reversed(waiting):
                    if start - one[1] > _REACH:
                        break
                    if one[1] <= start and ties[row] & one[2]:
                        mask = mask_of[row] & one[3]
                        hits.append((one[0], one[1], mask))
                        hits.append((start, end, mask))
                        break
                continue
        while hits and hits[-1][0] >= start:
            if hits[-1][0] == start and hits[-1][1] == end:
                start, end, mask = hits.pop()
                hits.append((start, end, mask | mask_of[row]))
                break
            hits.pop()
        else:
            if hits and hits[-1][1] > start:
                continue
            hits.append((start, end, mask_of[row]))
    if hits:
        units.append(_unit(field, number, hits))
    if size - begun >= _SHORT or not number:
        number += 1
    return Pages(units, number)


def _unit(field: str, number: int, hits: list[Hit]) -> Unit:
    mask = 0
    for hit in hits:
        mask |= hit[2]
    return Unit(field, number, mask, hits)
