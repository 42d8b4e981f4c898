"""People and organisations as records of their own, made when first named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage import events
from storage.articles.identity import organisation_id, person_id
from storage.articles.record import hash_of
from storage.records import Change, Extraction, Op, OrganisationId, PersonId
from storage.schema import ORGANISATIONS, PEOPLE
from storage.upsert import insert


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """An organisation as a gazetteer knows it."""

    name: str
    """Canonical."""
    kind: str | None = None
    """lab, company, startup, university, fund … in the gazetteer's words."""
    parent: str | None = None
    """Canonical name of the organisation it is part of, which need not be among the rows."""
    parent_since: date | None = None
    parent_until: date | None = None
    aliases: tuple[str, ...] = ()


def person_names(extraction: Extraction) -> list[str]:
    """Every name of a person in an extraction, each once."""
    names = [
        *(person.name for person in extraction.people),
        *(move.person for move in extraction.moves),
        *(quote.speaker for quote in extraction.quotes),
    ]
    return list(dict.fromkeys(name for name in names if name))


def organisation_names(extraction: Extraction) -> dict[str, bool]:
    """Every organisation in an extraction with whether a gazetteer row stands behind it."""
    known = {mention.name: mention.known for mention in extraction.organisations}
    places = [
        *(person.org for person in extraction.people),
        *(move.origin for move in extraction.moves),
        *(move.destination for move in extraction.moves),
    ]
    for name in places:
        if name:
            known.setdefault(name, False)
    return known


def ensure_people(session: Session, names: Iterable[str], *, now: datetime, reason: str) -> list[Change]:
    """Make the people that have no record yet; the changes for those made."""
    rows: dict[PersonId, dict[str, Any]] = {}
    for name in names:
        rows.setdefault(
            person_id(name),
            {
                "id": person_id(name),
                "name": name,
                "first_at": now,
                "updated_at": now,
                "revision": 1,
                "content_hash": hash_of({"name": name}),
            },
        )
    return _make(session, PEOPLE, "person", rows, reason)


def ensure_organisations(session: Session, names: Mapping[str, bool], *, now: datetime, reason: str) -> list[Change]:
    """Make the organisations that have no record yet; the changes for those made."""
    rows: dict[OrganisationId, dict[str, Any]] = {}
    for name, known in names.items():
        row = _organisation_row(OrganisationRow(name=name), known=known, root=None)
        rows.setdefault(organisation_id(name), {**row, "first_at": now, "updated_at": now, "revision": 1})
    return _make(session, ORGANISATIONS, "organisation", rows, reason)


def _make(
    session: Session, table: sa.Table, entity: str, rows: Mapping[Any, dict[str, Any]], reason: str
) -> list[Change]:
    if not rows:
        return []
    known = set(session.execute(sa.select(table.c.id).where(table.c.id.in_(list(rows)))).scalars())
    missing = [row for key, row in sorted(rows.items()) if key not in known]
    if missing:
        session.execute(insert(session, table).on_conflict_do_nothing(index_elements=["id"]), missing)
    return [
        Change(
            entity_type=entity,
            entity_id=row["id"],
            revision=1,
            op=Op.UPSERT,
            content_hash=row["content_hash"],
            reason=reason,
        )
        for row in missing
    ]


def _organisation_row(given: OrganisationRow, *, known: bool, root: OrganisationId | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": given.name,
        "kind": given.kind,
        "parent_id": None if given.parent is None else organisation_id(given.parent),
        "parent_since": given.parent_since,
        "parent_until": given.parent_until,
        "root_id": root or organisation_id(given.name),
        "aliases": list(given.aliases),
        "known": known,
    }
    return {"id": organisation_id(given.name), **row, "content_hash": hash_of(row)}


def upsert_organisations(
    session: Session, rows: Sequence[OrganisationRow], *, now: datetime, reason: str = "gazetteer"
) -> int:
    """Store what a gazetteer says of organisations and their lineage; how many changed.

    A parent that has no row of its own gets a bare one. Flows roll up to the topmost parent that still holds
    (one whose ``parent_until`` has passed does not); a circle of parents ends where it closes.
    """
    events.take_turn(session)
    given = {row.name: row for row in rows}
    for row in rows:
        if row.parent is not None and row.parent not in given:
            given[row.parent] = OrganisationRow(name=row.parent)
    ready = [
        _organisation_row(row, known=True, root=organisation_id(_root(row, given, now.date())))
        for row in given.values()
    ]
    by_id = {one["id"]: one for one in ready}
    stored = {
        one.id: one
        for one in session.execute(
            sa.select(ORGANISATIONS.c.id, ORGANISATIONS.c.content_hash, ORGANISATIONS.c.revision)
        )
        if one.id in by_id
    }
    changes = []
    for key, ready_row in sorted(by_id.items()):
        before = stored.get(key)
        if before is not None and before.content_hash == ready_row["content_hash"]:
            continue
        revision = 1 if before is None else before.revision + 1
        values = {**ready_row, "updated_at": now, "revision": revision}
        if before is None:
            session.execute(sa.insert(ORGANISATIONS).values(**values, first_at=now))
        else:
            session.execute(sa.update(ORGANISATIONS).where(ORGANISATIONS.c.id == key).values(**values))
        changes.append(
            Change(
                entity_type="organisation",
                entity_id=key,
                revision=revision,
                op=Op.UPSERT,
                content_hash=ready_row["content_hash"],
                reason=reason,
            )
        )
    events.append(session, changes, now=now)
    return len(changes)


def _root(row: OrganisationRow, given: Mapping[str, OrganisationRow], today: date) -> str:
    seen = {row.name}
    while row.parent is not None and row.parent not in seen:
        if row.parent_until is not None and row.parent_until <= today:
            break
        seen.add(row.parent)
        row = given[row.parent]
    return row.name
