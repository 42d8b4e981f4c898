"""Verbs whose subject takes or loses people: hire, poach, lose, and their passives."""

from worker.facts.frames import Arguments, Claim, Scene, Unnamed, affiliated, name_of, unnamed
from worker.facts.going import Going
from worker.facts.grammar import BY_RE


class Taking(Going):
    """Claims of organisations that take or lose somebody."""

    __slots__ = ()

    def _take(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        if self.terms.lang == "zh" and any(scene.items[i].is_org and scene.mark(i) in ("被", "遭") for i in left):
            return self._taken(scene, k, left, right, a, before)
        people, somebody = self._objects(scene, k, right)
        taker: int | None = None
        recruiter: str | None = None
        if not people and somebody is None and self.terms.order != "svo":  # the object stands before the verb
            orgs = [i for i in left if scene.items[i].is_org]
            people = self._objects_left(scene, left, orgs)
            if not people:
                for i in reversed(left):
                    somebody = unnamed(scene, i)
                    if somebody:
                        break
        if not people and somebody is None:
            return []
        first = people[0] if people else k
        bare = [i for i in a.bare_left if i < first or self.terms.order == "svo"]
        if self.terms.order == "v2" and len(bare) > 1:  # "Microsoft hat Deepmind zwanzig Leute abgeworben"
            a.origins.extend(bare[1:])
            bare = bare[:1]
        if self.terms.order == "sov":
            bare = [
                i
                for i in [*a.bare_left, *a.loose_left]
                if scene.mark(i) in self.terms.subject_marks or scene.mark(i) == ""
            ]
            told = [i for i in bare if scene.mark(i) in self.terms.subject_marks and scene.mark(i) not in self.terms.at_marks]
            taker = (told or bare)[0] if bare else None
        elif bare:
            taker = bare[-1]
        elif a.bare_right and self.terms.order == "v2":
            taker = a.bare_right[0]
        subject = [i for i in left if scene.items[i].is_person and i not in people and self._can_be_subject(scene, i)]
        destination = name_of(scene, taker)
        if subject:
            recruiter = name_of(scene, subject[-1])
            if destination is None:
                destination = self.employer(recruiter) or None
        if destination is None and a.destinations:
            destination = name_of(scene, a.destinations[-1])
        if destination is None and left.start and self.terms.latin:  # "Anthropic said it had hired"
            outer = [
                i for i in range(left.start) if scene.items[i].is_org and not affiliated(scene, i) and not scene.mark(i)
            ]
            destination = name_of(scene, outer[-1]) if outer else None
        if destination is None and a.loose_left and self.terms.order == "svo":
            destination = name_of(scene, a.loose_left[-1]) if self.terms.lang == "zh" else None
        if destination is None:
            earlier = [c for c in self.claims[before:] if c.sentence == scene.index and c.family == "take"]
            destination = earlier[-1].destination if earlier else None
        if destination is None:
            return []
        origins = [
            i
            for i in [*a.origins, *a.loose_right, *(a.loose_left if self.terms.order != "svo" else [])]
            if name_of(scene, i) != destination
        ]
        if self.terms.order == "v2" and taker is not None:
            origins += [i for i in a.bare_right if i != taker]
        if self.terms.order == "sov":
            origins = [
                i
                for i in [*a.origins, *a.loose_left]
                if i != taker and scene.mark(i) in self.terms.from_marks and name_of(scene, i) != destination
            ]
        return self._distribute(scene, "take", people, somebody, origins, destination, recruiter)

    def _distribute(
        self, scene: Scene, family: str, people: list[int], somebody: Unnamed | None, origins: list[int],
        destination: str | None, recruiter: str | None,
    ) -> list[Claim]:  # fmt: skip
        """Each person gets the origin that follows (European) or precedes (Japanese, Korean) their group."""
        if not people:
            origin = name_of(scene, origins[0]) if origins else None
            return self._make(scene, family, [], somebody, origin, destination, recruiter=recruiter)
        made: list[Claim] = []
        ordered = sorted(origins)
        for i in people:
            if self.terms.order == "svo" and self.terms.latin:
                nearest = next((o for o in ordered if o > i), ordered[-1] if ordered and len(ordered) == 1 else None)
            else:
                nearest = next((o for o in reversed(ordered) if o < i), ordered[0] if ordered else None)
            name = name_of(scene, i)
            if name and name != recruiter:
                made += self._make(
                    scene, family, [name], None, name_of(scene, nearest), destination, people=[i], recruiter=recruiter
                )
        return made

    def _taken(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        names, somebody, people = self._who(scene, k, left, before)
        if not names and somebody is None:
            return []
        agents = [i for i in (*right, *left) if scene.items[i].is_org and scene.mark(i) in self.terms.by_marks]
        recruiter = None
        destination = name_of(scene, agents[0]) if agents else None
        if destination is None and self.terms.latin:
            for i in right:
                item = scene.items[i]
                gap = scene.doc.lower[max(scene.sentence.start, item.start - 20) : item.start]
                if item.is_person and BY_RE[self.terms.lang].search(gap):
                    recruiter = name_of(scene, i)
                    destination = self.employer(recruiter)
                    break
                if (
                    item.is_org
                    and scene.items[k].cue
                    and scene.doc.lower[: scene.items[k].end].endswith(
                        (" by", " par", " por", " door", " da", " pela", " pelo")
                    )
                ):
                    destination = name_of(scene, i)
                    break
        if destination is None and a.destinations:
            destination = name_of(scene, a.destinations[0])
        origins = [i for i in [*a.origins, *a.loose_right] if name_of(scene, i) != destination and i not in agents]
        if destination is None and not origins:
            return []
        origin = name_of(scene, origins[0]) if origins else None
        return self._make(scene, "taken", names, somebody, origin, destination, people=people, recruiter=recruiter)

    def _lose(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        people, somebody = self._objects(scene, k, right)
        if not people and somebody is None and self.terms.order != "svo":
            people = self._objects_left(scene, left, [])
        if not people and somebody is None:
            return []
        loser = [*a.bare_left, *(a.loose_left if self.terms.order == "sov" else [])]
        if not loser and self.terms.order == "v2":
            loser = a.bare_right
        if not loser:
            return []
        origin = name_of(scene, loser[0] if self.terms.order == "sov" else loser[-1])
        goals = [i for i in [*a.destinations, *a.loose_right] if name_of(scene, i) != origin]
        destination = name_of(scene, goals[0]) if goals else None
        names = list(dict.fromkeys(n for i in people if (n := name_of(scene, i))))
        return self._make(scene, "lose", names, somebody, origin, destination, people=people)
