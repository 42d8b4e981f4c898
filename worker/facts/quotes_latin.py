"""Attributions in languages with spaces: the clause behind a quote, the clause before it."""

import re

from worker.facts.gazetteer import load_gazetteer
from worker.facts.names import Mention
from worker.facts.quotes_referents import INDEFINITE, Referents
from worker.facts.quotes_speech import FUNCTION, WORD, Speaker
from worker.facts.quotes_words import (
    BREAK,
    CLAUSE,
    DATIVE,
    GERMAN_NAME,
    IN,
    LEAD,
    NAME,
    NO_VERB,
    NUMBERED,
    SOURCES,
    THAT,
    THING,
)

WINDOW = 260
"""Characters on either side in which an attribution is looked for."""


class LatinVoices(Referents):
    """Reads the attribution of a quote where words stand apart."""

    def _latin(
        self, outer: tuple[int, int], before: int, after: int, paragraph: int, size: int, words: str
    ) -> Speaker | None:
        text = self.doc.text
        tail = text[outer[1] : min(after, outer[1] + WINDOW)]
        ended = words.rstrip()[-1:] in ".!?…"
        strict = size < 4
        lead = tail[:1]
        rest = tail.lstrip(" \u00a0,-–—")
        offset = outer[1] + len(tail) - len(rest)
        clause_end = CLAUSE.search(rest)
        clause = rest[: clause_end.start() if clause_end else len(rest)]
        low = clause.lower().replace("’", "'")
        comma = (
            lead == ","
            or tail.lstrip()[:1] == ","
            or words.rstrip()[-1:] in ",?!—–"
            or (ended and clause[:1].islower())
        )
        head_from = max(before, outer[0] - WINDOW)
        head = text[head_from : outer[0]]
        breaks = list(BREAK.finditer(head))
        sentence_from = head_from + (breaks[-1].end() if breaks else 0)
        sentence = text[sentence_from : outer[0]].rstrip()
        colon = sentence.endswith(":")
        if clause and (clause[:1].islower() or comma) and not colon and (not ended or comma or clause[:1].islower()):
            speaker = self._after(clause, low, offset, comma, strict, outer)
            if speaker is not None:
                return speaker
        if sentence.strip(" ,:—–-"):
            speaker = self._before(sentence, sentence_from, colon, strict, size, outer)
            if speaker is not None:
                return speaker
        if strict or size < 4:
            return None
        return self._alone(outer, before, paragraph, sentence, breaks, head, head_from)

    def _after(
        self, clause: str, low: str, offset: int, comma: bool, strict: bool, outer: tuple[int, int]
    ) -> Speaker | None:
        """ "…, said P" and "…, P said": the clause behind the closing mark."""
        verb = self.speech.verb.search(low[:150])
        if verb is not None and verb.group() in ("pour", "para", "per"):
            verb = None
        if verb is not None and (verb.start() < 90):
            tail_from = verb.end()
            ahead = clause[: verb.start()].strip(" ,")
            people = self.within(self.people, offset, offset + len(clause))
            if ahead and len(ahead) > 2 and self.speech.lang == "en":
                if (named := self._named(ahead, offset, offset + verb.start())) is not None:
                    return named
                if ahead.lower() in self.speech.pronouns or ahead.split()[-1].lower() in self.speech.pronouns:
                    return self._referent(outer, ahead.lower())
                if self.speech.phrase.match(ahead.lower()):
                    return Speaker(None, ahead, 0.9)
            subject = clause[tail_from:]
            return self._subject(subject, offset + tail_from, low, people, outer)
        if not comma or strict or self.speech.lang == "en":
            return None
        # any verb may follow a quote that ends in a comma: "…", ironise un employé
        lead = LEAD.match(low)
        first = WORD.match(low, lead.end() if lead else 0)
        if first is None or clause[first.start() : first.start() + 1].isupper() or first.group() in NO_VERB:
            return None
        inverted = first.group().rpartition("-")[2]
        if inverted in self.speech.pronouns and inverted != first.group():  # "s'étonne-t-elle"
            return self._referent(outer, inverted) or Speaker(None, inverted, 0.4)
        return self._subject(clause[first.end() :], offset + first.end(), low, [], outer)

    def _subject(
        self, subject: str, at: int, low: str, people: list[Mention], outer: tuple[int, int]
    ) -> Speaker | None:
        """The subject that begins right behind the verb."""
        stripped = subject.lstrip(" -")
        at += len(subject) - len(stripped)
        stripped_low = stripped.lower().replace("’", "'")
        if stripped_low.startswith("t-"):
            stripped, stripped_low, at = stripped[2:], stripped_low[2:], at + 2
        dative = DATIVE.match(stripped_low)
        if dative:
            stripped, stripped_low, at = stripped[dative.end() :], stripped_low[dative.end() :], at + dative.end()
        first = WORD.match(stripped_low)
        if first is None:
            return self._referent(outer, "")
        if first.group() in self.speech.pronouns:
            return self._referent(outer, first.group()) or Speaker(None, first.group(), 0.4)
        phrase_end = re.search(r"[,;()]", stripped)
        head = stripped[: phrase_end.start() if phrase_end else len(stripped)][:120]
        if self.speech.phrase.match(stripped_low) and phrase_end and phrase_end.group() == ",":
            # "comenta la autora, Yasmina Haddad": the name stands beside the description
            rest = stripped[phrase_end.end() :].lstrip()
            beside = at + len(stripped) - len(rest)
            people_beside = self.within(self.people, beside, beside + 3)
            if people_beside and not self.within(self.people, at, at + len(head)):
                return Speaker(people_beside[0].name)
            name = NAME.match(rest)
            if name and not self.within(self.people, at, at + len(head)) and not NAME.search(head):
                return Speaker(name.group(), None, 0.8)
        if (named := self._named(head, at, at + len(head), limit=60)) is not None:
            return named
        if head[:1].isupper():
            name = NAME.match(head)
            if name:
                return Speaker(name.group(), None, 0.9)
        phrase = self.speech.phrase.match(stripped_low)
        if phrase:
            name = NAME.search(head)
            orgs_in = self.within(self.orgs, at, at + len(head))
            if self.speech.lang == "de":
                found = GERMAN_NAME.match(head)
                if (
                    found
                    and (found.group(1) or found.group(2).split()[0] in load_gazetteer().given_names)
                    and not any(o.end > at + found.start(2) for o in orgs_in)
                ):
                    return Speaker(found.group(2), None, 0.8)
            elif (
                name
                and name.start() < 45
                and name.group().count(" ") <= 3
                and not any(o.start < at + name.end() and o.end > at + name.start() for o in orgs_in)
            ):
                return Speaker(name.group(), None, 0.9)
            description = self._trim(head)
            if (
                phrase.group().strip() not in INDEFINITE
                and phrase.group().strip() not in NUMBERED
                and len(description.split()) < 7
            ):
                known = None if THING.search(description.lower()) else self._referent(outer, "the")
                if known is not None and (known.name or len(description.split()) < 3):
                    return known
            return Speaker(None, description, 0.9)
        if head[:1].isupper():
            orgs = self.within(self.orgs, at, at + 12)
            if orgs:
                return Speaker(orgs[0].name, None, 0.8)
            word = WORD.match(head)
            if word and len(word.group()) > 2 and self.speech.lang != "de":
                return Speaker(self._full(word.group()), None, 0.8)
        if people:
            return Speaker(people[0].name)
        return self._referent(outer, "")

    def _named(self, stretch: str, start: int, end: int, limit: int = 90) -> Speaker | None:
        """The person named in a stretch that is its subject."""
        people = self.within(self.people, start, end)
        if people and people[0].start - start < limit:
            ahead = stretch[: people[0].start - start].lower()
            if not re.search(r"\b(?:of|de|von|di|van|da|do|told|tells|à|a|to|with|über|about)\s$|['’]s\s$", ahead) or (
                len(people) == 1 and not self.speech.phrase.match(stretch.lower())
            ):
                return Speaker(people[0].name)
            if re.search(r"\b(?:told|tells|à|to|with)\s$", ahead):
                return None
        return None

    def _before(
        self, sentence: str, at: int, colon: bool, strict: bool, size: int, outer: tuple[int, int]
    ) -> Speaker | None:
        """ "P said: …", "P says that it was …": the sentence up to the opening mark."""
        low = sentence.lower().replace("’", "'")
        verbs = list(self.speech.verb.finditer(low))
        if low.rstrip(" ,").endswith(self.speech.scare) and not colon:
            return None
        if not verbs and not colon:
            return None
        if size < 2 and not colon:
            return None
        if strict and not colon and len(low) - verbs[-1].end() > 45:
            indirect = verbs[0].start() < 40 and low[verbs[0].end() :].lstrip().startswith(THAT)
            if not indirect or len(low) - verbs[0].end() > 130:
                return None
        verb = verbs[-1] if verbs else None
        for candidate in reversed(verbs):
            if candidate.group() not in ("so", "note", "pour", "para", "per", "the"):
                verb = candidate
                break
        edge = at + (verb.start() if verb else len(sentence))
        people = self.within(self.people, at, edge)
        behind = self.within(self.people, edge, at + len(sentence)) if verb else []
        if verb is not None and verb.group() in SOURCES and behind:
            return Speaker(behind[0].name)
        if verb is not None and verb.group() in SOURCES:
            return self._subject(sentence[verb.end() :], at + verb.end(), low, [], outer)
        stretch = sentence[: verb.start() if verb else len(sentence)]
        clause = re.split(r"(?:,|;|:|—|–)\s(?:but|and|mais|et|aber|und|pero|y|ma|e|mas|maar|en)\s", stretch)[-1]
        clause_at = at + len(stretch) - len(clause)
        in_clause = [m for m in people if m.start >= clause_at]
        stripped = clause.strip(" ,")
        ahead_of, _, segment = stripped.rpartition(", ")
        if ahead_of and self.speech.phrase.match(segment.lower()) and len(segment) > 8 and not in_clause:
            stripped = segment  # "Asked about pay, a spokesperson said …"
        thing = IN.match(stripped)
        if segment and ahead_of and segment.isalpha() and segment[:1].isupper() and not in_clause:
            return Speaker(self._full(segment), None, 0.6)  # "In a memo, Chen wrote …"
        if thing and "," not in stripped and THING.search(stripped.lower()) and not in_clause:
            return Speaker(None, stripped[thing.end() :], 0.7)
        words = stripped.split()
        relative = self.speech.relative.search(stripped)
        if relative and verb is not None:
            return Speaker(None, relative.group(1).strip(), 0.8)
        if (words and words[-1].lower() in self.speech.pronouns) or (
            words and words[0].lower() in self.speech.pronouns and not in_clause
        ):
            return self._referent((at, at), words[-1].lower())
        phrase = self.speech.phrase.match(stripped.lower())
        if in_clause and not (phrase and in_clause[0].start - clause_at > 50):
            ahead = clause[: in_clause[0].start - clause_at].lower().rstrip()
            if not ahead.endswith(
                (
                    " of",
                    " de",
                    " von",
                    " di",
                    " van",
                    " told",
                    " à",
                    " to",
                    " about",
                    " with",
                    " against",
                    " contre",
                    " gegen",
                    " contra",
                )
            ):
                return Speaker(in_clause[0].name)
        if phrase:
            description = self._trim(
                re.split(r",|\s(?:who|qui|que|che)\s", stripped)[0] if len(stripped) > 60 else stripped
            )
            if colon and verb is None and len(description.split()) > 12:
                return Speaker(people[-1].name, None, 0.7) if people else None
            return Speaker(None, description, 0.8)
        orgs = self.within(self.orgs, clause_at, edge)
        if orgs and orgs[-1].end >= edge - 14:
            return Speaker(orgs[-1].name, None, 0.8)
        if (
            behind
            and verb is not None
            and behind[0].start - edge < 40
            and self.speech.lang in ("de", "nl", "fr", "es", "it", "pt")
        ):
            return Speaker(behind[0].name, None, 0.9)
        if in_clause:
            return Speaker(in_clause[0].name, None, 0.8)
        if people:
            return Speaker(people[-1].name, None, 0.7)
        name = NAME.search(clause)
        if name and name.group().split()[0] not in FUNCTION:
            return Speaker(name.group(), None, 0.7)
        if verb is not None and len(stripped) < 30:
            behind_low = low[verb.end() :].lstrip()
            if self.speech.phrase.match(behind_low):
                return Speaker(None, self._trim(sentence[verb.end() :].strip(" :,")[:80]), 0.7)
            if (
                len(words) <= 2
                and words
                and words[-1][:1].isupper()
                and words[-1].isalpha()
                and self.speech.lang != "de"
            ):
                return Speaker(self._full(words[-1]), None, 0.6)
            return self._referent((at, at), "")
        if colon or size >= 5:
            return self._referent((at, at), "") or Speaker(None, self._trim(stripped[-80:]), 0.5)
        return None
