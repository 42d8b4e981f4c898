"""Whose request is next: hosts in turn, so many of one at a time."""

from collections import OrderedDict, deque
from collections.abc import Sequence

from worker.fetch.request import FetchRequest
from worker.urls import host_of


class Turns:
    """Requests in the order of their hosts' turns, so many of one host at a time."""

    def __init__(self, requests: Sequence[FetchRequest], *, per_host: int) -> None:
        self._per_host = per_host
        self._busy: dict[str, int] = {}
        self._waiting: OrderedDict[str, deque[FetchRequest]] = OrderedDict()
        for request in requests:
            self._waiting.setdefault(host_of(request.url), deque()).append(request)
        self._blocked: dict[str, deque[FetchRequest]] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting or self._blocked)

    def take(self) -> tuple[FetchRequest, str] | None:
        """The next request whose host is free for it."""
        while self._waiting:
            host, line = self._waiting.popitem(last=False)
            if self._busy.get(host, 0) >= self._per_host:
                self._blocked[host] = line
                continue
            request = line.popleft()
            self._busy[host] = self._busy.get(host, 0) + 1
            if line:
                self._waiting[host] = line
            return request, host
        return None

    def done(self, host: str) -> None:
        """A request of this host is over."""
        left = self._busy.get(host, 1) - 1
        if left:
            self._busy[host] = left
        else:
            self._busy.pop(host, None)
        if host in self._blocked:
            self._waiting[host] = self._blocked.pop(host)

    def drain(self) -> list[FetchRequest]:
        """All that is left."""
        left = [request for line in (*self._waiting.values(), *self._blocked.values()) for request in line]
        self._waiting.clear()
        self._blocked.clear()
        return left
