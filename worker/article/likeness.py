"""Whether two texts say the same: case, quotes, spaces and kickers left out of account."""

import re
from typing import Final

_NO_LETTER = re.compile(r"[\W_]+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f]")
_QUOTES: Final = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


def fold(text: str) -> str:
    """Text for comparison: letters and figures only, folded."""
    return _NO_LETTER.sub("", text.casefold())


def repeats(key: str, titles: set[str]) -> bool:
    """True if folded text is one of the titles, or one with a kicker before it or cut short."""
    if key in titles:
        return True
    if not 20 <= len(key) <= 300:
        return False
    return any(
        len(title) >= 20
        and ((key.endswith(title) and 2 * len(title) > len(key)) or title.startswith(key) or title.endswith(key))
        for title in titles
    )


def weight(text: str) -> int:
    """Characters of a text, those of scripts that write a word in one or two of them counted as three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


def straight(text: str) -> str:
    """Text with typographic quotation marks made straight."""
    return text.translate(_QUOTES)
