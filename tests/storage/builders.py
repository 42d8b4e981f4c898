"""Records to store, with everything a test does not care about filled in."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from storage.articles import save_article
from storage.database import write
from storage.feeds import NewFeed, add_feeds
from storage.records import (
    Article,
    EntryKey,
    EntryState,
    Evidence,
    Extraction,
    FeedEntry,
    FeedId,
    Kind,
    Lease,
    Move,
    NewEntry,
    Outcome,
    Poll,
    Saved,
    Signal,
    Status,
    Verdict,
)

LEASE = timedelta(seconds=100)


def some_feeds(engine: Engine, count: int, *, now: datetime, hosts: int | None = None) -> tuple[FeedId, ...]:
    with write(engine) as session:
        return add_feeds(
            session,
            [NewFeed(url=f"https://h{n % (hosts or count)}.example/feed/{n}") for n in range(count)],
            now=now,
        )


def key(text: str) -> EntryKey:
    return EntryKey(hashlib.sha256(text.encode()).digest()[:16])


def new_entry(feed_id: FeedId, name: str, state: EntryState = EntryState.WAITING, **of_entry: Any) -> NewEntry:
    fields: dict[str, Any] = {"title": f"Title of {name}", "url": f"https://news.example/{name}"}
    return NewEntry(
        feed_id=feed_id,
        entry=FeedEntry(key=key(name), **(fields | of_entry)),
        state=state,
        score=0.7,
        model="m1",
        reason="headline",
    )


def poll_of(lease: Lease, at: datetime, outcome: Outcome = Outcome.UNCHANGED, **more: Any) -> Poll:
    return Poll(feed_id=lease.feed_id, token=lease.token, at=at, outcome=outcome, **more)


EVIDENCE = Evidence(paragraph=1, start=0, end=4, text="Some")
WEDNESDAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def an_article(name: str = "one", **more: Any) -> Article:
    fields: dict[str, Any] = {
        "url": f"https://{name}.example/story",
        "canonical_url": f"https://{name}.example/story",
        "title": f"Headline of {name}",
        "paragraphs": ("Ada Lindqvist leaves Alpha Lab for Beta Lab, people say.", "More follows."),
        "published_at": WEDNESDAY,
        "lang": "en",
        "outlet": f"The {name.title()}",
    }
    return Article(**(fields | more))


def a_move(**more: Any) -> Move:
    fields: dict[str, Any] = {
        "person": "Ada Lindqvist",
        "origin": "Alpha Lab",
        "destination": "Beta Lab",
        "kind": Kind.HIRE,
        "status": Status.REPORTED,
        "evidence": EVIDENCE,
    }
    return Move(**(fields | more))


def facts(*moves: Move, **more: Any) -> Extraction:
    return Extraction(moves=moves, version="x1", **more)


def verdict(score: float = 0.9) -> Verdict:
    return Verdict(
        score=score,
        is_match=score >= 0.5,
        kind=Kind.HIRE,
        lang="en",
        signals=(Signal(concept="hire", text="leaves", field="title", start=0, end=6, weight=1.0),),
        model="m1",
    )


def save(
    session: Session,
    article: Article,
    extraction: Extraction | None = None,
    *,
    now: datetime = WEDNESDAY,
    score: float = 0.9,
    reason: str = "ingest",
) -> Saved:
    return save_article(
        session,
        article=article,
        compare_url=article.canonical_url.removeprefix("https://"),
        verdict=verdict(score),
        extraction=extraction or facts(),
        now=now,
        reason=reason,
    )
