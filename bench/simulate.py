"""Polling policies compared on made-up publication histories: `PYTHONPATH=. uv run python bench/simulate.py`.

Every feed has a rate, a daily and weekly rhythm, perhaps bursts (a story begets stories), and a share of stories in scope.
Each policy polls the same histories; a factor on its intervals is searched for until it makes as many polls as one an hour
and feed, after a warm-up week that is not counted. Told are the mean and the 90th percentile of the minutes that a relevant
story waits; every story counts by its chance of being in scope, which the policies do not know. No policy comes sooner than 15 minutes nor later than a day (the fixed one keeps its own interval).

- fixed: every feed at the same interval;
- weekly count: the interval that would bring one entry a poll by last week's count (Miniflux's rule in spirit);
- step: ten minutes or an hour more or less by the share of known entries in two polls (Media Cloud's rule in spirit);
- ours: ``next_poll_at`` itself, told by the same record that the database would give it.
"""

import argparse
import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp, pi, sin
from statistics import fmean

from scheduler.cadence import CadenceSettings, next_poll_at
from storage.records import FeedHistory, FeedId, Outcome, PastPoll

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
FLOOR, CEILING = 0.25, 24.0
WARM_UP = 7 * 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """What a feed brought forth: hours since START, and which of the stories are in scope."""

    kind: str
    share: float
    times: tuple[float, ...]
    relevant: tuple[bool, ...]


KINDS = (
    # name, share of the feeds, entries a day, share in scope, swing of day and night (0 to 1), followers of a story
    ("lively, irrelevant", 0.10, 120.0, 0.0002, 0.5, 0.0),
    ("general news", 0.20, 30.0, 0.002, 0.8, 0.2),
    ("technology news", 0.10, 15.0, 0.05, 0.9, 0.3),
    ("trade letter", 0.05, 3.0, 0.40, 0.9, 0.5),
    ("quiet, relevant", 0.30, 0.4, 0.40, 0.7, 0.5),
    ("quiet, irrelevant", 0.25, 0.5, 0.002, 0.5, 0.0),
)
BEFORE = 60 * 24.0
"""Hours of history before the first poll, which finds the last twenty entries of it."""
DOCUMENT = 20


