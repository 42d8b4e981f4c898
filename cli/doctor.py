"""``talentwire doctor``: is everything there that the service needs, and if not, what to do."""

import json
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from xml.parsers import expat

import sqlalchemy as sa
from rich.console import Console

from storage import migrate, progress
from storage.broker import BrokerSettings
from storage.database import is_postgres, masked, open_engine, read
from storage.schema.polling import FEEDS
from storage.settings import StorageSettings

LEAST_EXPAT = (2, 7, 2)
LEAST_FREE = 1_000_000_000
LATE = timedelta(minutes=15)
CLOCK_OFF = timedelta(seconds=5)
PREFIX = "TALENTWIRE_"
COMPOSE = frozenset(
    PREFIX + name
    for name in ("DB_OWNER_PASSWORD", "DB_WRITER_PASSWORD", "DB_READER_PASSWORD", "REDIS_PASSWORD")
)
"""Read by docker-compose.yml, not by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    what: str
    ok: bool
    told: str
    """What was found and, if it is not well, what to do."""


def doctor(*, quick: bool, as_json: bool) -> int:
    """Look at everything; 0 if all is well. ``quick`` looks at database and broker only, for health checks."""
    findings = list(examine(quick=quick))
    if as_json:
        told = {"ok": all(one.ok for one in findings), "findings": [_form(one) for one in findings]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        for one in findings:
            mark = "[green]well[/green]" if one.ok else "[red]ill [/red]"
            Console().print(mark, f"{one.what}:", one.told, soft_wrap=True, highlight=False)
    return 0 if all(one.ok for one in findings) else 1


def _form(finding: Finding) -> dict[str, Any]:
    return {"what": finding.what, "ok": finding.ok, "told": finding.told}


def examine(*, quick: bool) -> Iterator[Finding]:
    """The findings, one after another; none raises."""
    looks: list[tuple[str, Callable[[], Finding]]] = [("database", database), ("broker", broker)]
    if not quick:
        looks += [
            ("settings", settings),
            ("XML parser", xml_parser),
            ("clock", clock),
            ("feeds", due),
            ("name resolution", names),
            ("disk", disk),
            ("catalogue", catalogue),
        ]
    for what, look in looks:
        try:
            yield look()
        except Exception as error:  # noqa: BLE001 - whatever is wrong is a finding
            from cli.trouble import explain

            yield Finding(what=what, ok=False, told=explain(error) or f"{type(error).__name__}: {error}")


def settings() -> Finding:
    """Does every setting have a name we know and a value we can use?"""
    from cli.embedded import check_settings
    from worker.settings import WorkerSettings

    check_settings()
    strange = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known_settings())
    if strange:
        near = get_close_matches(strange[0], known_settings(), n=1)
        meant = f" (did you mean {near[0]}?)" if near else ""
        return Finding(what="settings", ok=False, told=f"{', '.join(strange)}: no such setting{meant}")
    limits = WorkerSettings()
    if not limits.soft_time_limit < limits.hard_time_limit < limits.lease_seconds:
        told = (
            "TALENTWIRE_SOFT_TIME_LIMIT, TALENTWIRE_HARD_TIME_LIMIT and TALENTWIRE_LEASE_SECONDS do not rise in this order: "
            "a live worker may lose what it works at"
        )
        return Finding(what="settings", ok=False, told=told)
    return Finding(what="settings", ok=True, told="all understood")


def known_settings() -> frozenset[str]:
    """The names of all settings, as environment variables."""
    from cli.settings import all_settings

    return frozenset(one.name for one in all_settings()) | COMPOSE


def database() -> Finding:
    """Is it there, and at this version?"""
    url = StorageSettings().url
    state = migrate.check(open_engine(url))
    return Finding(what="database", ok=state.ok, told=f"{masked(url)} at {state.current}. {state.advice}".strip())


def broker() -> Finding:
    """Does it answer?"""
    import redis

    settings = BrokerSettings()
    if not settings.broker_url_given and StorageSettings().url.startswith("sqlite"):
        return Finding(what="broker", ok=True, told="embedded: `talentwire run` brings its own")
    with redis.Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=5) as client:
        client.ping()
        waiting = {queue: client.llen(queue) for queue in ("poll", "read")}
    return Finding(what="broker", ok=True, told=f"answers; {waiting['poll']} polls and {waiting['read']} reads wait")


def xml_parser() -> Finding:
    """Is Python's expat one whose known weaknesses are mended? (CVE-2023-52425, CVE-2024-8176, CVE-2025-59375)"""
    version = ".".join(map(str, expat.version_info))
    if expat.version_info >= LEAST_EXPAT:
        return Finding(what="XML parser", ok=True, told=f"expat {version}")
    least = ".".join(map(str, LEAST_EXPAT))
    advice = (
        f"expat {version} is older than {least}: run a newer Python (the image has one), "
        "unless your distribution has mended this one; documents are bounded before it sees them"
    )
    return Finding(what="XML parser", ok=False, told=advice)


