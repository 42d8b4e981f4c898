"""What came of a poll, as values: a line for the ledger, the new entries, a line for the log. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from storage.records import (
    Article,
    Failure,
    LeasedEntry,
    LeasedFeed,
    NewEntry,
    Outcome,
    Page,
    ParsedFeed,
    Poll,
    Unchanged,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A poll and the entries it found."""

    poll: Poll
    entries: tuple[NewEntry, ...] = ()

    def with_new(self, new: int) -> "Polled":
        """The same, with the number of entries that the database took in."""
        return replace(self, poll=replace(self.poll, new=new))

    def with_wrong_304(self, lied: bool) -> "Polled":
        """The same, marked if the server said 304 and the weekly check found something else."""
        return replace(self, poll=replace(self.poll, wrong_304=lied))

    def told(self) -> dict[str, Any]:
        """Keys of the log event ``poll.settled``."""
        poll = self.poll
        return {
            "feed_id": poll.feed_id,
            "outcome": poll.outcome,
            "entries": poll.entries,
            "new": poll.new,
            "error": poll.failure.code if poll.failure else None,
        }


def unchanged(feed: LeasedFeed, answer: Unchanged | Page, *, now: datetime) -> Polled:
    """A 304, or the very bytes of last time."""
    fresh, old = answer.validators, feed.validators
    return Polled(
        poll=Poll(
            feed_id=feed.feed_id,
            token=feed.token,
            at=now,
            outcome=Outcome.UNCHANGED,
            status=304 if isinstance(answer, Unchanged) else answer.status,
            # RFC 9110, 15.4.5: a 304 need not repeat what has not changed.
            validators=replace(
                fresh, etag=fresh.etag or old.etag, last_modified=fresh.last_modified or old.last_modified
            ),
            body_hash=feed.body_hash,
            elapsed=answer.elapsed,
            cache=answer.cache,
            moved_to=answer.permanent_url,
        )
    )


def failed(feed: LeasedFeed, failure: Failure, *, now: datetime, page: Page | None = None) -> Polled:
    """The web, or a document that is no feed. What was known of the feed stays known."""
    return Polled(
        poll=Poll(
            feed_id=feed.feed_id,
            token=feed.token,
            at=now,
            outcome=Outcome.FAILED,
            status=failure.status or (page.status if page else None),
            failure=failure,
            validators=feed.validators,
            body_hash=feed.body_hash,
            size=len(page.body) if page else 0,
        )
    )


def updated(
    feed: LeasedFeed,
    page: Page,
    parsed: ParsedFeed,
    new: Sequence[NewEntry],
    *,
    digest: bytes,
    now: datetime,
) -> Polled:
    """A document that differs from the last one."""
    return Polled(
        poll=Poll(
            feed_id=feed.feed_id,
            token=feed.token,
            at=now,
            outcome=Outcome.UPDATED,
            status=page.status,
            validators=page.validators,
            body_hash=digest,
            entries=parsed.total,
            size=len(page.body),
            elapsed=page.elapsed,
            hints=parsed.hints,
            cache=page.cache,
            moved_to=page.permanent_url,
            title=parsed.title or None,
            lang=parsed.lang,
            ill_formed=parsed.ill_formed,
        ),
        entries=tuple(new),
    )


def worth_reading(verdict: Verdict) -> str:
    """A verdict in a line: the score and the three words that spoke loudest for it."""
    loudest = sorted(verdict.signals, key=lambda signal: -abs(signal.weight))[:3]
    words = ", ".join(f"{signal.text} ({signal.weight:+.1f})" for signal in loudest)
    return f"score {verdict.score:.2f}" + (f": {words}" if words else "")


def from_feed(entry: LeasedEntry, paragraphs: Sequence[str]) -> Article:
    """The article as far as the feed alone tells it."""
    url = entry.url or f"urn:talentwire:entry:{entry.entry_id}"
    return Article(
        url=url,
        canonical_url=url,
        title=entry.title,
        paragraphs=tuple(paragraphs) or ((entry.summary,) if entry.summary else ()),
        authors=entry.authors,
        published_at=entry.published_at,
        published_basis="feed" if entry.published_at else None,
        lang=entry.lang,
        outlet=entry.outlet or entry.feed_title or None,
        truncated=True,
    )
