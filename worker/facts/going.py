"""Verbs whose subject goes: join, move, return, leave, found, become."""

from worker.facts.careers import related
from worker.facts.frames import Arguments, Claim, Scene, name_of, strict
from worker.facts.subjects import Subjects


class Going(Subjects):
    """Claims of people who go somewhere."""

    __slots__ = ()

    def _join(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        names, somebody, people = self._who(scene, k, left, before)
        if not names and somebody is None:
            after = [i for i in right if scene.items[i].is_person]
            if self.terms.order == "v2" or (not self.terms.latin):
                names, people = list(dict.fromkeys(n for i in after if (n := name_of(scene, i)))), after
        if not names and somebody is None:
            return []
        destination = self._pick(scene, k, [*a.bare_right, *a.loose_right, *self._goals(a, k)] if self.terms.order == "svo" else
                                 [*a.destinations, *a.loose_right, *a.bare_right, *reversed(a.loose_left)])  # fmt: skip
        if destination is None and self.terms.order == "sov":
            destination = self._post_taken(scene, k, left)
        if destination is None:
            return []
        origin = self._pick(scene, k, [*a.origins, *self._told_later(scene, right)])
        if origin == destination:
            origin = None
        made = self._make(
            scene, "join", names, somebody, name_of(scene, origin), name_of(scene, destination), people=people
        )
        if origin is not None and origin < k and self.terms.order == "svo":
            for claim in made:  # told before the verb, the origin may be any former post
                claim.weak_origin = True
        return made

    def _post_taken(self, scene: Scene, k: int, left: range) -> int | None:
        """ "Bの研究部門トップに就任": the organisation whose post, named right before the verb, is taken up."""
        role = next((i for i in reversed(left) if scene.items[i].has("role")), None)
        if role is None or role == 0 or scene.items[k].start - scene.items[role].end > 6:
            return None
        place = role - 1
        near = scene.items[role].start - scene.items[place].end < 16
        return place if scene.items[place].is_org and near and scene.mark(place) in self.terms.at_marks else None

    def _told_later(self, scene: Scene, right: range) -> list[int]:
        """Origins beyond the verb's own clause: "…, after four years at A"."""
        if not self.terms.latin:
            return []
        later = range(right.stop, len(scene.items))
        return [i for i in later if scene.items[i].is_org and strict(self.terms, scene.mark(i), "from")]

    def _become(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        """ "P becomes chief scientist at B": a role and, marked as a place of work, an organisation after it."""
        role = next((i for i in right if scene.items[i].has("role")), None)
        if role is None or scene.items[role].start - scene.items[k].end > 34:
            return []
        names, somebody, people = self._who(scene, k, left, before)
        if not names:
            return []
        place = next((i for i in right if i > role and scene.items[i].is_org), None)
        if place is None or scene.items[place].start - scene.items[role].end > 60:
            return []
        if scene.mark(place) not in self.terms.at_marks:
            return []
        destination = name_of(scene, place)
        if any(related(self.gazetteer, destination, self.affiliation.get(n)) for n in names):
            return []
        return self._make(scene, "join", names, somebody, None, destination, people=people)

    def _move(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        names, somebody, people = self._who(scene, k, left, before)
        if not names and somebody is None:
            after = [i for i in right if scene.items[i].is_person]
            names, people = list(dict.fromkeys(n for i in after if (n := name_of(scene, i)))), after
        if not names and somebody is None:
            return []
        cue = scene.items[k]
        last = scene.doc.lower[cue.start : cue.end].rsplit(" ", 1)[-1]
        open_end = a.bare_right[:1] if last in self.terms.to_marks else []  # the verb carries its preposition
        destination = self._pick(
            scene,
            k,
            [
                *open_end,
                *self._goals(a, k),
                *a.loose_right,
                *(reversed(a.loose_left) if self.terms.order != "svo" else []),
            ],
        )
        bare = [i for i in a.bare_right if i != destination]
        later = self._told_later(scene, right) if destination is not None else []
        origin = self._pick(scene, k, [*a.origins, *later, *(bare if destination is not None else [])])
        if destination is None and (origin is None or not a.origins):
            return []
        if destination is None and self.terms.order == "svo":
            return []
        if origin == destination:
            origin = None
        return self._make(
            scene, "move", names, somebody, name_of(scene, origin), name_of(scene, destination), people=people
        )

    def _return(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        made = self._move(scene, k, left, right, a, before)
        if not made:
            made = self._join(scene, k, left, right, a, before)
        for claim in made:
            claim.family = "return"
        return made

    def _leave(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        names, somebody, people = self._who(scene, k, left, before)
        if not names and somebody is None:
            return []
        if self.terms.order == "svo":
            sources = (
                [*a.bare_right, *a.origins, *a.loose_right]
                if self.terms.lang != "zh"
                else [*a.bare_right, *a.loose_right, *a.origins]
            )
        elif self.terms.order == "v2":
            sources = [*a.bare_right, *a.origins, *a.loose_right, *reversed(a.loose_left), *reversed(a.bare_left)]
        else:
            sources = [
                *reversed(a.origins),
                *[i for i in reversed(a.loose_left) if scene.mark(i) in self.terms.from_marks],
            ]
        sources = [i for i in sources if i not in a.destinations]
        origin = self._pick(scene, k, sources)
        goals = [i for i in [*a.destinations, *a.agents] if i != origin and scene.mark(i) in self.terms.to_marks]
        if not goals and origin is not None and self.terms.latin:  # "se marcha de OpenAI a Anthropic"
            goals = [i for i in a.loose_right if i > origin]
        destination = name_of(scene, goals[0]) if goals and self.terms.order != "sov" else None
        made = self._make(scene, "leave", names, somebody, name_of(scene, origin), destination, people=people)
        return [c for c in made if c.origin or c.destination or c.person]

    def _found(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        names, _somebody, people = self._who(scene, k, left, before)
        if not names:
            return []
        reach = (
            [*a.bare_right, *a.loose_right]
            if self.terms.order == "svo"
            else [*a.bare_right, *a.loose_right, *reversed(a.bare_left), *reversed(a.loose_left)]
        )
        target = self._pick(
            scene, k, [i for i in reach if scene.mark(i) not in self.terms.from_marks or self.terms.order == "sov"]
        )
        return self._make(scene, "found", names, None, None, name_of(scene, target), people=people)

    _quit = _leave
