"""The line itself: load, fetch, think, record, nudge. Read this file and you know the service.

Two tasks, because a task boundary stands only where a network fetch does:

- ``talentwire.poll``: one or several feeds of different hosts. Fetch conditionally, parse, leave out
  what is known, screen the headlines, record all of it in one transaction, nudge the reads.
- ``talentwire.read``: one entry. Fetch its page, parse it, judge the whole text, extract the facts,
  find its story, record all of it in one transaction.

The row is the truth: a message carries ids and a lease token, and a task whose token no longer holds
does nothing. Web trouble is recorded state, never a Celery retry; Celery retries only when our own
database or broker is away. No transaction is open during a fetch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from celery import Task, shared_task
from redis.exceptions import ConnectionError as BrokerAway
from sqlalchemy.exc import OperationalError as DatabaseAway

from storage import articles, entries, feeds
from storage.database import Glances, read, write
from storage.logs import events
from storage.records import (
    Article,
    EntryKey,
    EntryLease,
    EntryState,
    Failed,
    Failure,
    Lease,
    LeasedEntry,
    LeasedFeed,
    NewEntry,
    Page,
    Unchanged,
    Verdict,
)
from worker.facts.extract import extract
from worker.feed.parse import parse_feed
from worker.line import Answer, Later, Line, current_line
from worker.messages import POLL, READ, BadMessage, entry_lease_in, leases_in
from worker.outcome import Polled, failed, from_feed, unchanged, updated, worth_reading
from worker.placing import place
from worker.relevance.judge import judge, screen
from worker.story.assign import card_of
from worker.urls import compare_form

log = events("worker")
SCREENED = 1_000_000
LEAST_SCREENED = 300
"""Characters of summaries of one document that are screened, shared among its entries, and of each at least."""
RETRIES: dict[str, Any] = {
    "autoretry_for": (DatabaseAway, BrokerAway),
    "retry_backoff": 2,
    "max_retries": 3,
}
"""Of our own infrastructure only: what is not done after these is found again by its lease."""


@shared_task(name=POLL, bind=True, **RETRIES)  # type: ignore[untyped-decorator]  # Celery is untyped
def poll(task: Task, leases: Any = None) -> None:
    """Poll the leased feeds of one message."""
    try:
        held = leases_in(leases)
    except BadMessage as error:
        log.error("message.dropped", task=POLL, error=str(error))
        return
    poll_feeds(current_line(), held)


@shared_task(name=READ, bind=True, **RETRIES)  # type: ignore[untyped-decorator]  # Celery is untyped
def read_page(task: Task, entry_id: Any = None, token: Any = None) -> None:
    """Read the page of one leased entry."""
    try:
        lease = entry_lease_in(entry_id, token)
    except BadMessage as error:
        log.error("message.dropped", task=READ, error=str(error))
        return
    read_entry(current_line(), lease)


# --- poll ----------------------------------------------------------------------------------


def poll_feeds(line: Line, leases: Sequence[Lease]) -> tuple[Polled, ...]:
    """Poll feeds whose leases still hold; what came of each, as recorded."""
    with read(line.engine) as session:
        held = feeds.load_leased(session, leases=leases, now=line.clock())
    if len(held) == 1 and held[0].losses:
        with write(line.engine) as session:
            begun = feeds.begin_alone(session, feed=held[0], now=line.clock())
        held = () if begun is None else (begun,)
    done: list[Polled] = []
    waiting: list[Polled] = []
    with Glances(line.engine) as glances:
        for arrived in line.fetch_feeds(held):
            if arrived is not None:
                waiting.append(think(line, glances, *arrived))
            if line.time_to_record(waiting):
                done += record_polled(line, waiting)
                waiting = []
    return (*done, *record_polled(line, waiting))


def think(line: Line, glances: Glances, feed: LeasedFeed, answer: Answer) -> Polled:
    """What a feed's answer means: nothing new, new entries with the screen's word, or a failure."""
    now = line.clock()
    if isinstance(answer, Unchanged) and feed.check_due:
        answer = line.fetch_again(feed)
        lied = isinstance(answer, Page) and line.digest(answer.body) != feed.body_hash
        return think(line, glances, replace(feed, check_due=False), answer).with_wrong_304(lied)
    if isinstance(answer, Unchanged):
        return unchanged(feed, answer, now=now)
    if isinstance(answer, Failed):
        return failed(feed, answer.failure, now=now)
    digest = line.digest(answer.body)
    if digest == feed.body_hash:
        return unchanged(feed, answer, now=now)

    def known(keys: Sequence[EntryKey]) -> frozenset[EntryKey]:
        with glances.look() as session:
            return entries.known_keys(session, feed_id=feed.feed_id, keys=keys)

    try:
        # A feed without a hash was never read: nothing of it is known, so nobody is asked.
        parsed = parse_feed(answer, known=known if feed.body_hash else None, now=now)
    except Failed as error:
        return failed(feed, error.failure, now=now, page=answer)
    room = max(LEAST_SCREENED, SCREENED // max(1, len(parsed.entries)))
    new = tuple(
        screened(line, feed, entry, lang=entry.lang or parsed.lang or feed.lang, room=room)
        for entry in parsed.entries
    )
    return updated(feed, answer, parsed, new, digest=digest, now=now)


def screened(line: Line, feed: LeasedFeed, entry: Any, *, lang: str | None, room: int) -> NewEntry:
    """An entry with what its headline and summary, ``room`` characters of it, say of it: worth a page fetch, or not.

    The words behind a score cost as much as the score; only those that pass, one in dozens, are told theirs.
    """
    summary = entry.summary[:room]
    verdict = screen(entry.title, summary, lang=lang, explain=False)
    if verdict.is_match:
        verdict = screen(entry.title, summary, lang=lang)
    return NewEntry(
        feed_id=feed.feed_id,
        entry=entry,
        state=EntryState.WAITING if verdict.is_match else EntryState.SCREENED_OUT,
        score=verdict.score,
        model=verdict.model,
        reason=worth_reading(verdict),
        token=line.new_token() if verdict.is_match else None,
    )


def record_polled(line: Line, polled: Iterable[Polled]) -> tuple[Polled, ...]:
    """Write entries and polls in one transaction, then nudge the reads."""
    polled = tuple(polled)
    if not polled:
        return ()
    now = line.clock()
    with write(line.engine) as session:
        added = entries.add_entries(
            session,
            entries=[new for one in polled for new in one.entries],
            now=now,
            lease_for=line.lease_for,
            lease_at_most=line.nudges_at_once,
        )
        polled = tuple(one.with_new(added.new_by_feed.get(one.poll.feed_id, 0)) for one in polled)
        feeds.record_polls(session, polls=[one.poll for one in polled], now=now)
    for lease in added.leases:
        if lease is not None:
            line.nudge_read(lease)
    for one in polled:
        log.info("poll.settled", **one.told())
    return polled


# --- read ----------------------------------------------------------------------------------


def read_entry(line: Line, lease: EntryLease) -> EntryState | None:
    """Read one entry to its end; its state, or None if the lease no longer holds."""
    with write(line.engine) as session:
        entry = entries.begin_read(
            session, entry_id=lease.entry_id, token=lease.token, now=line.clock(), lease_for=line.lease_for
        )
    if entry is None:
        return None
    page = get_page(line, entry)
    if isinstance(page, Later):
        return come_back(line, entry, None, line.clock() + page.wait)
    if isinstance(page, Failure) and page.transient and entry.tries + 1 < line.read_tries:
        return come_back(line, entry, page, line.read_again_at(entry, page, now=line.clock()))
    trouble = page if isinstance(page, Failure) else None
    article = line.read_article(entry, page if isinstance(page, Page) else None)
    if isinstance(article, Failure):
        trouble, article = article, from_feed(entry, line.feed_paragraphs(entry))
    verdict = judge(article)
    if not verdict.is_match:
        return leave(line, entry, article, verdict, trouble)
    return keep(line, entry, article, verdict, page if isinstance(page, Page) else None, trouble)


def get_page(line: Line, entry: LeasedEntry) -> Page | Failure | Later | None:
    """The entry's page; None if the feed's own text is complete or there is nowhere to go."""
    if entry.url is None or line.feed_is_enough(entry):
        return None
    return line.fetch_page(entry.url)


def come_back(line: Line, entry: LeasedEntry, failure: Failure | None, until: datetime) -> EntryState:
    """Passing trouble, or a host whose turn comes later: the entry stays in the line."""
    with write(line.engine) as session:
        entries.postpone_read(
            session,
            entry_id=entry.entry_id,
            token=entry.token,
            failure=failure,
            until=until,
            reason=failure.message if failure else "the host's turn comes later",
            now=line.clock(),
        )
    error = failure.code if failure else None
    log.info("entry.postponed", entry_id=entry.entry_id, feed_id=entry.feed_id, error=error)
    return EntryState.WAITING


def leave(
    line: Line, entry: LeasedEntry, article: Article, verdict: Verdict, trouble: Failure | None
) -> EntryState:
    """Not in scope, or not to be had: say why and let it go."""
    state = EntryState.FAILED if trouble else EntryState.REJECTED
    reason = f"{trouble.code}: {trouble.message}" if trouble else worth_reading(verdict)
    with write(line.engine) as session:
        settle(line, session, entry, state, reason, verdict)
    log.info("entry.settled", entry_id=entry.entry_id, feed_id=entry.feed_id, state=state)
    return state


def keep(
    line: Line,
    entry: LeasedEntry,
    article: Article,
    verdict: Verdict,
    page: Page | None,
    trouble: Failure | None,
) -> EntryState:
    """In scope: facts, story and article in one transaction with the entry's end."""
    extraction = extract(article, kind=verdict.kind)
    now = line.clock()
    with write(line.engine) as session:
        saved = articles.save_article(
            session,
            article=article,
            compare_url=compare_form(article.canonical_url),
            verdict=verdict,
            extraction=extraction,
            entry_id=entry.entry_id,
            now=now,
        )
        card = card_of(
            article, extraction, verdict, article_id=saved.article_id, seen_at=entry.first_seen_at
        )
        place(session, card, now=now)
        if page is not None and line.keep_pages:
            articles.save_page(session, article_id=saved.article_id, page=page, now=now)
        state = EntryState.DUPLICATE if saved.known_before else EntryState.MATCHED
        reason = f"the page could not be had ({trouble.code}): the feed's own text" if trouble else ""
        settle(line, session, entry, state, reason or worth_reading(verdict), verdict, saved.article_id)
    log.info("entry.settled", entry_id=entry.entry_id, feed_id=entry.feed_id, state=state)
    return state


def settle(
    line: Line,
    session: Any,
    entry: LeasedEntry,
    state: EntryState,
    reason: str,
    verdict: Verdict,
    article_id: Any = None,
) -> None:
    """End an entry's way through the line."""
    entries.settle_entry(
        session,
        entry_id=entry.entry_id,
        token=entry.token,
        state=state,
        reason=reason,
        score=verdict.score,
        model=verdict.model,
        kind=verdict.kind,
        article_id=article_id,
        now=line.clock(),
    )

