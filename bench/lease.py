"""What a tick costs with many feeds: lease due ones, record polls, plan, on PostgreSQL or SQLite.

    uv run python -m bench.lease --feeds 1000000 [--url postgresql://…] [--sqlite]

Without an address a PostgreSQL is started from the wheel (with fsync off: figures of the query, not of the disk).
A tenth of the feeds is due, over a thousand hosts. Prints one JSON line.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from storage.database import is_postgres, open_engine, write
from storage.feeds import lease_due, load_unplanned, plan, record_polls
from storage.migrate import upgrade
from storage.records import NextPoll, Outcome, Poll
from storage.schema import FEEDS
from tests import servers

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
BATCH = 1_000
LEASE = timedelta(minutes=5)


def fill(engine: Engine, count: int) -> None:
    """Feeds straight into the table, the due ones scattered over it."""
    scatter = random.Random(1)
    with write(engine) as session:
        connection = session.connection()
        for first in range(0, count, 20_000):
            connection.execute(
                sa.insert(FEEDS),
                [
                    {
                        "url": f"https://h{n % 1000}.example/{n}",
                        "host": f"h{n % 1000}.example",
                        "created_at": NOW,
                        "next_poll_at": NOW + timedelta(seconds=scatter.randrange(36_000) - 3_600),
                    }
                    for n in range(first, min(first + 20_000, count))
                ],
            )
    if is_postgres(engine):
        autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        with autocommit.connect() as connection:
            connection.execute(sa.text("VACUUM ANALYZE feeds"))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what came of it."""
    begun = time.perf_counter()
    result = work()
    return (time.perf_counter() - begun) * 1000, result


def measure(engine: Engine, count: int, rounds: int) -> dict[str, Any]:
    """Ticks, one after the other; the medians in milliseconds."""
    times: dict[str, list[float]] = {"lease": [], "lease_per_host": [], "record": [], "plan": []}
    for turn in range(rounds):
        per_host = 2 if turn % 2 else None

        def lease(per_host: int | None = per_host) -> Any:
            with write(engine) as session:
                return lease_due(session, now=NOW, limit=BATCH, lease_for=LEASE, per_host=per_host)

        spent, leases = timed(lease)
        times["lease_per_host" if per_host else "lease"].append(spent)
        polls = [
            Poll(feed_id=one.feed_id, token=one.token, at=NOW, outcome=Outcome.UNCHANGED, status=304) for one in leases
        ]

        def record(polls: list[Poll] = polls) -> Any:
            for first in range(0, len(polls), 50):
                with write(engine) as session:
                    record_polls(session, polls=polls[first : first + 50], now=NOW)

        times["record"].append(timed(record)[0])

        def replan() -> None:
            with write(engine) as session:
                later = NextPoll(at=NOW + timedelta(hours=1), reason="hourly")
                plan(session, plans=[(one.feed_id, later) for one in load_unplanned(session, now=NOW, limit=BATCH)])

        times["plan"].append(timed(replan)[0])
        assert len(leases) > BATCH * 0.9, len(leases)
    figures = {f"{name}_ms": round(median(values), 1) for name, values in times.items()}
    return {"feeds": count, "batch": BATCH, **figures, "lease_worst_ms": round(max(times["lease"]), 1)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--url")
    parser.add_argument("--sqlite", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        url = given.url
        if given.sqlite:
            url = f"sqlite:///{Path(stack.enter_context(tempfile.TemporaryDirectory())) / 'lease.sqlite3'}"
        engine = open_engine(url or stack.enter_context(servers.postgres()))
        upgrade(engine)
        fill(engine, given.feeds)
        print(json.dumps({"database": engine.dialect.name, **measure(engine, given.feeds, given.rounds)}))
        engine.dispose()


if __name__ == "__main__":
    main()
