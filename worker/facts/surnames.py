"""Family names of Chinese and Korean people, in characters and romanised."""

import re
import tomllib
from functools import cache

from worker.facts.gazetteer import DATA

HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def family_names() -> dict[str, frozenset[str]]:
    """By kind: zh, zh_two, ko, pinyin, korean."""
    data = tomllib.loads((DATA / "surnames.toml").read_text(encoding="utf-8"))
    return {key: frozenset(value) for key, value in data.items()}
