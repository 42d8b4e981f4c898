"""Sentence by sentence: which verb moves whom from where to where."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from worker.facts.document import Document
from worker.facts.careers import related
from worker.facts.frames import (
    FAMILIES, Arguments, Claim, Scene, Unnamed, affiliated, arguments, counted, name_of, strict, unnamed,
)  # fmt: skip
from worker.facts.gazetteer import Gazetteer
from worker.facts.roles import Item, Post, posts
from worker.facts.terms import Terms

_NOT_SUBJECT = {
    "en": r"(?:by|with|under|to|for|from|of|like|alongside|against|about|at|via|than|after|including|as|replacing|succeeding|reports to|told)",
    "fr": r"(?:par|avec|sous|à|pour|de|d['’]|comme|contre|chez|aux côtés de|que|après)",
    "de": r"(?:von|mit|unter|für|an|wie|gegen|bei|neben|als|durch|um|über|nach)",
    "es": r"(?:a|por|con|bajo|para|de|como|contra|según|junto a|del|que)",
    "it": r"(?:da|con|sotto|per|di|come|contro|secondo|insieme a|accanto a|a|ad)",
    "pt": r"(?:por|com|sob|para|de|como|contra|segundo|pelo|pela|do|da|ao)",
    "nl": r"(?:door|met|onder|voor|van|als|tegen|volgens|naast|aan|om)",
}
_NOT_SUBJECT_RE = {lang: re.compile(rf"(?:^|[\s(«“„\"]){words}\s?$", re.I) for lang, words in _NOT_SUBJECT.items()}
_NOT_OBJECT = {
    "en": r"(?:by|with|under|from|like|alongside|against|about|at|via|than|after|replacing|succeeding|told|to replace|led by|between)",
    "fr": r"(?:par|avec|sous|comme|contre|chez|aux côtés de|dirigée? par|remplacer)",
    "de": r"(?:von|mit|unter|wie|gegen|bei|neben|durch|um)",
    "es": r"(?:por|con|bajo|como|contra|según|junto a)",
    "it": r"(?:da|con|sotto|come|contro|secondo|insieme a|accanto a)",
    "pt": r"(?:por|com|sob|como|contra|segundo|pelo|pela)",
    "nl": r"(?:door|met|onder|als|tegen|volgens|naast)",
}
_NOT_OBJECT_RE = {lang: re.compile(rf"(?:^|[\s(«“„\"]){words}\s?$", re.I) for lang, words in _NOT_OBJECT.items()}
_BY = {
    "en": "by", "fr": "par", "de": "von|durch", "es": "por", "it": "da|dal|dalla", "pt": "por|pelo|pela", "nl": "door",
}  # fmt: skip
_BY_RE = {lang: re.compile(rf"(?:^|\s)(?:{words})\s+(?:[^\s,]+\s+)?$", re.I) for lang, words in _BY.items()}
_NOT = {
    "en": re.compile(r"(?:\bnot|n['’]t|\bnever|\bno plans? to|\bnor)\s(?:\w+\s)?$"),
    "fr": re.compile(r"(?:\bne |\bn['’])(?:\w+\s){0,2}(?:pas |plus |jamais )?(?:\w+\s)?$"),
    "de": re.compile(r"\b(?:nicht|nie|keineswegs)\s(?:zu\s)?(?:\w+\s)?$"),
    "es": re.compile(r"\b(?:no|nunca|ni)\s(?:se\s|ha\s|han\s|va a\s|van a\s|pueden?\s)*$"),
    "it": re.compile(r"\b(?:non|mai|né)\s(?:si\s|ha\s|hanno\s|è\s|possono\s)*$"),
    "pt": re.compile(r"\b(?:não|nunca|nem)\s(?:se\s|vai\s|vão\s|podem?\s)*$"),
    "nl": re.compile(r"\b(?:niet|nooit)\s(?:te\s)?(?:\w+\s)?$"),
    "zh": re.compile(r"(?:未|不|没有|沒有|并非|从未|不会|不能|無法|无法)(?:会|再|被|曾)?$"),
}
_NOT_AFTER = {
    "ja": re.compile(r"[てでらしさせかわいっ]{0,3}(?:ない|なかった|ず|ません)(?!か)"),
    "ko": re.compile(r"(?:하|되)?(?:지 않|지 못|지는 않)"),
}
_PLUPERFECT = {
    "en": re.compile(r"\bhad\s(?:\w+\s)?\w*$"),
    "fr": re.compile(r"\b(?:avait|avaient|était|étaient)\s(?:\w+\s)?\w*$"),
    "es": re.compile(r"\b(?:había|habían)\s(?:\w+\s)?\w*$"),
    "it": re.compile(r"\b(?:aveva|avevano|era|erano)\s(?:\w+\s)?\w*$"),
    "pt": re.compile(r"\b(?:havia|haviam|tinha|tinham)\s(?:\w+\s)?\w*$"),
}
"""Before the verb: what had happened earlier is told as background."""
_AT = {
    "en": ("at",), "fr": ("chez", "au sein de"), "de": ("bei",), "es": ("en",), "it": ("in", "presso"), "pt": ("na", "no"),
    "nl": ("bij",), "ja": ("で",), "ko": ("에서",), "zh": ("在",),
}  # fmt: skip
_OF = {"ja": ("の",), "ko": ("의", "출신"), "zh": ("的",)}
_ARROW = {
    "en": ("to",), "fr": ("chez", "à"), "de": ("zu",), "es": ("a",), "it": ("a", "ad"), "pt": ("para", "à"), "nl": ("naar",),
    "ja": ("へ", "に", "行き"), "zh": ("到", "至"), "ko": ("로", "으로", "행"),
}  # fmt: skip
_OWNER = re.compile(r"^(?:['’]s?|s)?\s?$|^の$|^의\s?$|^旗下的?$|^的$")


@dataclass(slots=True)
class Reader:
    """State carried from sentence to sentence: who was spoken of, who works where."""

    doc: Document
    terms: Terms
    gazetteer: Gazetteer
    affiliation: dict[str, str] = field(default_factory=dict)
    """Present post of a person, by what the article says."""
    past: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    subjects: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    mentioned: dict[str, str] = field(default_factory=dict)
    """Organisations the article names, and for each firm at the top of a lineage the name used."""
    subject_org: str | None = None
    """The organisation the headline, or else most of the text, is about."""
    named: dict[str, int] = field(default_factory=dict)
    """People and the first sentence after the headline that names them."""
    often: Counter[str] = field(default_factory=Counter)
    """How often each organisation is named; the headline counts four times."""
    groups: list[tuple[int, Unnamed]] = field(default_factory=list)
    """Unnamed people by role, with their sentence."""
    deals: list[tuple[str, str]] = field(default_factory=list)
    """Buyer and bought, licensee and licensor."""
    suitors: list[str] = field(default_factory=list)
    """Organisations that made an offer, in order."""
    titled: list[int] = field(default_factory=list)
    """Sentences of the headline that name a person who is no head of a firm."""
    month: int = 0
    """Month of publication, years times twelve; 0 if unknown."""

    def note_posts(self, items: list[Item], found: dict[int, Post]) -> None:
        """Keeps what a sentence says of people's posts; the first statement of each kind stays."""
        for i, post in found.items():
            mention = items[i].mention
            if mention is None:
                continue
            if post.role and (mention.name not in self.roles):
                self.roles[mention.name] = post.role
            if post.org:
                (self.past if post.former else self.affiliation).setdefault(mention.name, post.org)

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
        marks = (*_AT.get(self.terms.lang, ()), *((self.terms.from_mark, *_OF.get(self.terms.lang, ())) if first < 0 else ()))
        for i, item in enumerate(scene.items):
            if item.is_org and i > first and scene.mark(i) in marks:
                org = name_of(scene, i)
                if org:
                    self.past.setdefault(name, org)
                return

    def employer(self, person: str | None) -> str | None:
        """Where the article, or else the gazetteer's word for heads of firms, puts a recruiter."""
        if person is None:
            return None
        return self.affiliation.get(person) or self.gazetteer.heads.get(person)

    def read(self, rows: list[list[Item]]) -> list[Claim]:
        """All claims of the article, in order."""
        for n, items in enumerate(rows):
            for item in items:
                if item.mention is None:
                    continue
                if item.is_org:
                    self.often[item.mention.name] += 4 if n == 0 else 1
                    self.mentioned.setdefault(item.mention.name, item.mention.name)
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
            moved = [c.person for c in self.claims[before:] if c.person]
            if not moved:
                self.note_places(scene)
            if moved:
                self.subjects = list(dict.fromkeys(moved))
            elif named:
                self.subjects = list(dict.fromkeys(named))
        return self.claims

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
        goal = next((i for i in reversed(orgs) if scene.mark(i) in _ARROW.get(self.terms.lang, ())), None)
        if goal is None or goal == origin:
            return
        names = list(dict.fromkeys(n for i in people if (n := name_of(scene, i))))
        source = name_of(scene, origin) if origin is not None else None
        if source is None or not related(self.gazetteer, source, name_of(scene, goal)):
            made = self._make(scene, "move", names, None, source, name_of(scene, goal), people=people)
            self.claims.extend(c for c in made if c.origin)

    # --- one verb ---------------------------------------------------------------------------

    def _verb(self, scene: Scene, k: int, before: int) -> None:
        families = scene.items[k].cue.families if scene.items[k].cue else ()
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
        pattern = _NOT.get(self.terms.lang)
        if pattern is None:
            after = _NOT_AFTER.get(self.terms.lang)
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
            if items[i].has("that") or (items[i].has("say") and self.terms.order != "sov"):
                if any(items[j].mention or items[j].has("he") for j in range(i + 1, k)):
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

    def _subject_people(self, scene: Scene, k: int, left: range) -> list[int]:
        """Items of the people before the verb who can be its subject; nearest clause first."""
        people = [i for i in left if scene.items[i].is_person and self._can_be_subject(scene, i)]
        if not people:
            return []
        cut = max((i for i in left if scene.items[i].has("verb")), default=-1)
        near = [i for i in people if i > cut]
        return near or people

    def _can_be_subject(self, scene: Scene, i: int) -> bool:
        item = scene.items[i]
        mention = item.mention
        if mention is None or self._compares(scene, i):
            return False
        text = scene.doc.text
        if i + 1 < len(scene.items) and scene.items[i + 1].is_org and _OWNER.match(text[item.end : scene.items[i + 1].start]):
            return scene.items[i + 1].start == item.end and self.terms.latin
        if self.terms.latin:
            before = text[max(scene.sentence.start, item.start - 24) : item.start]
            return not _NOT_SUBJECT_RE[self.terms.lang].search(before)
        if self.terms.order == "sov":
            after = text[item.end : item.end + 6]
            return not re.match(r"(?:氏|さん|CEO)?(?:に|から|と同|による|の下)|(?: ?[가-힣]{0,4})?(?:에게|에 따르면|와의)", after)
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
        return not _NOT_OBJECT_RE[self.terms.lang].search(before)

    def _compares(self, scene: Scene, i: int) -> bool:
        item = scene.items[i]
        mention = item.mention
        person = self.gazetteer.people.get(mention.name) if mention else None
        return person is not None and person.kind in ("sport", "star")

    def _goes_on(self, claim: Claim, before: int) -> bool:
        """True if the same sentence has begun to tell the past of the same people ("had left A to found B")."""
        earlier = [c for c in self.claims[before:] if c.sentence == claim.sentence and c.person == claim.person]
        return bool(earlier) and earlier[-1].history and claim.family in ("found", "join") and claim.verb - earlier[-1].verb < 60

    def _is_history(self, scene: Scene, k: int) -> bool:
        item = scene.items[k]
        low = max(scene.sentence.start, item.start - 40)
        stretch = scene.doc.lower[low : item.end + 2]
        if self.terms.order == "v2" and re.match(r"\s(?:war|waren|hatte|hatten|had|hadden|was)\b", scene.doc.lower[item.end : item.end + 8]):
            return True
        past = _PLUPERFECT.get(self.terms.lang)
        told = any(other.has("say") for other in scene.items[:k])  # "said it had hired": news, told in speech
        if past is not None and not told and past.search(scene.doc.lower[max(scene.sentence.start, item.start - 26) : item.end]):
            return True
        year = re.search(r"(?:19|20)\d\d", scene.doc.text[(item.start if self.terms.latin else max(scene.sentence.start, item.start - 30)) : min(scene.sentence.end, item.end + 70)])
        published = self.year
        if year and published and int(year.group()) < published - 0 and not any(
            m in stretch for m in ("will ", "to ")
        ):
            return True
        return any(
            other.has("history") and (0 <= item.start - other.end < 32 or 0 <= other.start - item.end < 4)
            and not any(x.mention for x in scene.items if other.end <= x.start < item.start and x.is_person)
            for other in scene.items
            if other.cue is not None
        )

    scenes: list[Scene] = field(default_factory=list)
    year: int = 0
    published: date | None = None
    suitor_heads: list[tuple[str, int, int]] = field(default_factory=list)
    """Unnamed heads of firms who were turned down: firm, and where the title stands."""
    crowds: bool = False
    """True if unnamed people are to be collected: the article's kind turns on them."""

    # --- subjects -----------------------------------------------------------------------------

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

    # --- making claims ------------------------------------------------------------------------

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
                claim.nearby = self._nearby(scene, [i for i in (people or []) if name_of(scene, i) == name], destination)
            made.append(claim)
        if not names and somebody is not None:
            own = origin or (somebody.org if somebody.org != destination else None)
            made.append(
                Claim(None, own, destination, family, scene.index, somebody.start, scene.sentence.end,
                      description=somebody.description, count=somebody.count, recruiter=recruiter)
            )  # fmt: skip
        return made

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
        if destination is None:
            return []
        origin = self._pick(scene, k, [*a.origins])
        if origin == destination:
            origin = None
        return self._make(scene, "join", names, somebody, name_of(scene, origin), name_of(scene, destination), people=people)

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
        destination = self._pick(scene, k, [*open_end, *self._goals(a, k), *a.loose_right, *(reversed(a.loose_left) if self.terms.order != "svo" else [])])
        bare = [i for i in a.bare_right if i != destination]
        origin = self._pick(scene, k, [*a.origins, *(bare if destination is not None else [])])
        if destination is None and (origin is None or not a.origins):
            return []
        if destination is None and self.terms.order == "svo":
            return []
        if origin == destination:
            origin = None
        return self._make(scene, "move", names, somebody, name_of(scene, origin), name_of(scene, destination), people=people)

    def _return(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        made = self._move(scene, k, left, right, a, before)
        if not made:
            made = self._join(scene, k, left, right, a, before)
        for claim in made:
            claim.family = "return"
        return made

    def _take(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
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
            bare = [i for i in [*a.bare_left, *a.loose_left] if scene.mark(i) in self.terms.subject_marks or scene.mark(i) == ""]
            taker = bare[0] if bare else None
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
            outer = [i for i in range(left.start) if scene.items[i].is_org and not affiliated(scene, i) and not scene.mark(i)]
            destination = name_of(scene, outer[-1]) if outer else None
        if destination is None and a.loose_left and self.terms.order == "svo":
            destination = name_of(scene, a.loose_left[-1]) if self.terms.lang == "zh" else None
        if destination is None:
            earlier = [c for c in self.claims[before:] if c.sentence == scene.index and c.family == "take"]
            destination = earlier[-1].destination if earlier else None
        if destination is None:
            return []
        origins = [i for i in [*a.origins, *a.loose_right, *(a.loose_left if self.terms.order != "svo" else [])] if name_of(scene, i) != destination]
        if self.terms.order == "v2" and taker is not None:
            origins += [i for i in a.bare_right if i != taker]
        if self.terms.order == "sov":
            origins = [i for i in [*a.origins, *a.loose_left] if i != taker and scene.mark(i) in self.terms.from_marks and name_of(scene, i) != destination]
        return self._distribute(scene, "take", people, somebody, origins, destination, recruiter)

    def _objects_left(self, scene: Scene, left: range, orgs: list[int]) -> list[int]:
        people = [i for i in left if scene.items[i].is_person and not self._compares(scene, i)]
        if self.terms.order == "sov":
            marked = []
            for i in people:
                after = scene.doc.text[scene.items[i].end : scene.items[i].end + 26]
                if re.match(r"[^、。,]{0,22}?(?:を|ら|を)|[^,.]{0,16}?(?:를|을)\s", after) or not re.match(r"(?:氏|さん|CEO)?(?:は|が|も|と|に|の)|(?:[^ ,]{0,6})(?:은|는|이|가|의)\s", after):
                    marked.append(i)
            return marked
        return [i for i in people if not orgs or i > orgs[0] or self._can_be_subject(scene, i)]

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
                made += self._make(scene, family, [name], None, name_of(scene, nearest), destination, people=[i], recruiter=recruiter)
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
                if item.is_person and _BY_RE[self.terms.lang].search(gap):
                    recruiter = name_of(scene, i)
                    destination = self.employer(recruiter)
                    break
                if item.is_org and scene.items[k].cue and scene.doc.lower[: scene.items[k].end].endswith((" by", " par", " por", " door", " da", " pela", " pelo")):
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

    def _leave(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        names, somebody, people = self._who(scene, k, left, before)
        if not names and somebody is None:
            return []
        if self.terms.order == "svo":
            sources = [*a.bare_right, *a.origins, *a.loose_right] if self.terms.lang != "zh" else [*a.bare_right, *a.loose_right, *a.origins]
        elif self.terms.order == "v2":
            sources = [*a.bare_right, *a.origins, *a.loose_right, *reversed(a.loose_left), *reversed(a.bare_left)]
        else:
            sources = [*reversed(a.origins), *[i for i in reversed(a.loose_left) if scene.mark(i) in self.terms.from_marks]]
        sources = [i for i in sources if i not in a.destinations]
        origin = self._pick(scene, k, sources)
        goals = [i for i in [*a.destinations, *a.agents] if i != origin and scene.mark(i) in self.terms.to_marks]
        if not goals and origin is not None and self.terms.latin:  # "se marcha de OpenAI a Anthropic"
            goals = [i for i in a.loose_right if i > origin]
        destination = name_of(scene, goals[0]) if goals and self.terms.order != "sov" else None
        made = self._make(scene, "leave", names, somebody, name_of(scene, origin), destination, people=people)
        return [c for c in made if c.origin or c.destination or c.person]

    _quit = _leave

    def _found(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        names, somebody, people = self._who(scene, k, left, before)
        if not names:
            return []
        reach = [*a.bare_right, *a.loose_right] if self.terms.order == "svo" else [*a.bare_right, *a.loose_right, *reversed(a.bare_left), *reversed(a.loose_left)]
        target = self._pick(scene, k, [i for i in reach if scene.mark(i) not in self.terms.from_marks or self.terms.order == "sov"])
        return self._make(scene, "found", names, None, None, name_of(scene, target), people=people)

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
                if item.is_org and name and not related(self.gazetteer, name, destination):
                    if abs(item.start - scene.items[i].end) < 160 and not strict(self.terms, scene.mark(j), "to"):
                        return name
        return None

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
        elif len(scene.carried) == 1 and not somebody and re.match(r" (?:him|her) ", scene.doc.lower[scene.items[k].end : scene.items[k].end + 5]):
            made = self._make(scene, "offer", [n for n in scene.carried if n != person], None, None, suitor, recruiter=person)
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

    def _refuse(self, scene: Scene, k: int, left: range, right: range, a: Arguments, before: int) -> list[Claim]:
        names, somebody, people = self._who(scene, k, left, before)
        if not names and (somebody is None or not somebody.org):
            return []
        goals = [*a.bare_right, *a.destinations, *a.loose_right, *a.origins]
        if self.terms.order != "svo":
            goals = [*a.bare_right, *a.origins, *a.loose_right, *a.loose_left, *a.bare_left]
        target = name_of(scene, goals[0]) if goals else None
        if target is None:
            offers = [c for c in self.claims if c.family == "offer" and (c.person in names or not names)]
            target = offers[-1].destination if offers else self.suitors[-1] if self.suitors else None
        if target is None or all(related(self.gazetteer, target, self.affiliation.get(n) or self.past.get(n)) for n in names or ["-"]):
            return []
        if somebody is not None and related(self.gazetteer, somebody.org, target):
            return []
        return self._make(scene, "refuse", names, somebody, None, target, people=people)

    def _goals(self, a: Arguments, k: int) -> list[int]:
        """Goals, those after the verb first where the object follows it."""
        if self.terms.order == "sov":
            return a.destinations
        return [i for i in a.destinations if i > k] + [i for i in reversed(a.destinations) if i < k]

    def _pick(self, scene: Scene, k: int, candidates: list[int]) -> int | None:
        return candidates[0] if candidates else None
