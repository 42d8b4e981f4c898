"""From blocks to paragraphs: candidates, the choice between them, and what is cut off at both ends."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from worker.article.blocks import Block, Layout
from worker.article.lead import headline_at, standfirst, trim_lead
from worker.article.likeness import fold, repeats
from worker.article.pick import gain, pick
from worker.article.trim import cut_at_stop, is_aside, is_prompt, prompt_count, trim_tail
from worker.article.words import junk_name, weak_names

_ANCHOR: Final = 300
"""Characters of a JSON-LD body from which on it can be trusted as an anchor."""
_LINKED_HEADS: Final = 3
"""So many linked heads before paragraphs are the story's sections; fewer are other stories."""
_ASIDE: Final = 0.2
"""What is left of the worth of prose in an element named like furniture."""
_MOST: Final = 0.7
"""With such a share of the page's prose an element is the story, whatever it is called."""
_SENTENCE: Final = 140
_BOX_BLOCKS: Final = 18
_BOX_SHARE: Final = 0.2


@dataclass(slots=True)
class Clues:
    """What the page's head says, as far as it helps to find the body."""

    titles: list[str] = field(default_factory=list)
    """Forms of the headline."""
    descriptions: list[str] = field(default_factory=list)
    linked_body: str = ""
    is_live: bool = False
    kind: str = ""
    """The schema.org type, lower case; empty if the page declares none."""
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
    aside = furniture(layout, gains)
    gains = [value * _ASIDE if index in aside and value > 0 else value for index, value in enumerate(gains)]
    holder = layout.holders[pick(layout, gains)]
    start, end = holder.start, holder.end
    if aside.issuperset(range(start, end)):
        aside = set()
    titles = {key for title in clues.titles if (key := fold(title))}
    headline = headline_at(layout, titles, start, end)
    above: list[Block] = []
    if headline is not None and headline >= start:
        if sum(g for g in gains[start:headline] if g > 0) < 0.2 * sum(g for g in gains[start:end] if g > 0):
            start = headline + 1
    else:
        # Blogs and company pages call themselves Article or BlogPosting; what stands above their text
        # is an excerpt for listings, not the standfirst of a report.
        if clues.kind not in ("article", "blogposting", "techarticle"):
            above = standfirst(layout, headline, start, clues.descriptions)
    end = next_story(layout, headline, start, end, gains)
    boxed = prompt_boxes(layout, start, end, clues.descriptions)
    chosen = above + [
        block for index, block in enumerate(blocks[start:end], start) if index not in boxed and index not in aside
    ]
    return tidy(chosen, clues)


def furniture(layout: Layout, gains: list[float]) -> set[int]:
    """Indexes of blocks in elements named like furniture that were too large to be cut before."""
    sums = list(accumulate((max(0.0, value) for value in gains), initial=0.0))
    found: set[int] = set()
    for holder in layout.holders:
        word = junk_name(holder.names) if holder.names else None
        if not word or word in weak_names() or holder.is_body or holder.tag in ("body", "html", "article", "main"):
            continue
        if sums[holder.end] - sums[holder.start] < _MOST * sums[-1]:
            found.update(range(holder.start, holder.end))
    return found


def near_headline(layout: Layout, clues: Clues) -> list[str]:
    """Lines around the headline, where dates and bylines stand."""
    titles = {key for title in clues.titles if (key := fold(title))}
    found = headline_at(layout, titles, len(layout.blocks), len(layout.blocks))
    if found is None:
        return []
    return [
        block.text
        for block in layout.blocks[max(0, found - 4) : found + 9]
        if block.size < 220 and not _in_masthead(layout, block, found)
    ]


def _in_masthead(layout: Layout, block: Block, headline: int) -> bool:
    """True if a block stands in a header that is not the headline's."""
    above = (layout.holders[one] for one in layout.chain(block.holder))
    return any(holder.tag == "header" and not holder.start <= headline < holder.end for holder in above)


def next_story(layout: Layout, headline: int | None, start: int, end: int, gains: list[float]) -> int:
    """Where another story begins on a page that goes on with the next one, else ``end``."""
    whole = sum(g for g in gains[start:end] if g > 0)
    paid = 0.0
    for index in range(start, end):
        block = layout.blocks[index]
        if block.kind == "h1" and index > start + 2 and paid > 0.1 * whole and headline is not None:
            top = layout.blocks[headline]
            mine = set(_stories(layout, top.holder))
            other = [story for story in _stories(layout, block.holder) if story not in mine]
            if top.kind == "h1" and other and (mine or top.holder != block.holder):
                return index
        paid += max(0.0, gains[index])
    return end


