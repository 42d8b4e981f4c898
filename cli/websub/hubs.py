"""Asking hubs to tell (WebSub, 5.1: the subscriber's request)."""

import ipaddress
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from sqlalchemy import Engine

from storage import subscriptions
from storage.database import write
from storage.logs import events
from storage.records import Failed, Subscription
from worker.fetch.client import Fetcher
from worker.fetch.request import Post

LOG = events("push")
AT_ONCE = 50
TOGETHER = 8
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hubs:
    """Sends requests to hubs; each is written down before it is sent, and no transaction is open meanwhile."""

    engine: Engine
    fetcher: Fetcher
    callback: str
    """Public address of the callbacks, without the token."""
    lease: timedelta
    clock: Callable[[], datetime]

    def turn(self) -> int:
        """Ask the hubs that are to be asked now; how many."""
        with write(self.engine) as session:
            wanted = subscriptions.take_wanted(session, now=self.clock(), limit=AT_ONCE)
        if wanted:
            with ThreadPoolExecutor(TOGETHER) as pool:
                list(pool.map(self._ask, wanted))
        return len(wanted)

    def _ask(self, one: Subscription) -> None:
        form = {
            "hub.callback": f"{self.callback}/websub/{one.token}",
            "hub.mode": "subscribe",
            "hub.topic": one.topic,
            "hub.lease_seconds": str(round(self.lease.total_seconds())),
        }
        if keeps_a_secret(one.hub):
            form["hub.secret"] = one.secret
        try:
            self.fetcher.post(one.hub, Post(body=urlencode(form).encode(), content_type=FORM))
        except Failed as error:
            LOG.warning("hub.failed", feed_id=one.feed_id, hub=urlsplit(one.hub).hostname, error=error.failure.code)
            with write(self.engine) as session:
                reason = f"{error.failure.code}: {error.failure.message}"
                subscriptions.record_trouble(session, feed_id=one.feed_id, reason=reason)
            return
        LOG.info("hub.asked", feed_id=one.feed_id, hub=urlsplit(one.hub).hostname, attempt=one.attempts)


def keeps_a_secret(hub: str) -> bool:
    """Whether a secret on the way to this hub stays one: by HTTPS, or on this machine (WebSub, 5.1)."""
    parts = urlsplit(hub)
    if parts.scheme == "https":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
