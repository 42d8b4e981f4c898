from datetime import UTC, datetime, timedelta

import pytest

from scheduler.rhythm import HOUR, Pattern, entries_an_hour, pattern_of, until_worth
from storage.records import Outcome, PastPoll

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday
DAY = timedelta(days=1)
LEVEL = Pattern()
OFFICE = pattern_of(tuple(4 if day < 5 and 8 <= hour < 18 else 0 for day in range(7) for hour in range(24)))


def wait(rate, pattern=LEVEL, now=NOON):
    return until_worth(0.01, rate, pattern, now=now, at_most=DAY)


def test_four_times_the_stories_are_visited_twice_as_often():
    assert wait(0.08) / wait(0.02) == pytest.approx(0.5)


def test_a_level_pattern_walked_hour_by_hour_gives_the_closed_form():
    level = Pattern((1.0,) * 24, (1.0,) * 7)
    assert wait(0.003, level) / wait(0.003) == pytest.approx(1, abs=1e-6)


def test_an_office_that_is_closed_is_left_alone_until_it_opens():
    night = NOON.replace(hour=20)
    assert wait(0.05, OFFICE, night) > 3 * wait(0.05, OFFICE, NOON)


def test_fresh_news_brings_the_next_visit_forward():
    calm = until_worth(0.01, 0.005, Pattern(), now=NOON, at_most=DAY)
    assert until_worth(0.01, 0.005, Pattern(), now=NOON, at_most=DAY, more=0.05) < calm


def test_too_few_entries_make_no_pattern():
    assert pattern_of((1,) + (0,) * 167) == Pattern()


def test_the_rate_is_what_the_polls_saw():
    polls = [PastPoll(at=NOON - HOUR * n, outcome=Outcome.UPDATED, new=3) for n in range(21)]
    assert entries_an_hour(polls, Pattern(), tally=5_000, known_for=70 * DAY) == pytest.approx(3, rel=0.1)
