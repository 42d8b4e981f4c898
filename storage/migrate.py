"""The schema's versions: bring a database up to date, take it back, say where it stands."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from storage import database, views

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x7A1E_0001
"""Held while migrating, so that two at once wait for each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaState:
    """Where a database stands against the code that asks."""

    current: str | None
    """The revision the database has; None if it has none of our tables."""
    expected: str
    ok: bool
    advice: str
    """One sentence: what is wrong and what to do; empty if all is well."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to ``revision`` and the views to this release's. Safe to run twice, and twice at once.

    Waits at most 5 s for each lock, so that a long query of another cannot make every worker queue up
    behind the migration: it fails then, having changed nothing, and can be run again. Does nothing, and
    takes no lock, where nothing is to be done.
    """
    if revision == "head" and check(engine).ok:
        return
    _run(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to ``revision`` (``base`` for nothing at all)."""
    _run(engine, command.downgrade, revision)


def check(engine: Engine) -> SchemaState:
    """Compare the database with the code. Raises what the driver raises if it cannot be reached."""
    script = ScriptDirectory(str(_SCRIPTS))
    expected = script.get_current_head() or ""
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        stale = current == expected and not views.are_current(connection)
    if current == expected and not stale:
        return SchemaState(current=current, expected=expected, ok=True, advice="")
    if current is None:
        advice = "The database is empty: run `talentwire db upgrade`."
    elif stale:
        advice = "The views are those of another release: run `talentwire db upgrade`."
    elif any(one.revision == current for one in script.walk_revisions()):
        advice = f"The schema is at {current} and this release needs {expected}: run `talentwire db upgrade`."
    else:
        advice = (
            f"The schema is at {current}, which this release does not know: a newer talentwire made it. "
            "Run that release, or restore a backup."
        )
    return SchemaState(current=current, expected=expected, ok=False, advice=advice)


def _run(engine: Engine, step: Any, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    with engine.execution_options(talentwire_writes=True).connect() as connection, connection.begin():
        if database.is_postgres(connection):
            connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
            connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            connection.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
        config.attributes["connection"] = connection
        step(config, revision)
