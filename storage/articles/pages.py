"""Raw pages, kept for a while so that a better parser or extractor can read them again without the web."""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.records import ArticleId, Page
from storage.schema import ARTICLES, PAGES
from storage.upsert import insert

KEEP_FOR = timedelta(days=90)
_LARGEST = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A page as it came, with when."""

    page: Page
    fetched_at: datetime


def save_page(
    session: Session, *, article_id: ArticleId, page: Page, now: datetime, keep_for: timedelta = KEEP_FOR
) -> bool:
    """Keep a page, compressed, until ``now + keep_for``; False if its article is not stored (forgotten)."""
    if session.execute(sa.select(ARTICLES.c.id).where(ARTICLES.c.id == article_id)).first() is None:
        return False
    values = {
        "article_id": article_id,
        "url": page.url,
        "fetched_at": now,
        "keep_until": now + keep_for,
        "content_type": page.content_type,
        "charset": page.charset,
        "encoding": "zlib",
        "body": zlib.compress(page.body, 6),
    }
    session.execute(
        insert(session, PAGES)
        .values(values)
        .on_conflict_do_update(
            index_elements=["article_id"],
            set_={name: value for name, value in values.items() if name != "article_id"},
        )
    )
    return True


def load_page(session: Session, article_id: ArticleId) -> StoredPage | None:
    """The stored page of an article; None if none is kept (any more)."""
    row = session.execute(sa.select(PAGES).where(PAGES.c.article_id == article_id)).first()
    if row is None:
        return None
    body = zlib.decompressobj().decompress(row.body, _LARGEST)
    page = Page(url=row.url, requested_url=row.url, body=body, content_type=row.content_type, charset=row.charset)
    return StoredPage(page=page, fetched_at=row.fetched_at)


def prune_pages(session: Session, now: datetime, *, limit: int = 5_000) -> int:
    """Drop pages whose time is over, at most ``limit`` of them; how many."""
    over = sa.select(PAGES.c.article_id).where(PAGES.c.keep_until <= now).limit(limit)
    gone = session.execute(sa.delete(PAGES).where(PAGES.c.article_id.in_(over)).returning(PAGES.c.article_id))
    return len(gone.all())
