"""The words of a text that can tell one event from another: terms within a language, names over languages."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

STEM = 6
"""Letters of a word that count: inflection happens behind them more often than not."""

_RUN = re.compile(
    r"(?P<han>[\u3400-\u9fff\uf900-\ufaff]+)|(?P<kata>[\u30a1-\u30ff]+)|(?P<hangul>[\uac00-\ud7a3]+)"
    r"|(?P<latin>[A-Za-z\u00c0-\u024f]+)"
)
_WIDE = re.compile(r"[\u2e80-\ud7a3\uf900-\ufaff]")
_SPACED = re.compile(r"[a-z\u00df-\u024f]{3,}")
_NAME = re.compile(r"(?<![\w-])[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f]{2,}(?![\w])")


def plain(text: str) -> str:
    """Lower case and without accents."""
    if text.isascii():
        return text.lower()
    flat = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in flat if not unicodedata.combining(c)))


def slug(name: str) -> str:
    """A name as part of a key: letters and digits joined by hyphens, no remark in brackets."""
    return re.sub(r"[\W_]+", "-", plain(re.sub(r"\s*[(（].*?[)）]", "", name))).strip("-")[:60]


def terms(text: str) -> Iterator[str]:
    """Terms of a text: stems of Latin words, pairs of Han characters, katakana words, heads of hangul words."""
    if not _WIDE.search(text):
        yield from (word[:STEM] for word in _SPACED.findall(plain(text)))
        return
    for match in _RUN.finditer(text):
        found = match.group()
        if match.lastgroup == "han":
            if len(found) == 1:
                continue
            yield from (found[i : i + 2] for i in range(len(found) - 1))
        elif match.lastgroup == "kata":
            if len(found) > 1:
                yield found[:12]
        elif match.lastgroup == "hangul":
            if len(found) > 1:
                yield found[:2]
        elif len(found) > 2:
            yield plain(found)[:STEM]


def names(text: str) -> Counter[str]:
    """Latin words written with a capital, with how often they stand in the text."""
    return Counter(plain(found)[:16] for found in _NAME.findall(text))
