"""Fixtures for every room: real databases, a real broker, and a clock that stands still."""

import itertools
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import Engine, make_url

from storage.database import open_engine
from storage.migrate import upgrade
from tests import servers

_NUMBER = itertools.count(1)


@pytest.fixture
def now() -> datetime:
    """A moment on a Wednesday morning."""
    return datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running PostgreSQL's maintenance database."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database that others are copied from."""
    with _database(postgres_server) as (name, url):
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        yield name


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The address of a fresh, migrated PostgreSQL database, dropped after the test."""
    with _database(postgres_server, postgres_template) as (_name, url):
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a PostgreSQL database without any tables."""
    with _database(postgres_server) as (_name, url):
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that others are copied from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite file."""
    path = tmp_path / "talentwire.sqlite3"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database of either kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a fresh, migrated database of either kind."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a running Valkey."""
    with servers.valkey() as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The address of an empty Valkey."""
    import redis

    with redis.Redis.from_url(redis_server, socket_timeout=5) as client:
        client.flushdb()
    return redis_server


class _database:  # noqa: N801 - reads as the function it stands for
    """A database for the time of a ``with``: its name and address."""

    def __init__(self, server: str, template: str | None = None) -> None:
        self.server, self.template = server, template
        self.name = f"talentwire_test_{next(_NUMBER)}_{id(self):x}"

    def __enter__(self) -> tuple[str, str]:
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name))
        if self.template:
            statement += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(self.template))
        self._run(statement)
        url = make_url(self.server).set(database=self.name)
        return self.name, url.render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))

    def _run(self, statement: sql.Composable) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)
