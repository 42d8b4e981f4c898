"""The tools of the line, put together once in a process: web client, pace, robots, clock, database.

``tasks.py`` says what happens; this file says with what. Only ``open_line`` reads settings.
"""

import gc
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b

from celery import current_app
from kombu.exceptions import OperationalError
from sqlalchemy import Engine

from storage.database import open_engine
from storage.logs import events
from storage.records import (
    Article,
    EntryLease,
    ErrorCode,
    Failed,
    Failure,
    LeasedEntry,
    LeasedFeed,
    LeaseToken,
    Page,
    Unchanged,
    Validators,
)
from storage.settings import StorageSettings
from worker import language
from worker.article.parse import best_of, parse_article, parse_content
from worker.fetch.client import Fetcher
from worker.fetch.guard import parse_allow_networks
from worker.fetch.pace import Pace, RedisPace
from worker.fetch.request import Accept, FetchRequest, FetchSettings
from worker.fetch.robots import RobotsCache
from worker.messages import READ, READ_QUEUE, read_message
from worker.outcome import Polled, from_feed
from worker.settings import WorkerSettings
from worker.urls import host_of

log = events("worker")
Answer = Page | Unchanged | Failed
ENOUGH_CHARACTERS = 1_500
"""A feed's own text of this length, ending as a sentence does, is taken for the whole article."""
LONGEST_WAIT = 3.0
"""Seconds a worker waits for a host's turn; a longer wait sends the entry back into the line."""
RECORD_AT = 50
RECORD_EVERY = 1.0
NUDGES_AT_ONCE = 50
"""Reads nudged after one transaction; a flood, as when many feeds are new, waits in the table for the scheduler,
which knows how full the queue is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Nothing is wrong, but the host's turn comes only after ``wait``."""

    wait: timedelta


@dataclass(kw_only=True)
class Line:
    """Everything a task touches."""

    engine: Engine
    settings: WorkerSettings
    fetcher: Fetcher
    pace: Pace
    robots: RobotsCache
    nudge_read: Callable[[EntryLease], None]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    nudges_at_once: int | None = None
    """Reads nudged after one transaction, at most; the rest are due at once. None: all."""
    recorded_at: float = field(default_factory=time.monotonic, init=False)

    # --- polls ---

    def fetch_feeds(self, held: Sequence[LeasedFeed]) -> Iterator[tuple[LeasedFeed, Answer] | None]:
        """Answers as they come, concurrently over hosts; ``None`` now and then while slow ones are awaited."""
        by_request = {
            FetchRequest(
                url=feed.url,
                validators=feed.validators,
                accept=Accept.FEED,
                max_bytes=self.settings.feed_bytes,
            ): feed
            for feed in held
        }
        answers = self.fetcher.get_many(
            tuple(by_request),
            concurrency=self.settings.fetch_concurrency,
            per_host=self.settings.host_concurrency,
            time_box=self.settings.poll_box_seconds,
            idle=RECORD_EVERY,
        )
        for one in answers:
            yield None if one is None else (by_request[one[0]], one[1])

    def fetch_again(self, feed: LeasedFeed) -> Answer:
        """The feed without validators: what there really is."""
        try:
            return self.fetcher.get(
                feed.url, validators=Validators(), accept=Accept.FEED, max_bytes=self.settings.feed_bytes
            )
        except Failed as error:
            return error

    @staticmethod
    def digest(body: bytes) -> bytes:
        """What a body is known by."""
        return blake2b(body, digest_size=16).digest()

    def time_to_record(self, waiting: Sequence[Polled]) -> bool:
        """True if results should not wait any longer to be written."""
        due = len(waiting) >= RECORD_AT or (
            bool(waiting) and time.monotonic() - self.recorded_at >= RECORD_EVERY
        )
        if due:
            self.recorded_at = time.monotonic()
        return due

    @staticmethod
    def new_token() -> LeaseToken:
        """A token nobody can guess or repeat."""
        return LeaseToken(secrets.token_urlsafe(12))

    @property
    def lease_for(self) -> timedelta:
        """How long an entry's lease holds."""
        return timedelta(seconds=self.settings.lease_seconds)

    # --- reads ---

    @property
    def read_tries(self) -> int:
        """Fetches of a page that may fail for a passing reason."""
        return self.settings.read_tries

    @property
    def keep_pages(self) -> bool:
        """True if raw pages are kept for re-extraction."""
        return self.settings.keep_pages

    def fetch_page(self, url: str) -> Page | Failure | Later:
        """The page, politely: robots.txt first (RFC 9309), then the host's turn."""
        host = host_of(url)
        try:
            if self.settings.respect_robots and not self.robots.allowed(url, now=self.clock()):
                return Failure(
                    code=ErrorCode.ROBOTS, message="robots.txt asks us not to read this page", transient=False
                )
            wait = self.pace.reserve(host, now=self.clock())
            if wait > LONGEST_WAIT:
                return Later(wait=timedelta(seconds=wait))
            self._keep_to_crawl_delay(url, host, wait)
            if wait > 0:
                time.sleep(wait)
            answer = self.fetcher.get(url, accept=Accept.PAGE, max_bytes=self.settings.page_bytes)
        except Failed as error:
            if error.failure.retry_after is not None:
                self.pace.hold(host, until=self.clock() + error.failure.retry_after)
            return error.failure
        if isinstance(answer, Unchanged):
            return Failure(code=ErrorCode.PROTOCOL, message="304 to a plain request", transient=True)
        return answer

    def _keep_to_crawl_delay(self, url: str, host: str, wait: float) -> None:
        """The turn after this one comes no sooner than the host's robots.txt asks for."""
        if not self.settings.respect_robots:
            return
        delay = self.robots.crawl_delay(url, self.clock())
        if delay is not None and delay > self.settings.host_gap_seconds:
            self.pace.hold(host, until=self.clock() + timedelta(seconds=wait + delay))

    def feed_paragraphs(self, entry: LeasedEntry) -> tuple[str, ...]:
        """The paragraphs of the content that the feed itself carries."""
        if not entry.content_html:
            return ()
        try:
            return parse_content(
                entry.content_html, title=entry.title, url=entry.url or "", lang=entry.lang
            )
        except Failed:
            return ()

    def feed_is_enough(self, entry: LeasedEntry) -> bool:
        """True if the feed carries the whole article, so that nobody needs to fetch its page."""
        paragraphs = self.feed_paragraphs(entry)
        return (
            sum(map(len, paragraphs)) >= ENOUGH_CHARACTERS
            and paragraphs[-1].endswith((".", "!", "?", "”", "»", "“", '"', "。", "！", "？", "」"))
        )

    def read_article(self, entry: LeasedEntry, page: Page | None) -> Article | Failure:
        """The article of a page (or of the feed alone), with the feed's word where the page says nothing."""
        own = self.feed_paragraphs(entry)
        if page is None:
            return self._with_lang(replace(from_feed(entry, own), truncated=not self.feed_is_enough(entry)))
        try:
            article = parse_article(page, now=self.clock())
        except Failed as error:
            return error.failure
        article = best_of(article, own)
        dated = article.published_at is not None or entry.published_at is None
        return self._with_lang(
            replace(
                article,
                title=article.title or entry.title,
                summary=article.summary or entry.summary,
                authors=article.authors or entry.authors,
                published_at=article.published_at if dated else entry.published_at,
                published_basis=article.published_basis if dated else "feed",
                published_precision=article.published_precision if dated else None,
                lang=article.lang or entry.lang,
                outlet=entry.outlet or article.outlet or entry.feed_title or None,
            )
        )

    @staticmethod
    def _with_lang(article: Article) -> Article:
        """What a page declares about its language is often its template's; the words decide."""
        text = f"{article.title} {' '.join(article.paragraphs)[:600]}"
        return replace(article, lang=language.detect(text, hint=article.lang) or article.lang)

    def read_again_at(self, entry: LeasedEntry, failure: Failure, *, now: datetime) -> datetime:
        """When to try a page again: five minutes, doubled each time, or what the server asked for."""
        wait = timedelta(seconds=self.settings.read_retry_seconds * 2**entry.tries)
        return now + max(wait, failure.retry_after or timedelta(0))


