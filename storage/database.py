"""Engines and transactions, set up so that nothing waits for ever."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.orm import Session

from storage.settings import driver_url

_CONNECT_SECONDS = 5
_STATEMENT_MS = 30_000
_LOCK_MS = 5_000
_IDLE_MS = 30_000
_TCP_MS = 15_000
_BUSY_MS = 5_000
_WRITES = "talentwire_writes"


def open_engine(url: str, *, pool_size: int = 5) -> Engine:
    """An engine on PostgreSQL or SQLite with its time-outs set. Connects on first use.

    PostgreSQL: connect 5 s, statement 30 s, lock 5 s, idle in transaction 30 s, unanswered packets 15 s.
    SQLite: write-ahead log, 5 s of waiting for the other writer, foreign keys enforced; the folder of
    the file is made if it is missing. Do not carry an engine over a fork: open one in each process.

    Raises ValueError for an address that is neither.
    """
    return _open(_parsed(url), read_only=False, pool_size=pool_size)


def open_read_only(url: str, *, pool_size: int = 5) -> Engine:
    """The same for those who only look: the database itself refuses writes on these connections.

    SQLite: the file must exist (``mode=ro`` and ``query_only``). PostgreSQL: transactions are read-only
    by default; a role that holds SELECT alone (storage.roles) is the guard that counts.
    """
    engine = _open(_parsed(url), read_only=True, pool_size=pool_size)
    # Said on every transaction: the driver's reset after a read begins the next one READ WRITE in so many
    # words, whatever the session's default.
    return engine.execution_options(postgresql_readonly=True) if is_postgres(engine) else engine


def masked(url: str) -> str:
    """The address with its password, and any secret in its query, as asterisks; never raises."""
    try:
        parsed = make_url(url)
    except Exception:  # noqa: BLE001 - whatever is wrong with the address must not show it
        return "(a database address that cannot be read)"
    hidden = {key: "***" for key in parsed.query if "pass" in key.lower() or "key" in key.lower()}
    return parsed.update_query_dict(hidden).render_as_string(hide_password=True)


@contextmanager
def write(engine: Engine) -> Iterator[Session]:
    """One transaction that writes: committed at the end, rolled back if anything is raised.

    On SQLite it takes the writer's place at once (BEGIN IMMEDIATE): a transaction that begins by reading
    and then wants to write fails under load however long it waits. Trying again is the caller's.
    """
    writing = engine.execution_options(**{_WRITES: True})
    with Session(writing, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def read(engine: Engine) -> Iterator[Session]:
    """One consistent look that cannot write on PostgreSQL and never blocks a writer on SQLite."""
    options: dict[str, Any] = {"postgresql_readonly": True} if is_postgres(engine) else {}
    with Session(engine.execution_options(**options)) as session, session.begin():
        yield session


class Glances:
    """Many small questions over some time, each standing alone: nothing is held open between them.

    On PostgreSQL they share one connection in autocommit (a question is one round trip, not four), taken at the first
    question and given back at the end; on SQLite each is a ``read`` of its own.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    @contextmanager
    def look(self) -> Iterator[Session]:
        """A session for one question, which must not write."""
        if not is_postgres(self._engine):
            with read(self._engine) as session:
                yield session
            return
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(
                isolation_level="AUTOCOMMIT", postgresql_readonly=True
            )
        with Session(self._connection) as session:
            yield session

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> "Glances":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def is_postgres(bind: Engine | Connection | Session) -> bool:
    """Which of the two databases this is."""
    dialect = bind.get_bind().dialect if isinstance(bind, Session) else bind.dialect
    return dialect.name == "postgresql"


def _parsed(url: str) -> URL:
    try:
        return make_url(driver_url(url))
    except sa.exc.ArgumentError:
        raise ValueError(
            "the database address cannot be read; "
            "use postgresql://user:password@host/name or sqlite:///path/to/file"
        ) from None


def _open(url: URL, *, read_only: bool, pool_size: int) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url, read_only=read_only, pool_size=pool_size)
    options = {
        "statement_timeout": _STATEMENT_MS,
        "lock_timeout": _LOCK_MS,
        "idle_in_transaction_session_timeout": _IDLE_MS,
        "timezone": "UTC",
    }
    if read_only:
        options["default_transaction_read_only"] = "on"
    return sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        pool_pre_ping=True,
        pool_recycle=1800,
        hide_parameters=True,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "tcp_user_timeout": _TCP_MS,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "application_name": "talentwire",
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
        },
    )


def _open_sqlite(url: URL, *, read_only: bool, pool_size: int) -> Engine:
    path = url.database
    in_memory = path in {None, "", ":memory:"}
    connect_args: dict[str, Any] = {"timeout": _BUSY_MS / 1000, "check_same_thread": False}
    if read_only and not in_memory and path is not None and not path.startswith("file:"):
        url = url.set(database=f"file:{Path(path).absolute().as_posix()}").update_query_dict(
            {"mode": "ro", "uri": "true"}
        )
    elif not in_memory and path is not None and not path.startswith("file:"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    pool: dict[str, Any] = (
        {"poolclass": sa.StaticPool} if in_memory else {"pool_size": pool_size, "max_overflow": pool_size}
    )
    engine = sa.create_engine(url, connect_args=connect_args, hide_parameters=True, **pool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own habit of beginning transactions late is what makes SQLite writers fail.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -16384")
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        elif not in_memory:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
