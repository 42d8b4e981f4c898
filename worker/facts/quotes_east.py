"""Attributions in Korean, and what Japanese, Chinese and Korean share."""

import re

from worker.facts.quotes_speech import Memory, Speaker

EAST_BREAK = re.compile(r"[。！？!?；;\n]")
_TITLED_KO = re.compile(
    r"(?<![가-힣])([가-힣])\s?(대표|교수|박사|상무|부사장|사장|이사|전무|씨|소장|팀장|심사역|연구원|변호사|실장|센터장|CTO|CEO|COO|의장|원장)(?=[은는이가의도]|$|\s)"
)
_EAST_UNNAMED = {
    "zh": re.compile(r"((?:一|某|另一|有一)(?:位|名)[^，。：“「”]{2,24}?)(?=说|說|告诉|告訴|回|表|称|看|认|，|。|$)"),
    "ja": re.compile(
        r"([^、。]{2,24}(?:研究者|技術者|幹部|社員|関係者|教授|男性|女性|担当者|経営者|学生))(?:は|が|の)"
    ),
    "ko": re.compile(
        r"((?:\S+\s){0,3}한\s[^.]{1,16}?(?:연구원|관계자|임원|직원|교수|엔지니어|개발자|분|대표|씨))(?=[은는이가의]|\s)"
    ),
}


class EastVoices(Memory):
    """Reads the attribution of a quote from particles and verb endings."""

    def _east_before(self, outer: tuple[int, int], before: int) -> tuple[str, int]:
        """The sentence up to the opening mark, without what another quote of it says."""
        start = max(before, outer[0] - 160)
        head = self.doc.text[start : outer[0]]
        cut = 0
        for found in EAST_BREAK.finditer(head):
            cut = found.end()
        if self.speech.lang == "ko":
            for found in re.finditer(r"[다요죠]\.\s", head):
                cut = max(cut, found.end())
        return head[cut:], start + cut

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
        if not particle and head.strip() and not re.search(r"[:：]\s*$", head):
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
        spots = list(re.finditer(r"(\S+?(?:\([^)]*\))?)(은|는|이|가|도|께서|측은)(?=[\s,]|$)", head))
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
        words = (head[start : spot.start()] + spot.group(1)).strip().removeprefix("이에 대해 ")
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
