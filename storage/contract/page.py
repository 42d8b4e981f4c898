"""The contract for reading (``docs/contract.md``) and for machines (JSON Schema 2020-12)."""

from collections.abc import Iterable
from typing import Any

from storage.contract.view import TYPES, Column, View

_JSON_TYPES: dict[str, dict[str, Any]] = {
    "id": {"type": "string"},
    "text": {"type": "string"},
    "number": {"type": "integer"},
    "score": {"type": "number"},
    "sum": {"type": "number"},
    "flag": {"type": "boolean"},
    "time": {"type": "string", "format": "date-time"},
    "day": {"type": "string", "format": "date"},
    "month": {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
    "list": {"type": "array"},
}
_HEAD = """# The contract for services that read the database

Made by `uv run talentwire db contract` from `storage/contract/`; do not edit by hand.

Tables are private. The views below are the same on PostgreSQL and SQLite, and columns are only ever added; what has to
be taken away or change its type comes as `v2_…` beside `v1_…`. Ids are opaque text. A missing value is null: the publisher
did not say. In PostgreSQL the views and their columns carry these meanings as comments.

To follow the database: read the views once, remember `newest_seq` of `v1_meta` as it was before, then ask
`v1_changes` for what is greater, in order, and read the entity anew (or drop it where `op` is `delete`). Rows may
come again after a restart: `(entity_id, revision)` tells. If the `seq` you keep is below `oldest_seq - 1`, you fell
behind what is kept: read the views again.

Types: {types}.
"""


def contract_markdown(views: Iterable[View]) -> str:
    """The whole contract as Markdown."""
    types = "; ".join(f"**{name}** is {meaning}" for name, meaning in TYPES.items())
    parts = [_HEAD.replace("{types}", types)]
    for view in views:
        rows = "\n".join(
            f"| `{column.name}` | {column.type}{', or null' if column.optional else ''} | {column.meaning} |"
            for column in view.columns
        )
        parts.append(f"## {view.name}\n\n{view.meaning}\n\n| column | type | meaning |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def json_schemas(views: Iterable[View]) -> dict[str, dict[str, Any]]:
    """A JSON Schema for a row of each view, as ``talentwire export`` writes it."""
    return {
        view.name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": view.name,
            "description": view.meaning,
            "type": "object",
            "properties": {column.name: _property(column) for column in view.columns},
            "required": [column.name for column in view.columns],
        }
        for view in views
    }


def _property(column: Column) -> dict[str, Any]:
    kind = dict(_JSON_TYPES[column.type])
    if column.optional:
        kind["type"] = [kind["type"], "null"]
    return {**kind, "description": column.meaning}