def clock() -> Finding:
    """Do database and machine agree on the time?"""
    engine = open_engine(StorageSettings().url)
    if not is_postgres(engine):
        return Finding(what="clock", ok=True, told="one machine, one clock")
    with read(engine) as session:
        there = session.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
    off = abs(datetime.now(UTC) - there)
    advice = "" if off <= CLOCK_OFF else "; leases and due times need clocks that agree: set up NTP on both"
    return Finding(what="clock", ok=off <= CLOCK_OFF, told=f"{off.total_seconds():.1f} s from the database's{advice}")


def due() -> Finding:
    """Is the line keeping up?"""
    now = datetime.now(UTC)
    with read(open_engine(StorageSettings().url)) as session:
        standing = progress.standing(session)
        late = session.execute(
            sa.select(sa.func.count())
            .select_from(FEEDS)
            .where(FEEDS.c.next_poll_at < now - LATE, FEEDS.c.state == "active", FEEDS.c.unplanned.is_(False))
        ).scalar_one()
    if standing.feeds == 0:
        return Finding(what="feeds", ok=False, told="none yet: `talentwire feeds import FILE`, or `talentwire run`")
    advice = "; are scheduler and workers running, are there enough of them?" if late else ""
    told = f"{standing.feeds} feeds, {late} of them more than {LATE.seconds // 60} min late{advice}"
    return Finding(what="feeds", ok=late == 0, told=told)


def names() -> Finding:
    """Does the machine resolve names?"""
    try:
        socket.getaddrinfo("example.org", 443)
    except OSError as error:
        return Finding(what="name resolution", ok=False, told=f"example.org does not resolve ({error}): check the DNS")
    return Finding(what="name resolution", ok=True, told="example.org resolves")


def disk() -> Finding:
    """Is there room where the embedded database lives, and may we write there?"""
    url = StorageSettings().url
    folder = Path(url.split(":///", 1)[1]).parent if url.startswith("sqlite") else Path.cwd()
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".talentwire-probe"
    probe.write_bytes(b"")
    probe.unlink()
    free = shutil.disk_usage(folder).free
    advice = "" if free >= LEAST_FREE else ": make room, or the database stops taking writes"
    return Finding(what="disk", ok=free >= LEAST_FREE, told=f"{free / 1e9:.1f} GB free in {folder}{advice}")


def catalogue() -> Finding:
    """Is a feed of the catalogue to be had from here, through the guarded client?"""
    from cli.run import catalogue as listed
    from storage.records import ErrorCode, Failed
    from worker.fetch.client import Fetcher
    from worker.fetch.request import Accept
    from worker.line import fetch_settings
    from worker.settings import WorkerSettings

    fetcher = Fetcher(fetch_settings(WorkerSettings()))
    troubles = []
    for feed in listed()[:3]:
        try:
            fetcher.get(feed.url, accept=Accept.FEED, max_bytes=15_000_000)
        except Failed as error:
            troubles.append(str(error))
            if error.failure.code is ErrorCode.DNS:
                break  # no names are resolved here: the next feed will not fare better
        else:
            return Finding(what="catalogue", ok=True, told=f"{feed.url} answers")
    return Finding(what="catalogue", ok=False, told=f"tried {len(troubles)} of its feeds, none answers; {troubles[0]}: is there a way out?")
