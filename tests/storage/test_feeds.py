"""Feeds: leased by one at a time, recorded under their lease, planned apart."""

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from storage.database import read, write
from storage.entries import add_entries, known_keys
from storage.feeds import (
    NewFeed,
    add_feeds,
    adopt_moves,
    count_due,
    find_feed,
    lease_due,
    lease_feed,
    list_feeds,
    load_leased,
    load_unplanned,
    pause_feed,
    plan,
    prune_polls,
    recent_polls,
    record_polls,
    remove_feed,
    resume_feed,
)
from storage.feeds.ledger import planned_by_host, planned_polls_an_hour
from storage.records import (
    CacheHints,
    EntryState,
    ErrorCode,
    Failure,
    FeedHints,
    FeedId,
    FeedState,
    Lease,
    LeaseToken,
    NextPoll,
    Outcome,
    Poll,
    Validators,
)
from storage.schema import FEEDS
from tests.storage.builders import LEASE, new_entry, poll_of, some_feeds


def test_adding_a_feed_twice_keeps_one_and_what_it_had(engine: Engine, now: datetime) -> None:
    feed = NewFeed(url="https://a.example/feed", title="A", outlet="A News", lang="fr")
    with write(engine) as session:
        first = add_feeds(session, [feed, NewFeed(url="https://b.example/feed")], now=now)
    with write(engine) as session:
        again = add_feeds(session, [NewFeed(url="https://a.example/feed", title="Other")], now=now)
        assert again == first[:1]
        found = find_feed(session, url="https://a.example/feed")
        assert found is not None
        assert (found.title, found.outlet, found.lang, found.host) == ("A", "A News", "fr", "a.example")
        assert [one.url for one in list_feeds(session)] == [
            "https://a.example/feed",
            "https://b.example/feed",
        ]


def test_an_address_without_a_host_is_named(engine: Engine, now: datetime) -> None:
    with write(engine) as session, pytest.raises(ValueError, match="'mailto:x' has no host"):
        add_feeds(session, [NewFeed(url="mailto:x")], now=now)


def test_a_leased_feed_is_not_due_until_its_lease_runs_out(engine: Engine, now: datetime) -> None:
    some_feeds(engine, 5, now=now)
    with write(engine) as session:
        first = lease_due(session, now=now, limit=3, lease_for=LEASE)
        second = lease_due(session, now=now, limit=3, lease_for=LEASE)
        assert (len(first), len(second)) == (3, 2)
        assert not {one.feed_id for one in first} & {one.feed_id for one in second}
        assert count_due(session, now) == 0
        later = now + LEASE + timedelta(seconds=1)
        assert count_due(session, later) == 5
        again = lease_due(session, now=later, limit=10, lease_for=LEASE)
        assert len(again) == 5
        assert {one.losses for one in again} == {1}


def test_one_host_gets_its_share_and_the_others_theirs(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        crowd = [NewFeed(url=f"https://crowd.example/{n}") for n in range(500)]
        add_feeds(session, crowd, now=now - timedelta(hours=1))
        add_feeds(session, [NewFeed(url=f"https://h{n}.example/") for n in range(30)], now=now)
    with write(engine) as session:
        leases = lease_due(session, now=now, limit=40, lease_for=LEASE, per_host=3)
        hosts = [one.host for one in leases]
        assert hosts.count("crowd.example") == 3
        assert len(set(hosts)) == 31


def test_two_leasers_at_once_never_lease_the_same_feed(engine: Engine, now: datetime) -> None:
    some_feeds(engine, 300, now=now)
    got: list[int] = []
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def lease() -> None:
        try:
            start.wait()
            for _ in range(10):
                with write(engine) as session:
                    got.extend(one.feed_id for one in lease_due(session, now=now, limit=10, lease_for=LEASE))
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=lease) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failures == []
    assert len(got) == len(set(got)) == 300


def test_a_running_transaction_does_not_hold_up_another_leaser(postgres_url: str, now: datetime) -> None:
    from storage.database import open_engine

    engine = open_engine(postgres_url)
    some_feeds(engine, 10, now=now)
    with write(engine) as one, write(engine) as other:
        first = lease_due(one, now=now, limit=5, lease_for=LEASE)
        second = lease_due(other, now=now, limit=5, lease_for=LEASE)
        assert len({lease.feed_id for lease in (*first, *second)}) == 10
    engine.dispose()


