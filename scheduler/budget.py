"""Keeping to a number of polls an hour: by how much all intervals are stretched. Pure."""

from math import sqrt

LEAST, MOST = 0.25, 64.0


def stretched(stretch: float, *, planned: float, allowed: float | None) -> float:
    """The next stretch, from the polls an hour that the plans of today come to and those allowed.

    Intervals are multiplied by it. As stretching reaches a feed only when it is planned again, half the way
    (in logarithms) is gone at a time; within ``LEAST`` and ``MOST``. Without a budget it is 1.
    """
    if allowed is None:
        return 1.0
    if planned <= 0:
        return stretch
    ratio = sqrt(planned / allowed)
    return min(MOST, max(LEAST, stretch * min(2.0, max(0.5, ratio))))
