"""Who says the words between two marks: the clause after them, the clause before, or whoever spoke last."""

import re

from worker.facts.quotes_han import HanVoices
from worker.facts.quotes_latin import LatinVoices
from worker.facts.quotes_speech import WORD, Speaker

__all__ = ["Speaker", "Voices"]


class Voices(LatinVoices, HanVoices):
    """Gives each quote of one article its speaker; the quotes must come in order."""

    def speaker(
        self, start: int, end: int, outer: tuple[int, int], before: int, after: int, paragraph: int
    ) -> Speaker | None:
        """The speaker of the words at ``start``; None if nobody says them. ``before`` and ``after`` bound the search."""
        words = self.doc.text[start:end]
        size = len(WORD.findall(words)) if self.speech.latin else max(1, len(re.sub(r"\s", "", words)) // 2)
        found: Speaker | None
        if self.doc.labels[paragraph] == 0:
            found = self._headline(outer, paragraph, size)
        elif self.speech.latin:
            found = self._latin(outer, before, after, paragraph, size, words)
        elif self.speech.lang == "ko":
            found = self._korean(outer, before, after, paragraph, size)
        else:
            found = self._han(outer, before, after, paragraph, size)
        if found is not None and paragraph and self.doc.labels[paragraph] > 0:
            self.last, self.last_paragraph, self.last_end = found, paragraph, outer[1]
        return found
