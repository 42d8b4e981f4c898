"""Who says the words between two marks: the clause after them, the clause before, or whoever spoke last."""

import re
import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import Any

from worker.facts.document import Document
from worker.facts.gazetteer import DATA, load_gazetteer
from worker.facts.names import Mention
from worker.facts.terms import LANGUAGES

WINDOW = 260
"""Characters on either side in which an attribution is looked for."""


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


_BREAK = re.compile(r"[.!?…]['’”»]?\s|[;\n]")
_CLAUSE = re.compile(r"[.!?…](?:\s|$)|[;:\n«“„\"—]|\s[–-]\s")
_EAST_BREAK = re.compile(r"[。！？!?；;\n]")
_WORD = re.compile(r"[^\W_][\w'’.-]*")
_NAME = re.compile(
    r"[^\W\d_a-zß-öø-ÿ][\w'’-]+(?:\s(?:de|da|do|van|von|der|den|di|le|la|[^\W\d_a-zß-öø-ÿ]\.))*(?:\s[^\W\d_a-zß-öø-ÿ][\w'’-]+)+"
)
_LEAD = re.compile(
    r"^(?:s['’]|se |si |sich |me |mir |uns |lui |leur |le |nous |m['’]|nos |a |ha |hat |hatte |han |had |has |have |also |later |then |ainsi |dabei |dazu |weiter |"
    r"t-|-t-|ont |recently |once |quietly |simply |noch |gestern |ayer |hoy |ieri |then )+"
)


