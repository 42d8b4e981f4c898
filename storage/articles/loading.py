"""Reading articles back."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.articles.record import article_from, verdict_from
from storage.records import Article, ArticleId, EntryId, Verdict
from storage.schema import ARTICLES


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as it stands in the record: what re-scoring and re-extraction begin with."""

    article_id: ArticleId
    compare_url: str
    entry_id: EntryId | None
    article: Article
    verdict: Verdict
    extractor: str
    revision: int
    first_seen_at: datetime


def load_article(session: Session, article_id: ArticleId) -> tuple[Article, Verdict] | None:
    """An article and what was judged of it; None if there is none."""
    row = session.execute(sa.select(ARTICLES).where(ARTICLES.c.id == article_id)).mappings().first()
    return None if row is None else (article_from(row), verdict_from(row))


def load_stored(session: Session, *, after: ArticleId | None = None, limit: int) -> tuple[StoredArticle, ...]:
    """The next articles in the order of their ids: go on with the last one's id until none come."""
    query = sa.select(ARTICLES).order_by(ARTICLES.c.id).limit(limit)
    if after is not None:
        query = query.where(ARTICLES.c.id > after)
    return tuple(
        StoredArticle(
            article_id=ArticleId(row["id"]),
            compare_url=row["compare_url"],
            entry_id=row["entry_id"] and EntryId(row["entry_id"]),
            article=article_from(row),
            verdict=verdict_from(row),
            extractor=row["extractor"],
            revision=row["revision"],
            first_seen_at=row["first_seen_at"],
        )
        for row in session.execute(query).mappings()
    )
