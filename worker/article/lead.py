"""Where an article begins: the standfirst is fetched from above the body, what is no sentence goes."""

from typing import Final

from worker.article.blocks import Block, Layout
from worker.article.likeness import fold, repeats
from worker.article.trim import is_aside, is_bio, is_caption, is_dateline, is_prompt

_REACH: Final = 40
"""Blocks between a headline and the body that are looked at."""


def headline_at(layout: Layout, titles: set[str], start: int, end: int) -> int | None:
    """Index of the block that repeats the headline: the last heading before the body, or the first in it."""
    before = inside = None
    for index, block in enumerate(layout.blocks[: min(end, start + 30)]):
        key = fold(block.text)
        if len(key) < 8 or not (key in titles or (block.is_head and repeats(key, titles))):
            continue
        if index < start:
            if block.is_head or before is None:
                before = index
        elif inside is None and (index <= start + 5 or (block.kind == "h1" and key in titles)):
            inside = index
    # A heading above the body is the headline; in the body its words may be a section head.
    if before is not None and (inside is None or layout.blocks[before].is_head):
        return before
    return inside


def standfirst(layout: Layout, headline: int | None, start: int, descriptions: list[str]) -> list[Block]:
    """Blocks between headline and body that introduce the story."""
    if headline is None or start - headline > _REACH:
        first, limit = max(0, start - 12), True
    else:
        first, limit = headline + 1, False
    keys = [key for text in descriptions if len(key := fold(text)) > 30]
    found: list[Block] = []
    for block in layout.blocks[first:start]:
        key = fold(block.text)
        told = len(key) > 30 and any(key[:60] == other[:60] or key in other for other in keys)
        if told or (not limit and _introduces(block)):
            found.append(block)
    return found[:6]


def _introduces(block: Block) -> bool:
    if block.link_share > 0.3 or block.kind in ("li", "tr", "td", "dt", "dd"):
        return False
    if is_aside(block) or is_caption(block) or is_prompt(block) or is_dateline(block.text) or is_bio(block):
        return False
    return block.size >= 80 or (block.size >= 45 and (block.ends or block.is_head) and len(block.text.split()) >= 6)


def trim_lead(blocks: list[Block], names: tuple[str, ...], descriptions: list[str]) -> list[Block]:
    """Drop kickers, dates, bylines and captions above and among the first paragraphs."""
    kept: list[Block] = []
    told = [fold(text)[:40] for text in descriptions]
    folded = [name.casefold() for name in names]
    started = False
    for index, block in enumerate(blocks):
        if index > 14:
            kept.extend(blocks[index:])
            break
        text = block.text
        if not started and is_bio(block) and any(name in text[:80] for name in names):
            continue
        if block.size < 160 and (is_dateline(text) or _is_byline(text, folded)):
            continue
        if not started:
            prose = block.size >= 80 or (block.size >= 40 and block.ends)
            if not prose and fold(text)[:40] not in told:
                if block.kind in ("li", "tr") or (block.is_head and _followed(blocks, index)):
                    kept.append(block)
                continue
            started = True
        kept.append(block)
    return kept or blocks


def _followed(blocks: list[Block], index: int) -> bool:
    return index + 1 < len(blocks) and blocks[index + 1].size >= 80


def _is_byline(text: str, names: list[str]) -> bool:
    low = text.casefold()
    if not any(name in low for name in names if len(name) > 4):
        return False
    rest = low
    for name in names:
        rest = rest.replace(name, "")
    return len(rest) < 45 and not rest.rstrip().endswith((".", "!", "?", "”", '"'))
