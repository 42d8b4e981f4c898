"""Sums, counts, quotes and credits of an article, found together: they share its numbers and its quotation marks."""

from dataclasses import dataclass

from storage.records import Article, Count, Credit, Money, Quote
from worker.facts.counts import counts_of
from worker.facts.credits import credits_of
from worker.facts.document import Document
from worker.facts.money import figures_of, money_of, narrow, sums_in
from worker.facts.names import Mention
from worker.facts.quotes import marked_in, quotes_of
from worker.facts.terms import Terms


@dataclass(frozen=True, slots=True)
class Said:
    """What the article says in figures and in other people's words."""

    money: tuple[Money, ...] = ()
    counts: tuple[Count, ...] = ()
    quotes: tuple[Quote, ...] = ()
    credits: tuple[Credit, ...] = ()


def said_in(doc: Document, article: Article, mentions: list[Mention], terms: Terms) -> Said:
    """Everything of the kind in one document. ``mentions`` in order. Linear and bounded; never raises on odd text."""
    text = narrow(doc)
    numbers = figures_of(doc, text)
    sums = sums_in(doc, text, numbers)
    marked = marked_in(doc)
    return Said(
        money=money_of(doc, text, sums, mentions, terms),
        counts=counts_of(doc, text, numbers, [(s.start, s.end) for s in sums]),
        quotes=quotes_of(doc, marked, mentions),
        credits=credits_of(doc, article, mentions),
    )
