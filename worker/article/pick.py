"""Which element holds the article.

Every block pays its size in if it reads as prose and costs if it reads as furniture; an element is
worth the sum of its blocks. Climbing to a parent pays while it adds more prose than furniture, so an
article that is cut into several sibling containers is taken whole and a sidebar is not.
"""

from collections.abc import Sequence
from itertools import accumulate

from worker.article.blocks import Block, Holder, Layout

_WEIGHT = {
    "p": 1.0,
    "blockquote": 1.0,
    "pre": 0.7,
    "li": 0.6,
    "dd": 0.6,
    "td": 0.7,
    "tr": 0.3,
    "div": 0.85,
    "section": 0.85,
    "article": 0.85,
}


def gain(block: Block) -> float:
    """What a block pays in (prose, up to its size) or costs (furniture)."""
    size, share = block.size, block.link_share
    if block.is_head:
        return -2.5 if share < 0.5 else -9.0
    if share > 0.5:
        return -7.0 - min(size, 120) * 0.15
    if size >= 80 or (size >= 40 and block.ends):
        return size * _WEIGHT.get(block.kind, 0.7) * (1.0 - share)
    return -5.0


def pick(layout: Layout, gains: Sequence[float]) -> int:
    """Index of the holder that is worth most."""
    sums = list(accumulate(gains, initial=0.0))
    best, worth = 0, float("-inf")
    for index, holder in enumerate(layout.holders):
        if holder.end <= holder.start:
            continue
        value = (sums[holder.end] - sums[holder.start]) * factor(holder)
        # Of elements worth the same the innermost is the tightest.
        if value >= worth:
            best, worth = index, value
    return best


def factor(holder: Holder) -> float:
    """How much more an element's blocks are worth for what the element is called."""
    if holder.is_body:
        return 1.3
    if holder.tag == "article":
        return 1.15
    if holder.tag == "main":
        return 1.05
    if holder.tag in ("body", "html", "[document]"):
        return 0.97
    return 1.0
