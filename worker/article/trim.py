"""What stands in an article's container and is not the article."""

import re
from functools import cache

from worker.article.blocks import Block
from worker.article.words import table


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = table("phrases")
    return (
        re.compile(rf"^\W*(?:{'|'.join(data['aside'])})", re.I),
        re.compile(rf"^\W*(?:{'|'.join(data['tail'])})", re.I),
        re.compile("|".join(data["bio"]), re.I),
    )


def is_aside(block: Block) -> bool:
    """True for related links, prompts and share lines between paragraphs."""
    share = block.link_share
    if share > 0.75 and not block.ends:
        return True
    if share > 0.9 and block.kind != "p":
        return True
    if block.size > 300:
        return False
    aside, _, _ = _patterns()
    return bool(aside.match(block.text)) and (share > 0.2 or block.size < 120)


def trim_tail(blocks: list[Block]) -> list[Block]:
    """Cut the end backwards while it is a bio, a credit, a contact, or a heading over nothing."""
    _, tail, bio = _patterns()
    end = len(blocks)
    while end > 1:
        block = blocks[end - 1]
        text = block.text
        if (
            block.is_head
            or (block.size < 400 and tail.match(text))
            or (block.size < 500 and bio.search(text))
            or (block.size < 25 and not block.ends)
        ):
            end -= 1
        else:
            break
    return blocks[:end]
