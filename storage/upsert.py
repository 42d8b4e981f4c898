"""Rows written by the hundred, new or not, to whichever of the two databases the session speaks to."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.database import is_postgres


def insert(session: Session, table: Table) -> Any:
    """An insert that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    return postgresql.insert(table) if is_postgres(session) else sqlite.insert(table)


def insert_new(
    session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, unless: Sequence[str], returning: Sequence[str]
) -> Sequence[sa.Row[Any]]:
    """Insert the rows that are not there yet (by the columns of ``unless``); those inserted, with the columns asked for.

    All rows have the same columns. PostgreSQL takes them as one JSON text: for rows of twenty columns a third of what
    parameters cost, and the statement is the same however many there are.
    """
    if not rows:
        return ()
    if not is_postgres(session):
        told = [table.c[name] for name in returning]
        statement = sqlite.insert(table).on_conflict_do_nothing(index_elements=list(unless)).returning(*told)
        return session.execute(statement, list(rows)).all()
    statement = _insert(table, tuple(rows[0]), tuple(unless), tuple(returning))
    return session.execute(statement, {"given": _given(rows)}).all()


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    if rows and is_postgres(session):
        session.execute(_insert(table, tuple(rows[0])), {"given": _given(rows)})
    elif rows:
        session.connection().execute(sa.insert(table), list(rows))


def update_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, key: str) -> None:
    """Set columns of rows known by ``key``; all rows set the same columns."""
    if rows and is_postgres(session):
        session.execute(_update(table, tuple(rows[0]), key), {"given": _given(rows)})
    elif rows:
        statement = sa.update(table).where(table.c[key] == sa.bindparam(f"the_{key}"))
        values: dict[str, Any] = {name: sa.bindparam(name) for name in rows[0] if name != key}
        given = [{**row, f"the_{key}": row[key]} for row in rows]
        session.connection().execute(
            statement.values(values), [{name: one[name] for name in one if name != key} for one in given]
        )


def _given(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps([list(row.values()) for row in rows], default=_as_json)


def _values(table: Table, columns: Sequence[str]) -> dict[str, str]:
    """SQL of each column's value in a row given as a JSON array."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    types = {name: table.c[name].type.compile(dialect) for name in columns}
    return {
        # ->> gives text, which every type reads; a list or object of a JSON column is taken as it is.
        name: f"r.value -> {place}" if types[name] == "JSONB" else f"CAST(r.value ->> {place} AS {types[name]})"
        for place, name in enumerate(columns)
    }


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


_ROWS = "jsonb_array_elements(CAST(:given AS jsonb)) AS r(value)"


@cache
def _insert(table: Table, columns: tuple[str, ...], unless: tuple[str, ...] = (), returning: tuple[str, ...] = ()) -> Any:
    values = ", ".join(_values(table, columns).values())
    text = f"INSERT INTO {table.name} ({_quoted(columns)}) SELECT {values} FROM {_ROWS}"  # noqa: S608 - names of our own tables
    if not unless:
        return sa.text(text)
    told = [table.c[name] for name in returning]
    return sa.text(f"{text} ON CONFLICT ({_quoted(unless)}) DO NOTHING RETURNING {_quoted(returning)}").columns(*told)


@cache
def _update(table: Table, columns: tuple[str, ...], key: str) -> Any:
    values = _values(table, columns)
    set_ = ", ".join(f'"{name}" = {value}' for name, value in values.items() if name != key)
    return sa.text(f'UPDATE {table.name} SET {set_} FROM {_ROWS} WHERE {table.name}."{key}" = {values[key]}')  # noqa: S608 - names of our own tables


def _as_json(value: Any) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        return value.isoformat()
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(f"{type(value).__name__} has no form in JSON here")
