"""When to poll a feed next, and why. Pure: history, hints, clock, settings and dice come in.

The interval follows what was seen (new entries, their hours, the share of them in scope) so that relevant
stories wait as little as a number of polls allows (scheduler.rhythm), and then yields to what the server
asks for: Cache-Control and Expires (RFC 9111), ttl, skipHours and skipDays (RSS 2.0), updatePeriod
(RSS 1.0 syndication module), Retry-After (RFC 9110, 10.2.3). Failures back off by kind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduler.pushing import CHECK_EVERY, is_trusted, look_again
from scheduler.rhythm import entries_an_hour, followers_an_hour, pattern_of, until_worth
from storage.records import ErrorCode, FeedHints, FeedHistory, FeedState, NextPoll, Outcome

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceSettings:
    """Bounds of the cadence."""

    floor: timedelta = timedelta(minutes=15)
    ceiling: timedelta = DAY
    default: timedelta = timedelta(hours=1)
    """For a feed nobody knows yet."""
    price: float = 0.01
    """Story-hours of expected waiting that a poll is worth (scheduler.rhythm): a feed that brings a relevant
    story every two days is visited each hour, one that brings two an hour every six minutes, were it not for the floor."""
    least_share: float = 0.0005
    """No feed is believed to be less relevant than this: its first story in scope must not wait for ever."""
    stretch: float = 1.0
    """What the budget of polls an hour multiplies intervals by (scheduler.budget)."""
    hint_ceiling: timedelta = DAY
    """No hint of a server is believed beyond this."""
    retry_ceiling: timedelta = timedelta(days=7)
    """No Retry-After is obeyed beyond this."""
    jitter: float = 0.1
    jitter_ceiling: timedelta = timedelta(minutes=30)
    dormant_after: int = 30
    """Failures in a row after which a feed is only probed."""
    probe: timedelta = timedelta(days=7)
    gone_after: int = 3
    """Answers 410 in a row, over ``gone_for``, after which a feed is taken for gone and probed."""
    gone_for: timedelta = timedelta(days=7)
    gone_probe: timedelta = timedelta(days=30)


# How much of an interval each failure in a row adds: a passing fault of the net is not the
# publisher's, a refusal is (Media Cloud's rss-fetcher weighs them so).
_WEIGHT = {
    ErrorCode.DNS: 0.25,
    ErrorCode.CONNECT: 0.25,
    ErrorCode.TIMEOUT: 0.5,
    ErrorCode.TLS: 0.5,
    ErrorCode.HTTP: 0.5,
    ErrorCode.RATE_LIMITED: 0.5,
    ErrorCode.PARSE: 0.5,
    ErrorCode.EMPTY: 0.5,
    ErrorCode.NOT_A_FEED: 0.5,
    ErrorCode.DECODE: 0.5,
    ErrorCode.PROTOCOL: 0.5,
}


def next_poll_at(
    history: FeedHistory,
    *,
    now: datetime,
    settings: CadenceSettings,
    dice: Callable[[], float],
) -> NextPoll:
    """When to poll the feed of ``history`` next, with the reason that is stored and shown.

    ``dice`` returns a float in [0, 1). Never earlier than the floor, nor than what the server asked
    for (within bounds); never later than the ceiling for a feed that is alive. Raises nothing.
    """
    if history.failures:
        return _after_failure(history, now=now, settings=settings, dice=dice)
    again = look_again(history)
    if again is not None:
        return NextPoll(at=now + again, reason="its hub says there is something new")
    interval, reason = _interval(history, settings, now)
    if is_trusted(history, now=now) and interval < CHECK_EVERY:
        interval, reason = CHECK_EVERY, f"its hub tells of new entries: a look every {show(CHECK_EVERY)}"
    asked, who = _asked_for(history, settings)
    if asked > interval:
        interval, reason = asked, f"{who} asks for {show(asked)}"
    spread = min(interval * settings.jitter, settings.jitter_ceiling) * dice()
    at, skipped = _outside_skips(now + interval + spread, history.hints)
    return NextPoll(at=at, reason=f"{reason}{skipped}")


def _interval(history: FeedHistory, settings: CadenceSettings, now: datetime) -> tuple[timedelta, str]:
    """The interval that the feed's own rhythm suggests, within floor and ceiling."""
    good = [poll for poll in history.polls if poll.outcome is not Outcome.FAILED]
    if len(good) < 2:
        first = _within(settings.default * max(1.0, settings.stretch), settings)
        return first, f"new feed: first interval {show(first)}"
    pattern = pattern_of(history.entries_by_hour)
    entries = entries_an_hour(
        good,
        pattern,
        tally=sum(history.entries_by_hour),
        known_for=max(timedelta(0), now - (history.created_at or good[-1].at)),
    )
    share = max(history.matched_share, settings.least_share)
    more = followers_an_hour(good, now=now)
    price = settings.price * settings.stretch**2
    worth = until_worth(
        price, entries * share, pattern, now=now, at_most=settings.ceiling, more=more * share
    )
    interval = _within(worth, settings)
    rhythm = "at this hour, " if pattern.hours else ""
    gap = timedelta(hours=1) / max(entries * pattern.at(now), 1e-6)
    told = f"about an entry every {show(gap)}, {rhythm}{history.matched_share:.0%} relevant: {show(interval)}"
    return interval, told + (f" (budget: x{settings.stretch:.1f})" if settings.stretch != 1 else "")