def test_a_stale_token_cannot_record(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    with write(engine) as session:
        (old,) = lease_due(session, now=now, limit=1, lease_for=LEASE)
    later = now + LEASE
    with write(engine) as session:
        (new,) = lease_due(session, now=later, limit=1, lease_for=LEASE)
        assert load_leased(session, leases=[old], now=later) == ()
        assert record_polls(session, polls=[poll_of(old, later)], now=later) == ()
        assert record_polls(session, polls=[poll_of(new, later)], now=later) == (feed_id,)
        assert record_polls(session, polls=[poll_of(new, later)], now=later) == ()
        assert len(recent_polls(session, feed_id=feed_id, limit=9)) == 1


def test_a_poll_is_recorded_and_the_feed_waits_for_its_plan(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    at = now + timedelta(seconds=2)
    with write(engine) as session:
        (lease,) = lease_due(session, now=now, limit=1, lease_for=LEASE)
        poll = poll_of(
            lease,
            at,
            Outcome.UPDATED,
            status=200,
            validators=Validators(etag='"a"', last_modified="Wed"),
            body_hash=b"h",
            entries=30,
            new=3,
            hints=FeedHints(ttl=timedelta(hours=1), skip_hours=(1, 2)),
            cache=CacheHints(fresh_for=timedelta(minutes=5)),
            title="T",
            lang="de",
        )
        assert record_polls(session, polls=[poll], now=at) == (feed_id,)
        assert lease_due(session, now=at, limit=1, lease_for=LEASE) == ()
        (history,) = load_unplanned(session, now=now, limit=10)
        assert (history.polls[0].outcome, history.polls[0].new) == (Outcome.UPDATED, 3)
        assert history.hints == FeedHints(ttl=timedelta(hours=1), skip_hours=(1, 2))
        assert history.cache.fresh_for == timedelta(minutes=5)
        plan(session, plans=[(feed_id, NextPoll(at=at + timedelta(hours=1), reason="hourly"))])
        assert load_unplanned(session, now=now, limit=10) == ()
        feed = find_feed(session, feed_id=feed_id)
        assert feed is not None
        assert (feed.next_poll_at, feed.next_poll_reason) == (at + timedelta(hours=1), "hourly")
        assert (feed.title, feed.lang, feed.changed_at) == ("T", "de", at)
    # The next poll: the validators come back byte for byte, and a 304 that leaves one out keeps it.
    at = now + timedelta(hours=2)
    with write(engine) as session:
        (lease,) = lease_due(session, now=at, limit=1, lease_for=LEASE)
        (leased,) = load_leased(session, leases=[lease], now=at)
        assert leased.validators == Validators(etag='"a"', last_modified="Wed")
        assert leased.body_hash == b"h"
        record_polls(session, polls=[poll_of(lease, at, validators=Validators(etag='"b"'))], now=at)
        (history,) = load_unplanned(session, now=now, limit=10)
        assert history.previous_interval == timedelta(hours=1)
        assert [one.outcome for one in history.polls] == [Outcome.UNCHANGED, Outcome.UPDATED]
        row = session.execute(sa.select(FEEDS)).one()
        assert (row.etag, row.last_modified, row.body_hash) == ('"b"', "Wed", b"h")


def test_failures_add_up_and_one_success_clears_them(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    gone = Failure(code=ErrorCode.GONE, message="410", transient=False, status=410)
    for turn in range(2):
        at = now + timedelta(days=turn)
        with write(engine) as session:
            lease = lease_feed(session, feed_id=feed_id, now=at, lease_for=LEASE)
            assert lease is not None
            record_polls(session, polls=[poll_of(lease, at, Outcome.FAILED, failure=gone)], now=at)
    with write(engine) as session:
        (history,) = load_unplanned(session, now=now, limit=1)
        assert (history.failures, history.gone_seen, history.failing_since) == (2, 2, now)
        assert history.failure == gone
        at = now + timedelta(days=3)
        lease = lease_feed(session, feed_id=feed_id, now=at, lease_for=LEASE)
        assert lease is not None
        record_polls(session, polls=[poll_of(lease, at)], now=at)
        (history,) = load_unplanned(session, now=now, limit=1)
        assert (history.failures, history.gone_seen, history.failure) == (0, 0, None)
        assert recent_polls(session, feed_id=feed_id, limit=2)[1].failure is not None


def test_a_feed_can_be_leased_outside_its_cadence_but_not_from_another(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now + timedelta(days=1))
    with write(engine) as session:
        assert lease_due(session, now=now, limit=1, lease_for=LEASE) == ()
        assert lease_feed(session, feed_id=feed_id, now=now, lease_for=LEASE) is not None
        assert lease_feed(session, feed_id=feed_id, now=now, lease_for=LEASE) is None


def test_a_paused_feed_stays_paused_whatever_is_planned(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    with write(engine) as session:
        assert pause_feed(session, feed_id=feed_id, now=now)
        plan(session, plans=[(feed_id, NextPoll(at=now, reason="r"))])
        assert lease_due(session, now=now, limit=1, lease_for=LEASE) == ()
        assert [one.id for one in list_feeds(session, state=FeedState.PAUSED)] == [feed_id]
        assert resume_feed(session, feed_id=feed_id, now=now)
        assert len(lease_due(session, now=now, limit=1, lease_for=LEASE)) == 1


def test_removing_a_feed_takes_its_entries_and_its_ledger_along(engine: Engine, now: datetime) -> None:
    feed_id, other = some_feeds(engine, 2, now=now)
    with write(engine) as session:
        add_entries(session, entries=[new_entry(feed_id, "a")], now=now, lease_for=LEASE)
        assert remove_feed(session, feed_id=feed_id, now=now)
        assert not remove_feed(session, feed_id=feed_id, now=now)
        assert find_feed(session, feed_id=other) is not None
        assert known_keys(session, feed_id=feed_id, keys=[new_entry(feed_id, "a").entry.key]) == frozenset()


def test_a_redirect_is_adopted_after_a_week_of_the_same_answer(engine: Engine, now: datetime) -> None:
    feed_id, taken = some_feeds(engine, 2, now=now)
    week = timedelta(days=7)

    def answer(day: int, target: str | None, feed: FeedId = feed_id) -> None:
        at = now + timedelta(days=day)
        with write(engine) as session:
            lease = lease_feed(session, feed_id=feed_id if feed == feed_id else taken, now=at, lease_for=LEASE)
            assert lease is not None
            record_polls(session, polls=[poll_of(lease, at, moved_to=target)], now=at)

    answer(0, "https://new.example/feed")
    answer(3, "https://other.example/feed")
    with write(engine) as session:
        assert adopt_moves(session, now=now + timedelta(days=8), after=week) == ()
    answer(9, "https://other.example/feed")
    with write(engine) as session:
        assert adopt_moves(session, now=now + timedelta(days=10), after=week) == (feed_id,)
        feed = find_feed(session, feed_id=feed_id)
        assert feed is not None
        assert (feed.url, feed.host, feed.moved_to) == ("https://other.example/feed", "other.example", None)
    answer(11, "https://other.example/feed", taken)
    with write(engine) as session:
        assert adopt_moves(session, now=now + timedelta(days=19), after=week) == ()
        feed = find_feed(session, feed_id=taken)
        assert feed is not None
        assert feed.state is FeedState.PAUSED
        assert f"which is feed {feed_id}" in feed.state_reason


def test_a_wrong_304_costs_the_validators_their_trust(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    with write(engine) as session:
        lease = lease_feed(session, feed_id=feed_id, now=now, lease_for=LEASE)
        assert lease is not None
        poll = poll_of(lease, now, Outcome.UPDATED, validators=Validators(etag="e"))
        record_polls(session, polls=[poll], now=now)
    at = now + timedelta(days=7)
    with write(engine) as session:
        lease = lease_feed(session, feed_id=feed_id, now=at, lease_for=LEASE)
        assert lease is not None
        (leased,) = load_leased(session, leases=[lease], now=at)
        assert leased.check_due
        poll = poll_of(lease, at, Outcome.UPDATED, validators=Validators(etag="e2"), wrong_304=True)
        record_polls(session, polls=[poll], now=at)
        lease = lease_feed(session, feed_id=feed_id, now=at, lease_for=LEASE)
        assert lease is not None
        (leased,) = load_leased(session, leases=[lease], now=at)
        assert leased.validators == Validators()
        assert not leased.check_due


def test_old_ledger_lines_can_be_pruned(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    for day in range(3):
        at = now + timedelta(days=day)
        with write(engine) as session:
            lease = lease_feed(session, feed_id=feed_id, now=at, lease_for=LEASE)
            assert lease is not None
            record_polls(session, polls=[poll_of(lease, at)], now=at)
    with write(engine) as session:
        assert prune_polls(session, now + timedelta(days=1)) == 1
        assert len(recent_polls(session, feed_id=feed_id, limit=9)) == 2


def test_a_batch_of_unchanged_polls_costs_three_statements(engine: Engine, now: datetime) -> None:
    some_feeds(engine, 50, now=now)
    statements: list[str] = []
    with write(engine) as session:
        leases = lease_due(session, now=now, limit=50, lease_for=LEASE)

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        sa.event.listen(session.connection(), "before_cursor_execute", note)
        accepted = record_polls(session, polls=[poll_of(one, now) for one in leases], now=now)
    assert len(accepted) == 50
    assert len([one for one in statements if "feeds" in one or "polls" in one]) <= 3


def test_hours_of_publication_are_kept_by_hour_of_the_week(engine: Engine, now: datetime) -> None:
    (feed_id,) = some_feeds(engine, 1, now=now)
    old = now - timedelta(days=200)
    with write(engine) as session:
        entries = [
            new_entry(feed_id, "a", published_at=now),
            new_entry(feed_id, "b", EntryState.SCREENED_OUT, published_at=now - timedelta(days=7)),
            new_entry(feed_id, "c", published_at=old),
            new_entry(feed_id, "d"),
        ]
        add_entries(session, entries=entries, now=now, lease_for=LEASE)
        lease = lease_feed(session, feed_id=feed_id, now=now, lease_for=LEASE)
        assert lease is not None
        record_polls(session, polls=[poll_of(lease, now)], now=now)
        (history,) = load_unplanned(session, now=now, limit=1)
    assert len(history.entries_by_hour) == 168
    assert history.entries_by_hour[2 * 24 + 9] == 2
    assert sum(history.entries_by_hour) == 2


def test_a_lease_of_nobody_is_refused(engine: Engine, now: datetime) -> None:
    with read(engine) as session:
        nobody = Lease(feed_id=some_feeds(engine, 1, now=now)[0], token=LeaseToken("x"))
        assert load_leased(session, leases=[nobody], now=now) == ()


def test_the_plans_of_all_feeds_come_to_so_many_polls_an_hour(engine: Engine, now: datetime) -> None:
    some_feeds(engine, 2, now=now)
    with write(engine) as session:
        leases = lease_due(session, now=now, limit=2, lease_for=LEASE)
        polls = [
            Poll(feed_id=one.feed_id, token=one.token, at=now, outcome=Outcome.UNCHANGED, status=304) for one in leases
        ]
        record_polls(session, polls=polls, now=now)
        waits = (timedelta(minutes=15), timedelta(hours=2))
        plan(
            session,
            plans=[
                (one.feed_id, NextPoll(at=now + wait, reason="")) for one, wait in zip(leases, waits, strict=True)
            ],
        )
    with read(engine) as session:
        assert abs(planned_polls_an_hour(session) - 4.5) < 0.01
        hosts = {feed.host for feed in list_feeds(session)}
        by_host = planned_by_host(session, above=0.1)
        assert set(by_host) == hosts
        assert abs(sum(by_host.values()) - 4.5) < 0.01
        assert planned_by_host(session, above=100.0) == {}
        assert set(planned_by_host(session, above=100.0, hosts=hosts)) == hosts
