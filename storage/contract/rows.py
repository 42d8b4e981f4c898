"""Rows of the contract's views as plain JSON values, the same from either database."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.contract.view import View
from storage.schema.columns import utc_text

BATCH = 1_000


def read_rows(
    session: Session,
    view: View,
    *,
    where: str = "",
    given: Mapping[str, Any] | None = None,
    order: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[dict[str, Any]]:
    """Rows of a view as JSON values: moments and days as ISO 8601 text, lists as lists, flags as booleans.

    ``where`` and ``order`` are SQL of ours over the view's columns; what comes from outside goes into
    ``given`` (moments as ``bound_time`` makes them).
    """
    query = f"SELECT * FROM {view.name}"
    if where:
        query += f" WHERE {where}"
    if order:
        query += f" ORDER BY {order}"
    if limit is not None:
        query += f" LIMIT {int(limit)} OFFSET {int(offset)}"
    types = {column.name: column.type for column in view.columns}
    result = session.execute(sa.text(query), dict(given or {}), execution_options={"yield_per": BATCH})
    for row in result.mappings():
        yield {name: plain_value(value, types.get(name, "text")) for name, value in row.items()}


def plain_value(value: Any, kind: str) -> Any:
    """A value of a column of this kind (view.TYPES) as JSON has it."""
    if value is None:
        return None
    if kind == "flag":
        return bool(value)
    if kind == "list" and isinstance(value, str):
        return json.loads(value)
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float) and kind == "sum":
        return int(value) if value == int(value) else float(value)
    if isinstance(value, Decimal):
        return float(value)
    return value


def bound_time(session: Session, at: datetime) -> Any:
    """A moment as the database compares it."""
    return at if session.get_bind().dialect.name == "postgresql" else utc_text(at)
