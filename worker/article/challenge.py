"""Pages that stand in an article's place: a challenge, a login, a consent wall, a parked domain."""

import re
from functools import cache

from worker.article.words import table


@cache
def _rules() -> list[tuple[str, bool, re.Pattern[str], re.Pattern[str]]]:
    return [
        (
            rule["what"],
            rule["transient"],
            re.compile(rule.get("title", "(?!)"), re.IGNORECASE),
            re.compile(rule.get("markup", "(?!)"), re.IGNORECASE),
        )
        for rule in table("challenges")["rule"]
    ]


def stand_in(title: str, markup: str, text_length: int) -> tuple[str, bool] | None:
    """What a page is instead of an article, and whether it may go away by itself.

    ``markup`` is looked at only where the page has little text of its own (under 300 characters).
    """
    if text_length > 1_500:
        return None
    window = markup[:60_000]
    for what, transient, by_title, by_markup in _rules():
        if by_title.search(title[:200]) or (text_length < 300 and by_markup.search(window)):
            return what, transient
    return None
