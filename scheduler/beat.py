"""The clock's hand: leases what is due, sends nudges, sweeps what was lost.

One tick, in this order, each step in a transaction of its own and each repeatable:

0. every ten minutes, and when the clock went back: bring back what is planned for later than anything ever is;
   and, if there is a budget of polls an hour, of all or of each host: by how much to stretch intervals;
1. plan: feeds polled since the last tick get their next time and its reason;
2. lease due feeds, as many as the queue has room for, and nudge the workers after commit;
3. lease entries whose reading was begun and lost, or is due again, and nudge;
4. park what killed its worker too often;
5. once an hour: adopt permanent redirects, prune the ledger.

Several schedulers at once do no harm: leasing skips rows another one holds, and planning is idempotent.
A nudge that cannot be sent gives its leases back at once; one that vanishes on the way costs the time
of a lease.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from celery.beat import Scheduler
from kombu.exceptions import OperationalError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from scheduler.budget import stretched, stretched_by_host
from scheduler.cadence import next_poll_at
from scheduler.messages import POLL, POLL_QUEUE, READ, READ_QUEUE, poll_message, read_message
from scheduler.pushing import was_told
from scheduler.settings import SchedulerSettings
from scheduler.share import spread
from storage import articles, entries, feeds
from storage.database import read, write
from storage.events import prune_changes
from storage.feeds.ledger import planned_by_host, planned_polls_an_hour
from storage.logs import events
from storage.records import FeedHistory, NextPoll
from storage.stranded import bring_back
from storage.subscriptions import count_misses

log = events("scheduler")
HOUSEKEEPING_EVERY = timedelta(hours=1)
BUDGET_EVERY = timedelta(minutes=10)
STRAIGHTEN_EVERY = timedelta(minutes=10)
BACKWARDS = timedelta(minutes=1)
"""A clock that goes back by more was wrong before, or is now."""
SKIPPED = timedelta(days=8)
"""How far skipHours and skipDays may move a plan."""
LONGEST_READ = timedelta(days=8)
"""No entry waits longer for its next try: a Retry-After of a week and the steps between tries."""
ADOPT_AFTER = timedelta(days=7)
LIMIT = 1_000
PRUNED_AT_ONCE = 5_000
MOST_PARTS = 40


class Nudges(Protocol):
    """The way to the workers."""

    def send(self, task: str, *, queue: str, kwargs: dict[str, Any], expires: float) -> None:
        """Send one message; raises ``OperationalError`` if the broker is away."""

    def depth(self, queue: str) -> int:
        """Messages waiting in a queue; raises ``OperationalError`` if the broker is away."""


@dataclass(kw_only=True)
class Hand:
    """Moves the line by one tick at a time."""

    engine: Engine
    settings: SchedulerSettings
    nudges: Nudges
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    dice: Callable[[], float] = random.random
    tended_at: datetime | None = field(default=None, init=False)
    budgeted_at: datetime | None = field(default=None, init=False)
    ticked_at: datetime | None = field(default=None, init=False)
    straightened_at: datetime | None = field(default=None, init=False)
    stretch: float = field(default=1.0, init=False)
    """What the budget of polls an hour multiplies intervals by; found anew after a restart."""
    host_stretch: dict[str, float] = field(default_factory=dict, init=False)
    """The same for hosts whose feeds come to more than a host's budget."""

    def tick(self) -> int:
        """Run the five steps; the number of nudges sent. Database or broker trouble is logged, not raised."""
        now = self.clock()
        sent = 0
        try:
            self.straighten(now)
            self.keep_to_budget(now)
            self.plan(now)
            sent = self.nudge_polls(now) + self.nudge_reads(now)
            if self.tended_at is None or now - self.tended_at >= HOUSEKEEPING_EVERY:
                self.tend(now)
                self.tended_at = now
        except OperationalError as error:
            log.warning("tick.broker_away", error=str(error))
        except SQLAlchemyError as error:
            log.warning("tick.database_away", error=str(error).splitlines()[0])
        return sent

    def straighten(self, now: datetime) -> None:
        """After a clock that was wrong: what it planned for the far future is due now."""
        back = self.ticked_at is not None and now < self.ticked_at - BACKWARDS
        self.ticked_at = now
        if back:
            self.tended_at = self.budgeted_at = self.straightened_at = None
        if self.straightened_at is not None and now - self.straightened_at < STRAIGHTEN_EVERY:
            return
        self.straightened_at = now
        cadence, lease = self.settings.cadence, self.settings.lease_for
        usual = max(cadence.ceiling, cadence.hint_ceiling) * (1 + cadence.jitter)
        longest = max(usual, cadence.retry_ceiling, cadence.probe, cadence.gone_probe) * (1 + cadence.jitter) + SKIPPED
        with write(self.engine) as session:
            found = bring_back(
                session,
                now=now,
                usual=now + (usual if back else longest),
                latest=now + longest,
                latest_lease=now + 2 * lease,
                latest_read=now + (2 * lease if back else LONGEST_READ),
            )
        if found.any or back:
            log.warning("tick.straightened", back=back, feeds=found.feeds, leases=found.leases, entries=found.entries)

    def keep_to_budget(self, now: datetime) -> None:
        """Every ten minutes, if there is a budget: compare it with the plans and stretch intervals to fit."""
        allowed, of_host = self.settings.polls_per_hour, self.settings.polls_per_hour_per_host
        if (allowed is None and of_host is None) or (
            self.budgeted_at is not None and now - self.budgeted_at < BUDGET_EVERY
        ):
            return
        self.budgeted_at = now
        if allowed is not None:
            with read(self.engine) as session:
                planned = planned_polls_an_hour(session)
            self.stretch = stretched(self.stretch, planned=planned, allowed=allowed)
            log.info("tick.budgeted", planned=round(planned), allowed=round(allowed), stretch=round(self.stretch, 2))
        if of_host is not None:
            with read(self.engine) as session:
                by_host = planned_by_host(session, above=of_host, hosts=self.host_stretch)
            self.host_stretch = stretched_by_host(self.host_stretch, planned=by_host, allowed=of_host)
            log.info("tick.hosts_budgeted", hosts=len(self.host_stretch), allowed=round(of_host))

    def plan(self, now: datetime) -> int:
        """Give every feed polled since the last tick its next time; how many."""
        planned = 0
        while True:
            with write(self.engine) as session:
                histories = feeds.load_unplanned(session, now=now, limit=LIMIT)
                feeds.plan(
                    session, plans=[(history.feed_id, self.next_poll(history, now)) for history in histories]
                )
                told = {history.feed_id: was_told(history) for history in histories}
                count_misses(
                    session,
                    missed=[feed_id for feed_id, word in told.items() if word is False],
                    told=[feed_id for feed_id, word in told.items() if word],
                )
            planned += len(histories)
            if len(histories) < LIMIT:
                return planned

    def next_poll(self, history: FeedHistory, now: datetime) -> NextPoll:
        """The cadence's word; a feed whose history it cannot think about is polled by the clock, and said so."""
        cadence = replace(
            self.settings.cadence, stretch=self.stretch * self.host_stretch.get(history.host, 1.0)
        )
        try:
            return next_poll_at(history, now=now, settings=cadence, dice=self.dice)
        except Exception as error:  # noqa: BLE001 - one feed's history must not stop all the others
            log.error("plan.failed", feed_id=history.feed_id, error=f"{type(error).__name__}: {error}")
            reason = f"the cadence failed ({type(error).__name__})"
            return NextPoll(at=now + cadence.default, reason=reason, state=history.state)

    def nudge_polls(self, now: datetime) -> int:
        """Lease due feeds while the queue has room; the number of messages sent."""
        settings = self.settings
        room = settings.queue_limit - self.nudges.depth(POLL_QUEUE)
        if room <= 0:
            log.info("tick.queue_full", queue=POLL_QUEUE)
            return 0
        with write(self.engine) as session:
            leases = feeds.lease_due(
                session,
                now=now,
                limit=min(settings.lease_limit, room * settings.poll_batch),
                lease_for=settings.lease_for,
                per_host=settings.poll_per_host,
            )
        sent = 0
        batches = spread(leases, batch=settings.poll_batch)
        for place, batch in enumerate(batches):
            try:
                self._send(POLL, POLL_QUEUE, poll_message(batch))
            except OperationalError:
                unsent = [lease for rest in batches[place:] for lease in rest]
                with write(self.engine) as session:
                    feeds.release(session, leases=unsent)
                raise
            sent += 1
        if sent:
            log.info("tick.polls_nudged", feeds=len(leases), messages=sent)
        return sent

    def nudge_reads(self, now: datetime) -> int:
        """Nudge entries that were lost on the way or are due again; the number of messages sent."""
        settings = self.settings
        with write(self.engine) as session:
            parked = entries.park_poison(session, now=now, attempts=settings.read_attempts)
        for entry_id in parked:
            log.error("entry.parked", entry_id=entry_id, attempts=settings.read_attempts)
        room = settings.queue_limit - self.nudges.depth(READ_QUEUE)
        if room <= 0:
            log.info("tick.queue_full", queue=READ_QUEUE)
            return 0
        with write(self.engine) as session:
            leases = entries.lease_reads(
                session, now=now, limit=room, lease_for=settings.lease_for, per_host=None
            )
        for lease in leases:
            self._send(READ, READ_QUEUE, read_message(lease))
        if leases:
            log.info("tick.reads_nudged", entries=len(leases))
        return len(leases)

    def tend(self, now: datetime) -> None:
        """The hourly chores: moves adopted; old polls, pages and changes dropped, so many in a transaction."""
        with write(self.engine) as session:
            adopted = feeds.adopt_moves(session, now=now, after=ADOPT_AFTER)
        before = now - timedelta(days=self.settings.poll_history_days)
        polls = self._in_parts(lambda session: feeds.prune_polls(session, before=before, limit=PRUNED_AT_ONCE))
        pages = self._in_parts(lambda session: articles.prune_pages(session, now, limit=PRUNED_AT_ONCE))
        until = now - timedelta(days=self.settings.change_history_days)
        changes = self._in_parts(lambda session: prune_changes(session, until, limit=PRUNED_AT_ONCE))
        log.info(
            "tick.tended", redirects_adopted=adopted, polls_pruned=polls, pages_pruned=pages, changes_pruned=changes
        )

    def _in_parts(self, prune: Callable[[Session], int]) -> int:
        """Delete in transactions of a bounded size, and no longer than a tick may take; how many rows."""
        total = 0
        for _ in range(MOST_PARTS):
            with write(self.engine) as session:
                gone = prune(session)
            total += gone
            if gone < PRUNED_AT_ONCE:
                break
        return total

    def _send(self, task: str, queue: str, kwargs: dict[str, Any]) -> None:
        self.nudges.send(task, queue=queue, kwargs=kwargs, expires=self.settings.lease_seconds)


