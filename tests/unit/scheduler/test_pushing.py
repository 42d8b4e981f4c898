from datetime import UTC, datetime, timedelta

import pytest

from scheduler.cadence import CadenceSettings, next_poll_at
from scheduler.pushing import CHECK_EVERY, LATE, is_trusted, look_again, was_told
from storage.records import FeedHistory, FeedId, Outcome, PastPoll, Pushing

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def history(*polls, pushed=None, pushes=1, misses=0, left=timedelta(days=1)):
    """Polls as (minutes ago, new entries), newest first; ``pushed``: minutes ago."""
    return FeedHistory(
        feed_id=FeedId(1),
        host="news.example",
        matched_share=0.5,
        created_at=NOW - timedelta(days=60),
        polls=tuple(
            PastPoll(at=NOW - ago * MINUTE, outcome=Outcome.UPDATED if new else Outcome.UNCHANGED, new=new)
            for ago, new in polls
        ),
        pushing=Pushing(
            lease_until=NOW + left,
            pushes=pushes,
            last_pushed_at=None if pushed is None else NOW - pushed * MINUTE,
            misses=misses,
        ),
    )


def planned(past):
    return next_poll_at(past, now=NOW, settings=CadenceSettings(), dice=lambda: 0.0)


@pytest.mark.parametrize(
    ("given", "trusted"),
    [({}, True), ({"pushes": 0}, False), ({"misses": 1}, True), ({"misses": 2}, False), ({"left": -MINUTE}, False)],
)
def test_a_hub_is_trusted_once_it_has_told_and_until_it_kept_silent_twice(given, trusted):
    assert is_trusted(history((0, 1), (300, 1), pushed=30, **given), now=NOW) is trusted


def test_a_trusted_hub_stretches_the_polls_of_a_lively_feed_and_not_those_of_a_quiet_one():
    lively = [(age * 60, 5) for age in range(6)]
    assert planned(history(*lively, pushed=1)).at == NOW + CHECK_EVERY
    assert planned(history(*lively, pushed=1, misses=2)).at < NOW + timedelta(hours=1)
    assert planned(history(*[(age * 1_400, 0) for age in range(12)], pushed=20_000)).at > NOW + CHECK_EVERY


def test_what_the_hub_told_of_and_what_it_kept_to_itself():
    assert was_told(history((0, 2), (60, 0), pushed=1)) is True
    assert was_told(history((0, 2), (60, 1), pushed=61)) is False
    assert was_told(history((0, 2), (5, 0), pushed=6)) is True  # it came before the publisher's cache knew
    assert was_told(history((0, 2), (60, 0))) is False
    assert was_told(history((0, 0), (60, 3), pushed=1)) is None
    assert was_told(history((0, 30), pushed=1)) is None


def test_a_push_during_a_poll_is_followed_at_once_and_one_ahead_of_the_cache_once_more():
    assert look_again(history((1, 3), (60, 0), pushed=0)) == timedelta(0)
    assert look_again(history((0, 0), (60, 0), pushed=1)) == LATE
    assert look_again(history((0, 0), (2, 0), pushed=3)) is None
    assert look_again(history((0, 3), (60, 0), pushed=1)) is None
    assert look_again(history((0, 0), (60, 0))) is None
    assert planned(history((0, 0), (60, 0), pushed=1)).at == NOW + LATE
