"""Turns of a host, shared by all workers or kept by one."""

from datetime import UTC, datetime, timedelta

import pytest

from worker.fetch.pace import LONGEST_BOOKING, LocalPace, Pace, RedisPace

NOW = datetime.now(UTC)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def check_turns(pace: Pace) -> None:
    assert pace.reserve("a.example", NOW) == 0
    assert pace.reserve("a.example", NOW) == pytest.approx(1, abs=0.01)
    assert pace.reserve("a.example", NOW) == pytest.approx(2, abs=0.01)
    assert pace.reserve("b.example", NOW) == 0
    assert pace.reserve("a.example", later(10)) == 0


def check_hold(pace: Pace) -> None:
    # A hold is kept by the real clock: the moment this module was loaded may lie minutes back.
    now = datetime.now(UTC)
    pace.hold("held.example", now + timedelta(seconds=20))
    pace.hold("held.example", now + timedelta(seconds=5))
    assert pace.reserve("held.example", now) == pytest.approx(20, abs=0.01)
    pace.hold("long.example", now + timedelta(seconds=3600))
    assert pace.reserve("long.example", now) == pytest.approx(3600, abs=0.01)
    assert pace.reserve("long.example", now) == pytest.approx(3600, abs=0.01)


def check_booking(pace: Pace) -> None:
    waits = [pace.reserve("busy.example", NOW) for _ in range(100)]
    assert max(waits) <= LONGEST_BOOKING + 1.01


def check_places(pace: Pace) -> None:
    first, second = pace.enter("p.example", NOW), pace.enter("p.example", NOW)
    assert first
    assert second
    assert pace.enter("p.example", NOW) is None
    pace.leave("p.example", first)
    assert pace.enter("p.example", NOW)
    assert pace.enter("p.example", later(1000))


CHECKS = [check_turns, check_hold, check_booking, check_places]


@pytest.mark.parametrize("check", CHECKS)
def test_one_process_keeps_the_gap(check) -> None:  # type: ignore[no-untyped-def]
    check(LocalPace(gap=1))


@pytest.mark.parametrize("check", CHECKS)
def test_all_workers_share_the_gap(check, redis_url: str) -> None:  # type: ignore[no-untyped-def]
    check(RedisPace(redis_url, gap=1, prefix=f"test:{check.__name__}:"))


def test_two_workers_do_not_take_the_same_turn(redis_url: str) -> None:
    one, other = (RedisPace(redis_url, gap=1, prefix="test:two:") for _ in range(2))
    waits = sorted(pace.reserve("a.example", NOW) for pace in (one, other, one, other))
    assert waits == pytest.approx([0, 1, 2, 3], abs=0.01)


@pytest.mark.parametrize("check", CHECKS)
def test_losing_redis_is_harmless(check) -> None:  # type: ignore[no-untyped-def]
    check(RedisPace("redis://127.0.0.1:1/0", gap=1))