class CeleryNudges:
    """Nudges through a Celery application."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def send(self, task: str, *, queue: str, kwargs: dict[str, Any], expires: float) -> None:
        """See ``Nudges``."""
        self.app.send_task(
            task,
            kwargs=kwargs,
            queue=queue,
            expires=expires,
            ignore_result=True,
            retry=True,
            retry_policy={"max_retries": 1, "interval_start": 0.2},
        )

    def depth(self, queue: str) -> int:
        """See ``Nudges``: the length of the Redis list behind the queue."""
        with self.app.pool.acquire(block=True) as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
            client = connection.default_channel.client
            try:
                return int(client.llen(queue))
            except connection.connection_errors as error:
                raise OperationalError(str(error)) from error


class LeasingScheduler(Scheduler):  # type: ignore[misc]  # Celery is untyped
    """Beat's scheduler: no table of periodic tasks, the feeds' rows say what is due."""

    def __init__(self, app: Any, *args: Any, **kwargs: Any) -> None:
        """Take the ``Hand`` that scheduler.app hung on the application."""
        self.hand: Hand = app.talentwire_hand()
        super().__init__(app, *args, **kwargs)

    def setup_schedule(self) -> None:
        """Nothing to set up: the schedule is in the database."""

    def tick(self, *_: Any, **__: Any) -> float:
        """Move the line by one tick; seconds to wait. A long tick shortens the wait, ticks never stack."""
        begun = time.monotonic()
        self.hand.tick()
        return max(0.05, self.hand.settings.tick_seconds - (time.monotonic() - begun))

    @property
    def info(self) -> str:
        """What ``celery beat`` prints at its start."""
        return f"    . ticks every {self.hand.settings.tick_seconds} s"
