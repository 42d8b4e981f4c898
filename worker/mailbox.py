"""Celery's way to Redis, told to drop what is no message.

As it comes, a single list entry that is not JSON, not an object, without properties or with a body that is not what
its encoding says ends the worker's process (celery issues 4308 and 7975); one without an id takes a place of the
prefetch and never gives it back.
"""

from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as by_redis

from storage.logs import events

log = events("worker")
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, RecursionError, LookupError)


def _drop(error: Exception) -> None:
    log.error("message.dropped", task=None, error=f"{type(error).__name__}: {error}"[:300])


class Channel(by_redis.Channel):
    """Reads from the queues; an entry that is no JSON is counted in the log and is gone."""

    def _brpop_read(self, **options: Any) -> bool:
        try:
            return bool(super()._brpop_read(**options))  # type: ignore[no-untyped-call]  # kombu is untyped
        except _MALFORMED as error:
            _drop(error)
            raise Empty from None


class Transport(by_redis.Transport):
    """Hands messages to the worker; one that it cannot read is counted in the log and acknowledged."""

    Channel = Channel

    def _deliver(self, message: Any, queue: str) -> None:
        try:
            super()._deliver(message, queue)  # type: ignore[no-untyped-call]  # kombu is untyped
        except _MALFORMED as error:
            _drop(error)
            self._forget(message)

    def _forget(self, message: Any) -> None:
        """Give back the place that a message took before it turned out to be none."""
        properties = message.get("properties") if isinstance(message, dict) else None
        tag = properties.get("delivery_tag") if isinstance(properties, dict) else None
        for channel in self.channels:
            if isinstance(tag, str) and tag in channel.qos._delivered:  # noqa: SLF001 - the only place that knows
                channel.basic_reject(tag, requeue=False)


def use() -> None:
    """Have every Redis connection of this process read through this room."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
