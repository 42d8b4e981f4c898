"""How far a hub is trusted: from what it told and what it kept to itself. Pure.

A hub earns trust by telling: until its first push a feed is polled as ever. While it is trusted polls only look whether
it still tells; two in a row that find what it did not tell of, and polling is as ever until it has told again.
"""

from datetime import datetime, timedelta

from storage.records import FeedHistory, Outcome

CHECK_EVERY = timedelta(hours=6)
"""How often a feed is polled whose hub is trusted."""
MISSES = 2
LATE = timedelta(minutes=2)
"""A hub is often quicker than the publisher's own cache: a poll on its word that finds nothing is made once more."""
WORD_HOLDS = timedelta(minutes=10)
"""A push that came so long before a poll told of what the poll found."""


def is_trusted(history: FeedHistory, *, now: datetime) -> bool:
    """Whether the feed's hub may be relied on until the next look."""
    pushing = history.pushing
    return pushing is not None and pushing.lease_until > now and pushing.pushes > 0 and pushing.misses < MISSES


def was_told(history: FeedHistory) -> bool | None:
    """Whether the hub had told of what the newest poll found; None if it found nothing new, or nothing follows."""
    pushing = history.pushing
    good = [poll for poll in history.polls if poll.outcome is not Outcome.FAILED]
    # The first poll of a feed finds what is old.
    if pushing is None or len(good) < 2 or good[0].new == 0 or history.polls[0] is not good[0]:
        return None
    if pushing.last_pushed_at is None:
        return False
    # A word that the poll before this one came for and found nothing still counts.
    since = good[1].at if good[1].new else good[1].at - WORD_HOLDS
    return pushing.last_pushed_at > since


def look_again(history: FeedHistory) -> timedelta | None:
    """How soon to look again on the hub's word, if there is reason to."""
    pushing = history.pushing
    if pushing is None or pushing.last_pushed_at is None or not history.polls:
        return None
    pushed, newest = pushing.last_pushed_at, history.polls[0]
    if pushed > newest.at:
        return timedelta(0)
    looked_before = len(history.polls) > 1 and history.polls[1].at >= pushed
    if newest.outcome is Outcome.UNCHANGED and newest.at - pushed <= WORD_HOLDS and not looked_before:
        return LATE
    return None
