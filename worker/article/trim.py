"""What stands in an article's container and is not the article."""

import re
from collections import Counter
from functools import cache

import ahocorasick_rs

from worker.article.blocks import Block
from worker.article.words import table

_INITIALS = re.compile(r"^[(\[]?\s*[\w.&-]{2,12}(?:\s?[/,]\s?[\w.&-]{2,12}){0,4}\s*[)\]]?$")
_SYMBOLS = re.compile(r"^(?:[\W\d_]*|[\[{$%#]+[A-Z0-9_ -]+[\]}$%#]+)$")


@cache
def _starts(name: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{'|'.join(table('phrases')[name])})", re.IGNORECASE)


@cache
def _anywhere(name: str) -> re.Pattern[str]:
    return re.compile("|".join(table("phrases")[name]), re.IGNORECASE)


@cache
def _prompts() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(table("phrases")["prompt"])


def is_aside(block: Block) -> bool:
    """True for related links, prompts, captions and share lines between paragraphs."""
    share, size = block.link_share, block.size
    if share > (0.6 if size < 160 and block.kind != "tr" else 0.8) and not block.ends:
        return True
    if share > 0.9 and block.kind != "p":
        return True
    if size > 350:
        return False
    if block.kind not in ("li", "tr") and _SYMBOLS.match(block.text):
        return True
    if _starts("aside").match(block.text) and (share > 0.2 or size < 120):
        return True
    return not block.is_head and is_caption(block)


def is_caption(block: Block) -> bool:
    """True for a photograph's caption: it names who took it, at an end of the text."""
    text = block.text
    if block.size > 350 or block.quoted:
        return False
    return bool(
        _starts("credit_start").match(text)
        or (_anywhere("credit").search(text[-70:]) and not text.endswith((".", "?", "!")))
    )


def is_prompt(block: Block) -> bool:
    """True for words that want something of the reader: a subscription, consent, an account, money."""
    return block.size < 320 and bool(_prompts().find_matches_as_indexes(block.text.lower()))


def prompt_count(block: Block) -> int:
    """How many such words there are."""
    return len(_prompts().find_matches_as_indexes(block.text.lower()))


def is_dateline(text: str) -> bool:
    """True for a line that holds the date, the reading time or the place of publication and no sentence."""
    return len(text) < 110 and bool(_anywhere("dateline").search(text))


@cache
def _stops() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{'|'.join(table('phrases')['stop'])})\W*", re.IGNORECASE)


def cut_at_stop(blocks: list[Block]) -> list[Block]:
    """Blocks up to a head behind which other things stand.

    There must be a story before it, and behind it little prose, or prose that lives in other elements
    than the story's.
    """
    whole = sum(block.size for block in blocks)
    before = 0
    homes: Counter[int] = Counter()
    for index, block in enumerate(blocks):
        if (
            before > 0.4 * whole
            and block.size < 100
            and (block.is_head or not block.ends)
            and block.kind != "li"
            and _stops().fullmatch(block.text)
        ):
            prose = [one for one in blocks[index:] if one.size >= 110 and one.ends and one.link_share < 0.3]
            main = homes.most_common(1)[0][0] if homes else -1
            if sum(one.size for one in prose) < 0.06 * whole or (
                before > 0.7 * whole and all(one.home != main for one in prose)
            ):
                return blocks[:index]
        before += block.size
        if block.size >= 80:
            homes[block.home] += block.size
    return blocks


def is_bio(block: Block) -> bool:
    """True for a note on who wrote it."""
    return block.size < 600 and bool(_anywhere("bio").search(block.text))


def trim_tail(blocks: list[Block], names: tuple[str, ...] = ()) -> list[Block]:
    """Cut the end backwards while it is a bio, a credit, a contact, or a heading over nothing."""
    end = len(blocks)
    while end > 1:
        block = blocks[end - 1]
        text, size = block.text, block.size
        if (
            (block.is_head and size < 200)
            or (size < 400 and _starts("tail").match(text))
            or is_bio(block)
            or (size < 700 and any(text.lstrip("([—– ").startswith(name) for name in names))
            or (size < 25 and not block.ends)
            or (size < 60 and _INITIALS.match(text))
            or (block.kind != "li" and size < 120 and is_dateline(text))
            or (block.link_share > 0.6 and size < 200)
            or is_prompt(block)
        ):
            end -= 1
        else:
            break
    return blocks[:end]
