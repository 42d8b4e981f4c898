"""PostgreSQL's roles: the owner migrates, the writer works, the reader sees the contract and nothing else."""

from psycopg import sql
from sqlalchemy import Connection, Engine

from storage import views
from storage.database import is_postgres

WRITER = "talentwire_writer"
READER = views.READER
_LIMITS = {
    WRITER: "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION",
    READER: "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 50",
}


def create_roles(engine: Engine, *, writer_password: str, reader_password: str) -> None:
    """Make the two roles, or mend them. To be run by the database's owner; safe to run again.

    The writer may read and change rows and use sequences, but owns nothing and changes no table. The
    reader may SELECT from the views ``v1_*`` (the full texts excepted). Nobody else may do anything in the
    schema. Raises ``ValueError`` on SQLite, which has no roles: open the file read-only instead.
    """
    if not is_postgres(engine):
        raise ValueError("SQLite has no roles: give readers the file with mode=ro, or use PostgreSQL")
    with engine.begin() as connection:
        _role(connection, WRITER, writer_password)
        _role(connection, READER, reader_password)
        for statement in (
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
            f"GRANT USAGE ON SCHEMA public TO {WRITER}, {READER}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WRITER}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WRITER}",
            f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {WRITER}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {WRITER}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {WRITER}",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {READER}",
            f"ALTER ROLE {READER} SET default_transaction_read_only = on",
            f"ALTER ROLE {READER} SET statement_timeout = '30s'",
        ):
            connection.exec_driver_sql(statement)
        views.grant(connection)


def _role(connection: Connection, name: str, password: str) -> None:
    """A role that may log in, with this password. The statement never reaches a log: it is sent, not shown."""
    exists = connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).first()
    verb = "ALTER" if exists else "CREATE"
    statement = sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
        sql.SQL(verb), sql.Identifier(name), sql.SQL(_LIMITS[name]), sql.Literal(password)
    )
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute(statement)
