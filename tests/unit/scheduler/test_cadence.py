from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.cadence import CadenceSettings, next_poll_at
from storage.records import (
    CacheHints,
    ErrorCode,
    Failure,
    FeedHints,
    FeedHistory,
    FeedId,
    FeedState,
    Outcome,
    PastPoll,
)

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday
SETTINGS = CadenceSettings()
HOUR = timedelta(hours=1)


def history(**given):
    return FeedHistory(feed_id=FeedId(1), host="news.example", **given)


def polls(*new, every=HOUR):
    return tuple(
        PastPoll(at=NOW - every * age, outcome=Outcome.UPDATED if found else Outcome.UNCHANGED, new=found)
        for age, found in enumerate(new)
    )


def planned(past, *, dice=0.0):
    return next_poll_at(past, now=NOW, settings=SETTINGS, dice=lambda: dice)


def failing(code, times=1, **given):
    failure = Failure(code=code, message="no", transient=True, retry_after=given.pop("retry_after", None))
    return history(failures=times, failure=failure, failing_since=given.pop("since", NOW), **given)


def test_a_new_feed_is_polled_again_after_the_default_interval():
    assert planned(history()).at == NOW + HOUR


def test_a_lively_feed_is_polled_more_often_than_a_quiet_one():
    lively, quiet = history(polls=polls(5, 5, 5, 5)), history(polls=polls(0, 1, 0, 0, 0, 0, 0, 0))
    assert planned(lively).at < planned(quiet).at


def test_a_feed_that_yields_relevant_stories_is_visited_more():
    same = polls(1, 0, 1, 0, 1, 0, 1, 0, 1, 0)
    assert planned(history(polls=same, matched_share=0.6)).at < planned(history(polls=same)).at


def test_never_earlier_than_the_floor_nor_later_than_the_ceiling():
    assert planned(history(polls=polls(500, 500, 500))).at >= NOW + SETTINGS.floor
    silent = history(polls=polls(0, 0, 0, 0), previous_interval=timedelta(days=3))
    assert planned(silent).at <= NOW + SETTINGS.ceiling


def test_the_first_sight_of_a_whole_document_is_not_a_rate():
    first_sight = history(polls=polls(0, 0, 0, 300))
    assert planned(first_sight).at >= NOW + HOUR


def test_a_server_that_asks_for_longer_is_obeyed_and_named():
    plan = planned(history(polls=polls(3, 3, 3), matched_share=0.1, cache=CacheHints(fresh_for=timedelta(hours=5))))
    assert plan.at == NOW + timedelta(hours=5)
    assert "cache time" in plan.reason


def test_absurd_hints_are_clamped_to_a_day():
    absurd = FeedHints(ttl=timedelta(days=4000), update_every=timedelta(days=365))
    assert planned(history(hints=absurd)).at == NOW + timedelta(days=1)


def test_skip_hours_and_days_move_the_poll_out_of_them():
    plan = planned(history(hints=FeedHints(skip_hours=(13, 14), skip_days=(3,))))
    assert plan.at == datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
    assert "skip" in plan.reason


def test_a_feed_that_asks_to_be_skipped_always_is_polled_all_the_same():
    plan = planned(history(hints=FeedHints(skip_hours=tuple(range(24)), skip_days=tuple(range(7)))))
    assert plan.at == NOW + HOUR


def test_retry_after_beats_our_own_interval():
    plan = planned(failing(ErrorCode.RATE_LIMITED, retry_after=timedelta(hours=9)))
    assert plan.at == NOW + timedelta(hours=9)
    assert "asks to wait 9 h" in plan.reason


def test_retry_after_of_years_is_cut():
    plan = planned(failing(ErrorCode.RATE_LIMITED, retry_after=timedelta(days=4000)))
    assert plan.at == NOW + SETTINGS.retry_ceiling


def test_failures_back_off_and_a_passing_one_less_than_a_refusal():
    waits = [planned(failing(ErrorCode.AUTH, n)).at for n in (1, 2, 5)]
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]
    assert planned(failing(ErrorCode.DNS, 4)).at < planned(failing(ErrorCode.AUTH, 4)).at


def test_a_feed_that_fails_for_long_is_probed_and_never_dead():
    plan = planned(failing(ErrorCode.HTTP, SETTINGS.dormant_after))
    assert plan.state is FeedState.DORMANT
    assert plan.at == NOW + SETTINGS.probe


def test_410_once_is_a_failure_and_over_a_week_it_is_gone():
    assert planned(failing(ErrorCode.GONE, gone_seen=1)).state is FeedState.ACTIVE
    week = {"since": NOW - timedelta(days=8)}
    assert planned(failing(ErrorCode.GONE, 3, gone_seen=2, **week)).state is FeedState.ACTIVE
    assert planned(failing(ErrorCode.GONE, 3, gone_seen=3, since=NOW - timedelta(days=2))).state is FeedState.ACTIVE
    gone = planned(failing(ErrorCode.GONE, 3, gone_seen=3, since=NOW - timedelta(days=8)))
    assert gone.state is FeedState.DORMANT
    assert gone.at == NOW + SETTINGS.gone_probe


@given(
    new=st.lists(st.integers(0, 2000), max_size=20),
    failures=st.integers(0, 500),
    code=st.sampled_from(list(ErrorCode)),
    share=st.floats(0, 1),
    ttl=st.timedeltas(min_value=timedelta(0)),
    hours=st.lists(st.integers(0, 23), max_size=24),
    dice=st.floats(0, 0.999),
)
def test_whatever_the_history_the_next_poll_lies_ahead_within_bounds(new, failures, code, share, ttl, hours, dice):
    past = history(
        polls=polls(*new),
        failures=failures,
        failure=Failure(code=code, message="no", transient=True) if failures else None,
        matched_share=share,
        hints=FeedHints(ttl=ttl, skip_hours=tuple(hours)),
    )
    plan = planned(past, dice=dice)
    assert NOW + SETTINGS.floor <= plan.at <= NOW + timedelta(days=33)
    assert plan.reason


@pytest.mark.parametrize("zone", [UTC])
def test_jitter_only_ever_adds(zone):
    assert planned(history(), dice=0.99).at > planned(history(), dice=0.0).at
