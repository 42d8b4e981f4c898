"""The headline, chosen between what a page says of itself and what it shows."""

import re

from worker.article.head import Head
from worker.article.likeness import fold, straight

_SEPARATORS = re.compile(r"\s+[|\-–—·•»:/]\s+|\s*[|»]\s*")
_WORD = re.compile(r"\w+")


def choose_title(head: Head, outlet: str | None) -> str:
    """The headline: what JSON-LD and Open Graph agree on, else an h1 one of them confirms, else theirs."""
    linked = head.linked.headlines[0] if head.linked.headlines else ""
    og = cut_outlet(head.meta("og:title", "twitter:title", "dc.title", "dcterms.title", "title") or "", outlet, head)
    tag = cut_outlet(head.title_tag, outlet, head)
    title = _headline(head, outlet, linked, og, tag)
    # Typewriter and typographic marks side by side: Open Graph has the form other systems know it by.
    return og if og and straight(og) == straight(title) else title


def _headline(head: Head, outlet: str | None, linked: str, og: str, tag: str) -> str:
    if linked and fold(linked) == fold(og):
        return linked
    claims = [fold(text) for text in (linked, og, tag, head.meta("og:title") or "", head.title_tag) if text]
    known = fold(og)
    for text in head.h1:
        key = fold(text)
        if len(known) >= 15 and key != known and key.endswith(known) and len(known) > 0.5 * len(key):
            return og  # the h1 has a kicker before it
        if len(key) >= 8 and any(_agrees(key, claim) for claim in claims):
            return text
    if len(head.h1) == 1 and len(head.h1[0]) >= 15 and fold(head.h1[0]) != fold(outlet or ""):
        words = {word for word in _WORD.findall(head.h1[0].casefold()) if len(word) > 3}
        others = set(_WORD.findall(f"{linked} {og} {tag}".casefold()))
        if (words and len(words & others) >= 0.3 * len(words)) or not others:
            return head.h1[0]
    return linked or og or tag or (head.h1[0] if head.h1 else "")


def _agrees(h1: str, claim: str) -> bool:
    if h1 == claim:
        return True
    # A claim cut short, or with the outlet's name behind it.
    return (claim.startswith(h1) or h1.startswith(claim)) and min(len(h1), len(claim)) >= 20


def cut_outlet(title: str, outlet: str | None, head: Head) -> str:
    """A title without the outlet's name before or behind it."""
    if not title:
        return ""
    parts = _SEPARATORS.split(title)
    if len(parts) < 2:
        return title
    names = {fold(name) for name in (outlet, head.meta("og:site_name"), head.linked.outlet) if name}
    spots = list(_SEPARATORS.finditer(title))
    if fold(parts[-1]) in names:
        return title[: spots[-1].start()].strip()
    if fold(parts[0]) in names:
        return title[spots[0].end() :].strip()
    keys = [fold(text) for text in (*head.h1, *head.linked.headlines)]
    for spot in reversed(spots):
        if fold(title[: spot.start()]) in keys:
            return title[: spot.start()].strip()
    # Behind a bar, or behind the last dash in few words, stands the outlet.
    last = spots[-1]
    behind = title[last.end() :]
    if (
        len(behind.split()) <= 4
        and len(title[: last.start()]) > 2 * len(behind)
        and ":" not in last[0]
        and "/" not in last[0]
    ):
        return title[: last.start()].strip()
    return title
