"""``talentwire run``: scheduler, broker and worker in one go."""

import csv
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from cli.embedded import Service, check_settings, held, service
from cli.prepare import prepare
from cli.trouble import Trouble
from storage import feeds, progress
from storage.database import open_engine, read, write
from storage.feeds import NewFeed
from storage.records import FeedId
from storage.settings import StorageSettings
from worker.settings import WorkerSettings

MOST_TOLD = 20
LOOK_EVERY = 0.2
LOOK_SHARE = 20
"""Looking takes at most a twentieth of the time: counting a year of entries is slower than counting a day's."""
ONCE = {
    # One pass: a page that cannot be had now is settled with the feed's own text.
    "TALENTWIRE_READ_TRIES": "1",
    "TALENTWIRE_TICK_SECONDS": "0.5",
}
EMBEDDED = {"TALENTWIRE_TICK_SECONDS": "1"}


def run(*, once: bool, feeds_file: str | None, as_json: bool) -> int:
    """Run until stopped, or once through; the exit code."""
    url = StorageSettings().url
    check_settings()
    listed = told(feeds_in(feeds_file)) if feeds_file else catalogue()
    console = Console(stderr=True)
    begun = datetime.now(UTC)
    with holder(url) as home, stopped_by_signals():
        engine = prepared(url, listed, embedded=url.startswith("sqlite"), once=once, now=begun)
        settings = {"TALENTWIRE_DATABASE_URL": url, **(ONCE if once else EMBEDDED)}
        settings = {key: os.environ.get(key, value) for key, value in settings.items()}
        with service(
            home,
            settings=settings,
            broker_url=os.environ.get("TALENTWIRE_BROKER_URL"),
            concurrency=WorkerSettings().concurrency or os.cpu_count() or 2,
        ) as line:
            if not once:
                console.print(f"talentwire polls {len(listed)} feeds into {home}; Ctrl-C stops it, `talentwire status` tells how it stands.")
                follow(engine, line, since=begun, until=lambda _: False, console=console)
            done = follow(engine, line, since=begun, until=lambda now: now.settled, console=console)
    if as_json:
        sys.stdout.write(json.dumps(done.told()) + "\n")
    else:
        Console().print(done.sentence())
    return 0


@contextmanager
def holder(url: str) -> Iterator[Path]:
    """The folder for logs; on SQLite it is the database's own, held against a second run."""
    if url.startswith("sqlite"):
        home = Path(url.split(":///", 1)[1].split("?", 1)[0]).parent
        with held(home):
            yield home
    else:
        home = Path(".talentwire")
        home.mkdir(exist_ok=True)
        yield home


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGTERM ends us as Ctrl-C does: children first, in order."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def prepared(url: str, listed: tuple[NewFeed, ...], *, embedded: bool, once: bool, now: datetime) -> Engine:
    """The database at this version, with the listed feeds in it."""
    engine = open_engine(url)
    prepare(engine)
    with write(engine) as session:
        ids = feeds.add_feeds(session, feeds=listed, now=now)
        if embedded:
            # We hold the folder, so whoever held these leases was killed.
            progress.release_all(session)
        if once:
            progress.poll_soon(session, feed_ids=ids, now=now)
    return engine


def follow(
    engine: Engine,
    line: Service,
    *,
    since: datetime,
    until: Callable[[progress.Standing], bool],
    console: Console,
    feed_ids: tuple[FeedId, ...] = (),
) -> progress.Standing:
    """Show how far the line is until ``until`` says so; look after the children meanwhile."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with bar if console.is_terminal else nullcontext():
        job = bar.add_task("feeds", total=None, told="")
        while True:
            line.look_after()
            begun = time.monotonic()
            with read(engine) as session:
                standing = progress.standing(session, since=since)
            took = time.monotonic() - begun
            bar.update(job, completed=standing.polled, total=standing.feeds, told=standing.told_short())
            if until(standing):
                return standing
            time.sleep(max(LOOK_EVERY, LOOK_SHARE * took))


def catalogue() -> tuple[NewFeed, ...]:
    """The built-in live catalogue: outlets in ten languages whose feed addresses were confirmed."""
    with (files("cli") / "data" / "catalogue.csv").open(encoding="utf-8") as table:
        return tuple(
            NewFeed(url=row["feed_url"], outlet=row["outlet"], lang=row["lang"]) for row in csv.DictReader(table)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The feeds of a list, and the lines of it that name none."""

    feeds: tuple[NewFeed, ...]
    refused: tuple[str, ...]


def feeds_in(name: str) -> Listed:
    """The feeds of a list (OPML, TOML, one URL a line); raises ``Trouble`` that names file and line."""
    from worker.feed.opml import parse_feed_list

    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    try:
        listed = parse_feed_list(data, name=name)
    except ValueError as error:
        raise Trouble(str(error)) from None
    if not listed.feeds:
        raise Trouble(f"{name}: no feed address in it")
    return Listed(
        feeds=tuple(NewFeed(url=one.url, title=one.title, outlet=one.outlet, lang=one.lang, home_url=one.site)
            for one in listed.feeds),
        refused=listed.refused,
    )


def told(listed: Listed) -> tuple[NewFeed, ...]:
    """The feeds; what was refused is said on standard error."""
    for line in listed.refused[:MOST_TOLD]:
        sys.stderr.write(f"talentwire: {line}; left out\n")
    if len(listed.refused) > MOST_TOLD:
        sys.stderr.write(f"talentwire: and {len(listed.refused) - MOST_TOLD} more lines that name no feed\n")
    return listed.feeds
