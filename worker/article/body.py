"""From blocks to paragraphs: candidates, the choice between them, and what is cut off at both ends."""

import re
from dataclasses import dataclass, field
from typing import Final

from worker.article.blocks import Block, Layout
from worker.article.metadata import fold
from worker.article.pick import gain, pick
from worker.article.trim import is_aside, trim_tail

_WORD = re.compile(r"\w+")
_ANCHOR: Final = 300
"""Characters of a JSON-LD body from which on it can be trusted as an anchor."""


@dataclass(slots=True)
class Clues:
    """What the page's head says, as far as it helps to find the body."""

    titles: list[str] = field(default_factory=list)
    """Forms of the headline."""
    descriptions: list[str] = field(default_factory=list)
    linked_body: str = ""
    is_live: bool = False
    names: tuple[str, ...] = ()


def find_body(layout: Layout, clues: Clues) -> list[Block]:
    """The blocks of the article, in order."""
    blocks = layout.blocks
    gains = [gain(block) for block in blocks]
    known = fold(clues.linked_body)
    if len(known) >= _ANCHOR:
        for index, block in enumerate(blocks):
            if len(block.text) < 40 or gains[index] <= 0:
                continue
            key = fold(block.text)
            gains[index] *= 1.5 if key[:60] in known or key[-60:] in known else 0.5
    holder = layout.holders[pick(layout, gains)]
    chosen = blocks[holder.start : holder.end]
    return tidy(chosen, clues)


def tidy(blocks: list[Block], clues: Clues) -> list[Block]:
    """Blocks of the story alone: no headline, no asides, no tail, nothing twice."""
    titles = {fold(title) for title in clues.titles if title}
    kept: list[Block] = []
    seen: set[str] = set()
    for block in blocks:
        key = fold(block.text)
        if not key or (key in titles and len(kept) < 8):
            continue
        if len(key) > 30 and key in seen:
            continue
        if is_aside(block):
            continue
        seen.add(key)
        kept.append(block)
    return trim_tail(kept)
