"""What the reader of an article keeps from sentence to sentence."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from worker.facts.document import Document
from worker.facts.frames import Claim, Scene, Unnamed
from worker.facts.gazetteer import Gazetteer
from worker.facts.roles import Item, Post
from worker.facts.terms import Terms


@dataclass(slots=True)
class State:
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
    declined: list[tuple[str, int]] = field(default_factory=list)
    """Who turned an offer down, whoever made it, and the sentence."""
    titled: list[int] = field(default_factory=list)
    """Sentences of the headline that name a person who is no head of a firm."""
    month: int = 0
    """Month of publication, years times twelve; 0 if unknown."""
    scenes: list[Scene] = field(default_factory=list)
    year: int = 0
    published: date | None = None
    suitor_heads: list[tuple[str, int, int]] = field(default_factory=list)
    """Unnamed heads of firms who were turned down: firm, and where the title stands."""
    leaving: bool = False
    """True if the article's kind is departure: people in numbers go from where most of the text is about."""
    crowds: bool = False
    """True if unnamed people are to be collected: the article's kind turns on them."""

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

    def employer(self, person: str | None) -> str | None:
        """Where the article, or else the gazetteer's word for heads of firms, puts a recruiter."""
        if person is None:
            return None
        return self.affiliation.get(person) or self.gazetteer.heads.get(person)
