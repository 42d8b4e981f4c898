"""The words of each language that carry roles, speech, movement and doubt; found in one pass."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from worker.facts.document import Document
from worker.facts.gazetteer import DATA
from worker.facts.names import is_latin

LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "ja", "zh", "ko")


@dataclass(slots=True)
class Cue:
    """A stretch of text that is one of the language's cue words, and what it can be."""

    start: int
    end: int
    classes: frozenset[str]
    families: tuple[str, ...]
    """Verb families, if it is a verb of movement."""
    tail: int = 0
    """Where the second part of a separable verb ends; 0 if it has none."""


@dataclass(slots=True)
class _Pattern:
    """One surface with everything it can stand for."""

    classes: set[str]
    families: list[str]
    particles: dict[str, list[str]]
    """Second part of a separable verb, and the families of the two together."""
    open_left: bool
    open_right: bool


class _Automaton:
    """Surfaces with their classes and one automaton over them."""

    def __init__(self) -> None:
        self.patterns: dict[str, _Pattern] = {}

    def add(self, surface: str, kind: str, family: str | None = None) -> None:
        first, _, particle = surface.lower().partition("|")
        key = first.strip("*")
        pattern = self.patterns.setdefault(key, _Pattern(set(), [], {}, False, False))
        pattern.open_left |= first.startswith("*")
        pattern.open_right |= first.endswith("*")
        if particle and family:
            pattern.particles.setdefault(particle, []).append(family)
        else:
            pattern.classes.add(kind)
            if family and family not in pattern.families:
                pattern.families.append(family)

    def build(self) -> None:
        self.keys = list(self.patterns)
        self.rows = list(self.patterns.values())
        self.index = {key: i for i, key in enumerate(self.keys)}
        self.frozen = [(frozenset(p.classes), tuple(p.families)) for p in self.rows]
        self.verb = frozenset({"verb"})
        self.automaton = AhoCorasick(self.keys, matchkind=MatchKind.LeftmostLongest)


