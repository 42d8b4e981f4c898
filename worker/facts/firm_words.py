"""What a firm's name can look like in Latin letters, and the words around it that are no part of it."""

import tomllib
from functools import cache
from typing import Any

from worker.facts.gazetteer import DATA, Gazetteer, name_words

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŤŪŮŰŲŹŻŽ"
LETTERS = "A-Za-zÀ-ÖØ-öø-ÿĀ-ɏ0-9"
CAP = rf"[{UPPER}][{LETTERS}]*(?:[-&’'.][{LETTERS}]+)*|[a-z]?[{UPPER}]{{2,}}[{LETTERS}]*"
NAME = rf"(?:{CAP})(?:[ \u00a0](?:{CAP})){{0,3}}"


@cache
def firm_words() -> dict[str, Any]:
    """The lists of ``firms.toml``, read once."""
    return tomllib.loads((DATA / "firms.toml").read_text(encoding="utf-8"))


def stripped(words: list[str], lang: str) -> list[str]:
    """Without the common nouns before the name ("Konkurrenten Carrowitz Mobility", "Londoner Labor Velox Minds")."""
    lead = firm_words()["lead"].get(lang, ())
    for i in range(len(words) - 1, -1, -1):
        low = words[i].lower()
        common = words[i] == low or lang not in ("fr", "es", "it", "pt")  # "il banco X", but "Banco Ponte"
        if (low in lead and common) or (lang in ("de", "nl") and low.endswith(_COMPOUND)):
            return words[i + 1 :]
    return words


_COMPOUND = tuple(name_words("compound"))


def is_plain(words: list[str], gazetteer: Gazetteer) -> bool:
    """True if the words are a place, a person's given name or an ordinary word rather than a firm's name."""
    first = words[0]
    if first in gazetteer.stop_words or first in gazetteer.given_names or first in OPENERS:
        return True
    return len(words) == 1 and (first in gazetteer.surnames or first.isdigit())


OPENERS = frozenset(name_words("openers"))
