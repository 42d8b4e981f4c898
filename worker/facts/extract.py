"""From an article to its facts: who, where from, where to, how much, in whose words. Thinks only; no input or output."""

from storage.records import Article, Extraction, Kind, Move, OrgMention, Part, PersonMention
from worker.facts.claims import Reader
from worker.facts.document import Document, lay_out
from worker.facts.firms import unknown_firms, without_covered
from worker.facts.gazetteer import Gazetteer, load_gazetteer
from worker.facts.latin_names import capitalised
from worker.facts.merging import Merged
from worker.facts.moves import moves_of
from worker.facts.names import Mention, known_names
from worker.facts.parts import parts_of
from worker.facts.roles import items_by_sentence
from worker.facts.said import said_in
from worker.facts.shapes import unknown_people
from worker.facts.terms import load_terms

VERSION = "facts-2"
"""Raised whenever the same article may give other facts; stored with each extraction."""


def extract(article: Article, *, kind: Kind | None = None, gazetteer: Gazetteer | None = None) -> Extraction:
    """What the article says, each fact with the words that say it.

    ``kind`` is the verdict's kind, if there is one: it breaks ties between readings of a move. Deterministic, linear
    in the article's length and bounded (``document.MAX_CHARACTERS``). Never raises on odd text.
    """
    month = article.published_at.year * 12 + article.published_at.month if article.published_at else 0
    gazetteer = (gazetteer or load_gazetteer()).as_of(month)
    doc = lay_out(article, language_of(article))
    terms = load_terms(doc.lang)
    cues = terms.cues(doc)
    mentions = known_names(doc, gazetteer)
    sequences = capitalised(doc)
    firms = unknown_firms(doc, mentions, cues, sequences, gazetteer)
    mentions = sorted([*without_covered(mentions, firms), *firms], key=lambda m: m.start)
    mentions += unknown_people(doc, mentions, cues, sequences, gazetteer)
    mentions.sort(key=lambda m: (m.start, -m.end))
    rows = items_by_sentence(doc, mentions, cues)
    reader = Reader(doc, terms, gazetteer)
    reader.published = article.published_at.date() if article.published_at else None
    reader.year = article.published_at.year if article.published_at else 0
    reader.month = month
    reader.leaving = kind is Kind.DEPARTURE
    reader.crowds = kind in (Kind.ACQUIHIRE, Kind.RETENTION, Kind.OFFER)
    reader.read(rows)
    moves, merged = moves_of(doc, reader, terms, gazetteer, kind)
    said = said_in(doc, article, mentions, terms)
    return Extraction(
        people=_people(doc, mentions, reader, moves, merged, parts_of(doc, rows, reader, merged, gazetteer)),
        organisations=_organisations(doc, mentions, _used(reader, moves)),
        moves=moves,
        money=said.money,
        counts=said.counts,
        quotes=said.quotes,
        credits=said.credits,
        version=VERSION,
    )


def language_of(article: Article) -> str:
    """The article's language, two letters; detected if the publisher did not say."""
    if article.lang:
        return article.lang[:2].lower()
    try:
        from worker.language import detect
    except ImportError:
        return "en"
    return detect(f"{article.title}\n{article.text[:4000]}") or "en"


_PLATFORMS = frozenset(
    (
        "LinkedIn",
        "Slack",
        "YouTube",
        "X Corp",
        "GitHub",
        "Instagram",
        "WhatsApp",
        "Reddit",
        "Discord",
        "Notion",
        "TikTok",
    )
)
"""Mostly the place of a post, not a party: named as organisations only where somebody works or goes."""


def _used(reader: Reader, moves: tuple[Move, ...]) -> frozenset[str | None]:
    ends = {end for m in moves for end in (m.origin, m.destination)}
    return frozenset((*ends, *reader.affiliation.values(), *reader.past.values()))


def _organisations(doc: Document, mentions: list[Mention], used: frozenset[str | None]) -> tuple[OrgMention, ...]:
    found: dict[str, OrgMention] = {}
    for m in mentions:
        if m.name in _PLATFORMS and m.name not in used:
            continue
        if m.kind == "org" and m.name not in found:
            found[m.name] = OrgMention(
                name=m.name, known=m.known, evidence=doc.evidence(m.start, m.end), confidence=m.confidence
            )
    return tuple(found.values())


def _people(
    doc: Document,
    mentions: list[Mention],
    reader: Reader,
    moves: tuple[Move, ...],
    merged: list[Merged],
    parts: dict[str, Part],
) -> tuple[PersonMention, ...]:
    first: dict[str, Mention] = {}
    for m in mentions:
        if m.kind == "person" and (m.name not in first or (first[m.name].short and not m.short)):
            first[m.name] = m
    origins = {m.person: m.origin for m in moves if m.person and m.origin}
    named = tuple(
        PersonMention(
            name=name,
            role=reader.roles.get(name),
            org=origins.get(name) or reader.affiliation.get(name) or reader.past.get(name),
            part=parts.get(name, Part.BACKGROUND),
            evidence=doc.evidence(m.start, m.end),
            confidence=m.confidence,
        )
        for name, m in first.items()
    )
    return (*named, *_unnamed(doc, reader, merged))


def _unnamed(doc: Document, reader: Reader, merged: list[Merged]) -> tuple[PersonMention, ...]:
    """Movers told by role and organisation only, and heads of firms who were turned down by them."""
    made = []
    for move in merged:
        claim = move.claims[0]
        if move.person is None and claim.description and claim.end > claim.start:
            end = min(claim.end, claim.start + len(claim.description) + 60)
            at = doc.text.find(claim.description, claim.start, end)
            start = at if at >= 0 else claim.start
            made.append(
                PersonMention(
                    name=None,
                    description=claim.description,
                    role=claim.description,
                    org=move.origin or move.destination,
                    part=Part.SUBJECT,
                    evidence=doc.evidence(start, start + len(claim.description)),
                    confidence=0.7,
                )
            )
    for firm, start, end in reader.suitor_heads:
        made.append(
            PersonMention(
                name=None,
                description=doc.text[start:end],
                role=doc.text[start:end],
                org=firm,
                part=Part.RECRUITER,
                evidence=doc.evidence(start, end),
                confidence=0.7,
            )
        )
    return tuple(made)
