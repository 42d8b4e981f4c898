"""Keeping to a number of polls an hour: by how much all intervals are stretched. Pure."""

from collections.abc import Mapping
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


def stretched_by_host(stretches: Mapping[str, float], *, planned: Mapping[str, float], allowed: float) -> dict[str, float]:
    """The next stretch of each host's intervals: of those with more polls planned than allowed, and of those on their way
    back. A host is never polled more because it has room, so none is below 1, and those at 1 are left out.
    """
    found = {
        host: stretched(stretches.get(host, 1.0), planned=planned.get(host, 0.0), allowed=allowed)
        for host in {*stretches, *planned}
    }
    return {host: stretch for host, stretch in found.items() if stretch > 1.0}
