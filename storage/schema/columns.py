"""Column types that mean the same on PostgreSQL and on SQLite, and the naming convention.

| meaning | PostgreSQL | SQLite |
|---|---|---|
| a moment | ``timestamptz`` | text, ``2026-01-31T09:30:00.000000Z``: sorts as it counts |
| a day | ``date`` | text, ``2026-01-31`` |
| a sum | ``numeric(24, 4)`` | a number |
| a list or map | ``jsonb`` | JSON text |
| yes or no | ``boolean`` | 0 or 1 |
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column declared INTEGER."""

Json = sa.JSON().with_variant(JSONB(), "postgresql")


def utc_text(value: datetime) -> str:
    """A moment as SQLite stores it. Fixed width, so that text order is time order."""
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return value.isoformat(timespec="microseconds")[:-6] + "Z"


class UtcTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused, because nobody can say what it means."""

    impl = sa.String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """``timestamptz`` on PostgreSQL, text elsewhere."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(sa.String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        return value if dialect.name == "postgresql" else utc_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.fromisoformat(str(value))


class Amount(TypeDecorator[Decimal]):
    """A sum of money, exact on PostgreSQL and to fifteen digits on SQLite."""

    impl = sa.Numeric(24, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """``numeric`` on PostgreSQL, a plain number on SQLite."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.Numeric(24, 4))
        return dialect.type_descriptor(sa.Numeric(24, 4, asdecimal=False))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """To the database."""
        if value is None or dialect.name == "postgresql":
            return value
        return float(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """From the database: a whole sum comes back without decimal places."""
        if value is None:
            return None
        amount = Decimal(str(value))
        return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
