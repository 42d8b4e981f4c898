"""Agreement of one article with many and of many with many, so that no story grows by chaining."""

import math
from collections.abc import Mapping, Sequence

from worker.story.likeness import Profile, logit

WINDOW_DAYS = 14.0
JOIN = 0.0
"""Mean log-odds from which an article joins a story."""
STEP = 0.8
"""What is asked for on top for every doubling of the smaller of two stories."""
SPARED = 0.4
"""Share of the comparisons with a story that may fail: texts on which extraction or translation stumbled."""
_FEW = 2
_LEAST, _MOST = -8.0, 4.0
"""A single comparison counts within these bounds: one strange neighbour neither makes nor breaks a story."""
SAMPLE = 6


def needed(first: int, second: int) -> float:
    """Mean log-odds from which two stories of these sizes are one.

    Two big stories that are one have long had articles that belong to both: the bigger the smaller one is,
    the surer a join must be, and the dearer it is if it is wrong.
    """
    return JOIN + STEP * math.log2(max(1, min(first, second)))


def bounded(log_odds: float) -> float:
    """A comparison as it counts in a mean."""
    return max(_LEAST, min(_MOST, log_odds))


def mean_of(log_odds: Sequence[float], smaller: int) -> float:
    """The mean of comparisons; without the lowest share of ``SPARED`` if the smaller side is not more than two.

    An odd member keeps no single article out, but two stories of some size are compared as they are.
    """
    spared = SPARED if smaller <= _FEW else 0.0
    kept = sorted(map(bounded, log_odds), reverse=True)[: max(1, math.ceil(len(log_odds) * (1 - spared)))]
    return sum(kept) / len(kept)


def agreement(one: Profile, members: Sequence[Profile], frequencies: Mapping[str, float] | None = None) -> float:
    """Mean log-odds of an article against the members of a story."""
    if not members:
        return _LEAST
    return mean_of([logit(one, member, frequencies) for member in members], 1)


def between(
    first: Sequence[Profile], second: Sequence[Profile], frequencies: Mapping[str, float] | None = None
) -> float:
    """Mean log-odds between two stories, on a sample of each."""
    one, two = first[:SAMPLE], second[:SAMPLE]
    if not one or not two:
        return _LEAST
    return mean_of([logit(a, b, frequencies) for a in one for b in two], min(len(one), len(two)))
