"""Who wrote it: names cleaned, split, and never an address or a "By"."""

import re
from collections.abc import Iterable
from typing import Final

from worker.article.words import table
from worker.text import clean_line

_SPLIT = re.compile(r"\s*(?:[;|•·/]|\n|\s[–—]\s)\s*")
_NO_NAME = re.compile(r"https?:|www\.|@|\.(?:com|net|org|de|fr)/|^\d+$|[{}<>\[\]=]", re.I)
_MAX_NAME: Final = 80


def _compiled() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], frozenset[str]]:
    data = table("bylines")
    by = re.compile(rf"^\s*(?:{'|'.join(map(re.escape, sorted(data['by'], key=len, reverse=True)))})(?:\s*:\s*|\s+)", re.I)
    both = re.compile(rf"\s*,\s+(?:{'|'.join(data['and'])})\s+|\s+(?:{'|'.join(data['and'])})\s+|\s*&\s*", re.I)
    roles = re.compile(rf"\s*[,(–—-]?\s*(?:{'|'.join(data['roles'])})\b.*$", re.I)
    return by, both, roles, frozenset(data["nobody"])


def clean_names(raw: Iterable[str], *, outlet: str | None = None) -> tuple[str, ...]:
    """Names from author fields and bylines, in order, each once."""
    by, both, roles, nobody = _compiled()
    found: dict[str, str] = {}
    for text in list(raw)[:40]:
        text = clean_line(text, limit=400)
        for _ in range(2):
            text = by.sub("", text)
        for part in _SPLIT.split(text):
            for name in _people(part, both):
                name = roles.sub("", by.sub("", name)).strip(" \t,.;:-–—|*")
                key = name.casefold()
                if not name or len(name) > _MAX_NAME or key in nobody or _NO_NAME.search(name):
                    continue
                if not any(c.isalpha() for c in name) or len(name.split()) > 8:
                    continue
                found.setdefault(key, name)
    names = tuple(found.values())
    # The outlet's own name says nothing beside a person's.
    if len(names) > 1 and outlet:
        names = tuple(name for name in names if name.casefold() != outlet.casefold()) or names
    return names


def _people(text: str, both: re.Pattern[str]) -> list[str]:
    parts = [part.strip() for part in both.split(text) if part and part.strip()]
    out: list[str] = []
    for part in parts:
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        # "Anna Kurz, Ben Lang" are two; "Kurz, Anna", "Ben Lang, MD" and "Ben Lang, Berlin" are not.
        if len(pieces) > 1 and all(1 < len(piece.split()) <= 4 for piece in pieces):
            out.extend(pieces)
        else:
            out.append(part)
    return out
