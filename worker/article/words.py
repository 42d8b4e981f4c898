"""Word lists of the room: loaded once, asked often."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

_DATA: Final = Path(__file__).parent / "data"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z]+")
_LETTERS = re.compile(r"[^a-z]+")
_MAX_NAMES: Final = 400
"""Characters of a class attribute that are looked at; utility frameworks write thousands."""


@cache
def table(name: str) -> dict[str, Any]:
    """One data file of the room, parsed."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text("utf-8"))


@cache
def _junk() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    data = table("classes")
    single = frozenset(word for word in data["junk"] if " " not in word)
    double = frozenset(word for word in data["junk"] if " " in word)
    return single, double, frozenset(data["layout"]), frozenset(data["body"])


@lru_cache(maxsize=20_000)
def junk_name(names: str) -> str | None:
    """The furniture word in a class or id attribute's value; None for an honest one."""
    single, double, layout, _ = _junk()
    for name in names[:_MAX_NAMES].split():
        if ":" in name or "[" in name:
            continue  # utility classes: "sm:hidden", "w-[20px]"
        words = [word.lower() for word in _HUMP.split(name) if word]
        if not words or words[0] in layout:
            continue
        for here, word in enumerate(words):
            if word in single and not (here and words[here - 1] in layout):
                return word
            if here and f"{words[here - 1]} {word}" in double:
                return f"{words[here - 1]} {word}"
            if here > 1 and f"{words[here - 2]} {words[here - 1]} {word}" in double:
                return f"{words[here - 2]} {words[here - 1]} {word}"
    return None


@cache
def weak_names() -> frozenset[str]:
    """Furniture words that count only on elements with hardly any prose."""
    return frozenset(table("classes")["weak"])


@cache
def reader_names() -> frozenset[str]:
    """Furniture words that name what readers wrote."""
    return frozenset(table("classes")["readers"])


@lru_cache(maxsize=20_000)
def is_body_name(names: str) -> bool:
    """True if a class or id attribute's value names the body of an article."""
    body = _junk()[3]
    return any(_LETTERS.sub("", name.lower()) in body for name in names[:_MAX_NAMES].split())
