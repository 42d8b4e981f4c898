"""The views of the contract in a database: made, taken away, recognised."""

from hashlib import blake2b

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.contract import VIEWS
from storage.database import is_postgres
from storage.schema.telling import NOTES

READER = "talentwire_reader"
_NOTE = "views"


def drop(connection: Connection) -> None:
    """Take all views of ours away, those of other releases too."""
    present = sa.inspect(connection).get_view_names()
    for name in present:
        if name.startswith("v1_"):
            connection.exec_driver_sql(f'DROP VIEW IF EXISTS "{name}"')


def create(connection: Connection) -> None:
    """Make the views, say what they mean, and give them back to the reader's role if there is one."""
    postgres = is_postgres(connection)
    for view in VIEWS:
        for statement in view.statements(postgres=postgres):
            connection.exec_driver_sql(statement.replace("%", "%%") if postgres else statement)
    if postgres:
        grant(connection)
    connection.execute(sa.delete(NOTES).where(NOTES.c.name == _NOTE))
    connection.execute(sa.insert(NOTES).values(name=_NOTE, value=_digest(postgres)))


def grant(connection: Connection) -> None:
    """Let the reader's role read the views, but for the full texts, which an operator grants on purpose."""
    role = connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": READER}).first()
    if role is None:
        return
    for view in VIEWS:
        if view.name != "v1_article_texts":
            connection.exec_driver_sql(f"GRANT SELECT ON {view.name} TO {READER}")


def are_current(connection: Connection) -> bool:
    """Whether the views are this release's."""
    try:
        noted = connection.execute(sa.select(NOTES.c.value).where(NOTES.c.name == _NOTE)).scalar()
    except sa.exc.DBAPIError:
        return False
    return noted == _digest(is_postgres(connection))


def _digest(postgres: bool) -> str:
    """Changes if any view does."""
    digest = blake2b(digest_size=8)
    for view in VIEWS:
        for statement in view.statements(postgres=postgres):
            digest.update(statement.encode())
    return digest.hexdigest()
