"""One move for each person and pair of ends, from all sentences of the article that speak of it."""

from storage.records import Kind, Move
from worker.facts.claims import Reader
from worker.facts.dates import date_in
from worker.facts.document import Document
from worker.facts.gazetteer import Gazetteer
from worker.facts.merging import Merged, merge
from worker.facts.standing import Words, kind_of, status_of
from worker.facts.terms import Terms


def moves_of(
    doc: Document, reader: Reader, terms: Terms, gazetteer: Gazetteer, article_kind: Kind | None
) -> tuple[tuple[Move, ...], list[Merged]]:
    """The article's moves, merged over its sentences, with kind, status and evidence."""
    words = Words(doc, terms, {})
    merged = merge(reader, gazetteer, article_kind)
    made: list[Move] = []
    for move in merged:
        first = min(move.claims, key=lambda c: (c.sentence, c.start))
        best = next((c for c in move.claims if c.origin and c.destination), first)
        kind = kind_of(move.claims, article_kind, bought=_bought(doc, move, words), destination=move.destination is not None)
        if _unsure(move, kind):
            continue
        status, hedged = status_of(move.claims, words, kind, article_kind)
        sentence = doc.sentences[best.sentence]
        dated = None
        if reader.published is not None:
            for claim in move.claims:
                s = doc.sentences[claim.sentence]
                dated = date_in(doc.text[s.start : s.end], doc.lower[s.start : s.end], doc.lang, reader.published)
                if dated:
                    break
        made.append(
            Move(
                person=move.person,
                person_desc=next((c.description for c in move.claims if c.description), None),
                origin=move.origin,
                destination=move.destination,
                kind=kind,
                status=status,
                hedged=hedged,
                on=dated[0] if dated else None,
                on_precision=dated[1] if dated else None,
                on_text=dated[2] if dated else None,
                count=next((c.count for c in move.claims if c.count), None),
                role=next((c.role for c in move.claims if c.role), None),
                evidence=doc.evidence(sentence.start, sentence.end),
                confidence=0.9 if move.origin and move.destination and not move.weak_origin else 0.75,
            )
        )
    return tuple(made), merged


def _unsure(move: Merged, kind: Kind) -> bool:
    """True for what is more often misread than told: no origin where one must be, a bare role between two."""
    families = {c.family for c in move.claims}
    if move.person is not None:
        loose = kind in (Kind.OFFER, Kind.DEPARTURE) or families <= {"move", "taken", "refuse", "leave"}
        return move.origin is None and loose
    if move.origin is None or move.destination is None or not families <= {"move", "leave"}:
        return False
    described = next((c.description for c in move.claims if c.description), None) or ""
    return " " not in described and "-" not in described and described.isascii()  # "engineer": a figure of speech


def _bought(doc: Document, move: Merged, words: Words) -> bool:
    """True if the origin was bought or licensed: an acquihire word in a sentence that names it or tells the move."""
    if not move.origin or not move.destination:
        return False
    return any("acquihire" in words.at(n) for c in move.claims for n in (c.sentence - 1, c.sentence, c.sentence + 1))
