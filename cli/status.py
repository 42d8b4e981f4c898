"""``talentwire status``: how the service stands."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Engine

from storage import entries, events, feeds, migrate, progress
from storage.database import masked, open_engine, read
from storage.records import EntryState, FeedState
from storage.settings import StorageSettings

RECORDS = ("articles", "people", "organisations", "moves", "claims", "money", "counts", "quotes", "credits", "stories")


def status(*, as_json: bool) -> int:
    """Feeds, entries, records; what is late, failing or parked. 0 if nothing asks for a hand."""
    url = StorageSettings().url
    engine = open_engine(url)
    told = {"database": masked(url), **gather(engine, now=datetime.now(UTC))}
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        _show(told)
    return 0


def gather(engine: Engine, *, now: datetime) -> dict[str, Any]:
    """All that ``status`` tells, as plain JSON values."""
    schema = migrate.check(engine)
    if not schema.ok:
        return {"ok": False, "advice": schema.advice}
    with read(engine) as session:
        standing = progress.standing(session)
        listed = feeds.list_feeds(session)
        parked = entries.list_parked(session, limit=20)
        return {
            "ok": True,
            "at": now.isoformat(timespec="seconds"),
            "feeds": {str(state): sum(feed.state is state for feed in listed) for state in FeedState},
            "due": feeds.count_due(session, now=now),
            "failing": [
                {
                    "id": feed.id,
                    "url": feed.url,
                    "failures": feed.failures,
                    "error": {"code": feed.failure.code, "message": feed.failure.message},
                    "next_poll_at": feed.next_poll_at.isoformat() if feed.next_poll_at else None,
                }
                for feed in sorted(listed, key=lambda one: -one.failures)[:20]
                if feed.failures and feed.failure
            ],
            "entries": {str(state): standing.states.get(state, 0) for state in EntryState},
            "parked": [{"id": one.entry_id, "url": one.url, "title": one.title, "reason": one.reason} for one in parked],
            "records": {
                name: session.execute(sa.text(f"SELECT count(*) FROM v1_{name}")).scalar_one()  # noqa: S608 - our own names
                for name in RECORDS
            },
            "newest_seq": events.newest_seq(session),
        }


def _show(told: dict[str, Any]) -> None:
    out = Console()
    out.print(f"database  {told['database']}", markup=False, soft_wrap=True)
    if not told["ok"]:
        out.print(told["advice"], markup=False)
        return
    for name in ("feeds", "entries", "records"):
        words = ", ".join(f"{count:,} {word}" for word, count in told[name].items() if count)
        out.print(f"{name:<9} {words or 'none'}", markup=False)
    out.print(f"due now   {told['due']:,} feeds; change feed at {told['newest_seq'] or 0}", markup=False)
    if told["failing"]:
        table = Table(title="failing feeds", title_justify="left")
        for column in ("id", "feed", "failures", "why", "next poll"):
            table.add_column(column, overflow="fold")
        for feed in told["failing"]:
            error = feed["error"]
            table.add_row(
                str(feed["id"]),
                escape(feed["url"]),
                str(feed["failures"]),
                escape(f"{error['code']}: {error['message']}"),
                (feed["next_poll_at"] or "")[:19],
            )
        out.print(table)
    if told["parked"]:
        table = Table(title="parked entries: `talentwire retry ID` gives one another go", title_justify="left")
        for column in ("id", "entry", "why"):
            table.add_column(column, overflow="fold")
        for entry in told["parked"]:
            table.add_row(str(entry["id"]), escape(entry["title"] or entry["url"] or ""), escape(entry["reason"]))
        out.print(table)
