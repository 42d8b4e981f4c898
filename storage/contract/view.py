"""What a view of the contract is made of, and its SQL on either database."""

from collections.abc import Iterable
from dataclasses import dataclass

SCHEMA_VERSION = 1

TYPES = {
    "id": "text",
    "text": "text",
    "number": "integer",
    "score": "a number",
    "sum": "a number (exact on PostgreSQL, to 15 digits on SQLite)",
    "flag": "true or false (1 or 0 on SQLite)",
    "time": "a moment in UTC (timestamptz; text `2026-01-31T09:30:00.000000Z` on SQLite)",
    "day": "a day (date; text `2026-01-31` on SQLite)",
    "month": "text `2026-01`",
    "list": "a JSON array (jsonb; text on SQLite)",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``sql`` may hold ``{month:…}``-free SQL that both databases read, or differ by ``sqlite``."""

    name: str
    type: str
    """A key of TYPES."""
    sql: str
    meaning: str
    optional: bool = False
    """True if it may be null: the publisher did not say, or it does not apply."""
    sqlite: str | None = None
    """The expression on SQLite, where it differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view ``v1_…``."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    source: str
    """All that follows the columns: FROM …"""
    sqlite_source: str | None = None

    def select(self, *, postgres: bool) -> str:
        """The view's query."""
        shown = ", ".join(
            f'{column.sql if postgres or column.sqlite is None else column.sqlite} AS "{column.name}"'
            for column in self.columns
        )
        source = self.source if postgres or self.sqlite_source is None else self.sqlite_source
        return f"SELECT {shown} {source}"

    def statements(self, *, postgres: bool) -> Iterable[str]:
        """What makes the view and, on PostgreSQL, says what it and its columns mean."""
        yield f"CREATE VIEW {self.name} AS {self.select(postgres=postgres)}"
        if postgres:
            yield f"COMMENT ON VIEW {self.name} IS {_quoted(self.meaning)}"
            for column in self.columns:
                yield f'COMMENT ON COLUMN {self.name}."{column.name}" IS {_quoted(column.meaning)}'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def plain(table: str, *columns: tuple[str, str, str] | tuple[str, str, str, bool]) -> tuple[Column, ...]:
    """Columns that stand in the table under the same name: (name, type, meaning[, optional])."""
    return tuple(
        Column(given[0], given[1], f'{table}."{given[0]}"', given[2], len(given) > 3 and bool(given[3]))
        for given in columns
    )


def versioned(table: str) -> tuple[Column, ...]:
    """The columns every record of the contract carries."""
    return (
        Column("updated_at", "time", f"{table}.updated_at", "when this record last changed"),
        Column("revision", "number", f"{table}.revision", "counts the changes of this record, from 1"),
        Column("content_hash", "text", f"{table}.content_hash", "changes if, and only if, the record does"),
        Column("schema_version", "number", str(SCHEMA_VERSION), "major version of the contract"),
    )


def evidence(table: str) -> tuple[Column, ...]:
    """Where an article says it, and the words."""
    return (
        Column("paragraph", "number", f"{table}.paragraph", "0 is the title, 1 the first paragraph of the body, -1 the summary"),
        Column("start_char", "number", f'{table}."start"', "first character of the words in the paragraph"),
        Column("end_char", "number", f'{table}."end"', "the character after their last"),
        Column("evidence_text", "text", f"{table}.words", "the words"),
        Column("confidence", "score", f"{table}.confidence", "how sure the extractor is, 0 to 1"),
    )
