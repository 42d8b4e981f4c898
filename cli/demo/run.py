"""``talentwire demo``: the whole pipeline on the newsroom, from HTTP to records."""

import json
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from cli.demo.copy import outlets
from cli.demo.newsroom import HOST, Newsroom, open_newsroom
from cli.demo.tell import counts, show
from cli.embedded import check_settings, held, service
from cli.run import follow, prepared, stopped_by_signals
from cli.trouble import Trouble
from storage.feeds import NewFeed

USUAL_PORT = 8377
FINISHED = "finished"
EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Polls of an earlier run that was cut off count: the demo waits for every feed polled once."""


def demo(*, as_json: bool, serve: bool, directory: str | None, fresh: bool) -> int:
    """Run the newsroom through the line, tell what was found; the exit code."""
    home = Path(directory or ".talentwire/demo").absolute()
    check_settings()
    console = Console(stderr=True)
    begun = time.monotonic()
    with held(home), stopped_by_signals(), newsroom_at(home, fresh=fresh) as newsroom:
        url = f"sqlite:///{home / 'talentwire.sqlite3'}"
        listed = tuple(
            NewFeed(url=feed, outlet=outlet.name, lang=outlet.lang)
            for feed, outlet in zip(newsroom.feed_urls, outlets(), strict=True)
        )
        now = datetime.now(UTC)
        engine = prepared(url, listed, embedded=True, once=False, now=now)
        settings = {
            "TALENTWIRE_DATABASE_URL": url,
            "TALENTWIRE_ALLOW_NETWORKS": f"127.0.0.1/32:{newsroom.server_port}",
            "TALENTWIRE_HOST_GAP_SECONDS": "0",
            "TALENTWIRE_TICK_SECONDS": "0.3",
            "TALENTWIRE_POLL_BATCH": "4",
            "TALENTWIRE_POLL_PER_HOST": "1000",
            "TALENTWIRE_READ_TRIES": "3",
            "TALENTWIRE_READ_RETRY_SECONDS": "1",
        }
        with service(home, settings=settings, broker_url=None, concurrency=2) as line:
            follow(engine, line, since=EVER, until=lambda at: at.settled, console=console)
        (home / FINISHED).write_text(datetime.now(UTC).isoformat())
        told = counts(engine, seconds=time.monotonic() - begun, database=url)
        if as_json:
            sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        else:
            show(engine, told)
        if serve:
            from cli.serve import serve_wire

            serve_wire(url, host="127.0.0.1", port=8000)
    return 0


@contextmanager
def newsroom_at(home: Path, *, fresh: bool) -> Iterator[Newsroom]:
    """The newsroom on the port of the run before, if that one was cut off; else all begins anew.

    Addresses are part of what is stored, so a run that goes on must find the newsroom where it was.
    """
    kept = home / "port"
    if fresh or (home / FINISHED).exists():
        _clear(home)
    if kept.exists():
        port = int(kept.read_text())
        try:
            with open_newsroom(port) as newsroom:
                yield newsroom
            return
        except OSError as error:
            raise Trouble(
                f"port {port}, where the demo stood when it was cut off, is taken ({error.strerror}); "
                "free it, or begin anew with `talentwire demo --fresh`"
            ) from None
    with _anywhere() as newsroom:
        kept.write_text(str(newsroom.server_port))
        yield newsroom


def _anywhere() -> AbstractContextManager[Newsroom]:
    """The newsroom on its usual port, or on any free one."""
    with socket.socket() as probe:
        taken = probe.connect_ex((HOST, USUAL_PORT)) == 0
    return open_newsroom(0 if taken else USUAL_PORT)


def _clear(home: Path) -> None:
    """Empty the demo's folder, but for the lock that is held on it."""
    for entry in home.iterdir():
        if entry.name == "run.lock":
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
