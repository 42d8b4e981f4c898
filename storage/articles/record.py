"""An article as one contract record: what its content hash is made of. Pure."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from storage.records import Article, Extraction, Precision, Signal, Verdict

SAME_SCORE = 0.02
"""A score that moves by less is the same to readers downstream."""


def hash_of(record: Mapping[str, Any]) -> str:
    """Thirty-two hexadecimal digits over a record, whatever the order of its keys."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(f"no plain form for {type(value).__name__}")


def content_hash(article: Article, verdict: Verdict, extraction: Extraction) -> str:
    """The hash by which a change is known: text, facts, and whether it is in scope; not the exact score.

    Versions of model and extractor are left out: a new version that says the same changed nothing.
    """
    facts = {
        item.name: getattr(extraction, item.name) for item in dataclasses.fields(extraction) if item.name != "version"
    }
    told = {"article": article, "is_match": verdict.is_match, "kind": verdict.kind, "facts": facts}
    return hash_of(told)


def article_row(article: Article, verdict: Verdict, extraction: Extraction) -> dict[str, Any]:
    """The article's columns that follow from what was read and thought."""
    offset = article.published_offset
    return {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "summary": article.summary,
        "paragraphs": list(article.paragraphs),
        "authors": list(article.authors),
        "agencies": list(article.agencies),
        "published_at": article.published_at,
        "published_basis": article.published_basis,
        "published_precision": article.published_precision and article.published_precision.value,
        "published_offset_minutes": None if offset is None else round(offset.total_seconds() / 60),
        "modified_at": article.modified_at,
        "lang": article.lang,
        "outlet": article.outlet,
        "paywalled": article.paywalled,
        "truncated": article.truncated,
        "words": sum(len(paragraph.split()) for paragraph in article.paragraphs),
        "score": verdict.score,
        "is_match": verdict.is_match,
        "kind": verdict.kind and verdict.kind.value,
        "signals": [dataclasses.asdict(signal) for signal in verdict.signals],
        "bias": verdict.bias,
        "model": verdict.model,
        "extractor": extraction.version,
    }


def article_from(row: Mapping[Any, Any]) -> Article:
    """The article of a row."""
    minutes = row["published_offset_minutes"]
    precision = row["published_precision"]
    return Article(
        url=row["url"],
        canonical_url=row["canonical_url"],
        title=row["title"],
        paragraphs=tuple(row["paragraphs"]),
        summary=row["summary"],
        authors=tuple(row["authors"]),
        published_at=row["published_at"],
        published_basis=row["published_basis"],
        published_precision=None if precision is None else Precision(precision),
        published_offset=None if minutes is None else timedelta(minutes=minutes),
        modified_at=row["modified_at"],
        lang=row["lang"],
        outlet=row["outlet"],
        paywalled=row["paywalled"],
        truncated=row["truncated"],
        agencies=tuple(row["agencies"]),
    )


def verdict_from(row: Mapping[Any, Any]) -> Verdict:
    """The verdict of a row."""
    from storage.records import Kind

    return Verdict(
        score=row["score"],
        is_match=row["is_match"],
        kind=row["kind"] and Kind(row["kind"]),
        lang=row["lang"],
        signals=tuple(Signal(**signal) for signal in row["signals"]),
        bias=row["bias"],
        model=row["model"],
    )
