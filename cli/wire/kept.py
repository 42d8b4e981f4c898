"""Answers kept for a while: lists that add up the whole database are asked for more often than they change much."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import structlog

MOST = 256
STALE = 6
"""How many times its span an old answer may still be given while a new one is made."""

_LOG = structlog.get_logger("wire")


def _in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True, name="wire-anew").start()


class Kept:
    """Answers by key, good for ``seconds``.

    An older one (up to ``STALE`` times as old) is still given while another thread makes the new one (RFC 5861 calls it
    stale-while-revalidate), so on a site with visitors nobody waits for a list; who comes after a quiet time waits, and
    gets a list as of now.
    """

    def __init__(
        self,
        seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        start: Callable[[Callable[[], None]], None] = _in_background,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._start = start
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._making: set[Hashable] = set()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The kept answer, or the one that ``make`` gives; what ``make`` raises is raised and not kept.

        ``make`` may be called in another thread, after this call has returned.
        """
        with self._lock:
            at, answer = self._answers.get(key, (None, None))
            age = None if at is None else self._clock() - at
            if age is not None and (age < self._seconds or key in self._making):
                self._answers.move_to_end(key)
                return answer
            self._making.add(key)
        if age is None or age >= STALE * self._seconds:
            return self._make(key, make)
        self._start(lambda: self._try(key, make))
        return answer

    def _make(self, key: Hashable, make: Callable[[], Any]) -> Any:
        try:
            answer = make()
        finally:
            with self._lock:
                self._making.discard(key)
        with self._lock:
            self._answers[key] = (self._clock(), answer)
            self._answers.move_to_end(key)
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)
        return answer

    def _try(self, key: Hashable, make: Callable[[], Any]) -> None:
        try:
            self._make(key, make)
        except Exception as error:  # noqa: BLE001 - nobody waits for it: the old answer stands until it is too old
            _LOG.warning("page.not_made_anew", key=str(key), error=f"{type(error).__name__}: {error}")
