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


def status_of(claims: list[Claim], words: Words) -> tuple[Status, bool]:
    """The status ladder over all sentences that tell the move, and whether the words hedge it."""
    kinds: set[str] = set()
    near: set[str] = set()
    for claim in claims:
        kinds |= words.at(claim.sentence).keys()
        near |= words.at(claim.sentence + 1).keys()
    hedged = "hedge" in kinds
    families = {c.family for c in claims}
    if "refuse" in families:
        return Status.REFUSED, hedged
    if families == {"offer"}:
        return (Status.REFUSED if "refused" in kinds else Status.ATTEMPTED), hedged
    if "rumoured" in kinds:
        return Status.RUMOURED, True
    if "confirmed" in kinds:
        return Status.CONFIRMED, hedged
    if "reported" in kinds:
        return Status.REPORTED, hedged
    if "confirmed" in near:
        return Status.CONFIRMED, hedged
    if "reported" in near:
        return Status.REPORTED, hedged
    if words.anywhere("confirmed"):
        return Status.CONFIRMED, hedged
    if words.anywhere("reported"):
        return Status.REPORTED, hedged
    return Status.CONFIRMED, hedged


def kind_of(claims: list[Claim], words: Words, article_kind: Kind | None, *, bought: bool) -> Kind:
    """What kind of event the move is: the verb that tells it first decides, the article's kind breaks ties."""
    families = [c.family for c in claims]
    if set(families) <= {"offer", "refuse"}:
        return Kind.OFFER
    if article_kind is Kind.ACQUIHIRE or bought:
        return Kind.ACQUIHIRE
    if article_kind in (Kind.RULES, Kind.COMPENSATION, Kind.RETENTION):
        pass
    if any(f in ("take", "taken", "return") for f in families):
        return Kind.HIRE
    if "found" in families:
        return Kind.DEPARTURE
    if not any(c.destination for c in claims):
        return Kind.DEPARTURE
    if article_kind in (Kind.HIRE, Kind.DEPARTURE):
        return article_kind
    return Kind.HIRE if families[0] in ("join", "move") else Kind.DEPARTURE