def publishers(count: int, days: int, seed: int) -> list[Publisher]:
    """Feeds of all kinds with their histories, by a seeded generator."""
    dice = random.Random(seed)
    found = []
    for number in range(count):
        mark, kind = (number + 0.5) / count, KINDS[-1]
        for one in KINDS:
            mark -= one[1]
            if mark < 0:
                kind = one
                break
        name, _, a_day, share, swing, followers = kind
        rate = a_day / 24 * exp(dice.gauss(0, 0.8)) * (1 - followers)
        share = min(0.9, share * exp(dice.gauss(0, 0.8)))  # feeds of a kind differ, and by factors
        noon, works_weekends = dice.choice((4, 13, 20)), dice.random() < 0.5
        times: list[float] = []
        at = 0.0
        while at < days * 24:
            at += dice.expovariate(rate * 2)
            weight = 1 + swing * sin((at % 24 - noon + 6) * pi / 12)
            if not works_weekends and int(at // 24) % 7 > 4:
                weight *= 0.3
            if dice.random() < weight / 2:
                times.append(at)
        for begun in list(times):  # each story may beget one, and that one another
            after = begun
            while dice.random() < followers:
                after += dice.expovariate(1 / 1.5)
                times.append(after)
        times = sorted(time for time in times if time < days * 24)
        found.append(Publisher(kind=name, share=share, times=tuple(times), relevant=tuple(dice.random() < share for _ in times)))
    return found


@dataclass(slots=True, kw_only=True)
class Seen:
    """What a poller knows of a feed at a poll."""

    now: float
    times: Sequence[float]
    """All that was published until now."""
    news: list[tuple[float, int]]
    """Polls so far, newest last: when, and how many entries were new."""
    matched: int = 0
    previous: float = 1.0


Policy = Callable[[Seen], float]
"""Hours until the next poll."""


def fixed(_: Seen) -> float:
    return 1.0


def weekly_count(seen: Seen) -> float:
    count = len(seen.times) - bisect_right(seen.times, seen.now - 168)
    return 168 / max(count, 1)


def step(seen: Seen) -> float:
    if len(seen.news) < 3:
        return seen.previous
    (_, new), (_, before) = seen.news[-1], seen.news[-2]
    known = 1 - min(1.0, (new + before) / 2 / DOCUMENT)
    if known >= 0.67:
        lively = len(seen.times) > bisect_right(seen.times, seen.now - 31 * 24)
        return seen.previous + (1 / 6 if lively else 1.0)
    return max(FLOOR, seen.previous - 1) if known < 0.33 else seen.previous


def ours(stretch: float) -> Policy:
    settings = CadenceSettings(stretch=stretch)

    def policy(seen: Seen) -> float:
        now = START + timedelta(hours=seen.now)
        tally = [0] * 168
        for time in seen.times[-2000:]:
            tally[int(time) % 168] += 1
        polls = tuple(
            PastPoll(at=START + timedelta(hours=at), outcome=Outcome.UPDATED if new else Outcome.UNCHANGED, new=new)
            for at, new in reversed(seen.news[-20:])
        )
        history = FeedHistory(
            feed_id=FeedId(1), host="news.example", polls=polls, entries_by_hour=tuple(tally), matched_share=(seen.matched + 0.5) / (len(seen.times) + 5), created_at=START + timedelta(hours=BEFORE)
        )
        return (next_poll_at(history, now=now, settings=settings, dice=lambda: 0.5).at - now) / timedelta(hours=1)

    return policy


def replay(feed: Publisher, policy: Policy, factor: float, hours: float, bounds: tuple[float, float], offset: float) -> tuple[int, list[tuple[float, float]]]:
    """Polls after the warm-up, and for each story the hours it waited and the chance that it was in scope."""
    polls = 0
    delays: list[tuple[float, float]] = []
    seen = Seen(now=offset, times=(), news=[])
    place = first = max(0, bisect_right(feed.times, offset) - DOCUMENT)
    while seen.now < hours:
        upto = bisect_right(feed.times, seen.now)
        fresh = [(feed.times[i], feed.relevant[i]) for i in range(place, upto)]
        seen.times, place = feed.times[first:upto], upto
        seen.matched += sum(hit for _, hit in fresh)
        seen.news = [*seen.news[-30:], (seen.now, len(fresh))]
        if seen.now >= BEFORE + WARM_UP:
            polls += 1
            delays += [(seen.now - time, feed.share) for time, _ in fresh]
        seen.previous = policy(seen)
        seen.now += min(bounds[1], max(bounds[0], seen.previous * factor))
    return polls, delays


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A policy's figures: polls an hour and feed, and the minutes relevant stories waited."""

    polls: float
    mean: float
    late: float


def late(delays: Sequence[tuple[float, float]]) -> float:
    """The wait that nine in ten of the expected relevant stories stay below."""
    left = 0.1 * sum(share for _, share in delays)
    for wait, share in sorted(delays, reverse=True):
        left -= share
        if left <= 0:
            return wait
    return 0.0


def measure(feeds: Sequence[Publisher], days: int, make: Callable[[float], tuple[Policy, float]], bounds: tuple[float, float]) -> Result:
    """Search the factor that makes one poll an hour and feed; the figures at that factor."""
    hours = BEFORE + days * 24.0
    low, high = -4.0, 4.0
    best: Result | None = None
    for _ in range(9):
        middle = (low + high) / 2
        policy, factor = make(exp(middle))
        polls = 0
        delays: list[tuple[float, float]] = []
        for number, feed in enumerate(feeds):
            made, waited = replay(feed, policy, factor, hours, bounds, BEFORE + (number + 0.5) / len(feeds))
            polls += made
            delays += waited
        rate = polls / len(feeds) / (hours - BEFORE - WARM_UP)
        mean = fmean((wait for wait, _ in delays), weights=[share for _, share in delays])
        result = Result(polls=rate, mean=60 * mean, late=60 * late(delays))
        if rate <= 1.005 and (best is None or rate > best.polls):
            best = result  # never more polls than the fixed interval makes
        if rate > 1:
            low = middle
        else:
            high = middle
        if 0.985 <= rate <= 1.005:
            break
    assert best is not None, "no factor keeps to the budget"
    return best


def compare(*, count: int, days: int, seed: int) -> dict[str, Result]:
    """Every policy on the same histories."""
    feeds = publishers(count, days + int(BEFORE / 24), seed)
    bounds = (FLOOR, CEILING)
    return {
        "fixed": measure(feeds, days, lambda _: (fixed, 1.0), (1.0, 1.0)),
        "weekly count": measure(feeds, days, lambda factor: (weekly_count, factor), bounds),
        "step": measure(feeds, days, lambda factor: (step, factor), bounds),
        "ours": measure(feeds, days, lambda factor: (ours(factor), 1.0), bounds),
    }


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=60)
    parser.add_argument("--days", type=int, default=21)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=100)
    given = parser.parse_args()
    print(f"{'seed':>4} {'policy':14}{'polls/h/feed':>13}{'mean wait min':>15}{'90 % below min':>16}")
    for seed in range(given.first_seed, given.first_seed + given.seeds):
        for name, result in compare(count=given.feeds, days=given.days, seed=seed).items():
            print(f"{seed:4} {name:14}{result.polls:13.3f}{result.mean:15.1f}{result.late:16.1f}", flush=True)


if __name__ == "__main__":
    main()
