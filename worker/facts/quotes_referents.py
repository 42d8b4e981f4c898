"""Whom a pronoun, a bare verb or a headline means, in languages with spaces."""

import re

from worker.facts.quotes_speech import WORD, Memory, Speaker

INDEFINITE = frozenset(
    [
        "a",
        "an",
        "one",
        "another",
        "un",
        "une",
        "ein",
        "eine",
        "einer",
        "un",
        "una",
        "uno",
        "otro",
        "otra",
        "um",
        "uma",
        "outro",
        "outra",
        "een",
        "één",
        "l'un",
        "l'une",
    ]
)
_ASIDE = {
    "en": re.compile(
        r"\b(?:asked|met|called|to|with|from)\s((?:a|an|one|another)\s(?:[\w'’-]+\s){0,4}[\w'’-]+)(?=\s(?:whether|who|if|about|how|why|what)|[,.])"
    ),
}


class Referents(Memory):
    """Finds the person somewhere else in the text that a quote leaves unsaid."""

    def _full(self, surname: str) -> str:
        for m in self.people:
            if m.name.split()[-1] == surname:
                return m.name
        return surname

    def _trim(self, phrase: str) -> str:
        """An unnamed speaker's description without what follows it."""
        cut = self.speech.stop.search(phrase)
        if cut and cut.start() > 8:
            phrase = phrase[: cut.start()] if len(phrase) > 70 else phrase
        return phrase.strip(" ,.;:-–—")

    def _alone(
        self,
        outer: tuple[int, int],
        before: int,
        paragraph: int,
        sentence: str,
        breaks: list[re.Match[str]],
        head: str,
        head_from: int,
    ) -> Speaker | None:
        """A quote that is a sentence of its own: the speaker goes on, or the sentence before introduces one."""
        if sentence.strip():
            return None
        if self.last is not None and self.last_paragraph == paragraph and before == self.last_end and len(breaks) <= 1:
            return self.last
        referent = self._referent(outer, "")
        if referent is not None:
            return Speaker(referent.name, referent.description, 0.7)
        return None

    def _referent(self, outer: tuple[int, int], pronoun: str) -> Speaker | None:
        """Whom a pronoun means: the nearest sentence's subject in the paragraph, else who spoke last."""
        doc = self.doc
        n = doc.sentence_at(max(0, outer[0] - 1))
        if doc.sentences[n].start >= outer[0] and n:
            n -= 1
        paragraph = doc.sentences[n].paragraph
        for k in range(n, max(-1, n - 4), -1):
            s = doc.sentences[k]
            if s.paragraph != paragraph or doc.labels[s.paragraph] <= 0:
                break
            stop = min(s.end, outer[0])
            if self.last is not None and self.last_paragraph == paragraph and s.start < self.last_end:
                return self.last
            people = self.within(self.people, s.start, stop)
            low = doc.lower[s.start : stop]
            first = WORD.match(low)
            if first and (first.group() in self.speech.pronouns or (k < n and self.speech.verb.match(low))):
                continue  # the sentence itself only points back
            phrase = self.speech.phrase.match(low)
            if (
                phrase and (not people or people[0].start - s.start > 60) and phrase.group().strip() in INDEFINITE
                and (self.speech.lang == "en" or phrase.group().strip() not in ("a", "an"))
            ):  # fmt: skip
                verb = self.speech.verb.search(low)
                words = doc.text[s.start : s.start + (verb.start() if verb and verb.start() > 6 else 70)]
                words = re.split(r"[,;:]", words)[0]
                if verb is not None or (len(words) < 46 and not re.search(r"\d", words)):
                    return Speaker(None, self._trim(words), 0.7)
            if people:
                return Speaker(people[0].name, None, 0.8)
            inside = _ASIDE.get(self.speech.lang)
            found = inside.search(doc.text[s.start : stop]) if inside else None
            if found:
                return Speaker(None, found.group(1).strip(), 0.6)
        if self.last is not None:
            return self.last
        earlier = [
            m for m in self.within(self.people, 0, outer[0]) if doc.sentences[doc.sentence_at(m.start)].paragraph > 0
        ]
        return Speaker(earlier[-1].name, None, 0.6) if earlier else None

    def _headline(self, outer: tuple[int, int], paragraph: int, size: int) -> Speaker | None:
        """ "P: Q" and "Q: P does …" in headlines."""
        doc = self.doc
        end = doc.starts[1] - 1 if len(doc.starts) > 1 else len(doc.text)
        if size < 4:
            return None
        before, after = doc.text[: outer[0]].rstrip(), doc.text[outer[1] : end].lstrip(" ,…")
        people, orgs = self.within(self.people, 0, outer[0]), self.within(self.orgs, 0, outer[0])
        if before.endswith((":", "：")) or (self.speech.lang in ("ko", "ja") and before):
            if people:
                return Speaker(people[-1].name, None, 0.8)
            if orgs:
                return Speaker(orgs[-1].name, None, 0.7)
            return None
        at = end - len(after)
        later = self.within(self.people, at, end)
        if later and (later[0].start - at < 40 or self.speech.lang == "ko"):
            return Speaker(later[0].name, None, 0.6)
        firms = self.within(self.orgs, at, end)
        if self.speech.lang == "ko" and firms:
            return Speaker(firms[0].name, None, 0.5)
        return None
