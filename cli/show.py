"""Records for reading on a terminal."""

from collections.abc import Iterable

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from storage.records import Article, Evidence, Extraction, Signal, Verdict

FACT_STYLE = "underline cyan"


def show_article(article: Article, *, console: Console | None = None) -> None:
    """An article with its metadata."""
    out = console or Console()
    facts = Table.grid(padding=(0, 2))
    for name, value in (
        ("url", article.canonical_url or article.url),
        ("outlet", article.outlet),
        ("authors", ", ".join(article.authors)),
        ("published", f"{article.published_at:%Y-%m-%d %H:%M %Z} ({article.published_basis})" if article.published_at else None),
        ("language", article.lang),
        ("paywalled", "yes: only the visible text" if article.paywalled else None),
        ("agencies", ", ".join(article.agencies)),
    ):
        if value:
            facts.add_row(Text(name, style="dim"), Text(value))
    out.print(Panel(facts, title=Text(article.title or "(no title)", style="bold"), title_align="left"))
    for paragraph in article.paragraphs:
        out.print(Text(paragraph), end="\n\n")


def show_check(
    article: Article, verdict: Verdict, extraction: Extraction, *, console: Console | None = None
) -> None:
    """A text with its signals marked, the sum that makes the score, and the facts with their words."""
    out = console or Console()
    colour = "green" if verdict.is_match else "red"
    word = f"in scope: {verdict.kind}" if verdict.is_match else "out of scope"
    head = Text.assemble((f"{verdict.score:.3f} ", f"bold {colour}"), (word, colour), f"   language {verdict.lang}")
    out.print(Panel(head, title="verdict", title_align="left", subtitle=verdict.model, subtitle_align="right"))
    out.print(Text.assemble(("title  ", "dim"), _marked(article.title, verdict.signals, "title")))
    if article.summary:
        out.print(Text.assemble(("summary  ", "dim"), _marked(article.summary, verdict.signals, "summary")))
    if article.text:
        out.print(_marked(article.text, verdict.signals, "body"))
    out.print()
    out.print(_sum(verdict))
    for table in fact_tables(extraction):
        out.print(table)


def _marked(text: str, signals: Iterable[Signal], field: str) -> Text:
    marked = Text(text)
    for signal in signals:
        if signal.field == field and signal.end > signal.start:
            marked.stylize("bold green" if signal.weight > 0 else "bold red", signal.start, signal.end)
    return marked


def _sum(verdict: Verdict) -> Group:
    table = Table(title="why: log-odds that add up", title_justify="left")
    table.add_column("weight", justify="right")
    table.add_column("concept")
    table.add_column("words")
    table.add_column("where")
    total = verdict.bias
    table.add_row(f"{verdict.bias:+.2f}", "bias", "", "")
    for signal in sorted(verdict.signals, key=lambda one: -abs(one.weight)):
        total += signal.weight
        table.add_row(f"{signal.weight:+.2f}", signal.concept, escape(signal.text), signal.field)
    table.add_section()
    table.add_row(f"{total:+.2f}", "sum", f"score {verdict.score:.3f}", "")
    return Group(table)


def fact_tables(extraction: Extraction) -> Iterable[Table]:
    """A table for each sort of fact that was found."""
    yield from _table(
        "people",
        ("name", "role", "organisation", "part", "words"),
        [(p.name or f"({p.description})", p.role, p.org, p.part, _where(p.evidence)) for p in extraction.people],
    )
    yield from _table(
        "organisations",
        ("name", "words"),
        {org.name: (org.name, _where(org.evidence)) for org in reversed(extraction.organisations)}.values(),
    )
    yield from _table(
        "moves",
        ("who", "from", "to", "kind", "status", "words"),
        [
            (
                move.person or f"({move.person_desc})",
                move.origin,
                move.destination,
                move.kind,
                f"{move.status}{' (hedged)' if move.hedged else ''}",
                _where(move.evidence),
            )
            for move in extraction.moves
        ],
    )
    yield from _table(
        "money",
        ("amount", "basis", "what for", "payer", "payee", "words"),
        [
            (
                f"{money.amount or 0:,} {money.currency or ''}",
                money.basis,
                money.what,
                money.payer,
                money.payee,
                _where(money.evidence),
            )
            for money in extraction.money
        ],
    )
    yield from _table(
        "counts",
        ("value", "unit", "basis", "words"),
        [(f"{count.value:,}", count.unit, count.basis, _where(count.evidence)) for count in extraction.counts],
    )
    yield from _table(
        "quotes",
        ("speaker", "words"),
        [(quote.speaker or quote.speaker_desc, quote.text) for quote in extraction.quotes],
    )
    yield from _table("credits", ("outlet", "words"), [(c.outlet, _where(c.evidence)) for c in extraction.credits])


def _table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[str | None, ...]]) -> Iterable[Table]:
    rows = list(rows)
    if not rows:
        return
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell or "") for cell in row))
    yield table


def _where(evidence: Evidence) -> str:
    place = {-1: "summary", 0: "title"}.get(evidence.paragraph, f"¶{evidence.paragraph}")
    return f"{place}: {evidence.text}"
