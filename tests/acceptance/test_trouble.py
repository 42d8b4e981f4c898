"""Our own infrastructure in trouble: full disks, locks, a database that takes its time, a clock that jumps."""

import contextlib
import resource
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from storage import database, feeds
from storage.database import open_engine, read, write
from storage.feeds import NewFeed
from storage.records import EntryState, ErrorCode
from tests.shell.test_line import World, story, world  # noqa: F401 - fixtures
from worker.messages import leases_in
from worker.tasks import poll_feeds


@contextlib.contextmanager
def full_disk(engine, database_url):
    """No byte more for the database: a limit on the file's size, or PostgreSQL's own error for a full disk."""
    if database_url.startswith("sqlite"):
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, limits[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        return
    statements = (
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END$$",
        "CREATE TRIGGER no_room BEFORE INSERT ON entries FOR EACH STATEMENT EXECUTE FUNCTION no_room()",
        "CREATE TRIGGER no_room BEFORE UPDATE ON feeds FOR EACH STATEMENT EXECUTE FUNCTION no_room()",
    )
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP FUNCTION no_room CASCADE")


def test_a_full_disk_costs_time_and_nothing_else(world, story, engine, database_url):  # noqa: F811
    messages = world.tick()
    with full_disk(engine, database_url):
        for _, kwargs in messages:
            with pytest.raises(OperationalError):  # Celery tries again, then the lease brings it back
                poll_feeds(world.line, leases_in(**kwargs))
        world.hand.tick()  # logs its trouble and goes on
    feed = world.feed(story)
    assert (feed.failures, feed.failure, feed.polled_at) == (0, None, None), "our trouble is no fault of the feed's"
    world.later(minutes=5)
    world.work()
    assert world.states() == {EntryState.MATCHED: 1, EntryState.SCREENED_OUT: 1}
    if database_url.startswith("sqlite"):
        assert world.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_full_disk_between_poll_and_read_loses_no_entry(world, story, engine, database_url):  # noqa: F811
    for _, kwargs in world.tick():
        poll_feeds(world.line, leases_in(**kwargs))
    from worker.tasks import read_entry

    lease = world.reads.pop()
    with full_disk(engine, database_url), contextlib.suppress(OperationalError):
        read_entry(world.line, lease)
    world.later(minutes=5)
    world.work()
    assert world.states() == {EntryState.MATCHED: 1, EntryState.SCREENED_OUT: 1}


def test_no_statement_and_no_lock_is_waited_for_without_end(postgres_url, monkeypatch):
    monkeypatch.setattr(database, "_LOCK_MS", 200)
    monkeypatch.setattr(database, "_STATEMENT_MS", 600)
    engine, other = open_engine(postgres_url), open_engine(postgres_url)
    now = datetime.now(UTC)
    with write(engine) as session:
        feeds.add_feeds(session, feeds=[NewFeed(url="https://a.example/feed")], now=now)
    with engine.begin() as holder:
        holder.exec_driver_sql("LOCK TABLE feeds")
        began = time.monotonic()
        with pytest.raises(OperationalError, match="lock timeout"), write(other) as session:
            feeds.add_feeds(session, feeds=[NewFeed(url="https://b.example/feed")], now=now)
        with pytest.raises(OperationalError, match="statement timeout"), read(other) as session:
            session.execute(sa.text("SELECT pg_sleep(5)"))
        assert time.monotonic() - began < 3
    with write(other) as session:
        assert feeds.add_feeds(session, feeds=[NewFeed(url="https://b.example/feed")], now=now)
    engine.dispose()
    other.dispose()


def test_time_outs_are_set_on_every_connection(postgres_url):
    engine = open_engine(postgres_url)
    with engine.connect() as connection:
        shown = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        }
    engine.dispose()
    assert shown == {"statement_timeout": "30s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"}


