"""Tags with attributes without end, cut: libxml2 walks all attributes of an element for each new one of HTML.

900,000 of them in one tag take minutes. Real pages have up to some forty. Pure, linear.
"""

import re
from typing import Final

_LONG_TAG: Final = 20_000
_MOST_NAMES: Final = 2_000
"""Attributes of one tag that are kept, if the tag is longer than ``_LONG_TAG``."""
_SAFE_TEXT: Final = 60_000
"""Characters in which no tag can have attributes enough to cost anything."""
_OPENING = re.compile(r"""<[A-Za-z](?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|)|["'])*+""")
_NAME = re.compile(r"""[^\s"'=/>]+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?""")


def shorter_tags(text: str) -> str:
    """The markup with at most so many attributes in a tag."""
    return text if len(text) < _SAFE_TEXT else _OPENING.sub(_shorter, text)


def shorter_tags_of(data: bytes) -> bytes:
    """The same for bytes in any encoding that holds ASCII."""
    return data if len(data) < _SAFE_TEXT else shorter_tags(data.decode("latin-1")).encode("latin-1")


def _shorter(tag: re.Match[str]) -> str:
    found = tag[0]
    if len(found) < _LONG_TAG:
        return found
    for number, name in enumerate(_NAME.finditer(found)):
        if number >= _MOST_NAMES:
            return found[: name.start()]
    return found