class Terms:
    """One language's words. Immutable once loaded."""

    def __init__(self, lang: str) -> None:
        data = tomllib.loads((DATA / "terms" / f"{lang}.toml").read_text(encoding="utf-8"))
        self.lang = lang
        self.order: str = data["order"]
        self.latin = lang not in ("ja", "zh", "ko")
        self._main, self._status = _Automaton(), _Automaton()
        for surface in data["heads"]:  # titles of one person: never a group, seldom an unnamed mover
            self._main.add(surface, "head")
        for surface in data["recruits"]:  # somebody who has just joined the organisation beside the word
            self._main.add(surface, "role")
            self._main.add(surface, "recruit")
        for surface in tomllib.loads((DATA / "firms.toml").read_text(encoding="utf-8"))["lead"].get(lang, ()):
            self._main.add(f"*{surface}" if lang in ("de", "nl") else surface, "firm")
        for kind in ("roles", "former", "say", "that", "he", "compare", "history"):
            for surface in data[kind]:
                self._main.add(surface, "role" if kind == "roles" else kind)
        for surface in data["blocked"]:  # set phrases that only look like a move
            self._main.add(surface, "blocked")
        for family, forms in data["verbs"].items():
            for surface in forms:
                self._main.add(surface, "verb", family)
        for kind in ("negation", "hedge"):
            for surface in data[kind] if kind in data else data["status"][kind]:
                self._status.add(surface, kind)
        for status in ("confirmed", "reported", "rumoured", "attempted", "refused", "acquihire"):
            for surface in data["status"][status]:
                self._status.add(surface, status)
        self.bids = re.compile("|".join(map(re.escape, data["bids"])))
        """Nouns of what somebody courted is offered; what is declined beside one of them is a post."""
        self.gone = re.compile("|".join(map(re.escape, data["gone"])))
        """What is said of a part of a counted whole that has left."""
        self._main.build()
        self._status.build()
        marks = data["marks"]
        self.from_marks, self.to_marks = frozenset(marks["from"]), frozenset(marks["to"])
        self.by_marks, self.at_marks = frozenset(marks["by"]), frozenset(marks["at"])
        self.subject_marks = tuple(marks.get("subject", ()))
        self.object_marks = tuple(marks.get("object", ()))
        self.from_mark = next(m for m in marks["from"] if m not in self.to_marks)
        self.longer = {
            m: tuple(x for x in sorted((*marks["from"], *marks["to"], *marks["by"]), key=len, reverse=True) if x.endswith(" " + m))
            for k in ("from", "to", "by", "at") for m in marks[k]
        }  # fmt: skip
        """Marks of several words by the word they end in: "au profit de" goes before "de"."""
        every = sorted({m for k in ("from", "to", "by", "at") for m in marks[k]}, key=len, reverse=True)
        words = "|".join(re.escape(m) for m in every)
        if self.latin:
            # the preposition, then at most three words that do not end the phrase: "from its rival OpenAI"
            self.before = re.compile(
                rf"(?s:.*)(?:^|(?<=[\s(,;:«“\"'’/-]))({words})(?:\s+|(?<=['’])|-)(?:[^\s,.;:()]+\s+){{0,3}}[«“\"„'‘]?$"
            )
        else:
            self.before = re.compile(rf"(?s:.*)({words})[^，,。、；;]{{0,6}}$")
        self.after = re.compile(rf"(?:社|側|측|\)|）|」|』|”|’|\s?(?:같은))?({words})")

    def cues(self, doc: Document) -> list[Cue]:
        """All cue words of the document but those of status, in order."""
        lower, main, latin = doc.lower, self._main, self.latin
        found: list[Cue] = []
        size = len(lower)
        for index, start, end in main.automaton.find_matches_as_indexes(lower):
            pattern = main.rows[index]
            if latin or lower[start] < "\u02b0":
                if not pattern.open_left and start and lower[start - 1].isalnum() and is_latin(lower[start - 1]):
                    inner = self._inner(lower, start, end)
                    if inner is None:
                        continue
                    index, start, end = inner
                    pattern = main.rows[index]
                    found.append(Cue(start, end, *main.frozen[index]))
                    continue
                if not pattern.open_right and end < size and is_latin(lower[end]) and lower[end - 1].isalnum():
                    shorter = self._shorter(lower, start, end)
                    if shorter is None:
                        continue
                    index, end = shorter
                    pattern = main.rows[index]
            classes, families = main.frozen[index]
            if "blocked" in classes:
                continue
            if pattern.particles:
                tail = self._particle(lower, end, pattern)
                if tail:
                    at, joined = tail
                    found.append(Cue(start, end, classes | main.verb, tuple(joined), at))
                    continue
                if not classes:
                    continue
            found.append(Cue(start, end, classes, families))
        return found

    def _inner(self, lower: str, start: int, end: int) -> tuple[int, int, int] | None:
        """The cue that begins at a word inside of one that began inside a word ("quatr[o pesquisador]es")."""
        space = lower.find(" ", start, end)
        if space < 0:
            return None
        begin = space + 1
        best: tuple[int, int, int] | None = None
        stop = begin
        for _ in range(3):
            while stop < len(lower) and lower[stop].isalnum():
                stop += 1
            index = self._main.index.get(lower[begin:stop])
            if index is not None and "blocked" not in self._main.frozen[index][0]:
                best = (index, begin, stop)
            if lower[stop : stop + 1] != " ":
                break
            stop += 1
        return best

    def _shorter(self, lower: str, start: int, end: int) -> tuple[int, int] | None:
        """A shorter cue that ends with a word where the longest one found ended inside of one."""
        space = lower.rfind(" ", start, end)
        while space > start:
            index = self._main.index.get(lower[start:space])
            if index is not None:
                return index, space
            space = lower.rfind(" ", start, space)
        return None

    @staticmethod
    def _particle(lower: str, end: int, pattern: _Pattern) -> tuple[int, list[str]] | None:
        """The second part of a separable verb: the first that stands alone before the clause ends."""
        stretch = lower[end : end + 220]
        best: tuple[int, list[str]] | None = None
        for particle, families in pattern.particles.items():
            for found in re.finditer(rf"(?<![^\W\d_]){re.escape(particle)}(?![^\W\d_])", stretch):
                if any(stop in stretch[: found.start()] for stop in (". ", "? ", "! ", "\n", "; ")):
                    break
                if best is None or end + found.end() < best[0]:
                    best = (end + found.end(), families)
                break
        return best

    def status_words(self, text: str) -> dict[str, int]:
        """Which kinds of status word a (lower-case) stretch holds, and where the first of each stands."""
        kinds: dict[str, int] = {}
        status = self._status
        for index, start, end in status.automaton.find_matches_as_indexes(text):
            pattern = status.rows[index]
            if self.latin:
                if start and is_latin(text[start - 1]) and is_latin(text[start]):
                    continue
                if end < len(text) and is_latin(text[end]) and is_latin(text[end - 1]):
                    continue
            for kind in pattern.classes:
                kinds.setdefault(kind, start)
        return kinds


@cache
def load_terms(lang: str) -> Terms:
    """The words of a language; English for one we do not know."""
    return Terms(lang if lang in LANGUAGES else "en")
