"""Who can be subject or object of a verb: people by position and preposition, pronouns, unnamed people."""

import re

from worker.facts.careers import related
from worker.facts.frames import Arguments, Claim, Scene, Unnamed, name_of, strict, unnamed
from worker.facts.grammar import NOT_OBJECT_RE, NOT_SUBJECT_RE, OWNER
from worker.facts.state import State

_CLOSED = re.compile(r"(?:»|”|“|\")[ \u00a0]?,")
"""The end of a quotation, before whoever said it."""


class Subjects(State):
    """Finds the people of a claim."""

    __slots__ = ()

    def _compares(self, scene: Scene, i: int) -> bool:
        item = scene.items[i]
        mention = item.mention
        person = self.gazetteer.people.get(mention.name) if mention else None
        return person is not None and person.kind in ("sport", "star")

    def _can_be_subject(self, scene: Scene, i: int) -> bool:
        item = scene.items[i]
        mention = item.mention
        if mention is None or self._compares(scene, i):
            return False
        text = scene.doc.text
        if (
            i + 1 < len(scene.items)
            and scene.items[i + 1].is_org
            and OWNER.match(text[item.end : scene.items[i + 1].start])
        ):
            return scene.items[i + 1].start == item.end and self.terms.latin
        if self.terms.latin:
            before = text[max(scene.sentence.start, item.start - 24) : item.start]
            if i > 1 and scene.items[i - 1].has("that") and scene.items[i - 2].has("say"):
                return True  # "assure que Sam Altman l'a appelé"
            return not NOT_SUBJECT_RE[self.terms.lang].search(before)
        if self.terms.order == "sov":
            after = text[item.end : item.end + 6]
            return not re.match(
                r"(?:氏|さん|CEO)?(?:に|から|と同|による|の下)|(?: ?[가-힣]{0,4})?(?:에게|에 따르면|와의)", after
            )
        return True

    def _can_be_object(self, scene: Scene, i: int) -> bool:
        if self._compares(scene, i):
            return False
        if not self.terms.latin:
            return True
        item, text = scene.items[i], scene.doc.text
        if re.match(r"['’]s\s", text[item.end : item.end + 3]):
            return False
        before = text[max(scene.sentence.start, item.start - 24) : item.start]
        return not NOT_OBJECT_RE[self.terms.lang].search(before)

    def _who(self, scene: Scene, k: int, left: range, before: int) -> tuple[list[str], Unnamed | None, list[int]]:
        """The movers before the verb: named, unnamed, or carried over."""
        people = [i for i in left if scene.items[i].is_person and self._can_be_subject(scene, i)]
        cut = max((i for i in left if scene.items[i].has("verb")), default=-1)
        near = [i for i in people if i > cut]
        if near:
            return list(dict.fromkeys(n for i in near if (n := name_of(scene, i)))), None, near
        for i in reversed(left):
            somebody = unnamed(scene, i) if i > cut else None
            if somebody is not None:
                return [], self._told_before(scene, i, somebody) if somebody.definite else somebody, []
        earlier = [c for c in self.claims[before:] if c.sentence == scene.index and c.subject]
        if earlier and cut >= 0:
            last = earlier[-1]
            if last.person is None:
                return [], Unnamed(last.start, last.end, last.description or "", last.origin, last.count), []
            return [c.person for c in earlier if c.person and c.verb == last.verb], None, []
        if any(scene.items[i].has("he") and i > cut for i in left):
            own = [i for i in range(left.start) if scene.items[i].is_person and self._can_be_subject(scene, i)]
            if own:
                return [n for i in own[-1:] if (n := name_of(scene, i))], None, own[-1:]
            if scene.carried:
                return scene.carried[:4], None, []
        if k and scene.items[k - 1].has("that") and k > 1 and scene.items[k - 2].is_person:  # "…, que se va a"
            return [n for i in (k - 2,) if (n := name_of(scene, i))], None, [k - 2]
        if people:
            return list(dict.fromkeys(n for i in people if (n := name_of(scene, i)))), None, people
        somebody = next((u for i in reversed(left) if (u := unnamed(scene, i))), None)
        return [], somebody, []

    def _told_before(self, scene: Scene, i: int, somebody: Unnamed) -> Unnamed:
        """ "The employee" is the employee of the sentences before, with his organisation."""
        word = scene.doc.lower[scene.items[i].start : scene.items[i].end]
        for earlier in reversed(self.scenes):
            if earlier.index >= scene.index or earlier.index < scene.index - 3:
                continue
            for j, item in enumerate(earlier.items):
                if item.has("role") and scene.doc.lower[item.start : item.end] == word:
                    before = unnamed(earlier, j)
                    if before is not None and not before.definite:
                        org = before.org or next(
                            (n for k in range(j + 1, min(j + 4, len(earlier.items)))
                             if earlier.items[k].is_org and (n := name_of(earlier, k))), None,
                        )  # fmt: skip
                        return Unnamed(somebody.start, somebody.end, before.description, org, before.count)
        return somebody

    def _objects(self, scene: Scene, k: int, right: range) -> tuple[list[int], Unnamed | None]:
        """The people after a taking verb."""
        people = [i for i in right if scene.items[i].is_person and self._can_be_object(scene, i)]
        if self.terms.latin and people:  # who stands after the closing quote speaks
            first, verb = scene.items[people[0]], scene.items[k].end
            ended = [i for i in people if _CLOSED.search(scene.doc.text[min(verb, first.start) : scene.items[i].start])]
            people = [i for i in people if i not in ended] or people
        if people:
            early = next((u for i in right if i < people[0] and (u := unnamed(scene, i)) and u.org), None)
            if early is None or early.end > scene.items[people[0]].start - 12:
                return people, None
            return [], early
        for i in right:
            somebody = unnamed(scene, i)
            if somebody:
                return [], somebody
            if scene.items[i].is_person:
                break
        return [], None

    def _objects_left(self, scene: Scene, left: range, orgs: list[int]) -> list[int]:
        people = [i for i in left if scene.items[i].is_person and not self._compares(scene, i)]
        if self.terms.order == "sov":
            marked = []
            for i in people:
                after = scene.doc.text[scene.items[i].end : scene.items[i].end + 26]
                if re.match(r"[^、。,]{0,22}?(?:を|ら|を)|[^,.]{0,16}?(?:를|을)\s", after) or not re.match(
                    r"(?:氏|さん|CEO)?(?:は|が|も|と|に|の)|(?:[^ ,]{0,6})(?:은|는|이|가|의)\s", after
                ):
                    marked.append(i)
            return marked
        return [i for i in people if not orgs or i > orgs[0] or self._can_be_subject(scene, i)]

    def _make(
        self, scene: Scene, family: str, names: list[str], somebody: Unnamed | None,
        origin: str | None, destination: str | None, *, people: list[int] | None = None, recruiter: str | None = None,
    ) -> list[Claim]:  # fmt: skip
        made: list[Claim] = []
        posts_by_name = {name_of(scene, i): scene.posts.get(i) for i in (people or [])}
        for name in names:
            own, weak = origin, False
            post = posts_by_name.get(name)
            if own is None and post is not None and post.org and post.org != destination:
                own, weak = post.org, True
            start = min((scene.items[i].start for i in (people or []) if name_of(scene, i) == name), default=-1)
            claim = Claim(name, own, destination, family, scene.index, start, scene.sentence.end,
                          recruiter=recruiter, weak_origin=weak, role=post.role if post else None)  # fmt: skip
            if own is None:
                claim.nearby = self._nearby(
                    scene, [i for i in (people or []) if name_of(scene, i) == name], destination
                )
            made.append(claim)
        if not names and somebody is not None:
            own = origin or (somebody.org if somebody.org != destination else None)
            made.append(
                Claim(None, own, destination, family, scene.index, somebody.start, scene.sentence.end,
                      description=somebody.description, count=somebody.count, recruiter=recruiter)
            )  # fmt: skip
        return made

    def _nearby(self, scene: Scene, people: list[int], destination: str | None) -> str | None:
        """An organisation told right beside the person ("who runs the models team at Apple"), other than the goal."""
        for i in people:
            for j in (*range(i + 1, min(i + 6, len(scene.items))), *range(i - 1, max(-1, i - 4), -1)):
                item = scene.items[j]
                if item.is_person and j != i:
                    if j > i:
                        continue
                    break
                name = name_of(scene, j)
                beside = item.is_org and abs(item.start - scene.items[i].end) < 160
                if not beside or not name or related(self.gazetteer, name, destination):
                    continue
                if not strict(self.terms, scene.mark(j), "to"):
                    return name
        return None

    def _goals(self, a: Arguments, k: int) -> list[int]:
        """Goals, those after the verb first where the object follows it."""
        if self.terms.order == "sov":
            return a.destinations
        return [i for i in a.destinations if i > k] + [i for i in reversed(a.destinations) if i < k]

    def _pick(self, scene: Scene, k: int, candidates: list[int]) -> int | None:
        return candidates[0] if candidates else None
