"""What the article says a person is, and where: titles and organisations in apposition, in ten languages."""

import re
from dataclasses import dataclass

from worker.facts.document import Document, Sentence
from worker.facts.names import Mention
from worker.facts.terms import Cue, Terms


@dataclass(slots=True)
class Post:
    """Role and organisation given beside a name."""

    role: str | None = None
    org: str | None = None
    former: bool = False
    start: int = 0
    end: int = 0
    org_mention: Mention | None = None


class Item:
    """A name or a cue of a sentence, in its order. Plain attributes: they are asked for very often."""

    __slots__ = ("classes", "cue", "end", "is_org", "is_person", "mention", "start")

    def __init__(self, start: int, end: int, mention: Mention | None = None, cue: Cue | None = None) -> None:
        self.start = start
        self.end = end
        self.mention = mention
        self.cue = cue
        self.is_org = mention is not None and mention.kind == "org"
        self.is_person = mention is not None and mention.kind == "person"
        self.classes: frozenset[str] = cue.classes if cue is not None else frozenset()

    def has(self, kind: str) -> bool:
        """True if the cue can be of this kind."""
        return kind in self.classes


def items_by_sentence(doc: Document, mentions: list[Mention], cues: list[Cue]) -> list[list[Item]]:
    """Names and cues in order, sentence by sentence; a cue inside a name is dropped."""
    rows: list[list[Item]] = [[] for _ in doc.sentences]
    every = [Item(m.start, m.end, mention=m) for m in mentions]
    k = 0
    for cue in cues:
        while k < len(mentions) and mentions[k].end <= cue.start:
            k += 1
        if k < len(mentions) and mentions[k].start < cue.end and cue.end <= mentions[k].end:
            continue
        every.append(Item(cue.start, cue.end, cue=cue))
    every.sort(key=lambda i: (i.start, i.end))
    for item in every:
        n = doc.sentence_at(item.start)
        if 0 <= n < len(rows):
            rows[n].append(item)
    return rows


_BREAK = re.compile(r"[.;:!?。！？；\n]|[,，、—–]\s*$")
_WORDS = re.compile(r"[^\W\d_]+", re.UNICODE)
_POSSESSIVE = re.compile(r"^(?:['’]s?|s)?[ \u00a0-]*$|^(?:社|側)?の?$|^의? ?$|^的?$|^旗下的?$")
_AGE = re.compile(
    r"^\s*[,(（]\s*(?:de |di |von )?\d{2}\s?(?:ans|años|anni|anos|jaar|Jahre alt|Jahre|year-old|歳|세|岁)?\s*[,)）]"
)
_FIELD = re.compile(
    r"^(\s(?:of|for|de|du|des|d'|von|für|der|del|della|di|do|da|van|voor)\b.{2,40}?)\s(?:of|at|for|de|du|des|d'|d’|von|bei|der|beim|del|della|di|do|da|na|en|van|bij|chez)\s?(?:the |la |l'|l’)?$"
)
"""What a title governs, between it and the organisation: "vice president [of AI] at"."""
_OPEN = re.compile(r"^\s*[,(（，、–—-]")


def posts(doc: Document, sentence: Sentence, items: list[Item], terms: Terms) -> dict[int, Post]:
    """The post given beside each person of a sentence, by index of the person's item."""
    found: dict[int, Post] = {}
    for i, item in enumerate(items):
        if item.is_person:
            left = _left(doc, items, i, terms)
            right = _right(doc, items, i, terms)
            best = left if left is not None and (left.org or right is None) else right
            if best is not None and right is not None and left is not None:
                best.role = best.role or right.role or left.role
                if best.org is None:
                    other = right if best is left else left
                    best.org, best.former, best.org_mention = other.org, other.former, other.org_mention
            if best is not None:
                found[i] = best
    return found


def _gap_ok(gap: str, limit: int, words: int) -> bool:
    if len(gap) > limit or _BREAK.search(gap.strip()) or "," in gap or "，" in gap or "、" in gap:
        return False
    return len(_WORDS.findall(gap)) <= words


