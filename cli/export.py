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
from storage.contract import VIEWS, View
from storage.contract.rows import read_rows
from storage.database import open_read_only, read
from storage.settings import StorageSettings

BY_NAME = {view.name: view for view in VIEWS}
ENTITIES = {
    "person": ("v1_people", "person_id"),
    "organisation": ("v1_organisations", "organisation_id"),
    "article": ("v1_articles", "article_id"),
    "move": ("v1_moves", "move_id"),
    "claim": ("v1_claims", "claim_id"),
    "story": ("v1_stories", "story_id"),
}
FORMATS = ("jsonl", "csv", "parquet", "rss", "json-feed", "ninjs")
PAGE = 500


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
    make: Callable[[list[dict[str, Any]]], str] = _rss if form == "rss" else _json_feed
    return iter([make(_stories(engine))])


def _rows(engine: Engine, view: View, **query: Any) -> Iterator[dict[str, Any]]:
    with read(engine) as session:
        yield from read_rows(session, view, **query)


def _lines(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _changes(engine: Engine, since: int) -> Iterator[str]:
    """The change feed after ``since``, each upsert with the record as it is now."""
    with read(engine) as session:
        (meta,) = read_rows(session, BY_NAME["v1_meta"])
    if since > meta["newest_seq"]:
        raise Trouble(f"--since {since} lies ahead of this database, whose newest change is {meta['newest_seq']}")
    if since and since < meta["oldest_seq"] - 1:
        raise Trouble(
            f"--since {since} is behind what is kept (from {meta['oldest_seq']} on): export the views again, "
            f"then go on from {meta['newest_seq']}"
        )
    while True:
        with read(engine) as session:
            batch = list(
                read_rows(session, BY_NAME["v1_changes"], where="seq > :since", given={"since": since}, order="seq", limit=PAGE)
            )
            for change in batch:
                since = change["seq"]
                record = None
                if change["op"] == "upsert" and change["entity_type"] in ENTITIES:
                    name, key = ENTITIES[change["entity_type"]]
                    found = read_rows(session, BY_NAME[name], where=f"{key} = :id", given={"id": change["entity_id"]})
                    record = next(found, None)
                yield json.dumps({**change, "record": record}, ensure_ascii=False) + "\n"
        if len(batch) < PAGE:
            return


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


def _stories(engine: Engine) -> list[dict[str, Any]]:
    stories = list(_rows(engine, BY_NAME["v1_stories"], order="last_at DESC", limit=100))
    with read(engine) as session:
        for story in stories:
            story["told"] = list(
                read_rows(
                    session,
                    BY_NAME["v1_articles"],
                    where="story_id = :id",
                    given={"id": story["story_id"]},
                    order="published_at",
                    limit=20,
                )
            )
    return stories


def _rss(stories: list[dict[str, Any]]) -> str:
    items = "".join(
        f"<item><title>{escape(story['title'])}</title>"
        + (f"<link>{escape(story['told'][0]['canonical_url'])}</link>" if story["told"] else "")
        + f'<guid isPermaLink="false">{story["story_id"]}</guid>'
        f"<category>{escape(story['kind'] or '')}</category>"
        f"<pubDate>{_rfc822(story['first_at'])}</pubDate>"
        f"<description>{escape(_told(story))}</description></item>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>talentwire: stories</title>'
        "<link>https://github.com/talentwire/talentwire</link>"
        f"<description>The AI talent war, story by story</description>{items}</channel></rss>\n"
    )


def _json_feed(stories: list[dict[str, Any]]) -> str:
    items = [
        {
            "id": story["story_id"],
            "url": story["told"][0]["canonical_url"] if story["told"] else None,
            "title": story["title"],
            "content_text": _told(story),
            "date_published": story["first_at"],
            "date_modified": story["last_at"],
            "tags": [story["kind"]] if story["kind"] else [],
        }
        for story in stories
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "talentwire: stories", "items": items}
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _told(story: dict[str, Any]) -> str:
    outlets = ", ".join(dict.fromkeys(article["outlet"] or article["host"] for article in story["told"]))
    return (
        f"{story['articles']} articles by {story['publishers']} outlets in {story['languages']} languages, "
        f"{story['origins']} independent origins: {outlets}"
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