def _asked_for(history: FeedHistory, settings: CadenceSettings) -> tuple[timedelta, str]:
    """The longest interval any hint asks for, clamped, and who asks."""
    hints = (
        (history.cache.fresh_for, "the server's cache time"),
        (history.hints.ttl, "the feed's ttl"),
        (history.hints.update_every, "the feed's update period"),
    )
    asked = [(min(wish, settings.hint_ceiling), who) for wish, who in hints if wish is not None]
    return max(asked, default=(timedelta(0), ""))


def _after_failure(
    history: FeedHistory, *, now: datetime, settings: CadenceSettings, dice: Callable[[], float]
) -> NextPoll:
    failure = history.failure
    code = failure.code if failure else ErrorCode.HTTP
    since = history.failing_since or now
    gone = code is ErrorCode.GONE and history.gone_seen >= settings.gone_after and now - since >= settings.gone_for
    if gone or history.failures >= settings.dormant_after:
        probe = settings.gone_probe if gone else settings.probe
        why = f"410 for {show(now - since)}" if gone else f"{history.failures} failures since {since:%Y-%m-%d}"
        return NextPoll(
            at=now + probe + probe * settings.jitter * dice(),
            reason=f"dormant ({why}): probed every {show(probe)}",
            state=FeedState.DORMANT,
            state_reason=f"{why}, last: {failure.message if failure else code}",
        )
    base = max(settings.floor, min(history.previous_interval or settings.default, settings.default))
    wait = max(settings.floor, min(base * _WEIGHT.get(code, 1.0) * history.failures, settings.ceiling))
    reason = f"failure {history.failures} in a row ({code}): {show(wait)}"
    asked = failure.retry_after if failure else None
    if asked is not None and (asked := min(asked, settings.retry_ceiling)) >= wait:
        wait, reason = asked, f"the server asks to wait {show(asked)} ({code})"
    spread = min(wait * settings.jitter, settings.jitter_ceiling) * dice()
    return NextPoll(at=now + wait + spread, reason=reason)


def _outside_skips(at: datetime, hints: FeedHints) -> tuple[datetime, str]:
    """``at``, moved out of the hours (GMT) and days the feed asks to skip; both sets full means neither."""
    hours = set(hints.skip_hours) if len(set(hints.skip_hours)) < 24 else set()
    days = set(hints.skip_days) if len(set(hints.skip_days)) < 7 else set()
    moved = at.astimezone(UTC)
    for _ in range(24 * 8):
        if moved.weekday() not in days and moved.hour not in hours:
            break
        moved = moved.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    else:
        return at, ""
    if moved == at:
        return at, ""
    return moved, ", moved out of the feed's skipHours or skipDays"


def _within(interval: timedelta, settings: CadenceSettings) -> timedelta:
    return max(settings.floor, min(interval, settings.ceiling))


def show(span: timedelta) -> str:
    """A span for a person: 45 s, 15 min, 2.5 h, 3 d."""
    seconds = span.total_seconds()
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{seconds:.0f} s"
