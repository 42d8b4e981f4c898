"""Sentence by sentence: which verb moves whom from where to where."""

import re

from worker.facts.careers import related
from worker.facts.frames import FAMILIES, Claim, Scene, arguments, counted, name_of, strict, unnamed
from worker.facts.grammar import ARROW, AT, NOT, NOT_AFTER, OF, PLUPERFECT
from worker.facts.roles import Item, posts
from worker.facts.shares import share_claims
from worker.facts.wooing import Wooing


class Reader(Wooing):
    """Reads an article from its first sentence to its last and collects the claims."""

    __slots__ = ()

    def read(self, rows: list[list[Item]]) -> list[Claim]:
        """All claims of the article, in order."""
        for n, items in enumerate(rows):
            for item in items:
                if item.mention is None:
                    continue
                if item.is_org:
                    self.often[item.mention.name] += 4 if n == 0 else 1
                    self.mentioned[item.mention.name] = item.mention.name
                    self.mentioned.setdefault(self.gazetteer.root(item.mention.name), item.mention.name)
                elif n == 0 and item.mention.name not in self.gazetteer.heads:
                    self.titled.append(0)
                    self.named.setdefault(item.mention.name, n)
                elif n or item.mention.name not in self.named:
                    self.named.setdefault(item.mention.name, n)
        if self.often:
            self.subject_org = self.often.most_common(1)[0][0]
        scenes: list[Scene] = []
        for n, items in enumerate(rows):
            sentence = self.doc.sentences[n]
            if not any(item.mention for item in items) and not any(item.has("verb") for item in items):
                continue
            found = posts(self.doc, sentence, items, self.terms)
            self.note_posts(items, found)
            scenes.append(Scene(self.doc, sentence, n, items, found, self.terms, []))
        self.scenes = scenes
        for scene in scenes:
            self._recruits(scene)
            if self.crowds and len(self.groups) < 200:
                self.groups += [(scene.index, u) for i in range(len(scene.items)) if (u := unnamed(scene, i))]
                if not self.terms.latin:
                    self.groups += [(scene.index, u) for u in counted(scene)]
            scene.carried = list(self.subjects)
            before = len(self.claims)
            for k, item in enumerate(scene.items):
                if item.has("verb"):
                    self._verb(scene, k, before)
            named = [i.mention.name for i in scene.items if i.is_person and i.mention is not None]
            if len(self.claims) == before and scene.sentence.paragraph <= 1:
                self._arrow(scene)
            if self.leaving and self.subject_org:
                told = share_claims(scene, self.subject_org, self.gazetteer)
                if told:
                    self.claims[before:] = [*(c for c in self.claims[before:] if c.person), *told]
            moved = [c.person for c in self.claims[before:] if c.person]
            if not moved:
                self.note_places(scene)
            if moved:
                self.subjects = list(dict.fromkeys(moved))
            elif named:
                self.subjects = list(dict.fromkeys(named))
        return self.claims

    def note_places(self, scene: Scene) -> None:
        """ "She led research at OpenAI": where the only person of a sentence works, if nothing else says so."""
        people = [i for i, item in enumerate(scene.items) if item.is_person]
        if len(people) > 1 or (people and self._compares(scene, people[0])):
            return
        if people:
            name, first = name_of(scene, people[0]), people[0]
        elif len(scene.carried) == 1 and any(item.has("he") for item in scene.items[:3]):
            name, first = scene.carried[0], -1
        else:
            return
        if name is None or name in self.affiliation or name in self.past:
            return
        marks = (
            *AT.get(self.terms.lang, ()),
            *((self.terms.from_mark, *OF.get(self.terms.lang, ())) if first < 0 else ()),
        )
        for i, item in enumerate(scene.items):
            if item.is_org and i > first and scene.mark(i) in marks:
                org = name_of(scene, i)
                if org:
                    self.past.setdefault(name, org)
                return

    def _recruits(self, scene: Scene) -> None:
        """ "A Meta recruit": somebody unnamed has joined Meta, whatever else the sentence says."""
        for i, item in enumerate(scene.items):
            if not item.has("recruit"):
                continue
            somebody = unnamed(scene, i)
            if somebody is not None and somebody.org and somebody.count == 1:
                self.claims.append(
                    Claim(None, None, somebody.org, "join", scene.index, somebody.start, scene.sentence.end,
                          description=somebody.description, count=1, verb=item.start)
                )  # fmt: skip

    def _arrow(self, scene: Scene) -> None:
        """A headline without a verb: "P, from A to B"."""
        people = [i for i, item in enumerate(scene.items) if item.is_person and not self._compares(scene, i)]
        orgs = [i for i, item in enumerate(scene.items) if item.is_org]
        if not people or len(orgs) < 2:
            return
        origin = next((i for i in orgs if strict(self.terms, scene.mark(i), "from")), None)
        goal = next((i for i in reversed(orgs) if scene.mark(i) in ARROW.get(self.terms.lang, ())), None)
        if goal is None or goal == origin:
            return
        names = list(dict.fromkeys(n for i in people if (n := name_of(scene, i))))
        source = name_of(scene, origin) if origin is not None else None
        if source is None or not related(self.gazetteer, source, name_of(scene, goal)):
            made = self._make(scene, "move", names, None, source, name_of(scene, goal), people=people)
            self.claims.extend(c for c in made if c.origin)

    def _verb(self, scene: Scene, k: int, before: int) -> None:
        verb = scene.items[k].cue
        families = verb.families if verb is not None else ()
        left, right = self._reach(scene, k)
        args = arguments(scene, k, left, right)
        for family in FAMILIES:
            if family not in families:
                continue
            if self._denied(scene, k):
                return
            made = getattr(self, f"_{family}", self._nothing)(scene, k, left, right, args, before)
            if made:
                cue = scene.items[k]
                for claim in made:
                    claim.sentence = scene.index
                    claim.verb = cue.start
                    claim.subject = claim.family not in ("take", "lose", "offer")
                    claim.start = min([cue.start, *(x for x in (claim.start,) if x >= 0)])
                    claim.history = claim.history or self._is_history(scene, k) or self._goes_on(claim, before)
                self.claims.extend(made)
                break

    def _denied(self, scene: Scene, k: int) -> bool:
        """True if the verb itself is negated: "ne … pas", "is not leaving", "geht nicht"."""
        item, lower = scene.items[k], scene.doc.lower
        pattern = NOT.get(self.terms.lang)
        if pattern is None:
            after = NOT_AFTER.get(self.terms.lang)
            return after is not None and after.match(lower, item.end) is not None
        before = lower[max(scene.sentence.start, item.start - 22) : item.start]
        if pattern.search(before):
            return True
        return self.terms.order == "v2" and re.match(r"\s+(?:nicht|niet)\b", lower[item.end : item.end + 8]) is not None

    def _nothing(self, *_: object) -> list[Claim]:
        return []

    def _reach(self, scene: Scene, k: int) -> tuple[range, range]:
        """The items to the left and right that this verb can take as arguments."""
        items = scene.items
        low = 0
        for i in range(k - 1, -1, -1):
            boundary = items[i].has("that") or (items[i].has("say") and self.terms.order != "sov")
            if boundary and any(items[j].mention or items[j].has("he") for j in range(i + 1, k)):
                low = i + 1
                break
        high = len(items)
        for i in range(k + 1, len(items)):
            if items[i].has("that") and not items[i].mention:
                high = i
                break
            if items[i].has("verb") and self.terms.order == "svo":
                cue, own = items[i].cue, items[k].cue
                if cue and own and set(cue.families) <= {"offer", "take", "quit"} and "refuse" in own.families:
                    continue  # "turned down an offer from"
                high = i
                break
            if items[i].has("say") and any(items[j].mention for j in range(k + 1, i)):
                high = i
                break
        if self.terms.order == "sov":
            high = k + 1
            for i in range(k + 1, min(k + 3, len(items))):  # 引き抜いたのはA, "합류한 P"
                if items[i].is_person and items[i].start - items[k].end <= 4:
                    high = i + 1
            if k + 1 < len(items) and high == k + 1:
                high = k + 1
        return range(low, k), range(k + 1, high)

    def _goes_on(self, claim: Claim, before: int) -> bool:
        """True if the same sentence has begun to tell the past of the same people ("had left A to found B")."""
        earlier = [c for c in self.claims[before:] if c.sentence == claim.sentence and c.person == claim.person]
        return (
            bool(earlier)
            and earlier[-1].history
            and claim.family in ("found", "join")
            and claim.verb - earlier[-1].verb < 60
        )

    def _is_history(self, scene: Scene, k: int) -> bool:
        item = scene.items[k]
        low = max(scene.sentence.start, item.start - 40)
        stretch = scene.doc.lower[low : item.end + 2]
        if self.terms.order == "v2" and re.match(
            r"\s(?:war|waren|hatte|hatten|had|hadden|was)\b", scene.doc.lower[item.end : item.end + 8]
        ):
            return True
        past = PLUPERFECT.get(self.terms.lang)
        told = any(other.has("say") for other in scene.items[:k])  # "said it had hired": news, told in speech
        if (
            past is not None
            and not told
            and past.search(scene.doc.lower[max(scene.sentence.start, item.start - 26) : item.end])
        ):
            return True
        year = re.search(
            r"(?:19|20)\d\d",
            scene.doc.text[
                (item.start if self.terms.latin else max(scene.sentence.start, item.start - 30)) : min(
                    scene.sentence.end, item.end + 70
                )
            ],
        )
        published = self.year
        if year and published and int(year.group()) < published - 0 and not any(m in stretch for m in ("will ", "to ")):
            return True
        return any(
            other.has("history")
            and (0 <= item.start - other.end < 32 or 0 <= other.start - item.end < 4)
            and not any(x.mention for x in scene.items if other.end <= x.start < item.start and x.is_person)
            for other in scene.items
            if other.cue is not None
        )