def test_a_writer_of_sqlite_waits_for_the_other_and_then_goes_on(sqlite_url):
    engine, other = open_engine(sqlite_url), open_engine(sqlite_url)
    now = datetime.now(UTC)
    began = threading.Event()

    def hold() -> None:
        with write(engine) as session:
            feeds.add_feeds(session, feeds=[NewFeed(url="https://a.example/feed")], now=now)
            began.set()
            time.sleep(0.5)

    holder = threading.Thread(target=hold)
    holder.start()
    began.wait(5)
    with write(other) as session:
        feeds.add_feeds(session, feeds=[NewFeed(url="https://b.example/feed")], now=now)
    holder.join()
    with read(other) as session:
        assert len(feeds.list_feeds(session)) == 2
    engine.dispose()
    other.dispose()


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-400), timedelta(hours=-3)])
def test_a_clock_that_jumps_and_comes_back_leaves_no_feed_silent(world, story, jump):  # noqa: F811
    world.work()
    world.later(days=2)
    world.now += jump
    world.work()
    world.work()
    world.now -= jump
    polled = world.site.times_asked("/feed")
    for _ in range(5):  # what was planned in the wrong time is due again by the right one
        world.later(days=1)
        world.work()
    assert world.site.times_asked("/feed") > polled
    assert sum(world.states().values()) == 2
    assert world.rows("SELECT count(*) FROM v1_articles") == [(1,)]


def test_a_feed_that_cannot_be_planned_stops_neither_the_scheduler_nor_the_others(world, story, monkeypatch):  # noqa: F811
    from scheduler import beat

    def broken(history, **_):
        raise OverflowError("math range error")

    monkeypatch.setattr(beat, "next_poll_at", broken)
    world.work()
    feed = world.feed(story)
    assert feed.next_poll_at > world.now
    assert "OverflowError" in feed.next_poll_reason


def dies_of(world, messages):  # noqa: F811
    """A worker takes the messages, begins, and is gone."""
    line = replace(world.line, settings=world.line.settings)
    line.fetch_feeds = lambda _held: (_ for _ in ()).throw(SystemExit)
    for task, kwargs in messages:
        if task == "talentwire.poll":
            with contextlib.suppress(SystemExit):
                poll_feeds(line, leases_in(**kwargs))


def test_a_feed_that_ends_its_worker_again_and_again_is_marked_and_the_others_go_on(world, story):  # noqa: F811
    (other,) = world.add(world.site.feed("/other", world.site.item("rain-2", "Heavy rain in the south")))
    dies_of(world, world.tick())  # both in one message
    for _ in range(2):
        world.later(minutes=5)
        messages = world.tick()
        assert all(len(kwargs["leases"]) == 1 for _, kwargs in messages), "what was lost travels alone"
        mine = [one for one in messages if one[1]["leases"][0][0] == story]
        dies_of(world, mine)
        world.work([one for one in messages if one not in mine])
    assert world.feed(other).failures == 0
    assert world.feed(other).polled_at is not None
    world.later(minutes=5)
    world.tick()
    world.tick()
    feed = world.feed(story)
    assert feed.failure.code is ErrorCode.HOSTILE
    assert "3 times" in feed.failure.message
    assert feed.next_poll_at > world.now
    world.later(days=1)
    world.work()  # it behaves again
    assert world.feed(story).failures == 0
    assert world.states()[EntryState.MATCHED] == 1


def test_messages_lost_by_the_broker_are_no_mark_against_a_feed(world, story):  # noqa: F811
    for _ in range(8):
        world.tick()
        world.later(minutes=5)
    assert world.feed(story).failures == 0
    world.work()
    assert world.states()[EntryState.MATCHED] == 1


def test_pages_and_polls_are_dropped_when_their_time_is_over(world, story):  # noqa: F811
    world.work()
    assert world.rows("SELECT count(*) FROM pages") == [(1,)]
    world.later(days=200)
    world.tick()
    assert world.rows("SELECT count(*) FROM pages") == [(0,)]
    assert world.rows("SELECT count(*) FROM polls") == [(0,)]
    assert world.rows("SELECT count(*) FROM v1_articles") == [(1,)]


def test_a_feed_of_two_thousand_long_entries_does_not_hold_its_worker(world):  # noqa: F811
    bait = ("谷歌聘请了一百万" * 200)[:1_500]
    world.add(world.site.feed("/long", *(world.site.item(f"{n}", f"{n} 谷歌", bait) for n in range(2_000))))
    messages = world.tick()
    began = time.process_time()
    for _, kwargs in messages:
        poll_feeds(world.line, leases_in(**kwargs))
    assert time.process_time() - began < 5, "parsing, screening and storing; two seconds on a machine with nothing else to do"
    assert sum(world.states().values()) == 2_000
