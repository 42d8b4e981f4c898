"""How firmly a move stands and what kind of event it is, from the words around it."""

from dataclasses import dataclass

from storage.records import Kind, Status
from worker.facts.document import Document
from worker.facts.frames import Claim
from worker.facts.terms import Terms


@dataclass(slots=True)
class Words:
    """Status words sentence by sentence, found once where a claim needs them."""

    doc: Document
    terms: Terms
    cache: dict[int, dict[str, int]]

    def at(self, n: int) -> dict[str, int]:
        """The kinds of status word in sentence ``n``."""
        if not 0 <= n < len(self.doc.sentences):
            return {}
        known = self.cache.get(n)
        if known is None:
            s = self.doc.sentences[n]
            known = self.cache[n] = self.terms.status_words(self.doc.lower[s.start : s.end])
        return known

    def anywhere(self, kind: str) -> int:
        """In how many sentences a kind of status word stands."""
        return sum(kind in self.at(n) for n in range(len(self.doc.sentences)))


def status_of(claims: list[Claim], words: Words, kind: Kind, article_kind: Kind | None) -> tuple[Status, bool]:
    """The status ladder over all sentences that tell the move, and whether the words hedge it."""
    kinds: set[str] = set()
    near: set[str] = set()
    for claim in claims:
        kinds |= words.at(claim.sentence).keys()
        near |= words.at(claim.sentence + 1).keys()
    hedged = "hedge" in kinds
    if any(c.family == "refuse" for c in claims):
        return Status.REFUSED, hedged
    if kind is Kind.OFFER:
        if {"refused"} & (kinds | near) or (article_kind is Kind.OFFER and words.anywhere("refused")):
            return Status.REFUSED, hedged
        return (Status.REPORTED if "reported" in kinds | near else Status.ATTEMPTED), hedged
    if all(_tried(claim, words) for claim in claims):
        return Status.ATTEMPTED, hedged
    if article_kind is Kind.OFFER and kind is Kind.HIRE and words.anywhere("attempted"):
        return Status.ATTEMPTED, hedged
    if "rumoured" in kinds and "confirmed" not in kinds:
        return Status.RUMOURED, True
    if kind in (Kind.ACQUIHIRE, Kind.RULES) and not hedged:
        # What a court, an agency or two firms did on paper is a fact, whoever tells of it.
        return Status.CONFIRMED, hedged
    if "reported" in kinds and "confirmed" not in kinds:
        return Status.REPORTED, hedged
    if kind in (Kind.COMPENSATION, Kind.RETENTION) and "confirmed" not in kinds:
        return Status.REPORTED, hedged
    if all(c.family == "retold" for c in claims) and kind is Kind.DEPARTURE:
        return Status.REPORTED, hedged
    if "reported" in near and not words.anywhere("confirmed"):
        return Status.REPORTED, hedged
    return Status.CONFIRMED, hedged


def _tried(claim: Claim, words: Words) -> bool:
    """True if a word of trying, threatening or wishing stands right beside the claim's verb."""
    if not claim.verb:
        return False
    lower, terms = words.doc.lower, words.terms
    sentence = words.doc.sentences[claim.sentence]
    if terms.order == "sov":
        stretch = lower[claim.verb : min(sentence.end, claim.verb + 22)]
    else:
        stretch = lower[max(sentence.start, claim.verb - 46) : claim.verb + 12]
        if terms.order == "v2":
            stretch = lower[max(sentence.start, claim.verb - 90) : min(sentence.end, claim.verb + 60)]
    return "attempted" in terms.status_words(stretch)


def kind_of(claims: list[Claim], article_kind: Kind | None, *, bought: bool, destination: bool) -> Kind:
    """What kind of event the move is: the verb decides where the article's kind leaves it open."""
    families = [c.family for c in claims]
    if "retain" in families:
        return Kind.RETENTION
    if set(families) <= {"offer", "refuse"}:
        return Kind.OFFER
    if article_kind in (Kind.ACQUIHIRE, Kind.RULES, Kind.COMPENSATION, Kind.HIRE, Kind.DEPARTURE):
        if article_kind is Kind.HIRE and not destination:
            return Kind.DEPARTURE
        if article_kind is Kind.COMPENSATION and destination and set(families) & {"join", "move", "leave", "return"}:
            return Kind.HIRE  # what is told in so many words is the step, not the pay
        return article_kind
    if bought:
        return Kind.ACQUIHIRE
    if any(f in ("take", "taken", "return") for f in families):
        return Kind.HIRE
    if "found" in families or not destination:
        return Kind.DEPARTURE
    return Kind.DEPARTURE if families[0] in ("leave", "quit", "lose") else Kind.HIRE
