"""People in Japanese text: names before 氏, さん and titles, foreign names in katakana."""

import re

from worker.facts.document import Document
from worker.facts.gazetteer import name_words
from worker.facts.names import Mention
from worker.facts.surnames import HAN
from worker.facts.terms import Cue

_JA = re.compile(
    r"([\u4e00-\u9fff々]{1,3}(?:[\u3041-\u3096]{2,4}|[\u30a1-\u30faー]{2,4})|[\u4e00-\u9fff々]{2,5}|(?<![\u30a1-\u30faー])[\u30a1-\u30faー]{1,12}(?:[・＝=][\u30a1-\u30faー]{1,12}){1,4}|(?<![\u30a1-\u30faー])[\u30a1-\u30faー]{2,12}"
    r"|(?<![A-Za-z])[A-Z][A-Za-z.'-]{1,20}(?: [A-Z][A-Za-z.'-]{1,20}){0,3})"
    r"(?:（[^）]{1,30}）|\([^)]{1,30}\))?(?:氏|さん|博士|准教授|教授|弁護士|上席|最高経営責任者|CEO|社長|代表|副社長|会長|元?記者|CTO)"
)


_MIXED = re.compile(r"[\u4e00-\u9fff々]+[\u3041-\u3096]")
_JA_FULL = re.compile(
    r"(?<![\u30a1-\u30faー・])[\u30a1-\u30faー]{2,10}(?:[・＝][\u30a1-\u30faー]{1,12}){1,3}(?![\u30a1-\u30faー・])"
)


def japanese_people(doc: Document, known: list[Mention], cues: list[Cue]) -> list[Mention]:
    """People in Japanese whom no row names, in order of the cues that show them."""
    found: list[Mention] = []
    memory = [0]
    for match in _JA.finditer(doc.text):
        start, end = match.span(1)
        name = match.group(1)
        if _MIXED.match(name) and not doc.text.startswith(("氏", "さん"), match.end(1)):
            continue
        if not is_free(start, end, known, memory) or name in _JA_STOPS or name.endswith(("同", "両", "各")):
            continue
        if HAN.match(name):
            for prefix in _JA_PREFIXES:
                if name.startswith(prefix) and len(name) - len(prefix) >= 2:
                    start += len(prefix)
                    name = name[len(prefix) :]
                    break
            if name.endswith("准"):
                name, end = name[:-1], end - 1
            if len(name) < 2 or any(role in name for role in _JA_ROLE_PARTS):
                continue
        found.append(Mention(start, end, "person", name, known=False, confidence=0.8))
    roles = {c.end for c in cues if "role" in c.classes}
    starts = {c.start for c in cues if "role" in c.classes}
    memory = [0]
    for match in _JA_FULL.finditer(doc.text):
        start, end = match.span()
        if is_free(start, end, known, memory) and (
            start in roles or (start - 1) in roles or end in starts or (end + 1) in starts
        ):
            found.append(Mention(start, end, "person", match.group(), known=False, confidence=0.7))
    return found


def is_free(start: int, end: int, known: list[Mention], memory: list[int]) -> bool:
    """True if no known mention overlaps; ``memory`` holds where the last search stopped (calls come in order)."""
    i = memory[0]
    while i < len(known) and known[i].end <= start:
        i += 1
    memory[0] = i
    return i >= len(known) or known[i].start >= end


_JA_STOPS = frozenset(name_words("ja_stops"))


_JA_PREFIXES = tuple(name_words("ja_prefixes"))


_JA_ROLE_PARTS = tuple(name_words("ja_role_parts"))
