"""Entries: stored once, read under a lease, never lost, never tried for ever."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.engine import Engine

from storage.database import write
from storage.entries import (
    add_entries,
    begin_read,
    entry_counts,
    entry_path,
    find_entry_by_url,
    known_keys,
    lease_reads,
    list_parked,
    park_poison,
    postpone_read,
    retry_parked,
    settle_entry,
)
from storage.feeds import find_feed
from storage.records import EntryState, ErrorCode, Failure, LeaseToken
from tests.storage.builders import LEASE, key, new_entry, some_feeds


def test_adding_the_same_entries_again_stores_nothing_twice(engine: Engine, now: datetime) -> None:
    feed_id, other = some_feeds(engine, 2, now=now)
    entries = [
        new_entry(feed_id, "a"),
        new_entry(feed_id, "b", EntryState.SCREENED_OUT),
        new_entry(feed_id, "a"),
        new_entry(other, "a"),
    ]
    with write(engine) as session:
        added = add_entries(session, entries=entries, now=now, lease_for=LEASE)
        assert [lease is not None for lease in added.leases] == [True, False, False, True]
        assert added.new_by_feed == {feed_id: 2, other: 1}
    with write(engine) as session:
        again = add_entries(session, entries=[*entries, new_entry(other, "c")], now=now, lease_for=LEASE)
        assert [lease is not None for lease in again.leases] == [False, False, False, False, True]
        assert again.new_by_feed == {feed_id: 0, other: 1}
        counts = entry_counts(session)
        assert (counts[EntryState.WAITING], counts[EntryState.SCREENED_OUT]) == (3, 1)
        feed = find_feed(session, feed_id=feed_id)
        assert feed is not None
        assert feed.entries == 2


def test_a_large_batch_keeps_its_order(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    entries = [new_entry(feed_id, f"e{n}") for n in range(2500)]
    with write(engine) as session:
        added = add_entries(session, entries=entries, now=now, lease_for=LEASE)
        assert added.new == 2500
        for place in (0, 777, 2499):
            lease = added.leases[place]
            assert lease is not None
            leased = begin_read(session, entry_id=lease.entry_id, token=lease.token, now=now, lease_for=LEASE)
            assert leased is not None
            assert leased.title == f"Title of e{place}"
        keys = [entry.entry.key for entry in entries]
        assert known_keys(session, feed_id=feed_id, keys=[*keys, key("unknown")]) == frozenset(keys)


def test_a_flood_is_leased_in_part_and_the_rest_is_due_at_once(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    entries = [new_entry(feed_id, f"e{n}") for n in range(5)]
    with write(engine) as session:
        added = add_entries(session, entries=entries, now=now, lease_for=LEASE, lease_at_most=2)
        assert added.new == 5
        assert sum(lease is not None for lease in added.leases) == 2
        swept = lease_reads(session, now=now, limit=10, lease_for=LEASE)
        assert len(swept) == 3
        assert not {lease.entry_id for lease in swept} & {lease.entry_id for lease in added.leases if lease}


def test_a_lost_message_is_found_again_when_the_lease_runs_out(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    with write(engine) as session:
        (first,) = add_entries(session, entries=[new_entry(feed_id, "a")], now=now, lease_for=LEASE).leases
        assert first is not None
        assert lease_reads(session, now=now, limit=9, lease_for=LEASE) == ()
        later = now + LEASE
        (second,) = lease_reads(session, now=later, limit=9, lease_for=LEASE)
        assert second.entry_id == first.entry_id
        assert begin_read(session, entry_id=first.entry_id, token=first.token, now=later, lease_for=LEASE) is None
        leased = begin_read(session, entry_id=second.entry_id, token=second.token, now=later, lease_for=LEASE)
        assert leased is not None
        assert leased.attempts == 1
        assert leased.first_seen_at == now


def test_only_the_holder_of_the_lease_settles_and_only_once(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    with write(engine) as session:
        entry = new_entry(feed_id, "a", content_html="<p>long</p>")
        (lease,) = add_entries(session, entries=[entry], now=now, lease_for=LEASE).leases
        assert lease is not None

        def settle(token: LeaseToken) -> bool:
            return settle_entry(
                session,
                entry_id=lease.entry_id,
                token=token,
                state=EntryState.MATCHED,
                reason="in scope",
                score=0.98,
                model="m2",
                kind=None,
                article_id=None,
                now=now,
            )

        assert not settle(LeaseToken("someone else's"))
        assert settle(lease.token)
        assert not settle(lease.token)
        found = find_entry_by_url(session, "https://news.example/a")
        assert found is not None
        assert (found.state, found.reason, found.score, found.model) == (
            EntryState.MATCHED,
            "in scope",
            0.98,
            "m2",
        )
        assert [step.step for step in entry_path(session, entry_id=lease.entry_id)] == ["matched"]
        feed = find_feed(session, feed_id=feed_id)
        assert feed is not None
        assert feed.matched == 1
        with pytest.raises(ValueError, match="any state but waiting"):
            settle_entry(
                session,
                entry_id=lease.entry_id,
                token=lease.token,
                state=EntryState.WAITING,
                reason="",
                now=now,
            )


def test_a_read_put_off_comes_back_at_its_time(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    until = now + timedelta(hours=1)
    with write(engine) as session:
        (lease,) = add_entries(session, entries=[new_entry(feed_id, "a")], now=now, lease_for=LEASE).leases
        assert lease is not None
        busy = Failure(code=ErrorCode.HTTP, message="503", transient=True, status=503)
        given = {"entry_id": lease.entry_id, "token": lease.token, "until": until, "now": now}
        assert postpone_read(session, failure=busy, reason="the server is busy", **given)
        assert not postpone_read(session, failure=busy, reason="again", **given)
        assert lease_reads(session, now=until - timedelta(seconds=1), limit=1, lease_for=LEASE) == ()
        assert len(lease_reads(session, now=until, limit=1, lease_for=LEASE)) == 1
        found = find_entry_by_url(session, "https://news.example/a")
        assert found is not None
        assert found.failure == busy


def test_poison_is_set_aside_and_comes_back_on_demand(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    with write(engine) as session:
        (lease,) = add_entries(session, entries=[new_entry(feed_id, "a")], now=now, lease_for=LEASE).leases
    at = now
    for _ in range(3):
        assert lease is not None
        with write(engine) as session:
            begin_read(session, entry_id=lease.entry_id, token=lease.token, now=at, lease_for=LEASE)
            assert park_poison(session, now=at, attempts=3) == ()
        at += LEASE
        with write(engine) as session:
            parked = park_poison(session, now=at, attempts=3)
            if parked:
                assert parked == (lease.entry_id,)
                break
            (lease,) = lease_reads(session, now=at, limit=1, lease_for=LEASE)
    with write(engine) as session:
        assert entry_counts(session)[EntryState.PARKED] == 1
        assert "tried 3 times" in list_parked(session)[0].reason
        assert lease_reads(session, now=at, limit=1, lease_for=LEASE) == ()
        assert retry_parked(session, now=at) == 1
        (lease,) = lease_reads(session, now=at, limit=1, lease_for=LEASE)
        begun = begin_read(session, entry_id=lease.entry_id, token=lease.token, now=at, lease_for=LEASE)
        assert begun is not None
        assert begun.attempts == 1


def test_one_host_gets_its_share_of_the_reads(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    with write(engine) as session:
        entries = [new_entry(feed_id, f"e{n}", url=f"https://h{n % 2}.example/{n}") for n in range(10)]
        add_entries(session, entries=entries, now=now, lease_for=LEASE)
        assert len(lease_reads(session, now=now + LEASE, limit=10, lease_for=LEASE, per_host=2)) == 4
