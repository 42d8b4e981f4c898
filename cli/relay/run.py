"""``talentwire relay``: reads the change feed and hands it on, until stopped.

Nothing here is part of a writer's transaction: what cannot be sent waits in the change feed.
"""

import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import redis
import sqlalchemy as sa
from sqlalchemy import Engine

from cli.relay.cloud import cloud_event
from cli.relay.hint import notify
from cli.relay.settings import RelaySettings
from cli.relay.stream import Stream
from cli.relay.webhooks import Courier
from cli.run import stopped_by_signals
from cli.trouble import Trouble
from storage import events, webhooks
from storage.contract.changed import read_changed
from storage.database import is_postgres, open_engine, read, write
from storage.logs import configure_logs
from storage.logs import events as logger
from storage.settings import StorageSettings
from worker.fetch.client import Fetcher
from worker.line import fetch_settings
from worker.settings import WorkerSettings

LOG = logger("relay")
READ_AT_ONCE = 1_000
LONGEST_WAIT = 60.0
LEDGER_DAYS = 30
TIDY_EVERY = timedelta(hours=1)
RECEIVER_SECONDS = 15.0


@dataclass(kw_only=True)
class Relay:
    """The channels that are on."""

    engine: Engine
    settings: RelaySettings
    courier: Courier
    stream: Stream | None
    clock: Callable[[], datetime]
    hinted: int = 0
    tidied: datetime | None = None

    def turn(self) -> int:
        """Hand on what is new; how much was sent, 0 if nothing was to be done."""
        sent = self.courier.turn()
        if self.stream is not None:
            sent += self._into(self.stream)
        if self.settings.relay_notify:
            sent += self._hint()
        self._tidy()
        return sent

    def _into(self, stream: Stream) -> int:
        with read(self.engine) as session:
            oldest, newest = events.oldest_seq(session), events.newest_seq(session)
            after = stream.position(oldest=oldest, newest=newest)
            found = read_changed(session, after_seq=after, limit=READ_AT_ONCE) if after < newest else ()
        told = [
            cloud_event(change, record, source=self.settings.relay_source, with_record=self.settings.relay_records)
            for change, record in found
        ]
        stream.send(told)
        return len(told)

    def _hint(self) -> int:
        with read(self.engine) as session:
            newest = events.newest_seq(session)
        if newest <= self.hinted:
            return 0
        notify(self.engine, newest)
        self.hinted = newest
        return 1

    def _tidy(self) -> None:
        now = self.clock()
        if self.tidied is not None and now - self.tidied < TIDY_EVERY:
            return
        with write(self.engine) as session:
            webhooks.prune_deliveries(session, before=now - timedelta(days=LEDGER_DAYS))
        self.tidied = now


def relay(*, once: bool) -> int:
    """Hand the change feed on until stopped; ``once``: until nothing is left to be sent now."""
    settings = RelaySettings()
    engine = open_engine(StorageSettings().url)
    configure_logs()
    with ExitStack() as stack:
        stream = None
        if settings.relay_stream:
            client = redis.Redis.from_url(
                settings.stream_url, socket_timeout=5, socket_connect_timeout=5, health_check_interval=30
            )
            stream = Stream(stack.enter_context(client), settings.relay_stream, settings.relay_stream_length)
        here = Relay(
            engine=engine,
            settings=settings,
            courier=Courier(
                engine=engine,
                fetcher=Fetcher(replace(fetch_settings(WorkerSettings()), total_seconds=RECEIVER_SECONDS)),
                source=settings.relay_source,
                with_records=settings.relay_records,
                clock=lambda: datetime.now(UTC),
            ),
            stream=stream,
            clock=lambda: datetime.now(UTC),
        )
        _check(here)
        if once:
            while here.turn():
                pass
            return 0
        LOG.info("relay.started", stream=settings.relay_stream, notify=settings.relay_notify)
        with stopped_by_signals():
            follow(here, every=settings.relay_seconds)
    return 0


def follow(here: Relay, *, every: float) -> None:
    """Turn after turn; what is away (database, Redis) is waited for, longer and longer."""
    wait = every
    while True:
        try:
            busy = here.turn()
        except (redis.RedisError, sa.exc.OperationalError, sa.exc.TimeoutError, OSError) as error:
            LOG.warning("relay.waits", error=f"{type(error).__name__}: {str(error)[:200]}", seconds=round(wait, 1))
            if here.stream is not None:
                here.stream.forget_position()
            time.sleep(wait * (1 + random.random() / 5))  # noqa: S311 - spreads load, guards nothing
            wait = min(wait * 2, LONGEST_WAIT)
            continue
        wait = every
        if not busy:
            time.sleep(every)


def _check(here: Relay) -> None:
    """Raises ``Trouble`` if there is nothing to hand on to, or no way to."""
    if here.settings.relay_notify and not is_postgres(here.engine):
        raise Trouble("TALENTWIRE_RELAY_NOTIFY needs PostgreSQL: SQLite has no such channel", exit_code=2)
    with read(here.engine) as session:
        hooks = webhooks.list_webhooks(session)
    if here.stream is None and not here.settings.relay_notify and not hooks:
        raise Trouble(
            "nothing to relay to: set TALENTWIRE_RELAY_STREAM or TALENTWIRE_RELAY_NOTIFY, or add a receiver with "
            "`talentwire webhooks add URL`",
            exit_code=2,
        )
