"""Taking a person out of a text and out of facts. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from storage.articles.identity import folded
from storage.records import Evidence, Extraction

MASK = "█"
_WORDS = re.compile(r"\w+(?:[-'’.]\w+)*")
_LONGEST_NAME = 5
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")


@dataclass(frozen=True, slots=True)
class Redaction:
    """Names, as written, of people who are not to be named."""

    written: tuple[str, ...]

    def text(self, text: str) -> str:
        """The text with each name, and each family name alone, as blocks of the same length.

        The length stays, so that the evidence of every other fact still points at its words.
        """
        for pattern in self._patterns():
            text = pattern.sub(lambda match: MASK * len(match.group()), text)
        return text

    def names(self, text: str | None) -> bool:
        """Whether a text names one of them."""
        return bool(text) and any(pattern.search(text or "") for pattern in self._patterns())

    def _patterns(self) -> Iterator[re.Pattern[str]]:
        for name in sorted(self.written, key=len, reverse=True):
            yield _pattern(name)
            family = name.split()[-1]
            # A family name of one or two letters is too often another word.
            if len(family) > 2 and family != name:
                yield _pattern(family)

    def extraction(self, extraction: Extraction) -> Extraction:
        """The facts without those about them; where they are only part of a fact, without them."""
        return replace(
            extraction,
            people=tuple(
                replace(one, evidence=self._evidence(one.evidence), description=self._maybe(one.description))
                for one in extraction.people
                if not self.names(one.name)
            ),
            organisations=tuple(
                replace(one, evidence=self._evidence(one.evidence)) for one in extraction.organisations
            ),
            moves=tuple(
                replace(one, evidence=self._evidence(one.evidence), person_desc=self._maybe(one.person_desc))
                for one in extraction.moves
                if not self.names(one.person)
            ),
            money=tuple(
                replace(
                    one,
                    evidence=self._evidence(one.evidence),
                    payer=None if self.names(one.payer) else one.payer,
                    payee=None if self.names(one.payee) else one.payee,
                )
                for one in extraction.money
            ),
            counts=tuple(replace(one, evidence=self._evidence(one.evidence)) for one in extraction.counts),
            quotes=tuple(
                replace(one, text=self.text(one.text), evidence=self._evidence(one.evidence))
                for one in extraction.quotes
                if not self.names(one.speaker)
            ),
            credits=tuple(replace(one, evidence=self._evidence(one.evidence)) for one in extraction.credits),
        )

    def _maybe(self, text: str | None) -> str | None:
        return None if text is None else self.text(text)

    def _evidence(self, evidence: Evidence) -> Evidence:
        return replace(evidence, text=self.text(evidence.text))


def _pattern(name: str) -> re.Pattern[str]:
    spaced = r"\s+".join(re.escape(part) for part in name.split())
    # Scripts without spaces have no word borders to look for.
    return re.compile(spaced if _WIDE.fullmatch(name) else rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)


def possible_names(texts: Sequence[str]) -> dict[str, str]:
    """Every run of words that may be a name, folded, with the way it is written; linear in the text."""
    found: dict[str, str] = {}
    for text in texts:
        words = list(_WORDS.finditer(text))
        for first, word in enumerate(words):
            if not word.group()[0].isupper():
                continue
            for last in words[first : first + _LONGEST_NAME]:
                written = text[word.start() : last.end()]
                found.setdefault(folded(written), written)
        for run in _WIDE.finditer(text):
            written = run.group()
            for start in range(len(written)):
                for length in range(2, 7):
                    piece = written[start : start + length]
                    if len(piece) == length:
                        found.setdefault(folded(piece), piece)
    return found
