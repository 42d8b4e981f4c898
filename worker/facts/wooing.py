"""Offers, refusals and deals."""

import re

from worker.facts.careers import related
from worker.facts.frames import Arguments, Claim, Scene, affiliated, name_of, unnamed
from worker.facts.taking import Taking

_JOIN_HIM = re.compile(
    r"\s(?:de (?:le|la|les) rejoindre|to join (?:him|her|them)|unirse a (?:él|ella)|(?:a )?unirsi a (?:lui|lei))\b"
)
"""What is refused is the speaker's own house."""


class Wooing(Taking):
    """Claims of offers made and turned down."""

    __slots__ = ()

    def _buy(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        """Notes who buys or licenses what; the people come from the rest of the article."""
        orgs_left, orgs_right = [*a.bare_left, *a.loose_left], [*a.bare_right, *a.loose_right, *a.origins]
        buyer = orgs_left[-1 if self.terms.order == "svo" else 0] if orgs_left else None
        bought = orgs_right[0] if orgs_right else orgs_left[-1] if len(orgs_left) > 1 else None
        one, two = name_of(scene, buyer), name_of(scene, bought)
        if one and two and not related(self.gazetteer, one, two):
            self.deals.append((one, two))
        return []

    def _suitor(self, scene: Scene, left: range, a: Arguments) -> tuple[str | None, str | None]:
        """Who makes the offer: the organisation, and the person who speaks for it."""
        people = [i for i in left if scene.items[i].is_person and self._can_be_subject(scene, i)]
        bare = [i for i in a.bare_left if not affiliated(scene, i)]
        if self.terms.order == "sov":
            bare = [i for i in [*a.bare_left, *a.loose_left] if scene.mark(i) in (*self.terms.subject_marks, "")]
        if people:
            person = name_of(scene, people[-1])
            return self.employer(person), person
        return (name_of(scene, bare[0 if self.terms.order == "sov" else -1]), None) if bare else (None, None)

    def _offer(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        stop = scene.doc.text.find(";", scene.items[k].end, scene.sentence.end)
        if stop >= 0:  # what follows a semicolon has a subject of its own
            right = range(right.start, next((i for i in right if scene.items[i].start > stop), right.stop))
        reach = right if self.terms.order == "svo" else (*right, *left)
        people, somebody = self._objects(scene, k, right)
        if not people and somebody is None and left.start:  # "a worker said that Altman had called him"
            somebody = next((u for i in range(left.start - 1, -1, -1) if (u := unnamed(scene, i))), None)
            suitor, person = self._suitor(scene, left, a)
            if somebody is not None and suitor and not somebody.org and person:
                return self._make(scene, "offer", [], somebody, None, suitor, recruiter=person)
            somebody = None
        if self.terms.order != "svo" and not people and somebody is None:
            somebody = next((u for i in reach if (u := unnamed(scene, i)) and u.org), None)
        suitor, person = self._suitor(scene, left, a)
        if suitor is None:
            return []
        self.suitors.append(suitor)
        if people:
            names = [n for i in people if (n := name_of(scene, i)) and n != person]
            made = self._make(scene, "offer", names, None, None, suitor, people=people, recruiter=person)
        elif somebody is not None and somebody.org and somebody.org != suitor:
            made = self._make(scene, "offer", [], somebody, None, suitor, recruiter=person)
        elif (
            len(scene.carried) == 1
            and not somebody
            and re.match(r" (?:him|her) ", scene.doc.lower[scene.items[k].end : scene.items[k].end + 5])
        ):
            made = self._make(
                scene, "offer", [n for n in scene.carried if n != person], None, None, suitor, recruiter=person
            )
        else:
            return []
        return made

    def _rebuffed(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        """ "B's chief was turned down by a Meta engineer": the subject is the suitor."""
        suitor = next((name_of(scene, i) for i in reversed(left) if scene.items[i].is_org), None)
        people = [i for i in right if scene.items[i].is_person and not self._compares(scene, i)]
        somebody = next((u for i in right if (u := unnamed(scene, i)) and u.org), None)
        if suitor is None or (not people and somebody is None):
            return []
        names = [n for i in people if (n := name_of(scene, i))]
        made = self._make(scene, "refuse", names, None if names else somebody, None, suitor, people=people)
        head = next((i for i in left if scene.items[i].has("head")), None)
        if head is not None and made:
            self.suitor_heads.append((suitor, scene.items[head].start, scene.items[head].end))
        return made

    def _speaks_of_a_bid(self, scene: Scene) -> bool:
        """True if this sentence or the one before names an offer."""
        first = self.doc.sentences[max(0, scene.index - 1)]
        return self.terms.bids.search(self.doc.lower, first.start, scene.sentence.end) is not None

    def _refuse(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        names, somebody, people = self._who(scene, k, left, before)
        who = names or (scene.carried if not any(item.is_person for item in scene.items) else [])
        if len(who) == 1 and self._speaks_of_a_bid(scene):  # "the Australian had turned down"
            self.declined.append((who[0], scene.index))
        if not names and (somebody is None or not somebody.org):
            return []
        goals = [*a.bare_right, *a.destinations, *a.loose_right, *a.origins]
        if self.terms.order != "svo":
            goals = [*a.bare_right, *a.origins, *a.loose_right, *a.loose_left, *a.bare_left]
        target = name_of(scene, goals[0]) if goals else None
        after = scene.doc.lower[scene.items[k].end : scene.items[k].end + 24]
        if _JOIN_HIM.match(after):  # "B's chief said that an engineer of A had refused to join him"
            own = somebody.org if somebody is not None else None
            outer = [i for i in range(k) if scene.items[i].is_org and name_of(scene, i) != own]
            target = name_of(scene, outer[-1]) if outer else target
        if target is None:
            offers = [c for c in self.claims if c.family == "offer" and (c.person in names or not names)]
            target = offers[-1].destination if offers else self.suitors[-1] if self.suitors else None
        if target is None or all(
            related(self.gazetteer, target, self.affiliation.get(n) or self.past.get(n)) for n in names or ["-"]
        ):
            return []
        if somebody is not None and related(self.gazetteer, somebody.org, target):
            return []
        return self._make(scene, "refuse", names, somebody, None, target, people=people)
