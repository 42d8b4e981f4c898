"""A database brought to this version: schema, views, and the organisations the gazetteer knows."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from storage import articles, migrate
from storage.articles import OrganisationRow
from storage.database import write


def prepare(engine: Engine) -> None:
    """Upgrade the schema and seed the organisations with their lineage. Safe to run again and again."""
    migrate.upgrade(engine)
    with write(engine) as session:
        articles.upsert_organisations(session, rows=organisations(), now=datetime.now(UTC))


def organisations() -> tuple[OrganisationRow, ...]:
    """The gazetteer's organisations as the record keeps them."""
    from worker.facts.gazetteer import load_gazetteer

    known = load_gazetteer()
    lineage = {row.child: row for row in known.lineage}
    return tuple(
        OrganisationRow(
            name=one.name,
            kind=one.kind,
            parent=lineage[one.name].parent if one.name in lineage else one.parent,
            parent_since=_day(lineage[one.name].since) if one.name in lineage else None,
            parent_until=_day(lineage[one.name].until) if one.name in lineage else None,
            aliases=one.aliases,
        )
        for one in known.organisations.values()
    )


def _day(text: str) -> date | None:
    """The first day of an ISO date, month or year; None for nothing."""
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    return date(*([*parts, 1, 1])[:3])