def nudge_by_message(lease_seconds: float) -> Callable[[EntryLease], None]:
    """Nudge a read through the queue. A nudge that cannot be sent is sent again by the scheduler's sweep."""

    def nudge(lease: EntryLease) -> None:
        try:
            current_app.send_task(
                READ,
                kwargs=read_message(lease),
                queue=READ_QUEUE,
                expires=lease_seconds,
                ignore_result=True,
                retry=False,
            )
        except OperationalError as error:
            log.warning("nudge.unsent", entry_id=lease.entry_id, error=str(error))

    return nudge


def fetch_settings(settings: WorkerSettings) -> FetchSettings:
    """The web client's part of the settings. Raises ``ValueError`` for an allow-list that is none."""
    return FetchSettings(
        user_agent=settings.user_agent,
        connect_seconds=settings.connect_seconds,
        total_seconds=settings.fetch_seconds,
        allow_networks=parse_allow_networks(settings.allow_networks),
    )


def open_line(
    settings: WorkerSettings,
    *,
    database_url: str,
    nudge_read: Callable[[EntryLease], None] | None = None,
    pace: Pace | None = None,
) -> Line:
    """A line on the given servers. Raises ``ValueError`` for an allow-list that is none."""
    fetcher = Fetcher(fetch_settings(settings))
    return Line(
        engine=open_engine(database_url),
        settings=settings,
        fetcher=fetcher,
        pace=pace or RedisPace(settings.redis_url, gap=settings.host_gap_seconds),
        robots=RobotsCache(fetcher),
        nudge_read=nudge_read or nudge_by_message(settings.lease_seconds),
        nudges_at_once=None if nudge_read else NUDGES_AT_ONCE,
    )


def rest_collector() -> None:
    """Let the garbage collector come when there is something to collect: it took a third of a warm poll.

    Code and lexicons live as long as the process and are not looked through again; a feed is thousands of objects that
    die by themselves.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@cache
def current_line() -> Line:
    """This process's line, from the environment."""
    return open_line(WorkerSettings(), database_url=StorageSettings().url)

