"""The whole line on a farm of 1,000 feeds of 30 entries: `PYTHONPATH=. uv run python bench/line_farm.py`.

Three phases (cold: all new, warm: 304, changed: a tenth got one entry), each in two shapes:

- embedded: SQLite, tasks called in this process: lease, poll with screening, plan;
- production: PostgreSQL and Valkey from wheels, one scheduler and two Celery workers as processes.

CPU seconds are those of our processes (scheduler and workers; database and broker in a column of their own);
entries are counted in the database after each phase, so that a fast wrong answer shows. One headline in thirty is in
scope; ``--all-in-scope`` is the flood (every entry explained and leased for reading). ``--peers`` lets lemon24/reader poll
the same farm first, in an environment that uv makes for it. ``--memory`` polls 100 times more, a tenth of the feeds sent whole
each time, and prints what the process holds.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bench import feed_parse
from bench.feed_farm import FEEDS, _serve
from scheduler.cadence import CadenceSettings, next_poll_at
from scheduler.share import spread
from storage import feeds, migrate, progress
from storage.database import open_engine, read, write
from storage.feeds import NewFeed
from storage.logs import configure_logs
from tests import servers
from worker.fetch.pace import LocalPace
from worker.line import open_line, rest_collector
from worker.settings import WorkerSettings
from worker.tasks import poll_feeds

EXPECTED = {"cold": 30 * FEEDS, "warm": 30 * FEEDS, "changed": 30 * FEEDS + FEEDS // 10}
BATCH = 50


ORDINARY = ["council", "votes", "on", "a", "new", "bridge", "over", "the", "river", "after", "years", "of", "quarrel", "and", "a", "long", "dry", "summer"]


def serve(pipe, in_scope: bool) -> None:
    """The farm's own headlines are all in scope, which no feed's are; one in thirty is told, unless all are wanted."""
    if not in_scope:
        loud = feed_parse._entry

        def entry(number: int):
            feed_parse.WORDS, kept = (feed_parse.WORDS if number == 7 else ORDINARY), feed_parse.WORDS
            try:
                return loud(number)
            finally:
                feed_parse.WORDS = kept

        feed_parse._entry = entry
    _serve(pipe)


def farm():
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs, "--all-in-scope" in sys.argv), daemon=True)
    server.start()
    return server, ours.recv()


def urls(port: int) -> list[str]:
    return [f"http://127.0.0.1:{port}/f{number}" for number in range(FEEDS)]


def change(port: int) -> None:
    urllib.request.urlopen(f"http://127.0.0.1:{port}/change").read()


def counted(engine) -> int:
    with read(engine) as session:
        return session.execute(sa.text("SELECT count(*) FROM entries")).scalar_one()


def add(engine, port: int) -> tuple:
    with write(engine) as session:
        return feeds.add_feeds(session, feeds=[NewFeed(url=url) for url in urls(port)], now=datetime.now(UTC))


def embedded() -> None:
    server, port = farm()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/farm.sqlite3"
        settings = WorkerSettings(allow_networks=f"127.0.0.1/32:{port}", host_concurrency=16, _env_file=None)
        line = open_line(settings, database_url=url, nudge_read=lambda _: None, pace=LocalPace(gap=0))
        migrate.upgrade(line.engine)
        ids = add(line.engine, port)
        rest_collector()
        for phase in EXPECTED:
            if phase == "changed":
                change(port)
            wall, cpu = time.perf_counter(), time.process_time()
            now = datetime.now(UTC)
            with write(line.engine) as session:
                progress.poll_soon(session, feed_ids=ids, now=now)
                leases = feeds.lease_due(session, now=now, limit=FEEDS, lease_for=timedelta(minutes=5))
            for batch in spread(leases, batch=BATCH):
                poll_feeds(line, batch)
            with write(line.engine) as session:
                histories = feeds.load_unplanned(session, now=now, limit=FEEDS)
                plans = [(one.feed_id, next_poll_at(one, now=now, settings=CadenceSettings(), dice=lambda: 0.5)) for one in histories]
                feeds.plan(session, plans=plans)
            report("embedded", phase, time.process_time() - cpu, 0.0, time.perf_counter() - wall, counted(line.engine))
        if "--memory" in sys.argv:
            remembered(line, ids)
    server.terminate()


def remembered(line, ids) -> None:
    """Megabytes resident after so many polls."""
    for turn in range(1, 101):
        now = datetime.now(UTC)
        with write(line.engine) as session:
            session.execute(sa.text("UPDATE feeds SET etag = NULL, body_hash = x'00' WHERE id % 10 = :turn"), {"turn": turn % 10})
            progress.poll_soon(session, feed_ids=ids, now=now)
            leases = feeds.lease_due(session, now=now, limit=FEEDS, lease_for=timedelta(minutes=5))
        for batch in spread(leases, batch=BATCH):
            poll_feeds(line, batch)
        if turn in (1, 10) or turn % 25 == 0:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            print(f"  after {turn * FEEDS:>7,} polls more {pages * os.sysconf('SC_PAGE_SIZE') / 1e6:6.0f} MB", flush=True)


def production() -> None:
    server, port = farm()
    with servers.postgres() as database, servers.valkey() as broker, tempfile.TemporaryDirectory() as folder:
        engine = open_engine(database)
        migrate.upgrade(engine)
        env = {
            **os.environ,
            "TALENTWIRE_DATABASE_URL": database,
            "TALENTWIRE_BROKER_URL": broker,
            "TALENTWIRE_ALLOW_NETWORKS": f"127.0.0.1/32:{port}",
            "TALENTWIRE_HOST_CONCURRENCY": "16",
            "TALENTWIRE_POLL_PER_HOST": "1000",
            "TALENTWIRE_POLL_BATCH": str(BATCH),
            "TALENTWIRE_TICK_SECONDS": "0.5",
        }
        roles = []
        for name, arguments in (
            ("worker-1", ["--app", "worker.app", "worker", "--queues", "poll", "--concurrency", "1", "-n", "one@farm"]),
            ("worker-2", ["--app", "worker.app", "worker", "--queues", "poll", "--concurrency", "1", "-n", "two@farm"]),
            ("scheduler", ["--app", "scheduler.app", "beat", "--pidfile="]),
        ):
            log = (Path(folder) / f"{name}.log").open("wb")
            roles.append(
                subprocess.Popen([sys.executable, "-m", "celery", "--quiet", *arguments, "--loglevel", "WARNING"], env=env, stdout=log, stderr=log)
            )
        time.sleep(6)  # start-up is not what is measured
        ids = add(engine, port)
        for phase in EXPECTED:
            if phase == "changed":
                change(port)
            begun = datetime.now(UTC)
            wall, cpu, served = time.perf_counter(), cpu_of(roles), cpu_below("postgres", "valkey-server")
            with write(engine) as session:
                progress.poll_soon(session, feed_ids=ids, now=begun)
            while True:
                with read(engine) as session:
                    if progress.standing(session, since=begun).polled >= FEEDS:
                        break
                time.sleep(0.05)
            wall = time.perf_counter() - wall
            time.sleep(1.5)  # let the scheduler plan
            report("production", phase, cpu_of(roles) - cpu, cpu_below("postgres", "valkey-server") - served, wall, counted(engine))
            if "--roles" in sys.argv:
                print("   ", [f"{cpu_of([role]):.2f}" for role in roles], flush=True)
        for role in roles:
            role.terminate()
        for role in roles:
            role.wait()
        engine.dispose()
    server.terminate()


def peers() -> None:
    server, port = farm()
    subprocess.run(["uv", "run", "--quiet", "--with", "reader", "--with", "sgmllib3k", "python", "-m", "bench.peer_reader", str(port)], check=True)
    server.terminate()


def cpu_of(roles) -> float:
    """CPU seconds of processes and their children."""
    family = {role.pid for role in roles}
    stats = list(_stats())
    grown = True
    while grown:
        more = {pid for pid, parent, _, _ in stats if parent in family}
        grown = not more <= family
        family |= more
    return sum(cpu for pid, _, _, cpu in stats if pid in family)


def cpu_below(*names: str) -> float:
    return sum(cpu for _, _, name, cpu in _stats() if name in names)


def _stats():
    tick = os.sysconf("SC_CLK_TCK")
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, rest = (folder / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
        except OSError:
            continue
        fields = rest.split()
        yield int(folder.name), int(fields[1]), name, (int(fields[11]) + int(fields[12])) / tick


def report(shape: str, phase: str, cpu: float, served: float, wall: float, entries: int) -> None:
    right = "right" if entries == EXPECTED[phase] else f"WRONG: {EXPECTED[phase]} expected"
    print(f"{shape:<11}{phase:<9} CPU {cpu:6.2f} s  servers {served:6.2f} s  wall {wall:6.2f} s  entries {entries} {right}", flush=True)


if __name__ == "__main__":
    with Path(os.devnull).open("w") as nowhere:  # lines are made, not shown
        configure_logs(stream=nowhere)
        if "--peers" in sys.argv:
            peers()
        if "--production" not in sys.argv:
            embedded()
        if "--embedded" not in sys.argv:
            production()
