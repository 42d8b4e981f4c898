"""Everything that runs, kept running: two schedulers, two workers, a broker, a database, a website, an onlooker."""

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import redis
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bench.chaos.judge import settled
from bench.chaos.processes import BEAT, WORKER, Postgres, Process, Valkey
from bench.chaos.site import Press, open_press
from storage import feeds
from storage.database import open_engine, read, write
from storage.feeds import NewFeed
from storage.migrate import upgrade

LEASE = 6.0
QUEUE_LIMIT = 20
SETTINGS = {
    "TALENTWIRE_HOST_GAP_SECONDS": "0",
    "TALENTWIRE_TICK_SECONDS": "0.3",
    "TALENTWIRE_POLL_PER_HOST": "100",
    "TALENTWIRE_POLL_BATCH": "3",
    "TALENTWIRE_POLL_MIN_SECONDS": "1",
    "TALENTWIRE_POLL_MAX_SECONDS": "2",
    "TALENTWIRE_QUEUE_LIMIT": str(QUEUE_LIMIT),
    "TALENTWIRE_LEASE_SECONDS": str(LEASE),
    "TALENTWIRE_SOFT_TIME_LIMIT": "4",
    "TALENTWIRE_HARD_TIME_LIMIT": "5",
    "TALENTWIRE_FETCH_SECONDS": "3",
    "TALENTWIRE_POLL_BOX_SECONDS": "3",
    "TALENTWIRE_READ_RETRY_SECONDS": "1",
    # Killed at random an entry may be in hand three times by chance; it is no poison for that.
    "TALENTWIRE_READ_ATTEMPTS": "50",
}


@dataclass(kw_only=True)
class Onlooker:
    """A reader that keeps ``seq``, and one who looks at the queues; both go on whatever happens."""

    url: str
    valkey: Valkey
    seen: list[int] = field(default_factory=list)
    deepest: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def read_changes(self, engine: Engine) -> int:
        last = self.seen[-1] if self.seen else 0
        query = sa.text("SELECT seq FROM v1_changes WHERE seq > :last ORDER BY seq LIMIT 500")
        with read(engine) as session:
            new = session.execute(query, {"last": last}).scalars().all()
        self.seen += new
        return len(new)

    def run(self) -> None:
        engine = open_engine(self.url)
        while not self.stop.is_set():
            with contextlib.suppress(sa.exc.SQLAlchemyError):
                self.read_changes(engine)
            with contextlib.suppress(redis.RedisError), self.valkey.client() as client:
                self.deepest = max(self.deepest, client.llen("poll"), client.llen("read"))
            self.stop.wait(0.1)
        while self.read_changes(engine):
            pass
        engine.dispose()


@dataclass(kw_only=True)
class World:
    """See the module."""

    press: Press
    postgres: Postgres
    valkey: Valkey
    roles: dict[str, Process]
    engine: Engine
    onlooker: Onlooker
    stolen: list[tuple[str, bytes]] = field(default_factory=list)
    """Messages as they were seen in a queue, to be sent again later."""

    def supervise(self) -> None:
        """Start what has died, as a container's restart policy does."""
        for one in (self.postgres, self.valkey, *self.roles.values()):
            if not one.alive:
                one.start()

    def workers(self) -> list[Process]:
        return [role for name, role in self.roles.items() if name.startswith("worker")]

    def beats(self) -> list[Process]:
        return [role for name, role in self.roles.items() if name.startswith("beat")]

    def await_settled(self, seconds: float) -> bool:
        since, end = datetime.now(UTC), time.monotonic() + seconds
        while time.monotonic() < end:
            self.supervise()
            if settled(self.engine, self.press, since):
                return True
            time.sleep(0.3)
        return False


@contextmanager
def open_world(folder: Path, *, feed_count: int) -> Iterator[World]:
    """All of it started and the feeds listed; all of it stopped at the end."""
    postgres, valkey = Postgres(), Valkey(folder)
    roles: dict[str, Process] = {}
    with open_press(feed_count) as press:
        env = {key: value for key, value in os.environ.items() if not key.startswith("TALENTWIRE_")} | SETTINGS
        env |= {
            "TALENTWIRE_DATABASE_URL": postgres.url,
            "TALENTWIRE_BROKER_URL": valkey.url,
            "TALENTWIRE_ALLOW_NETWORKS": press.site.allow,
        }
        for number in (1, 2):
            roles[f"worker-{number}"] = Process(f"worker-{number}", [*WORKER, f"worker-{number}@chaos"], env, folder)
            roles[f"beat-{number}"] = Process(f"beat-{number}", BEAT, env, folder)
        onlooker = Onlooker(url=postgres.url, valkey=valkey)
        watch = threading.Thread(target=onlooker.run, daemon=True)
        try:
            postgres.start()
            valkey.start()
            engine = open_engine(postgres.url)
            upgrade(engine)
            with write(engine) as session:
                feeds.add_feeds(session, feeds=[NewFeed(url=url) for url in press.feeds], now=datetime.now(UTC))
            for role in roles.values():
                role.start()
            watch.start()
            yield World(
                press=press, postgres=postgres, valkey=valkey, roles=roles, engine=engine, onlooker=onlooker
            )
            engine.dispose()
        finally:
            for role in roles.values():
                role.stop()
            onlooker.stop.set()
            if watch.is_alive():
                watch.join(20)
            valkey.stop()
            postgres.stop()
