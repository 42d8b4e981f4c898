"""The change feed with the records it tells of, as they are now."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.contract.articles import ARTICLE_VIEWS
from storage.contract.moves import MOVE_VIEWS
from storage.contract.rows import plain_value
from storage.contract.stories import STORY_VIEWS
from storage.contract.view import SCHEMA_VERSION, View
from storage.events import read_changes
from storage.records import Change, Op
from storage.schema.columns import utc_text

_VIEWS = {view.name: view for view in (*ARTICLE_VIEWS, *MOVE_VIEWS, *STORY_VIEWS)}
RECORDS: dict[str, tuple[View, str]] = {
    "person": (_VIEWS["v1_people"], "person_id"),
    "organisation": (_VIEWS["v1_organisations"], "organisation_id"),
    "article": (_VIEWS["v1_articles"], "article_id"),
    "move": (_VIEWS["v1_moves"], "move_id"),
    "claim": (_VIEWS["v1_claims"], "claim_id"),
    "story": (_VIEWS["v1_stories"], "story_id"),
}
"""Where a record of an entity type stands, and under which column its id."""
_ASKED_AT_ONCE = 200


def change_form(change: Change) -> dict[str, Any]:
    """A change as the row of ``v1_changes`` has it, in JSON values."""
    assert change.changed_at is not None, "read from the change feed, not on its way there"
    return {
        "seq": change.seq,
        "entity_type": change.entity_type,
        "entity_id": change.entity_id,
        "revision": change.revision,
        "op": change.op.value,
        "changed_at": utc_text(change.changed_at),
        "content_hash": change.content_hash,
        "reason": change.reason,
        "schema_version": SCHEMA_VERSION,
    }


def read_changed(session: Session, *, after_seq: int, limit: int) -> tuple[tuple[Change, dict[str, Any] | None], ...]:
    """The next changes after a number, in commit order, each with its record as JSON values.

    None stands for a record that is gone: removed by this change or by a later one. One query for each
    entity type, however many changes. Raises as ``storage.events.read_changes`` does.
    """
    changes = read_changes(session, after_seq=after_seq, limit=limit)
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for change in changes:
        if change.op is Op.UPSERT and change.entity_type in RECORDS:
            wanted[change.entity_type].add(change.entity_id)
    found = {
        (kind, row[RECORDS[kind][1]]): row for kind, ids in wanted.items() for row in _records(session, kind, sorted(ids))
    }
    return tuple(
        (change, found.get((change.entity_type, change.entity_id)) if change.op is Op.UPSERT else None)
        for change in changes
    )


def _records(session: Session, kind: str, ids: list[str]) -> list[dict[str, Any]]:
    view, key = RECORDS[kind]
    types = {column.name: column.type for column in view.columns}
    query = sa.text(f"SELECT * FROM {view.name} WHERE {key} IN :ids").bindparams(sa.bindparam("ids", expanding=True))
    return [
        {name: plain_value(value, types.get(name, "text")) for name, value in row.items()}
        for start in range(0, len(ids), _ASKED_AT_ONCE)
        for row in session.execute(query, {"ids": ids[start : start + _ASKED_AT_ONCE]}).mappings()
    ]
