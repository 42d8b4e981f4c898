"""``talentwire poll URL``: one feed, now, through the whole line, outside its schedule."""

import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta

from rich.console import Console

from cli.address import checked_address
from cli.prepare import prepare
from cli.trouble import Trouble
from scheduler.cadence import next_poll_at
from scheduler.settings import SchedulerSettings
from storage import feeds
from storage.database import read, write
from storage.feeds import NewFeed
from storage.logs import configure_logs
from storage.records import EntryLease, EntryState, Outcome
from storage.settings import StorageSettings
from worker.fetch.pace import LocalPace
from worker.line import Line, open_line
from worker.settings import WorkerSettings
from worker.tasks import poll_feeds, read_entry
from worker.urls import mask_credentials

LONGEST = timedelta(minutes=10)
"""Pages whose host asks for a longer wait are left to the running service."""


def poll(url: str, *, as_json: bool) -> int:
    """Poll one feed to the end of the line; 0, or 1 if the poll failed."""
    clean = checked_address(url)
    configure_logs(level="WARNING", for_people=True)
    settings, storage = WorkerSettings(), StorageSettings()
    reads: list[EntryLease] = []
    line = open_line(
        settings,
        database_url=storage.url,
        nudge_read=reads.append,
        pace=LocalPace(gap=settings.host_gap_seconds),
    )
    prepare(line.engine)
    now = line.clock()
    with write(line.engine) as session:
        (feed_id,) = feeds.add_feeds(session, feeds=(NewFeed(url=clean),), now=now)
        lease = feeds.lease_feed(session, feed_id=feed_id, now=now, lease_for=line.lease_for)
    if lease is None:
        raise Trouble(f"{mask_credentials(clean)} is being polled by a running worker at this moment")
    (polled,) = poll_feeds(line, (lease,))
    states = [_read_to_the_end(line, read) for read in reads]
    with write(line.engine) as session:
        mine = [one for one in feeds.load_unplanned(session, now=now, limit=1_000) if one.feed_id == feed_id]
        cadence = SchedulerSettings().cadence
        plans = [(one.feed_id, next_poll_at(one, now=line.clock(), settings=cadence, dice=random.random)) for one in mine]
        feeds.plan(session, plans=plans)
    with read(line.engine) as session:
        feed = feeds.find_feed(session, feed_id=feed_id)
    assert feed is not None
    failure = polled.poll.failure
    told = {
        "url": mask_credentials(clean),
        "outcome": polled.poll.outcome,
        "error": {"code": failure.code, "message": failure.message} if failure else None,
        "entries": polled.poll.entries,
        "new": polled.poll.new,
        "records": sum(state is EntryState.MATCHED for state in states),
        "next_poll_at": feed.next_poll_at.isoformat() if feed.next_poll_at else None,
        "reason": feed.next_poll_reason,
    }
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        trouble = f" ({failure.code}: {failure.message})" if failure else ""
        Console().print(
            f"{told['url']}: {told['outcome']}{trouble}; {told['entries']} entries, {told['new']} new, "
            f"{told['records']} records. Next poll {told['next_poll_at']}: {told['reason']}",
            markup=False,
        )
    return 1 if polled.poll.outcome is Outcome.FAILED else 0


def _read_to_the_end(line: Line, lease: EntryLease) -> EntryState | None:
    """Read an entry, waiting for its host's turn where that is near."""
    from storage import entries

    end = datetime.now(UTC) + LONGEST
    state = read_entry(line, lease)
    while state is EntryState.WAITING and datetime.now(UTC) < end:
        with write(line.engine) as session:
            again = entries.lease_entry(
                session, entry_id=lease.entry_id, now=line.clock(), lease_for=line.lease_for
            )
        if again is None:
            time.sleep(0.5)
            continue
        state = read_entry(line, again)
    return state
