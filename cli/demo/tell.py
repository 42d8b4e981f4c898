"""What the demo found, in numbers and tables, read from the contract's views as any service would."""

from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Engine, text

from cli.demo.copy import outlets
from storage.database import read

_COUNTS = ("articles", "people", "organisations", "moves", "claims", "money", "counts", "quotes", "credits", "stories")
QUERY = "SELECT person, from_org, to_org, kind, status, articles FROM v1_moves ORDER BY last_claimed_at DESC LIMIT 10"


def counts(engine: Engine, *, seconds: float, database: str) -> dict[str, Any]:
    """The demo in numbers."""
    from storage import progress

    with read(engine) as session:
        standing = progress.standing(session)
        told = {name: session.execute(text(f"SELECT count(*) FROM v1_{name}")).scalar_one() for name in _COUNTS}  # noqa: S608 - our own names
        languages = session.execute(text("SELECT count(DISTINCT lang) FROM v1_articles")).scalar_one()
        found = set(session.execute(text("SELECT title FROM v1_articles")).scalars())
    meant = {story.title for outlet in outlets() for story in outlet.stories if story.in_scope}
    return {
        "feeds": standing.feeds,
        "polled": standing.polled,
        "failed": standing.failed,
        "entries": standing.entries,
        "settled": standing.entries - standing.waiting,
        "states": standing.states,
        **told,
        "languages": languages,
        "in_scope": len(meant),
        "in_scope_found": len(meant & found),
        "false_alarms": len(found - meant),
        "seconds": round(seconds, 1),
        "database": database,
    }


def show(engine: Engine, told: dict[str, Any]) -> None:
    """The demo for people."""
    out = Console()
    out.print(
        f"\n{told['feeds']} feeds polled, {told['entries']} entries, {told['articles']} AI-talent-war articles in "
        f"{told['languages']} languages, {told['stories']} stories, in {told['seconds']} s "
        f"({told['in_scope_found']} of the {told['in_scope']} that were meant, {told['false_alarms']} false alarms)."
    )
    with read(engine) as session:
        for title, columns, query in _TABLES:
            rows = session.execute(text(query)).all()
            if not rows:
                continue
            table = Table(title=title, title_justify="left")
            for column in columns:
                table.add_column(column, overflow="fold")
            for row in rows:
                table.add_row(*map(_cell, row))
            out.print(table)
    path = told["database"].split(":///", 1)[1]
    out.print(f"The database: {path}", soft_wrap=True)
    out.print(f'Try: sqlite3 {path} "{QUERY}"', soft_wrap=True)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and value >= 10_000:
        return f"{value:,.0f}"
    return escape(str(value))


_TABLES = (
    (
        "the newest articles",
        ("score", "kind", "lang", "outlet", "title"),
        "SELECT round(score, 2), kind, lang, outlet, title FROM v1_articles ORDER BY published_at DESC LIMIT 12",
    ),
    (
        "moves",
        ("who", "from", "to", "kind", "status", "articles"),
        "SELECT coalesce(person, '(' || person_desc || ')'), from_org, to_org, kind, status, articles "
        "FROM v1_moves ORDER BY articles DESC, last_claimed_at DESC LIMIT 15",
    ),
    (
        "money",
        ("currency", "amount", "basis", "what for", "payer", "words"),
        "SELECT currency, amount, basis, what, payer, evidence_text FROM v1_money "
        "WHERE what NOT IN ('funding', 'valuation', 'other') ORDER BY amount DESC LIMIT 10",
    ),
    (
        "stories told by more than one article",
        ("articles", "publishers", "languages", "title"),
        "SELECT articles, publishers, languages, title FROM v1_stories WHERE articles > 1 ORDER BY articles DESC LIMIT 10",
    ),
)
