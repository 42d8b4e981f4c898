"""Whether a page shows its whole text: paywalls and stubs."""

from functools import cache

import ahocorasick_rs

from worker.article.blocks import Layout
from worker.article.head import Head
from worker.article.words import table

_SHORT = 2_500
"""Characters up to which words about a subscription mean this text, and not the publisher's offers."""
_CUT = ("…", "...", "[…]", "[...]", "…]")


@cache
def _walls() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(table("phrases")["wall"])


def is_paywalled(head: Head, layout: Layout, length: int) -> bool:
    """True if the page says so: in its data, or in words about a subscription beside a short text."""
    if head.linked.is_free is not None:
        return not head.linked.is_free
    tier = (head.meta("article:content_tier", "og:content_tier") or "").lower()
    if tier in ("locked", "premium", "paid", "plus"):
        return True
    if length > _SHORT:
        return False
    return any(block.size < 400 and _walls().find_matches_as_indexes(block.text.lower()) for block in layout.blocks)


def is_truncated(head: Head, paragraphs: tuple[str, ...], paywalled: bool) -> bool:
    """True if the text ends before the article does."""
    words = sum(len(text.split()) for text in paragraphs)
    if head.linked.words and words > 20 and head.linked.words > 1.5 * words + 30:
        return True
    length = sum(map(len, paragraphs))
    if paywalled and (length < _SHORT or (paragraphs and paragraphs[-1].endswith(_CUT))):
        return True
    return bool(paragraphs) and length < 1_200 and paragraphs[-1].endswith(_CUT)
