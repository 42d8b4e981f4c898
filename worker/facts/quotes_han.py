"""Attributions in Japanese and Chinese."""

import re

from worker.facts.quotes_east import EAST_BREAK, EastVoices
from worker.facts.quotes_speech import Speaker

_NAMED_ZH = re.compile(
    r"(?:顾问|顧問|律师|律師|教授|研究员|分析师|合伙人|投资人|工程师|经理|总监)([\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]{1,5}·[\u4e00-\u9fff]{1,6})$"
)
_SPOKEN_ZH = re.compile(
    r"(?:^|[，,、；])((?:另)?(?:有)?(?:一|某|数|两|多|几|该|這|这|那|另)(?:位|名|家)[^，。：“「]{1,28}?|[他她])(?:则|則|也|还|還|对[^，]{1,8}|在[^，]{1,12})?$"
)


class HanVoices(EastVoices):
    """Reads the attribution of a quote where no spaces part the words."""

    def _han(self, outer: tuple[int, int], before: int, after: int, paragraph: int, size: int) -> Speaker | None:
        text, lang = self.doc.text, self.speech.lang
        tail = text[outer[1] : min(after, outer[1] + 60)]
        head, at = self._east_before(outer, before)
        stop = EAST_BREAK.search(tail, 1 if tail[:1] in "。，,、" else 0)
        clause = tail[: stop.start() if stop else len(tail)]
        if lang == "ja":
            return self._japanese(outer, head, at, clause, paragraph, size)
        if head.endswith(self.speech.scare) or (size < 3 and not head.endswith(("：", ":"))):
            return None
        verbs = list(self.speech.verb.finditer(head[-60:]))
        verb = verbs[-1] if verbs else None
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
            if verb.start() < 1 or verb.group() in "问問想答笑讲講叹嘆写寫话":
                continue  # too often the inside of another word: 顾问, 访问
            close = [m for m in people if m.end <= at + verb.start()]
            nearer = _SPOKEN_ZH.search(head[: verb.start()])
            if nearer and not (close and close[-1].start >= at + nearer.start(1) and nearer.group(1)[:1] in "他她"):
                if nearer.group(1)[:1] in "他她":
                    return self._east_referent(outer, paragraph)
                named = _NAMED_ZH.search(nearer.group(1))
                return Speaker(named.group(1), None, 0.7) if named else Speaker(None, nearer.group(1), 0.8)
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
            words = re.sub(r"(?:の)?(?:に|取材に|取材に対し|投稿で|インタビューで)$", "", words)
            return Speaker(None, words[-50:], 0.8)
        return None
