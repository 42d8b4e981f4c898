"""The facts of one article, as rows with evidence: replaced as a whole when the article's record changes."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.articles.identity import folded, organisation_id, person_id
from storage.records import Article, ArticleId, Evidence, Extraction
from storage.schema import (
    ARTICLE_ORGANISATIONS,
    ARTICLE_PEOPLE,
    COUNTS,
    CREDITS,
    MONEY,
    ORIGINS,
    QUOTES,
)


def replace_facts(
    session: Session, article_id: ArticleId, article: Article, extraction: Extraction, *, fresh: bool
) -> None:
    """Write people, organisations, sums, counts, quotes, credits and origins of an article; claims apart.

    ``fresh`` says that there is nothing to replace.
    """
    tables = {
        ARTICLE_PEOPLE: [
            {
                "person_id": person_id(person.name) if person.name else None,
                "description": person.description,
                "role": person.role,
                "organisation_id": organisation_id(person.org) if person.org else None,
                "part": person.part.value,
                **_evidence(person.evidence, person.confidence),
            }
            for person in extraction.people
        ],
        ARTICLE_ORGANISATIONS: [
            {"organisation_id": organisation_id(one.name), **_evidence(one.evidence, one.confidence)}
            for one in extraction.organisations
        ],
        MONEY: [
            {
                "amount": sum_.amount,
                "amount_max": sum_.amount_max,
                "currency": sum_.currency,
                "basis": sum_.basis.value,
                "what": sum_.what,
                "payer": sum_.payer,
                "payee": sum_.payee,
                "period": sum_.period,
                "hedged": sum_.hedged,
                **_evidence(sum_.evidence, sum_.confidence),
            }
            for sum_ in extraction.money
        ],
        COUNTS: [
            {
                "value": count.value,
                "value_max": count.value_max,
                "unit": count.unit,
                "basis": count.basis.value,
                **_evidence(count.evidence, count.confidence),
            }
            for count in extraction.counts
        ],
        QUOTES: [
            {
                "person_id": person_id(quote.speaker) if quote.speaker else None,
                "speaker": quote.speaker,
                "speaker_desc": quote.speaker_desc,
                "text": quote.text,
                "lang": quote.lang or article.lang,
                **_evidence(quote.evidence, quote.confidence),
            }
            for quote in extraction.quotes
        ],
        CREDITS: [
            {"outlet": credit.outlet, **_evidence(credit.evidence, credit.confidence)} for credit in extraction.credits
        ],
    }
    connection = session.connection()
    for table, rows in tables.items():
        if not fresh:
            session.execute(sa.delete(table).where(table.c.article_id == article_id))
        if rows:
            connection.execute(
                sa.insert(table), [{"article_id": article_id, "n": n, **row} for n, row in enumerate(rows)]
            )
    if not fresh:
        session.execute(sa.delete(ORIGINS).where(ORIGINS.c.article_id == article_id))
    connection.execute(
        sa.insert(ORIGINS),
        [
            {"article_id": article_id, "origin": origin}
            for origin in origins_of(article, (credit.outlet for credit in extraction.credits))
        ],
    )


def _evidence(evidence: Evidence, confidence: float) -> dict[str, Any]:
    return {
        "paragraph": evidence.paragraph,
        "start": evidence.start,
        "end": evidence.end,
        "words": evidence.text,
        "confidence": confidence,
    }


def origins_of(article: Article, credited: Iterable[str]) -> list[str]:
    """Where the news of an article comes from: the outlets it credits, else its agency, else itself.

    A rewrite corroborates nothing: it counts as the outlets it credits.
    """
    names = [outlet_key(outlet) for outlet in credited]
    names = names or [outlet_key(agency) for agency in article.agencies]
    own = outlet_key(article.outlet or "") or (urlsplit(article.canonical_url).hostname or "unknown")
    return sorted({name for name in names if name} or {own})


def outlet_key(outlet: str) -> str:
    """An outlet's name for comparing: "The Information", "theinformation.com" and "Information" are one."""
    name = outlet.strip().casefold().removeprefix("www.")
    for ending in (".com", ".org", ".net", ".co.uk"):
        name = name.removesuffix(ending)
    joined = folded(name).replace(" ", "")
    return joined.removeprefix("the") if len(joined) > 5 else joined
