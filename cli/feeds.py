"""``talentwire feeds …``: what is polled, and how each feed stands."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from cli.address import checked_address
from cli.run import feeds_in, told
from cli.trouble import Trouble
from storage import feeds, subscriptions
from storage.database import open_engine, read, write
from storage.feeds import NewFeed
from storage.records import Failed, Feed, FeedId, FeedState, Poll, Subscription
from storage.settings import StorageSettings
from worker.feed.found import FoundFeed
from worker.urls import clean_link, mask_credentials


def add(urls: list[str]) -> int:
    """Add feeds by address."""
    wanted = tuple(NewFeed(url=checked_address(url)) for url in urls)
    return _add(wanted)


def import_list(file: str) -> int:
    """Add the feeds of a list."""
    listed = feeds_in(file)
    _add(told(listed))
    return 1 if listed.refused else 0


def _add(wanted: tuple[NewFeed, ...]) -> int:
    with write(open_engine(StorageSettings().url)) as session:
        before = len(feeds.list_feeds(session))
        ids = feeds.add_feeds(session, feeds=wanted, now=datetime.now(UTC))
        added = len(feeds.list_feeds(session)) - before
    Console().print(f"{added} added, {len(ids) - added} known before.")
    return 0


def export() -> int:
    """The feeds as OPML."""
    from worker.feed.opml import ListedFeed, write_opml

    with read(open_engine(StorageSettings().url)) as session:
        listed = tuple(
            ListedFeed(
                url=feed.url,
                title=feed.title or feed.outlet or "",
                outlet=feed.outlet,
                lang=feed.lang,
                site=feed.home_url,
            )
            for feed in feeds.list_feeds(session)
        )
    sys.stdout.buffer.write(write_opml(listed))
    return 0


def show_all(*, as_json: bool, state: str | None) -> int:
    """All feeds and how they stand."""
    if state is not None and state not in set(FeedState):
        raise Trouble(f"{state}: no such state; use {', '.join(FeedState)}", exit_code=2)
    with read(open_engine(StorageSettings().url)) as session:
        found = feeds.list_feeds(session, state=FeedState(state) if state else None)
    if as_json:
        for feed in found:
            sys.stdout.write(json.dumps(feed_form(feed), ensure_ascii=False) + "\n")
        return 0
    table = Table(title=f"{len(found)} feeds", title_justify="left")
    for column in ("id", "state", "feed", "entries", "matched", "last poll", "next poll", "trouble"):
        table.add_column(column, overflow="fold")
    for feed in found:
        table.add_row(
            str(feed.id),
            feed.state,
            escape(mask_credentials(feed.url)),
            str(feed.entries),
            str(feed.matched),
            _when(feed.polled_at),
            _when(feed.next_poll_at),
            escape(f"{feed.failures}× {feed.failure.code}: {feed.failure.message}") if feed.failure else "",
        )
    Console().print(table)
    return 0


def show(name: str, *, as_json: bool) -> int:
    """One feed's whole story."""
    with read(open_engine(StorageSettings().url)) as session:
        feed = _find(session, name)
        polls = feeds.recent_polls(session, feed_id=feed.id, limit=20)
        hub = subscriptions.find_by_feed(session, feed_id=feed.id)
    if as_json:
        told = {**feed_form(feed), "polls": [poll_form(poll) for poll in polls], "push": None if hub is None else push_form(hub)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    out = Console()
    grid = Table.grid(padding=(0, 2))
    for key, value in (
        ("feed", mask_credentials(feed.url)),
        ("title", feed.title),
        ("state", f"{feed.state}{f' ({feed.state_reason})' if feed.state_reason else ''}"),
        ("next poll", f"{_when(feed.next_poll_at)}: {feed.next_poll_reason}" if feed.next_poll_at else "not planned yet"),
        ("last poll", _when(feed.polled_at)),
        ("last success", _when(feed.succeeded_at)),
        ("last change", _when(feed.changed_at)),
        ("yield", f"{feed.entries} entries, {feed.matched} of them in scope"),
        ("trouble", f"{feed.failures} failures in a row; last: {feed.failure.code}: {feed.failure.message}" if feed.failure else ""),
        ("push", _push(hub)),
        ("moved to", f"{feed.moved_to} since {_when(feed.moved_since)}" if feed.moved_to else ""),
    ):
        if value:
            grid.add_row(f"[dim]{key}[/dim]", escape(value))
    out.print(grid)
    table = Table(title="last polls", title_justify="left")
    for column in ("at", "outcome", "status", "entries", "new", "bytes", "ms", "trouble"):
        table.add_column(column, overflow="fold")
    for poll in polls:
        table.add_row(
            _when(poll.at),
            poll.outcome,
            str(poll.status or ""),
            str(poll.entries),
            str(poll.new),
            f"{poll.size:,}",
            f"{poll.elapsed.total_seconds() * 1000:.0f}",
            escape(f"{poll.failure.code}: {poll.failure.message}" if poll.failure else poll.ill_formed or ""),
        )
    out.print(table)
    return 0


def _push(hub: Subscription | None) -> str:
    """How a feed's subscription at its hub stands."""
    if hub is None:
        return ""
    until = f" until {_when(hub.lease_until)}" if hub.lease_until else ""
    silent = f", {hub.misses} polls in a row found what it did not tell of" if hub.misses else ""
    why = f" ({hub.reason})" if hub.reason else ""
    return f"{hub.state}{until} at {mask_credentials(hub.hub)}{why}, {hub.pushes} pushes{silent}"


def remove(name: str) -> int:
    """Stop polling a feed and forget it."""
    with write(open_engine(StorageSettings().url)) as session:
        feed = _find(session, name)
        feeds.remove_feed(session, feed_id=feed.id, now=datetime.now(UTC))
    Console().print(f"{escape(mask_credentials(feed.url))} is no longer polled.")
    return 0


def discover(url: str, *, add_them: bool) -> int:
    """The feeds that a home page offers; if it names none, one found where feeds and news sitemaps usually stand."""
    from cli.fetching import fetched
    from worker.feed.discover import discover_feeds, usual_places

    home = checked_address(url)
    found = discover_feeds(fetched(home)) or _first_that_answers(usual_places(home))
    if not found:
        raise Trouble(f"{mask_credentials(home)}: the page names no feed, and there is none where feeds usually stand")
    for one in found:
        Console().print(f"{one.url}  {one.title or one.source}", markup=False, soft_wrap=True)
    return _add(tuple(NewFeed(url=one.url, title=one.title, home_url=home) for one in found)) if add_them else 0


def _first_that_answers(places: tuple[FoundFeed, ...]) -> tuple[FoundFeed, ...]:
    """The first of the places that holds a feed or a news sitemap, asked one after another."""
    from cli.fetching import fetched
    from worker.feed.parse import parse_feed

    for place in places:
        try:
            told = parse_feed(fetched(place.url, feed=True), now=datetime.now(UTC))
        except (Trouble, Failed):
            continue
        return (replace(place, title=told.title or ""),)
    return ()


def _find(session: Session, name: str) -> Feed:
    feed = (
        feeds.find_feed(session, feed_id=FeedId(int(name)))
        if name.isascii() and name.isdigit() and len(name) < 19
        else feeds.find_feed(session, url=clean_link(name) or name)
    )
    if feed is None:
        raise Trouble(f"{mask_credentials(name)[:200]}: no such feed; `talentwire feeds list` shows all")
    return feed


def feed_form(feed: Feed) -> dict[str, Any]:
    """A feed as a plain JSON object."""
    return {
        "id": feed.id,
        "url": mask_credentials(feed.url),
        "title": feed.title,
        "outlet": feed.outlet,
        "lang": feed.lang,
        "home_url": feed.home_url,
        "state": feed.state,
        "state_reason": feed.state_reason,
        "next_poll_at": _iso(feed.next_poll_at),
        "reason": feed.next_poll_reason,
        "polled_at": _iso(feed.polled_at),
        "succeeded_at": _iso(feed.succeeded_at),
        "changed_at": _iso(feed.changed_at),
        "failures": feed.failures,
        "error": {"code": feed.failure.code, "message": feed.failure.message} if feed.failure else None,
        "entries": feed.entries,
        "matched": feed.matched,
    }


def push_form(hub: Subscription) -> dict[str, Any]:
    """A feed's subscription at its hub, for machines; its secret and callback stay here."""
    return {
        "hub": mask_credentials(hub.hub),
        "topic": mask_credentials(hub.topic),
        "state": hub.state,
        "reason": hub.reason,
        "lease_until": hub.lease_until.isoformat() if hub.lease_until else None,
        "pushes": hub.pushes,
        "last_pushed_at": hub.last_pushed_at.isoformat() if hub.last_pushed_at else None,
        "misses": hub.misses,
    }


def poll_form(poll: Poll) -> dict[str, Any]:
    """A line of the ledger as a plain JSON object."""
    return {
        "at": _iso(poll.at),
        "outcome": poll.outcome,
        "status": poll.status,
        "error": {"code": poll.failure.code, "message": poll.failure.message} if poll.failure else None,
        "entries": poll.entries,
        "new": poll.new,
        "bytes": poll.size,
        "ill_formed": poll.ill_formed,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _when(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else ""
