"""How often a feed is expected to bring relevant stories, and how long they may wait. Pure.

A poll is worth its cost once the stories that have probably appeared since the last one have, all together,
waited for long enough. With a steady rate m of relevant stories, ``price`` in story-hours gives the interval
sqrt(2 price / m): visits grow with the square root of what a feed yields, which minimises the expected delay
for a given number of polls (Lagrange's condition: one more poll saves the same waiting at every feed; Sia, Cho
and Cho, "Efficient monitoring algorithm for fast news alerts", 2007; for freshness instead of delay: Cho and
Garcia-Molina, "Effective page refresh policies", 2003, and Azar et al., "Tractable near-optimal policies for
crawling", 2018). With a rate that follows the hours of day and week the same condition is met by polling
whenever the expected waiting reaches the price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import exp, sqrt

from storage.records import PastPoll

HOUR = timedelta(hours=1)
_PRIOR_ENTRIES = 0.5
_PRIOR_HOURS = 24.0
"""What is believed of a feed before it is known: half an entry a day."""
_USUAL_HOURS = 72.0
_USUAL_ENTRIES = 2.0
_HALVED_EVERY = timedelta(weeks=8)
_BEFORE = timedelta(days=60)
"""How the tally of a feed's hours is kept (storage.entries.arrival)."""
_BEGETS = 0.25
_FADES = timedelta(hours=2)
_STEP = timedelta(minutes=30)
_PATTERN_NEEDS = 20
"""Entries below which a feed's hours are taken for chance."""
_FLATTENED_BY = 24.0
"""Entries, spread evenly over the week, that are added to those seen."""
_LEAST = 0.1
"""No hour is believed to be quieter than this part of the average."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Weights of the hours of the day and the days of the week, of average 1; empty is level."""

    hours: tuple[float, ...] = ()
    days: tuple[float, ...] = ()

    def at(self, time: datetime) -> float:
        """The weight of the hour of ``time`` (aware)."""
        if not self.hours:
            return 1.0
        utc = time.astimezone(UTC)
        return max(_LEAST, self.hours[utc.hour] * self.days[utc.weekday()])


def pattern_of(entries_by_hour: Sequence[int]) -> Pattern:
    """The pattern behind a tally of 168 hours of the week (Monday 00:00 UTC first).

    Day and hour are taken for independent: 31 numbers are learned from few entries, 168 are not.
    """
    total = sum(entries_by_hour)
    if len(entries_by_hour) != 168 or total < _PATTERN_NEEDS:
        return Pattern()
    all_in_all = total + _FLATTENED_BY
    hours = tuple((sum(entries_by_hour[h::24]) * 24 + _FLATTENED_BY) / all_in_all for h in range(24))
    days = tuple((sum(entries_by_hour[d * 24 : d * 24 + 24]) * 7 + _FLATTENED_BY) / all_in_all for d in range(7))
    return Pattern(hours, days)


def entries_an_hour(
    polls: Sequence[PastPoll], pattern: Pattern, *, tally: int = 0, known_for: timedelta = timedelta(0)
) -> float:
    """Expected new entries in an hour of average weight, from polls that went well, newest first.

    What the polls of late show is mixed with the long run: ``tally`` entries counted since the feed is known
    (halved every eight weeks, and begun with those of sixty days before), which weighs as much as three days
    or two entries, whichever is less. The oldest poll's entries were published before the time looked at;
    they say nothing about it.
    """
    halvings = known_for // _HALVED_EVERY
    counted = known_for % _HALVED_EVERY + _HALVED_EVERY * (1 - 0.5**halvings) + _BEFORE * 0.5**halvings
    usual = (_PRIOR_ENTRIES + tally) / (_PRIOR_HOURS + counted / HOUR)
    span = min(_USUAL_HOURS, _USUAL_ENTRIES / usual)
    seen = usual * span + sum(poll.new for poll in polls[:-1])
    for later, earlier in pairwise(polls):
        gap = later.at - earlier.at
        # A long gap weighs as its hours; a shorter one as the hours it lies in.
        span += gap / HOUR * (1.0 if gap >= timedelta(hours=12) else pattern.at(earlier.at + gap / 2))
    return seen / span


def followers_an_hour(polls: Sequence[PastPoll], *, now: datetime) -> float:
    """Entries an hour expected on top of the usual, because news of late begets more (self-exciting, as in
    Hawkes, 1971): a quarter of what the last polls found, fading over two hours."""
    return sum(
        _BEGETS * poll.new * exp(-(now - poll.at) / _FADES) / (_FADES / HOUR)
        for poll in polls[:-1]
        if poll.new and timedelta(0) <= now - poll.at < 4 * _FADES  # later than now: a clock was wrong
    )


def until_worth(
    price: float, rate: float, pattern: Pattern, *, now: datetime, at_most: timedelta, more: float = 0.0
) -> timedelta:
    """How long until the stories expected at ``rate`` an hour have waited ``price`` story-hours in all.

    ``more`` stories an hour come on top at first and fade. ``at_most`` if it takes longer than that. ``price``
    and ``rate`` are positive. At most some fifty steps of half an hour.
    """
    if not pattern.hours and not more:
        return min(at_most, HOUR * min(sqrt(2 * price / rate), 1e6))
    waited = stories = 0.0
    passed = timedelta(0)
    hours = _STEP / HOUR
    while passed < at_most:
        middle = passed + _STEP / 2
        m = rate * pattern.at(now + middle) + (more * exp(-middle / _FADES) if more else 0.0)
        if waited + stories * hours + m * hours**2 / 2 >= price:
            # m x²/2 + stories x = price - waited
            return min(at_most, passed + HOUR * ((sqrt(stories**2 + 2 * m * (price - waited)) - stories) / m))
        waited += stories * hours + m * hours**2 / 2
        stories += m * hours
        passed += _STEP
    return at_most
