"""The roles of docker-compose.yml as processes: PostgreSQL, Valkey, one scheduler, two workers."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import feeds
from storage.database import open_engine, read, write
from storage.feeds import NewFeed
from tests.shell.test_line import BODY, HEADLINE
from tests.website import open_website

CELERY = [sys.executable, "-m", "celery", "--quiet"]
WORKER = [*CELERY, "--app", "worker.app", "worker", "--queues", "poll,read", "--concurrency", "1", "--loglevel", "WARNING"]
BEAT = [*CELERY, "--app", "scheduler.app", "beat", "--pidfile=", "--loglevel", "WARNING"]
FEEDS = 12


class Roles:
    """The processes, started and stopped by name."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str]) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        extra = ["--hostname", f"{name}@test"] if "worker" in command else []
        self.running[name] = subprocess.Popen([*command, *extra], env=self.env, stdout=log, stderr=log)

    def kill(self, name: str) -> None:
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def site():
    with open_website() as website:
        website.page("story", HEADLINE, *BODY)
        yield website


@pytest.fixture
def roles(tmp_path, postgres_url, redis_url, site):
    env = {key: value for key, value in os.environ.items() if not key.startswith("TALENTWIRE_")} | {
        "TALENTWIRE_DATABASE_URL": postgres_url,
        "TALENTWIRE_BROKER_URL": redis_url,
        "TALENTWIRE_ALLOW_NETWORKS": site.allow,
        "TALENTWIRE_HOST_GAP_SECONDS": "0",
        "TALENTWIRE_TICK_SECONDS": "0.3",
        "TALENTWIRE_POLL_PER_HOST": "100",
        "TALENTWIRE_POLL_BATCH": "2",
        "TALENTWIRE_LEASE_SECONDS": "5",
    }
    roles = Roles(tmp_path, env)
    yield roles
    roles.stop()


def listed(engine, site):
    """Some feeds, each with the shared story and one of its own."""
    urls = []
    for number in range(FEEDS):
        site.page(f"own-{number}", HEADLINE.replace("three", f"{number + 2}"), *BODY)
        urls.append(
            site.feed(
                f"/feed-{number}",
                site.item("story", HEADLINE, BODY[0]),
                site.item(f"own-{number}", HEADLINE.replace("three", f"{number + 2}"), BODY[0]),
            )
        )
    with write(engine) as session:
        feeds.add_feeds(session, feeds=[NewFeed(url=url) for url in urls], now=datetime.now(UTC))




def await_settled(engine, roles, *, seconds=60):
    """Until every feed is polled and no entry waits; fails with the roles' own words."""
    end = time.monotonic() + seconds
    query = sa.text(
        "SELECT (SELECT count(*) FROM feeds WHERE polled_at IS NULL), (SELECT count(*) FROM entries WHERE state = 'waiting'), "
        "(SELECT count(*) FROM entries)"
    )
    while time.monotonic() < end:
        with read(engine) as session:
            unpolled, waiting, entries = session.execute(query).one()
        if (unpolled, waiting) == (0, 0) and entries == 2 * FEEDS:
            return
        time.sleep(0.2)
    logs = "\n".join(f"{log.name}: {log.read_text()[-1500:]}" for log in roles.folder.glob("*.log"))
    pytest.fail(f"not settled after {seconds} s: {unpolled} unpolled, {waiting} waiting of {entries}\n{logs}")


def check_rows(engine):
    with read(engine) as session:
        articles = session.execute(sa.text("SELECT count(*) FROM v1_articles")).scalar_one()
        states = dict(session.execute(sa.text("SELECT state, count(*) FROM v1_entries GROUP BY state")).all())
        seqs = session.execute(sa.text("SELECT seq FROM v1_changes ORDER BY seq")).scalars().all()
    assert articles == FEEDS + 1
    assert sum(states.values()) == 2 * FEEDS
    assert set(states) <= {"matched", "duplicate"}
    assert len(set(seqs)) == len(seqs)


def test_scheduler_and_two_workers_bring_every_feed_to_records(roles, site, postgres_url):
    engine = open_engine(postgres_url)
    listed(engine, site)
    for name in ("worker-1", "worker-2"):
        roles.start(name, WORKER)
    roles.start("scheduler", BEAT)
    await_settled(engine, roles)
    check_rows(engine)
    engine.dispose()


@pytest.mark.timeout(180)
def test_killed_workers_an_emptied_broker_and_a_second_scheduler_lose_and_double_nothing(
    roles, site, postgres_url, redis_url
):
    import redis

    engine = open_engine(postgres_url)
    listed(engine, site)
    roles.start("scheduler", BEAT)
    roles.start("scheduler-2", BEAT)
    roles.start("worker-1", WORKER)
    time.sleep(3)
    roles.kill("worker-1")
    with redis.Redis.from_url(redis_url, socket_timeout=5) as client:
        client.flushall()
    roles.kill("scheduler")
    roles.start("worker-2", WORKER)
    roles.start("worker-3", WORKER)
    await_settled(engine, roles, seconds=100)
    check_rows(engine)
    engine.dispose()