class Voices:
    """Remembers who spoke while the quotes of an article are gone through in order."""

    def __init__(self, doc: Document, mentions: list[Mention]) -> None:
        self.doc = doc
        self.speech = load_speech(doc.lang)
        self.people = [
            m for m in mentions if m.kind == "person" and doc.text[m.start : m.end].split(" ", 1)[0] not in _FUNCTION
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

    def speaker(
        self, start: int, end: int, outer: tuple[int, int], before: int, after: int, paragraph: int
    ) -> Speaker | None:
        """The speaker of the words at ``start``; None if nobody says them. ``before`` and ``after`` bound the search."""
        words = self.doc.text[start:end]
        size = len(_WORD.findall(words)) if self.speech.latin else max(1, len(re.sub(r"\s", "", words)) // 2)
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

    # --- languages with spaces ------------------------------------------------------------

    def _latin(
        self, outer: tuple[int, int], before: int, after: int, paragraph: int, size: int, words: str
    ) -> Speaker | None:
        text, lower = self.doc.text, self.doc.lower
        tail = text[outer[1] : min(after, outer[1] + WINDOW)]
        ended = words.rstrip()[-1:] in ".!?…"
        strict = size < 4
        lead = tail[:1]
        rest = tail.lstrip(" \u00a0,")
        offset = outer[1] + len(tail) - len(rest)
        clause_end = _CLAUSE.search(rest)
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
        breaks = list(_BREAK.finditer(head))
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
        lead = _LEAD.match(low)
        first = _WORD.match(low, lead.end() if lead else 0)
        if first is None or clause[first.start() : first.start() + 1].isupper() or first.group() in _NO_VERB:
            return None
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
        dative = _DATIVE.match(stripped_low)
        if dative:
            stripped, stripped_low, at = stripped[dative.end() :], stripped_low[dative.end() :], at + dative.end()
        first = _WORD.match(stripped_low)
        if first is None:
            return self._referent(outer, "")
        if first.group() in self.speech.pronouns:
            return self._referent(outer, first.group())
        phrase_end = re.search(r"[,;()]", stripped)
        head = stripped[: phrase_end.start() if phrase_end else len(stripped)][:120]
        if self.speech.phrase.match(stripped_low) and phrase_end and phrase_end.group() == ",":
            # "comenta la autora, Yasmina Haddad": the name stands beside the description
            rest = stripped[phrase_end.end() :].lstrip()
            beside = at + len(stripped) - len(rest)
            people_beside = self.within(self.people, beside, beside + 3)
            if people_beside and not self.within(self.people, at, at + len(head)):
                return Speaker(people_beside[0].name)
            name = _NAME.match(rest)
            if name and not self.within(self.people, at, at + len(head)) and not _NAME.search(head):
                return Speaker(name.group(), None, 0.8)
        if (named := self._named(head, at, at + len(head), limit=60)) is not None:
            return named
        if head[:1].isupper():
            name = _NAME.match(head)
            if name:
                return Speaker(name.group(), None, 0.9)
        phrase = self.speech.phrase.match(stripped_low)
        if phrase:
            name = _NAME.search(head)
            orgs_in = self.within(self.orgs, at, at + len(head))
            if self.speech.lang == "de":
                found = _GERMAN_NAME.match(head)
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
                phrase.group().strip() not in _INDEFINITE
                and phrase.group().strip() not in _NUMBERED
                and len(description.split()) < 7
            ):
                known = self._referent(outer, "the")
                if known is not None and (known.name or len(description.split()) < 3):
                    return known
            return Speaker(None, description, 0.9)
        if head[:1].isupper():
            orgs = self.within(self.orgs, at, at + 12)
            if orgs:
                return Speaker(orgs[0].name, None, 0.8)
            word = _WORD.match(head)
            if word and len(word.group()) > 2 and self.speech.lang != "de":
                return Speaker(self._full(word.group()), None, 0.8)
        if people:
            return Speaker(people[0].name)
        return self._referent(outer, "")

    def _full(self, surname: str) -> str:
        for m in self.people:
            if m.name.split()[-1] == surname:
                return m.name
        return surname

    def _named(self, stretch: str, start: int, end: int, limit: int = 90) -> Speaker | None:
        """The person named in a stretch that is its subject."""
        people = self.within(self.people, start, end)
        if people and people[0].start - start < limit:
            ahead = stretch[: people[0].start - start].lower()
            if (
                not re.search(r"\b(?:of|de|von|di|van|da|do|told|tells|à|a|to|with|über|about)\s$|['’]s\s$", ahead)
                or (len(people) == 1
                and not self.speech.phrase.match(stretch.lower()))
            ):
                return Speaker(people[0].name)
            if re.search(r"\b(?:told|tells|à|to|with)\s$", ahead):
                return None
        return None

    def _trim(self, phrase: str) -> str:
        """An unnamed speaker's description without what follows it."""
        cut = self.speech.stop.search(phrase)
        if cut and cut.start() > 8:
            phrase = phrase[: cut.start()] if len(phrase) > 70 else phrase
        return phrase.strip(" ,.;:-–—")

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
            indirect = verbs[0].start() < 40 and low[verbs[0].end() :].lstrip().startswith(_THAT)
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
        if verb is not None and verb.group() in _SOURCES and behind:
            return Speaker(behind[0].name)
        if verb is not None and verb.group() in _SOURCES:
            return self._subject(sentence[verb.end() :], at + verb.end(), low, [], outer)
        stretch = sentence[: verb.start() if verb else len(sentence)]
        clause = re.split(r"(?:,|;|:|—|–)\s(?:but|and|mais|et|aber|und|pero|y|ma|e|mas|maar|en)\s", stretch)[-1]
        clause_at = at + len(stretch) - len(clause)
        in_clause = [m for m in people if m.start >= clause_at]
        stripped = clause.strip(" ,")
        words = stripped.split()
        relative = self.speech.relative.search(stripped)
        if relative and verb is not None:
            return Speaker(None, relative.group(1).strip(), 0.8)
        if (
            (words
            and words[-1].lower() in self.speech.pronouns)
            or (words and words[0].lower() in self.speech.pronouns and not in_clause)
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
        name = _NAME.search(clause)
        if name and (clause_at + name.start() > at or len(name.group().split()) > 1):
            return Speaker(name.group(), None, 0.7)
        if verb is not None and len(stripped) < 30:
            behind_low = low[verb.end() :].lstrip()
            if self.speech.phrase.match(behind_low):
                return Speaker(None, self._trim(sentence[verb.end() :].strip(" :,")[:80]), 0.7)
            return self._referent((at, at), "")
        if colon or size >= 5:
            return (
                Speaker(None, self._trim(stripped[-80:]), 0.5)
                if not self._referent((at, at), "")
                else self._referent((at, at), "")
            )
        return None

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
            first = _WORD.match(low)
            if first and (first.group() in self.speech.pronouns or (k < n and self.speech.verb.match(low))):
                continue  # the sentence itself only points back
            phrase = self.speech.phrase.match(low)
            if (
                phrase and (not people or people[0].start - s.start > 60) and phrase.group().strip() in _INDEFINITE
                and (self.speech.lang == "en" or phrase.group().strip() not in ("a", "an"))
            ):  # fmt: skip
                verb = self.speech.verb.search(low)
                words = doc.text[s.start : s.start + (verb.start() if verb and verb.start() > 6 else 70)]
                return Speaker(None, self._trim(re.split(r"[,;:]", words)[0]), 0.7)
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

    # --- Japanese, Chinese, Korean ----------------------------------------------------------

    def _east_before(self, outer: tuple[int, int], before: int) -> tuple[str, int]:
        """The sentence up to the opening mark, without what another quote of it says."""
        start = max(before, outer[0] - 160)
        head = self.doc.text[start : outer[0]]
        cut = 0
        for found in _EAST_BREAK.finditer(head):
            cut = found.end()
        if self.speech.lang == "ko":
            for found in re.finditer(r"[다요죠]\.\s", head):
                cut = max(cut, found.end())
        return head[cut:], start + cut

    def _korean(self, outer: tuple[int, int], before: int, after: int, paragraph: int, size: int) -> Speaker | None:
        text = self.doc.text
        tail = text[outer[1] : min(after, outer[1] + 60)]
        head, at = self._east_before(outer, before)
        particle = tail.startswith(self.speech.after)
        if head.rstrip().endswith(self.speech.scare) or (size < 3 and not particle):
            return None
        whole = text[outer[1] : min(outer[1] + 160, len(text))]
        stop = re.search(r"[다요]\.|\n", whole)
        clause = whole[: stop.end() if stop else len(whole)]
        says = self.speech.verb.search(clause) is not None
        if particle and not says and size < 5:
            return None
        if not particle and head.strip():
            if not re.search(r"[:：]\s*$", head):
                return None
        if particle and not says and tail.startswith(("는 ", "라는 ", "이라는 ", "에서", "이란", "이라 ", "라 ")):
            return None
        if at == before and self.last_end == before:
            for particle_word in self.speech.after:  # what belongs to the quote before
                if head.startswith(particle_word):
                    head, at = head[len(particle_word) :], at + len(particle_word)
                    break
        subject = self._korean_subject(head, at)
        if subject is not None:
            return subject
        if self.last is not None and self.last_paragraph == paragraph and (not head.strip() or self.last_end >= at - 1):
            return self.last
        noun = re.match(r"(?:이?라는|는)\s(댓글|한탄|글|반응|메모|문구|목소리|말)", tail)
        if noun:
            return Speaker(None, noun.group(1), 0.5)
        later = re.match(r"\s?([가-힣A-Za-z ]{2,24}?)의 말(?:이다|입니다)", tail)
        if later:
            people = self.within(self.people, outer[1], outer[1] + 30)
            return Speaker(people[0].name) if people else Speaker(None, later.group(1).strip(), 0.8)
        if (not particle and not head.strip() and size >= 5) or particle:
            return self._east_referent(outer, paragraph)
        return None

    def _korean_subject(self, head: str, at: int) -> Speaker | None:
        marks = "|".join(self.speech.subject)
        found = None
        for found in re.finditer(rf"(\S+?)(?:{marks})(?=[\s,(]|$)", head):
            pass
        spots = [f for f in re.finditer(r"(\S+?(?:\([^)]*\))?)(은|는|이|가|도|께서|측은)(?=[\s,]|$)", head)]
        if not spots:
            return None
        spots = [f for f in spots if not f.group(1).endswith(("면서", "라며", "다며", "에서", "에게"))] or spots
        topics = [f for f in spots if f.group(2) in ("은", "는", "도", "측은")] or spots
        for early in topics:
            if early.group(1) in self.surnames:
                return Speaker(self.surnames[early.group(1)])
        spot = topics[-1]
        if spot.group(0) in self.speech.pronouns:
            return self._east_referent((at, at), -1)
        people = self.within(self.people, at, at + spot.end())
        between = head[max(0, people[-1].end - at) : spot.start(1)] if people else ""
        if (
            people
            and people[-1].end >= at + spot.start() - 22
            and not re.search(r"(?:^|\s)(?:한|어느|어떤)\s", between + " ")
            and not re.search(r"[은는]\s", between)
        ):
            return Speaker(people[-1].name)
        start = max(head.rfind(",", 0, spot.start()), head.rfind("\n", 0, spot.start())) + 1
        words = (head[start : spot.start()] + spot.group(1)).strip()
        orgs = self.within(self.orgs, at, at + spot.end())
        if orgs and orgs[-1].end >= at + spot.end() - 4 and (orgs[-1].start - at) <= start + 6:
            return Speaker(orgs[-1].name, None, 0.8)
        name = re.search(
            r"(?:변호사|교수|박사|대표|연구원|기자|이사|부사장|심사역|소장|의원|엔지니어)\s([가-힣]{2,4})$", words
        ) or re.search(
            r"(?:^|\s)([가-힣]{2,4})\s(?:(?!한\s)\S+\s)?(?:교수|박사|대표|심사역|연구원|변호사|소장|이사|씨|부사장|팀장|원장|사장|실장|센터장|회장|위원|매니저|의장)$",
            words,
        )
        short = _TITLED_KO.fullmatch(words)
        if short and (full := self._full_korean(short)):
            return Speaker(full, None, 0.8)
        if name and not name.group(1).endswith(("의", "한", "는", "학", "업", "소", "인")):
            return Speaker(name.group(1), None, 0.8)
        return Speaker(None, words[-60:], 0.8) if words else None

    def _full_korean(self, short: re.Match[str]) -> str | None:
        """The full name behind a surname with a title: 곽 박사 is 곽민주, named before."""
        surname, title = short.group(1), short.group(2)
        for m in self.people:
            surface = self.doc.text[m.start : m.end]
            if len(surface) == 3 and surface[0] == surname:
                return m.name
        text = self.doc.text
        full = re.search(rf"(?<![가-힣])({surname}[가-힣]{{2}})(?=\s(?:\S{{0,10}}\s)?{title})", text) or re.search(
            rf"(?<![가-힣])({surname}[가-힣]{{1,2}})(?=\s(?:\S{{0,8}}\s)?(?:씨|박사|대표|교수|CTO|CEO|상무|부사장|이사|소장)|\()",
            text,
        )
        return full.group(1) if full else None

    def _han(self, outer: tuple[int, int], before: int, after: int, paragraph: int, size: int) -> Speaker | None:
        text, lang = self.doc.text, self.speech.lang
        tail = text[outer[1] : min(after, outer[1] + 60)]
        head, at = self._east_before(outer, before)
        stop = _EAST_BREAK.search(tail, 1 if tail[:1] in "。，,、" else 0)
        clause = tail[: stop.start() if stop else len(tail)]
        if lang == "ja":
            return self._japanese(outer, head, at, clause, paragraph, size)
        if head.endswith(self.speech.scare) or (size < 3 and not head.endswith(("：", ":"))):
            return None
        verb = None
        for verb in self.speech.verb.finditer(head[-60:]):
            pass
        colon = head.endswith(("：", ":", "，", ","))
        if head.strip("，,、 ") and (colon or verb is not None):
            if verb is None and not head.endswith(("：", ":")) and size < 6:
                return None
            near = verb is not None and len(head[-60:]) - verb.end() < 18
            if colon or near:
                subject = self._chinese_subject(
                    head, at, verb.start() + max(0, len(head) - 60) if verb else len(head), outer, paragraph
                )
                if subject is not None:
                    return subject
        lead = clause.lstrip("，,。 ")
        spoken = self.speech.verb.search(lead[:40])
        if spoken is not None and (not head.strip() or size >= 6) and (spoken.start() > 0 or head.strip() == ""):
            begin = outer[1] + len(clause) - len(lead)
            people = self.within(self.people, begin, begin + spoken.start() + 1)
            subject_words = lead[: spoken.start()].strip("，, ")
            if people:
                return Speaker(people[-1].name)
            if any(subject_words.startswith(p) for p in self.speech.pronouns) and len(subject_words) < 4:
                return self._east_referent(outer, paragraph)
            if subject_words and len(subject_words) < 34 and (not head.strip()):
                name = re.search(
                    r"(?:律师|教授|博士|研究员|分析师|合伙人|创始人|负责人|律師|研究員|分析師|主任|院长)([\u4e00-\u9fff·]{2,10})$",
                    subject_words,
                )
                return Speaker(name.group(1), None, 0.8) if name else Speaker(None, subject_words, 0.8)
        if not head.strip() and size >= 5:
            if self.last is not None and self.last_paragraph == paragraph and outer[0] - self.last_end < 50:
                return self.last
            if not clause.strip("。，, "):
                return self._east_referent(outer, paragraph)
        return None

    def _chinese_subject(self, head: str, at: int, edge: int, outer: tuple[int, int], paragraph: int) -> Speaker | None:
        people = self.within(self.people, at, at + max(edge, 1))
        for verb in self.speech.verb.finditer(head[: edge + 4]):
            if verb.start() < 1:
                continue
            close = [m for m in people if m.end <= at + verb.start()]
            nearer = _SPOKEN_ZH.search(head[: verb.start()])
            if nearer and not (close and close[-1].start >= at + nearer.start(1) and nearer.group(1)[:1] in "他她"):
                if nearer.group(1)[:1] in "他她":
                    return self._east_referent(outer, paragraph)
                return Speaker(None, nearer.group(1), 0.8)
            if close and close[-1].end >= at + verb.start() - 8 and "，" not in head[close[-1].end - at : verb.start()]:
                return Speaker(close[-1].name)
        comma = max(head.rfind("，", 0, edge), head.rfind(",", 0, edge)) + 1
        clause = head[comma:edge].strip()
        unnamed = re.search(
            r"((?:另)?(?:有)?(?:一|某|数|兩|两|多|几|該|该|這|这|那|另)(?:位|名|家|个|個|些)[^，。：:“「]{1,30})$|((?:^|，)有[^，。：“「]{2,16}(?:人士|网友|網友))",
            head[:edge],
        )
        if people and not (unnamed and unnamed.start() + at > people[-1].end):
            near = [m for m in people if m.start >= at + comma] or people
            return Speaker(near[0].name if len(near) == 1 else near[-1].name)
        if unnamed:
            words = unnamed.group().strip("，")
            name = re.search(
                r"(?:律师|教授|博士|研究员|研究員|分析师|合伙人|创始人|人|投资人)([\u4e00-\u9fff]{2,4}·[\u4e00-\u9fff]{2,6})",
                words,
            )
            return Speaker(name.group(1), None, 0.8) if name else Speaker(None, words, 0.8)
        name = re.search(r"([\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,6})", head[:edge])
        if name:
            return Speaker(name.group(1), None, 0.8)
        if not clause or any(clause.startswith(p) for p in self.speech.pronouns) or clause.startswith(("用他", "用她")):
            first = head[:comma].strip("，, ")
            if not clause and first and not any(first.startswith(p) for p in self.speech.pronouns) and not people:
                orgs = self.within(self.orgs, at, at + edge)
                if orgs:
                    return Speaker(orgs[-1].name, None, 0.6)
                short = re.match(r"([^，在对对向将就把被接于是]{2,16})", first)
                if short:
                    return Speaker(None, short.group(1), 0.6)
            return self._east_referent(outer, paragraph)
        orgs = self.within(self.orgs, at + comma, at + edge)
        if orgs and orgs[-1].end >= at + edge - 3:
            return Speaker(orgs[-1].name, None, 0.7)
        if clause.startswith(("信", "内部", "邮件", "公告", "备忘", "起诉", "信中")):
            return self._east_referent(outer, paragraph) or Speaker(None, clause, 0.6)
        whole = head[:edge].strip("，, ")
        return Speaker(None, clause if len(clause) > 3 else whole[-30:], 0.6)

    def _japanese(
        self, outer: tuple[int, int], head: str, at: int, clause: str, paragraph: int, size: int
    ) -> Speaker | None:
        after = re.match(
            r"^[。、]?と?[、]?([^「」。、]{1,40}?)(?:氏)?(?:は|が)(?:取材に|[^。、]{0,12}?)(?:そう|こう|このように|言|語|話|述|笑|冗談|漏|打ち明|明か|振り返|嘆|付け加|続け|指摘|強調|説明|苦笑|答え)",
            clause,
        )
        noun = re.match(r"^と[、]?([^。、「」]{2,34}?)(?:さん|氏|教授|社長|CEO|弁護士)[。]?$", clause)
        if noun is not None:
            people = self.within(self.people, outer[1], outer[1] + len(clause))
            if people:
                return Speaker(people[-1].name)
            name = re.search(
                r"([\u30a1-\u30ffー]+・[\u30a1-\u30ffー・]+|[\u4e00-\u9fff]{1,3}[\u3041-\u3096\u4e00-\u9fff]{1,4})$",
                noun.group(1).rpartition("の")[2],
            )
            return Speaker(name.group(1) if name else None, None if name else noun.group(1), 0.7)
        if clause.startswith("。") and after is None:
            clause = "。"
        quoting = clause.startswith(("と", "って", "などと", "、と", "との"))
        if not quoting and after is None and clause.strip("。 ") and not re.match(r"^[（(]", clause):
            return None
        says = self.speech.verb.search(clause[1:] if quoting else clause) is not None or (
            quoting and clause.rstrip("。 ") in ("と", "とも", "と、")
        )
        hearsay = re.match(r"^という[。]?$", clause)
        if hearsay and size >= 5:
            says = True
        if (
            clause.startswith(self.speech.scare)
            and not hearsay
            and not re.match(r"^という?(?:声|意見|返事|返答)", clause)
            and after is None
        ):
            return None
        if size < 5 and not says:
            return None
        if after is not None:
            begin = outer[1]
            people = self.within(self.people, begin, begin + after.end(1) + 2)
            if people:
                return Speaker(people[-1].name)
            words = after.group(1)
            if words.startswith(tuple(self.speech.pronouns)):
                return self._east_referent(outer, paragraph)
            name = re.search(r"([\u30a1-\u30ffー]+・[\u30a1-\u30ffー・]+)$", words)
            return Speaker(name.group(1), None, 0.8) if name else Speaker(None, words, 0.8)
        subject = self._japanese_subject(head, at, outer, paragraph)
        if subject is not None and (quoting or says):
            return subject
        if quoting and says:
            if self.last is not None and self.last_paragraph == paragraph:
                return self.last
            return self._east_referent(outer, paragraph)
        if not head.strip() and not clause.strip("。 ") and size >= 7:
            if self.last is not None and self.last_paragraph == paragraph:
                return self.last
            return self._east_referent(outer, paragraph)
        return None

    def _japanese_subject(self, head: str, at: int, outer: tuple[int, int], paragraph: int) -> Speaker | None:
        told = re.search(r"([^、。]{2,30}?)(?:氏|さん)?に(?:よれば|よると)", head)
        if told is not None:
            people = self.within(self.people, at + told.start(), at + told.end())
            if people:
                return Speaker(people[-1].name)
        spots = list(
            re.finditer(r"[^、]+?(は|が|も|から(?=は|も)|からは)(?=[^、]{0,24}$|、[^、]{0,30}$)", head)
        ) or list(re.finditer(r"[^、]+?(は|が|も)(?=.{0,60}$)", head))
        if not spots:
            return None
        for spot in reversed(spots):
            start = head.rfind("、", 0, spot.start(1)) + 1
            words = head[start : spot.start(1)].strip()
            people = self.within(self.people, at + start, at + spot.start(1))
            if people:
                return Speaker(people[-1].name)
            if words.startswith(tuple(self.speech.pronouns)):
                return self._east_referent(outer, paragraph) or Speaker(None, words, 0.5)
            if len(words) < 2 or (spot.group(1) != "は" and len(spots) > 1 and spot is not spots[0]):
                continue
            name = re.search(
                r"([\u30a1-\u30ffー]+・[\u30a1-\u30ffー・]+|[\u4e00-\u9fff]{2,5})(?:氏|さん|教授|准教授|弁護士|博士)$",
                words,
            )
            if name:
                return Speaker(name.group(1), None, 0.8)
            orgs = self.within(self.orgs, at + start, at + spot.start(1))
            if orgs and orgs[-1].end >= at + spot.start(1) - 2:
                return Speaker(orgs[-1].name, None, 0.7)
            words = re.sub(r"(?:の)?(?:取材に|取材に対し|投稿で|インタビューで)$", "", words)
            return Speaker(None, words[-50:], 0.8)
        return None

    def _east_referent(self, outer: tuple[int, int], paragraph: int) -> Speaker | None:
        """The person the text was speaking of."""
        doc = self.doc
        n = doc.sentence_at(max(0, outer[0] - 1))
        here = doc.sentences[n].paragraph
        for k in range(n, max(-1, n - 4), -1):
            s = doc.sentences[k]
            if s.paragraph != here or doc.labels[s.paragraph] <= 0:
                break
            if self.last is not None and self.last_paragraph == here and s.start < self.last_end:
                return self.last
            people = self.within(self.people, s.start, min(s.end, outer[0]))
            if self.speech.lang == "ko":
                titled = _TITLED_KO.search(doc.text, s.start, min(s.end, outer[0]))
                if titled and titled.start() < s.start + 12 and (full := self._full_korean(titled)):
                    return Speaker(full, None, 0.7)
            if people:
                return Speaker(people[0].name, None, 0.7)
            found = _EAST_UNNAMED[self.speech.lang].search(doc.text[s.start : min(s.end, outer[0])])
            if found:
                return Speaker(None, found.group(1).strip(), 0.6)
        if self.last is not None:
            return self.last
        earlier = [
            m for m in self.within(self.people, 0, outer[0]) if doc.sentences[doc.sentence_at(m.start)].paragraph > 0
        ]
        return Speaker(earlier[-1].name, None, 0.6) if earlier else None


_THAT = ("que ", "qu'", "that ", "dass ", "che ", "dat ", "de ")
_NUMBERED = frozenset(
    (
        "two",
        "three",
        "several",
        "deux",
        "trois",
        "plusieurs",
        "certains",
        "zwei",
        "drei",
        "mehrere",
        "dos",
        "tres",
        "varios",
        "due",
        "tre",
        "alcuni",
        "dois",
        "duas",
        "três",
        "vários",
        "twee",
        "drie",
        "enkele",
        "meerdere",
        "des",
        "some",
    )
)
_GERMAN_NAME = re.compile(
    r"(?:der|die|das|ein|eine)\s(?:[a-zäöüß]\S*\s){0,2}((?:[A-ZÄÖÜ][\w-]*\s)*)((?:Dr\.\s)?[A-ZÄÖÜ][\w'’-]+\s(?:(?:von|van|de|der|zu)\s)?[A-ZÄÖÜ][\w'’-]+)"
)
_DATIVE = re.compile(r"(?:mir|uns|ihm|me|nous|lui|him|us|mij|ons|mi|ci|nos|le|moi)\s")
_SOURCES = frozenset(
    (
        "according to",
        "selon",
        "laut",
        "según",
        "secondo",
        "segundo",
        "volgens",
        "dixit",
        "aldus",
        "pour",
        "para",
        "per",
        "so",
    )
)
_NO_VERB = frozenset(
    ["et", "mais", "ou", "que", "qui", "und", "oder", "aber", "der", "die", "das", "y", "pero", "o", "que", "e", "ma", "che", "mas", "ou", "en", "maar", "of", "die", "un", "une", "le", "la", "les", "el", "los", "las", "il", "i", "gli", "o", "a", "os", "as", "de", "het"]
)
_INDEFINITE = frozenset(
    ["a", "an", "one", "another", "un", "une", "ein", "eine", "einer", "un", "una", "uno", "otro", "otra", "um", "uma", "outro", "outra", "een", "één", "l'un", "l'une"]
)
_FUNCTION = frozenset(
    ["What", "How", "When", "Why", "Where", "Who", "Comment", "Pourquoi", "Quand", "Em", "En", "In", "Im", "Am", "Wie", "Was", "Wer", "Warum", "Como", "Cómo", "Quando", "Cuando", "No", "Na", "Nos", "Nas", "Au", "Aux", "À", "Le", "La", "Les", "Das", "Der", "Die", "El", "Los", "Las", "Il", "Lo", "Op", "Bij", "De", "Het", "At", "On", "For"]
)
"""Words that begin a sentence with a capital and are no given names."""
_TITLED_KO = re.compile(
    r"(?<![가-힣])([가-힣])\s?(대표|교수|박사|상무|부사장|사장|이사|전무|씨|소장|팀장|심사역|연구원|변호사|실장|센터장|CTO|CEO|COO|의장|원장)(?=[은는이가의도]|$|\s)"
)
_SPOKEN_ZH = re.compile(
    r"(?:^|[，,、；])((?:另)?(?:有)?(?:一|某|数|两|多|几|该|這|这|那|另)(?:位|名|家)[^，。：“「]{1,28}?|[他她])(?:则|則|也|还|還|对[^，]{1,8}|在[^，]{1,12})?$"
)
_ASIDE = {
    "en": re.compile(
        r"\b(?:asked|met|called|to|with|from)\s((?:a|an|one|another)\s(?:[\w'’-]+\s){0,4}[\w'’-]+)(?=\s(?:whether|who|if|about|how|why|what)|[,.])"
    ),
}
_EAST_UNNAMED = {
    "zh": re.compile(r"((?:一|某|另一|有一)(?:位|名)[^，。：“「”]{2,24}?)(?=说|說|告诉|告訴|回|表|称|看|认|，|。|$)"),
    "ja": re.compile(
        r"([^、。]{2,24}(?:研究者|技術者|幹部|社員|関係者|教授|男性|女性|担当者|経営者|学生))(?:は|が|の)"
    ),
    "ko": re.compile(
        r"((?:\S+\s){0,3}한\s[^.]{1,16}?(?:연구원|관계자|임원|직원|교수|엔지니어|개발자|분|대표|씨))(?=[은는이가의]|\s)"
    ),
}
