"""Places named in a text, the same in every language: ``Londres``, ``ロンドン`` and ``London`` are ``london``."""

import tomllib
from functools import lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind


@lru_cache(maxsize=1)
def _finder() -> tuple[AhoCorasick, tuple[tuple[str, bool], ...]]:
    path = Path(__file__).parent / "data" / "places.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    forms = {form: place for place, forms in table.items() for form in forms}
    # Scripts with spaces: a form must be a whole word.
    rows = tuple((place, ord(form[0]) < 0x2E80) for form, place in forms.items())
    return AhoCorasick(list(forms), matchkind=MatchKind.LeftmostLongest), rows


def places(text: str) -> dict[str, int]:
    """Places in a text with how often they stand there. Linear."""
    finder, rows = _finder()
    found: dict[str, int] = {}
    for which, start, end in finder.find_matches_as_indexes(text):
        place, spaced = rows[which]
        if spaced and (text[start - 1 : start].isalnum() or text[end : end + 1].isalpha()):
            continue
        found[place] = found.get(place, 0) + 1
    return found
