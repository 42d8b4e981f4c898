"""How often a host is visited: a gap between starts over all workers, and Retry-After remembered.

``RedisPace`` shares the turns through Redis, one short script a request. Losing Redis is harmless: each
process then keeps its own pace until it is back.
"""

import contextlib
import threading
import time
from collections import OrderedDict
from datetime import UTC, datetime
from typing import Protocol
from uuid import uuid4

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

LONGEST_BOOKING = 30.0
"""Seconds ahead that a turn is booked; a longer queue is told its length and books nothing."""

LONGEST_HOLD = 7 * 86_400.0
_HOSTS_REMEMBERED = 10_000
_AWAY_SECONDS = 5.0

# KEYS: next free turn. ARGV: now, gap, longest booking (milliseconds). Answer: milliseconds to wait.
_RESERVE = """
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
local now, gap, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local turn = math.max(free, now)
local wait = turn - now
if wait <= longest then
  local keep = string.format('%.0f', wait + gap + 1000)
  redis.call('SET', KEYS[1], string.format('%.0f', turn + gap), 'PX', keep)
end
return wait
"""

# KEYS: next free turn. ARGV: until, milliseconds to keep it. Never shortens a longer hold.
_HOLD = """
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) > free then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return 0
"""

# KEYS: places taken. ARGV: now, until, most, name. Answer: 1 if a place was free.
_ENTER = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[4])
redis.call('PEXPIRE', KEYS[1], 3600000)
return 1
"""


class Pace(Protocol):
    """Whose turn it is. Hosts in the form of ``worker.urls.host_of``; times aware, UTC."""

    def reserve(self, host: str, now: datetime) -> float:
        """Book the host's next free turn; seconds to wait for it.

        More than ``LONGEST_BOOKING`` means that nothing was booked: come back later.
        """
        ...

    def hold(self, host: str, until: datetime) -> None:
        """No turn before then: the host said Retry-After."""
        ...

    def enter(self, host: str, now: datetime, seconds: float = 120.0) -> str | None:
        """Take one of the host's places for so long at most: its name for ``leave``, None if none is free."""
        ...

    def leave(self, host: str, place: str) -> None:
        """Give a place back."""
        ...


class LocalPace:
    """The pace of one process. Thread-safe; remembers the hosts visited last."""

    def __init__(self, *, gap: float = 1.0, most_at_once: int = 2) -> None:
        self._gap = gap
        self._most = most_at_once
        self._lock = threading.Lock()
        self._free: OrderedDict[str, float] = OrderedDict()
        self._places: dict[str, dict[str, float]] = {}

    def reserve(self, host: str, now: datetime) -> float:
        """See ``Pace``."""
        moment = now.timestamp()
        with self._lock:
            turn = max(self._free.get(host, 0.0), moment)
            if turn - moment <= LONGEST_BOOKING:
                self._remember(host, turn + self._gap)
            return turn - moment

    def hold(self, host: str, until: datetime) -> None:
        """See ``Pace``."""
        with self._lock:
            self._remember(host, max(self._free.get(host, 0.0), until.timestamp()))

    def _remember(self, host: str, free: float) -> None:
        self._free[host] = free
        self._free.move_to_end(host)
        while len(self._free) > _HOSTS_REMEMBERED:
            self._free.popitem(last=False)

    def enter(self, host: str, now: datetime, seconds: float = 120.0) -> str | None:
        """See ``Pace``."""
        moment = now.timestamp()
        with self._lock:
            places = {name: until for name, until in self._places.get(host, {}).items() if until > moment}
            name = None
            if len(places) < self._most:
                name = uuid4().hex
                places[name] = moment + seconds
            self._places[host] = places
            return name

    def leave(self, host: str, place: str) -> None:
        """See ``Pace``."""
        with self._lock:
            places = self._places.get(host, {})
            places.pop(place, None)
            if not places:
                self._places.pop(host, None)


class RedisPace:
    """The pace of all workers that share a Redis or Valkey."""

    def __init__(
        self, url: str, *, gap: float = 1.0, most_at_once: int = 2, prefix: str = "talentwire:pace:"
    ) -> None:
        self._gap = gap
        self._most = most_at_once
        self._prefix = prefix
        self._local = LocalPace(gap=gap, most_at_once=most_at_once)
        self._away_until = 0.0
        # kombu writes unix sockets as redis+socket://, redis-py as unix://
        self._redis = redis.Redis.from_url(
            url.replace("redis+socket://", "unix://", 1),
            socket_timeout=2.0,
            socket_connect_timeout=2.0,
            retry=Retry(NoBackoff(), 1),
        )
        self._reserve = self._redis.register_script(_RESERVE)
        self._hold = self._redis.register_script(_HOLD)
        self._enter = self._redis.register_script(_ENTER)

    def _there(self) -> bool:
        return time.monotonic() >= self._away_until

    def _went_away(self) -> None:
        self._away_until = time.monotonic() + _AWAY_SECONDS

    def reserve(self, host: str, now: datetime) -> float:
        """See ``Pace``."""
        if self._there():
            try:
                milliseconds = self._reserve(
                    keys=[self._prefix + host],
                    args=[int(now.timestamp() * 1000), int(self._gap * 1000), int(LONGEST_BOOKING * 1000)],
                )
                return float(milliseconds) / 1000
            except (redis.RedisError, ValueError, OSError):
                self._went_away()
        return self._local.reserve(host, now)

    def hold(self, host: str, until: datetime) -> None:
        """See ``Pace``."""
        self._local.hold(host, until)
        keep = min(LONGEST_HOLD, (until - datetime.now(UTC)).total_seconds()) + 60
        if keep > 0 and self._there():
            try:
                self._hold(keys=[self._prefix + host], args=[int(until.timestamp() * 1000), int(keep * 1000)])
            except (redis.RedisError, OSError):
                self._went_away()

    def enter(self, host: str, now: datetime, seconds: float = 120.0) -> str | None:
        """See ``Pace``."""
        if self._there():
            name, moment = uuid4().hex, now.timestamp()
            try:
                taken = self._enter(
                    keys=[f"{self._prefix}at:{host}"],
                    args=[int(moment * 1000), int((moment + seconds) * 1000), self._most, name],
                )
                return name if taken else None
            except (redis.RedisError, OSError):
                self._went_away()
        return self._local.enter(host, now, seconds)

    def leave(self, host: str, place: str) -> None:
        """See ``Pace``."""
        self._local.leave(host, place)
        if self._there():
            with contextlib.suppress(redis.RedisError, OSError):
                self._redis.zrem(f"{self._prefix}at:{host}", place)