def _left(doc: Document, items: list[Item], i: int, terms: Terms) -> Post | None:
    text = doc.text
    post = Post(start=items[i].start, end=items[i].start)
    at = items[i].start
    cjk = not terms.latin
    if i > 1 and terms.latin and items[i - 1].is_org and items[i - 2].has("role"):  # "le PDG d'OpenAI, Sam Altman"
        before = items[i - 1]
        if text[before.end : at] in (", ", " ") and len(text[items[i - 2].end : before.start]) < 8 and before.mention:
            return Post(
                text[items[i - 2].start : items[i - 2].end],
                before.mention.name,
                False,
                items[i - 2].start,
                at,
                before.mention,
            )
    for j in range(i - 1, max(-1, i - 7), -1):
        item = items[j]
        gap = text[item.end : at]
        if item.has("role"):
            if not _gap_ok(gap, 14 if post.role is None else 22, 2 if terms.latin else 6):
                break
            if cjk and len(gap) > 4:
                break
            post.role = (
                text[item.start : (post.role and post.start) or item.end] if post.role else text[item.start : item.end]
            )
            at = post.start = item.start
        elif item.is_org:
            if (
                post.role is None
                and not _POSSESSIVE.match(gap)
                and not (cjk and len(gap) <= 3 and gap.strip() in ("の", "의", "的", ""))
                # "l'ex-OpenAI P", "A R P" where R is no known role word
                and not (terms.latin and _gap_ok(gap, 28, 3) and " " in gap and not re.search(r"[a-zà-ÿ]{2,}", gap))
            ):
                break
            if not _gap_ok(gap, 34 if terms.latin else 14, 4 if terms.latin else 9):
                break
            if post.org is None and item.mention is not None:
                post.org, post.org_mention = item.mention.name, item.mention
                if cjk and text[item.end : item.end + 3].strip().startswith(("出身", "출신")):
                    post.former = True
            at = post.start = item.start
        elif item.has("former"):
            if not _gap_ok(gap, 16, 2):
                break
            post.former = True
            at = post.start = item.start
        elif item.is_person or item.has("verb") or item.has("say"):
            break
        else:
            continue
    return post if post.role or post.org else None


def _right(doc: Document, items: list[Item], i: int, terms: Terms) -> Post | None:
    text = doc.text
    person = items[i]
    post = Post(start=person.end, end=person.end)
    at = person.end
    opened = False
    for j in range(i + 1, min(len(items), i + 8)):
        item = items[j]
        gap = text[at : item.start]
        if not opened:
            aged = _AGE.match(gap)
            if aged:
                at += aged.end() - 1
                gap = text[at : item.start]
            if _OPEN.match(gap):
                opened = True
                gap = _OPEN.sub("", gap, count=1)
            elif (
                (terms.lang == "ko" and item.is_org and gap.strip() == "")
                or (
                    item.is_org
                    and re.fullmatch(
                        r"\s(?:of|from|at|de|d['’]|du|von|bei|da|do|di|van|bij|chez)\s?(?:the |la |le |l['’])?", gap
                    )
                    and _np_end(text, item.end)
                )
                or (terms.lang in ("ja", "zh") and item.has("role") and len(gap) <= 1)
            ):
                opened = True
            else:
                break
        if item.is_person:
            break
        if item.has("role"):
            if not _gap_ok(gap, 40 if post.role is None else 26, 5 if terms.latin else 12):
                break
            if post.role is None:
                post.role = text[item.start : item.end]
            at = post.end = item.end
        elif item.is_org:
            if not _gap_ok(gap, 46, 6 if terms.latin else 16):
                break
            if post.org is None and item.mention is not None:
                post.org, post.org_mention = item.mention.name, item.mention
                if text[item.end : item.end + 3].strip().startswith(("出身", "출신")):
                    post.former = True
                if post.role and terms.latin and len(gap) > 4:
                    field = _FIELD.match(gap)
                    post.role += field.group(1) if field else ""
                at = post.end = item.end
            else:
                break
        elif item.has("former"):
            if not _gap_ok(gap, 24, 3):
                break
            if post.org is None:
                post.former = True
            at = post.end = item.end
        elif item.has("verb"):
            if item.has("former") or _gap_ok(gap, 3, 0) is False:
                break
            if re.match(r"^\s*$", gap) and post.role is None:
                break
            # "who led Y at A": a verb inside the apposition does not end it at once
            break
        elif item.has("say") or item.has("that"):
            break
    return post if post.role or post.org else None


def _np_end(text: str, end: int) -> bool:
    """True if a name phrase can end here: "Naveen Rao of Databricks," but not "P of A's team"."""
    return not text[end : end + 2].startswith(("'s", "’s"))