def _stories(layout: Layout, holder: int) -> list[int]:
    return [one for one in layout.chain(holder) if layout.holders[one].tag == "article"]


def prompt_boxes(layout: Layout, start: int, end: int, descriptions: list[str]) -> set[int]:
    """Indexes of blocks in small boxes that ask for a subscription, consent or money."""
    sizes = [block.size for block in layout.blocks[start:end]]
    most = _BOX_SHARE * sum(sizes)
    told = {fold(text)[:50] for text in descriptions if len(text) > 60}
    leads = [index for index in range(start, min(end, start + 25)) if fold(layout.blocks[index].text)[:50] in told]
    homes: Counter[int] = Counter()
    for block in layout.blocks[start:end]:
        homes[block.home] += block.size
    home = homes.most_common(1)[0][0] if homes else -1
    gone: set[int] = set()
    for index in range(start, end):
        block = layout.blocks[index]
        if index in gone or not is_prompt(block):
            continue
        box = (index, index + 1)
        for one in layout.chain(block.holder):
            holder = layout.holders[one]
            first, last = max(holder.start, start), min(holder.end, end)
            if (
                holder.is_body
                or holder.tag in ("article", "main", "body")
                or (holder.start <= start and holder.end >= end)
            ):
                break
            held = range(first, last)
            if any(lead in held for lead in leads):
                break
            prompts = sum(1 for one in held if is_prompt(layout.blocks[one]))
            listed = sum(1 for one in held if layout.blocks[one].kind == "li" or layout.blocks[one].is_head)
            limit = min(most, 1_800 if prompts > 1 or 2 * listed > len(held) else 700)
            if last - first > _BOX_BLOCKS or sum(sizes[first - start : last - start]) > limit:
                break
            box = (first, last)
        first, last = box
        if last - first == 1 and block.home == home and block.size >= _SENTENCE and prompt_count(block) < 2:
            continue  # a paragraph among the story's that mentions such a thing
        gone.update(range(first, last))
    return gone


def tidy(blocks: list[Block], clues: Clues) -> list[Block]:
    """Blocks of the story alone: no headline, no asides, no lead and tail furniture, nothing twice."""
    titles = {fold(title) for title in clues.titles if title}
    heads = {index for index in range(len(blocks)) if _is_linked_head(blocks, index)}
    if len(heads) < _LINKED_HEADS:
        heads = set()
    kept: list[Block] = []
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        key = fold(block.text)
        if not key or (len(kept) < 8 and (key in titles or (block.is_head and repeats(key, titles)))):
            continue
        if len(key) > 30 and key in seen:
            continue
        if is_aside(block) and not (index in heads or _is_announced(block, kept)):
            continue
        seen.add(key)
        kept.append(block)
    kept = trim_tail(cut_at_stop(trim_lead(kept, clues.names, clues.descriptions)), clues.names)
    return vouched(kept, fold(clues.linked_body))


def _is_linked_head(blocks: list[Block], index: int) -> bool:
    """True for a linked head right before a paragraph: with others like it, a section head of the story."""
    if blocks[index].link_share < 0.6:
        return False
    behind = blocks[index + 1] if index + 1 < len(blocks) else None
    if behind is None or not blocks[index].is_head:
        return False
    return behind.size >= 180 and behind.link_share < 0.3 and not behind.is_head


def _is_announced(block: Block, kept: list[Block]) -> bool:
    """True for a list item, linked or not, behind a sentence that ends in a colon."""
    if block.kind != "li" or not kept:
        return False
    last = kept[-1]
    return (last.kind != "li" and last.size >= 60 and last.text.endswith((":", "："))) or (
        last.kind == "li" and last.home == block.home and last.link_share > 0.6
    )


def vouched(blocks: list[Block], known: str) -> list[Block]:
    """Blocks without small ones that a nearly complete JSON-LD body does not have."""
    if len(known) < _ANCHOR or not blocks:
        return blocks
    keys = [fold(block.text) for block in blocks]
    held = [
        bool(key) and (key in known or (len(key) > 80 and (key[:60] in known or key[-60:] in known))) for key in keys
    ]
    whole = sum(map(len, keys))
    if sum(len(key) for key, ok in zip(keys, held, strict=True) if ok) < max(1, 0.8 * whole):
        return blocks
    first = held.index(True)
    last = len(held) - 1 - held[::-1].index(True)
    return [
        block
        for index, (block, ok) in enumerate(zip(blocks, held, strict=True))
        if ok
        or (index < first and block.size > 60)
        or (first < index < last and not (block.size < 200 and _is_loose(block)))
    ]


def _is_loose(block: Block) -> bool:
    return not block.is_head and not block.quoted and block.kind not in ("li", "tr", "td")
