"""``talentwire export``: records as files, for those without database access."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from cli.trouble import Trouble
from cli.wire.feeds import address_of, json_feed_of, summary_of
from cli.wire.questions import stories
from storage.contract import VIEWS, View
from storage.contract.changed import change_form, read_changed
from storage.contract.rows import read_rows
from storage.database import open_read_only, read
from storage.settings import StorageSettings

BY_NAME = {view.name: view for view in VIEWS}
FORMATS = ("jsonl", "csv", "parquet", "rss", "json-feed", "ninjs")
PAGE = 500
STORIES = 100


def export(*, form: str, view: str | None, since: int | None, out: str | None) -> int:
    """Write records to a file or standard output."""
    if form not in FORMATS:
        raise Trouble(f"{form}: no such format; use {', '.join(FORMATS)}", exit_code=2)
    if view is not None and view not in BY_NAME:
        raise Trouble(f"{view}: no such view; use {', '.join(BY_NAME)}", exit_code=2)
    if since is not None and (form != "jsonl" or view is not None):
        raise Trouble("--since follows the change feed: use it with --format jsonl and without --view", exit_code=2)
    if since is not None and since < 0:
        raise Trouble("--since is a seq of the change feed: 0 or more", exit_code=2)
    engine = open_read_only(StorageSettings().url)
    if form == "parquet":
        return _parquet(engine, BY_NAME[view or "v1_moves"], out)
    pieces = _pieces(engine, form, view, since)
    if out in (None, "-"):
        for piece in pieces:
            sys.stdout.write(piece)
    else:
        with Path(str(out)).open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
    return 0


def _pieces(engine: Engine, form: str, view: str | None, since: int | None) -> Iterator[str]:
    if form == "csv":
        return _csv(engine, BY_NAME[view or "v1_moves"])
    if form == "jsonl" and view is None:
        return _changes(engine, since or 0)
    if form == "jsonl":
        return _lines(_rows(engine, BY_NAME[str(view)]))
    if form == "ninjs":
        return _lines(map(ninjs, _rows(engine, BY_NAME["v1_articles"])))
    return iter([_feed(engine, _rss if form == "rss" else json_feed_of)])


def _rows(engine: Engine, view: View, **query: Any) -> Iterator[dict[str, Any]]:
    with read(engine) as session:
        yield from read_rows(session, view, **query)


def _lines(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _changes(engine: Engine, since: int) -> Iterator[str]:
    """The change feed after ``since``, each upsert with the record as it is now."""
    while True:
        try:
            with read(engine) as session:
                batch = read_changed(session, after_seq=since, limit=PAGE)
        except LookupError as error:
            raise Trouble(f"--since {error}") from None
        for change, record in batch:
            yield json.dumps({**change_form(change), "record": record}, ensure_ascii=False) + "\n"
        if len(batch) < PAGE:
            return
        since = batch[-1][0].seq or since


def _csv(engine: Engine, view: View) -> Iterator[str]:
    names = [column.name for column in view.columns]
    yield _csv_line(names)
    for row in _rows(engine, view):
        yield _csv_line([cell(row[name]) for name in names])


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)  # RFC 4180
    return line.getvalue()


def cell(value: Any) -> str:
    """A value in a table that a spreadsheet opens: text that would be run as a formula is disarmed (CWE-1236)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + text
    return text


def _parquet(engine: Engine, view: View, out: str | None) -> int:
    try:
        import pyarrow  # noqa: F401
        from pyarrow import Table, parquet
    except ImportError:
        raise Trouble("Parquet needs an extra: `uv sync --extra parquet`") from None
    if out in (None, "-"):
        raise Trouble("Parquet goes to a file: say --out FILE", exit_code=2)
    rows = [
        {name: json.dumps(value) if isinstance(value, list | dict) else value for name, value in row.items()}
        for row in _rows(engine, view)
    ]
    parquet.write_table(Table.from_pylist(rows), out)
    return 0


def _feed(engine: Engine, make: Callable[[list[dict[str, Any]]], str]) -> str:
    with read(engine) as session:
        return make(stories(session, limit=STORIES)) + "\n"


def _rss(told: list[dict[str, Any]]) -> str:
    """RSS 2.0 of stories."""
    items = "".join(
        f"<item><title>{escape(story['title'])}</title>"
        + (f"<link>{escape(link)}</link>" if (link := address_of(story)) else "")
        + f'<guid isPermaLink="false">{story["story_id"]}</guid>'
        f"<category>{escape(story['kind'] or '')}</category>"
        f"<pubDate>{_rfc822(story['first_at'])}</pubDate>"
        f"<description>{escape(summary_of(story))}</description></item>"
        for story in told
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>talentwire: stories</title>'
        "<link>https://github.com/talentwire/talentwire</link>"
        f"<description>The AI talent war, story by story</description>{items}</channel></rss>"
    )


def _rfc822(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


def ninjs(article: dict[str, Any]) -> dict[str, Any]:
    """An article as a ninjs 3.1 item (IPTC), facts and link, without the text."""
    return {
        "uri": f"urn:talentwire:article:{article['article_id']}",
        "standard": {"name": "ninjs", "version": "3.1"},
        "type": "text",
        "version": str(article["revision"]),
        "firstCreated": article["published_at"] or article["first_seen_at"],
        "versionCreated": article["updated_at"],
        "pubStatus": article["status"],
        "language": article["lang"],
        "headlines": [{"value": article["title"]}],
        "descriptions": [{"value": article["excerpt"]}] if article["excerpt"] else [],
        "by": ", ".join(article["authors"]),
        "altIds": [{"role": "source", "value": article["canonical_url"]}],
        "infoSources": [{"name": article["outlet"] or article["host"], "role": "publisher"}],
        "subjects": [
            {"name": article["kind"], "relevance": round(article["score"] * 100), "creator": article["model"]}
        ],
    }
