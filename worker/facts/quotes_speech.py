"""The words of saying of each language, and what is remembered from quote to quote."""

import re
import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import Any

from worker.facts.document import Document
from worker.facts.gazetteer import DATA
from worker.facts.names import Mention
from worker.facts.terms import LANGUAGES


@dataclass(slots=True)
class Speaker:
    """Who speaks: a name, or the words that describe somebody unnamed."""

    name: str | None
    description: str | None = None
    confidence: float = 1.0


class Speech:
    """One language's words of saying. Immutable once loaded."""

    def __init__(self, lang: str) -> None:
        data: dict[str, Any] = tomllib.loads((DATA / "quotes" / f"{lang}.toml").read_text(encoding="utf-8"))
        self.lang = lang
        self.latin = lang not in ("ja", "zh", "ko")
        verbs = "|".join(re.escape(v) for v in sorted(data["verbs"], key=len, reverse=True))
        edge = (r"(?<![\w'-])", r"(?![\w'])") if self.latin else ("", "")
        self.verb = re.compile(rf"{edge[0]}(?:{verbs}){edge[1]}")
        self.pronouns = frozenset(data["pronouns"])
        self.scare = tuple(data["scare"])
        self.indefinite = tuple(sorted(data.get("indefinite", ()), key=len, reverse=True))
        words = "|".join(re.escape(w) for w in self.indefinite)
        self.phrase = re.compile(rf"(?:{words})(?:\s|(?<=['’]))" if words else r"(?!)")
        stops = "|".join(re.escape(w) for w in data.get("stop", ()))
        self.stop = re.compile(rf"\s(?:{stops})\s" if stops else r"(?!)")
        self.relative = (
            re.compile(
                rf"(?i:.*)\b((?:{words})(?<!\ble)(?<!\bla)(?<!\bel)\s?(?:[^\s,;:]+\s){{1,5}}?)(?:qui|who|que|che|quien|der|die|that)(?:\s(?:me|lui|le|leur|him|her|had|gli|ha|hatte|ihm|lhe))*$",
                re.IGNORECASE,
            )
            if words
            else re.compile(r"(?!)")
        )
        self.after = tuple(sorted(data.get("after", ()), key=len, reverse=True))
        self.subject = tuple(data.get("subject", ()))


@cache
def load_speech(lang: str) -> Speech:
    """The words of saying of a language; English for one we do not know."""
    return Speech(lang if lang in LANGUAGES else "en")


WORD = re.compile(r"[^\W_][\w'’.-]*")
FUNCTION = frozenset(
    [
        "What",
        "How",
        "When",
        "Why",
        "Where",
        "Who",
        "Comment",
        "Pourquoi",
        "Quand",
        "Em",
        "En",
        "In",
        "Im",
        "Am",
        "Wie",
        "Was",
        "Wer",
        "Warum",
        "Como",
        "Cómo",
        "Quando",
        "Cuando",
        "No",
        "Na",
        "Nos",
        "Nas",
        "Au",
        "Aux",
        "À",
        "Le",
        "La",
        "Les",
        "Das",
        "Der",
        "Die",
        "El",
        "Los",
        "Las",
        "Il",
        "Lo",
        "Op",
        "Bij",
        "De",
        "Het",
        "At",
        "On",
        "For",
    ]
)
"""Words that begin a sentence with a capital and are no given names."""


class Memory:
    """Who is named in an article and who spoke last, while its quotes are gone through in order."""

    def __init__(self, doc: Document, mentions: list[Mention]) -> None:
        self.doc = doc
        self.speech = load_speech(doc.lang)
        self.people = [
            m for m in mentions if m.kind == "person" and doc.text[m.start : m.end].split(" ", 1)[0] not in FUNCTION
        ]
        self.orgs = [m for m in mentions if m.kind == "org"]
        self.starts = {id(self.people): [m.start for m in self.people], id(self.orgs): [m.start for m in self.orgs]}
        self.surnames: dict[str, str] = {}
        for m in self.people:
            surface = doc.text[m.start : m.end]
            if doc.lang == "ko" and " " in surface:
                self.surnames.setdefault(surface.rsplit(" ", 1)[1], m.name)
        self.last: Speaker | None = None
        self.last_paragraph = -1
        self.last_end = -1

    def within(self, mentions: list[Mention], start: int, end: int) -> list[Mention]:
        """The mentions that begin in a stretch."""
        starts = self.starts[id(mentions)]
        return mentions[bisect_left(starts, start) : bisect_left(starts, end)]
