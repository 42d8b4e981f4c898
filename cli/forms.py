"""The machine forms of ``check`` and ``parse``: records as plain JSON objects. Pure."""

from decimal import Decimal
from typing import Any

from storage.records import (
    Article,
    Count,
    Evidence,
    Extraction,
    Money,
    Move,
    PersonMention,
    Quote,
    Signal,
    Verdict,
)


def parse_form(article: Article) -> dict[str, Any]:
    """What ``talentwire parse --jsonl`` says of a page, without the id."""
    return {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "authors": list(article.authors),
        "published": article.published_iso,
        "published_basis": article.published_basis,
        "published_precision": article.published_precision,
        "modified": article.modified_at.isoformat() if article.modified_at else None,
        "lang": article.lang,
        "outlet": article.outlet,
        "summary": article.summary,
        "text": article.text,
        "paywalled": article.paywalled,
        "truncated": article.truncated,
        "agencies": list(article.agencies),
    }


def check_form(verdict: Verdict, extraction: Extraction) -> dict[str, Any]:
    """What ``talentwire check --jsonl`` says of a text, without id and story."""
    return {
        "score": round(verdict.score, 6),
        "is_match": verdict.is_match,
        "kind": verdict.kind,
        "lang": verdict.lang,
        "signals": [signal_form(signal) for signal in verdict.signals],
        "bias": round(verdict.bias, 6),
        "model": verdict.model,
        "people": [person_form(person) for person in extraction.people if person.name is not None],
        "unnamed": [
            {"description": person.description, **person_form(person)}
            for person in extraction.people
            if person.name is None
        ],
        "orgs": list(dict.fromkeys(org.name for org in extraction.organisations)),
        "moves": [move_form(move) for move in extraction.moves],
        "money": [money_form(money) for money in extraction.money],
        "counts": [count_form(count) for count in extraction.counts],
        "quotes": [quote_form(quote) for quote in extraction.quotes],
        "sources": list(dict.fromkeys(credit.outlet for credit in extraction.credits)),
        "extractor": extraction.version,
    }


def signal_form(signal: Signal) -> dict[str, Any]:
    """One signal."""
    return {
        "concept": signal.concept,
        "text": signal.text,
        "field": signal.field,
        "start": signal.start,
        "end": signal.end,
        "weight": round(signal.weight, 6),
    }


def person_form(person: PersonMention) -> dict[str, Any]:
    """One person."""
    return {
        "name": person.name,
        "role": person.role,
        "org": person.org,
        "part": person.part,
        "evidence": evidence_form(person.evidence),
    }


def move_form(move: Move) -> dict[str, Any]:
    """One claim of a move."""
    return {
        "person": move.person,
        "person_desc": move.person_desc,
        "from": move.origin,
        "to": move.destination,
        "kind": move.kind,
        "status": move.status,
        "hedged": move.hedged,
        "on": move.on.isoformat() if move.on else None,
        "on_precision": move.on_precision,
        "count": move.count,
        "role": move.role,
        "terms": list(move.terms),
        "evidence": evidence_form(move.evidence),
    }


def money_form(money: Money) -> dict[str, Any]:
    """One sum."""
    return {
        "amount": number(money.amount),
        "amount_max": number(money.amount_max),
        "currency": money.currency,
        "basis": money.basis,
        "what": money.what,
        "payer": money.payer,
        "payee": money.payee,
        "period": money.period,
        "hedged": money.hedged,
        "evidence": evidence_form(money.evidence),
    }


def count_form(count: Count) -> dict[str, Any]:
    """One figure."""
    return {
        "value": count.value,
        "value_max": count.value_max,
        "unit": count.unit,
        "basis": count.basis,
        "evidence": evidence_form(count.evidence),
    }


def quote_form(quote: Quote) -> dict[str, Any]:
    """One quotation."""
    return {
        "speaker": quote.speaker or quote.speaker_desc,
        "text": quote.text,
        "lang": quote.lang,
        "evidence": evidence_form(quote.evidence),
    }


def evidence_form(evidence: Evidence) -> dict[str, Any]:
    """Where it stands, and the words."""
    return {
        "paragraph": evidence.paragraph,
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
    }


def number(amount: Decimal | None) -> int | float | None:
    """A sum as JSON writes it: whole where it is whole."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)
