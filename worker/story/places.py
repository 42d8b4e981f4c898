"""Places named in a text, the same in every language: ``Londres``, ``ロンドン`` and ``London`` are ``london``."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    path = Path(__file__).parent / "data" / "places.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    keys = {form: place for place, forms in table.items() for form in forms}
    forms = sorted(keys, key=len, reverse=True)
    latin = "|".join(re.escape(form) for form in forms if ord(form[0]) < 0x2E80)
    wide = "|".join(re.escape(form) for form in forms if ord(form[0]) >= 0x2E80)
    return re.compile(rf"\b(?:{latin})(?![A-Za-z\u00c0-\u024f])|(?:{wide})"), keys


def places(text: str) -> dict[str, int]:
    """Places in a text with how often they stand there. Linear."""
    pattern, keys = _pattern()
    found: dict[str, int] = {}
    for form in pattern.findall(text):
        found[keys[form]] = found.get(keys[form], 0) + 1
    return found
