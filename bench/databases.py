"""The databases a benchmark runs on, new and migrated."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import Engine

from storage.database import open_engine
from storage.migrate import upgrade
from tests import servers


def new_databases(*, only: str | None = None, postgres_url: str | None = None) -> Iterator[tuple[str, Engine]]:
    """``sqlite`` and ``postgres``, or ``only`` one of them, one after the other; gone when the next is asked for.

    PostgreSQL is started from the wheel (fsync off), unless an address is given.
    """
    if only != "postgres":
        with tempfile.TemporaryDirectory() as folder:
            yield "sqlite", _migrated(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
    if only != "sqlite":
        if postgres_url is not None:
            yield "postgres", _migrated(postgres_url)
        else:
            with servers.postgres() as url:
                yield "postgres", _migrated(url)


def _migrated(url: str) -> Engine:
    engine = open_engine(url)
    upgrade(engine)
    return engine
