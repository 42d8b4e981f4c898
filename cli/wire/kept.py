"""Answers kept for a while: lists that add up the whole database are asked for more often than they change much."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

MOST = 256


class Kept:
    """Answers by key, each made again when it is older than ``seconds``; while one is made, others get the old one."""

    def __init__(self, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._making: set[Hashable] = set()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The kept answer, or the one that ``make`` gives; what ``make`` raises is raised and not kept."""
        with self._lock:
            kept = self._answers.get(key)
            if kept is not None and (self._clock() - kept[0] < self._seconds or key in self._making):
                self._answers.move_to_end(key)
                return kept[1]
            self._making.add(key)
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
