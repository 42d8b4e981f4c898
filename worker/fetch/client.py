"""The one web client: every request of the service goes out here and nowhere else.

libcurl does the talking, one multi handle for each run; the address guard sits at its socket, so that the
address checked is the address connected to. No proxy, cookie, referrer or netrc is ever used, whatever the
environment says.
"""

import os
import ssl
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pycurl

from storage.records import ErrorCode, Page, Unchanged, Validators
from worker.fetch.errors import FetchError, fetch_error
from worker.fetch.request import NO_VALIDATORS, Accept, FetchRequest, FetchSettings, Post
from worker.fetch.transfer import Transfer
from worker.fetch.turns import Turns

FEED = Accept.FEED
PAGE = Accept.PAGE

Answer = Page | Unchanged | FetchError

_LONGEST_SELECT = 0.25
_IDLE_HANDLES = 64
_LOOKUP_MOST = 60.0
"""Seconds after which the system has given up on a name for certain."""
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
    "/etc/ssl/ca-bundle.pem",
)


def system_ca_bundle() -> str | None:
    """The machine's file of trusted certificates; None leaves the choice to libcurl."""
    candidates = (ssl.get_default_verify_paths().cafile, *_BUNDLES)
    return next((path for path in candidates if path and Path(path).is_file()), None)


class Fetcher:
    """Fetches within bounds. One for a process; its methods may be used from threads, and after a fork.

    Connections are kept alive between calls.
    """

    def __init__(self, settings: FetchSettings) -> None:
        self.settings = settings
        self._ca_bundle = settings.ca_bundle or system_ca_bundle()
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._runs: list[_Run] = []
        self._inherited: list[_Run] = []
        self._resting: deque[tuple[float, _Run]] = deque()

    def get(
        self,
        url: str,
        *,
        validators: Validators = NO_VALIDATORS,
        accept: Accept = Accept.FEED,
        max_bytes: int | None = None,
        deadline: float | None = None,
    ) -> Page | Unchanged:
        """The page at an address, or ``Unchanged`` if the validators still hold.

        ``max_bytes`` bounds the body after decompression (None: 15 MB for feeds, 10 MB for pages);
        ``deadline`` is a ``time.monotonic()``. Raises ``FetchError`` for everything else.
        """
        return self._one(
            FetchRequest(url, validators=validators, accept=accept, max_bytes=max_bytes, deadline=deadline)
        )

    def post(self, url: str, post: Post, *, deadline: float | None = None) -> Page:
        """Send to an address, through the same guard and bounds; the answer, of 64 kB at most.

        Raises ``FetchError`` for every status but 2xx, as ``get`` does.
        """
        request = FetchRequest(
            url, accept=Accept.ANYTHING, max_bytes=self.settings.aside_bytes, deadline=deadline, post=post
        )
        answer = self._one(request)
        assert isinstance(answer, Page), "only a conditional request is answered by 304"
        return answer

    def _one(self, request: FetchRequest) -> Page | Unchanged:
        # Closed before anything is raised: a traceback would keep the run, and its connections, from others.
        with closing(self.get_many((request,))) as answers:
            answered = next(answers)
        assert answered is not None
        if isinstance(answered[1], FetchError):
            raise answered[1]
        return answered[1]

    def get_many(
        self,
        requests: Sequence[FetchRequest],
        *,
        concurrency: int = 16,
        per_host: int = 2,
        time_box: float | timedelta | None = None,
        idle: float | None = None,
    ) -> Generator[tuple[FetchRequest, Answer] | None, None, None]:
        """Answers as they come in; every request gets exactly one, be it an error.

        At most ``concurrency`` fetches at a time and ``per_host`` of one host, hosts in turn, so that a slow
        one does not hold up the others. What is not there when ``time_box`` (seconds) runs out is a TIMEOUT.
        With ``idle``, a ``None`` comes whenever so many seconds passed without an answer.
        """
        seconds = time_box.total_seconds() if isinstance(time_box, timedelta) else time_box
        ends = None if seconds is None else time.monotonic() + seconds
        run = self._borrow()
        try:
            yield from run.answers(
                requests, concurrency=max(1, concurrency), per_host=max(1, per_host), ends=ends, idle=idle
            )
        finally:
            run.abandon()
            self._give_back(run)

    def _borrow(self) -> "_Run":
        with self._lock:
            if self._pid != os.getpid():
                # Handles that a parent process made share its connections. Cleaning them up here would read
                # from these (libcurl drains before it closes): keep them, and never touch them.
                self._inherited += [*self._runs, *(run for _, run in self._resting)]
                self._pid, self._runs = os.getpid(), []
                self._resting.clear()
            if self._resting and self._resting[0][0] <= time.monotonic():
                self._runs.append(self._resting.popleft()[1])
                self._runs[-1].lookups_hang = False
            if self._runs:
                return self._runs.pop()
        return _Run(self.settings, self._ca_bundle)

    def _give_back(self, run: "_Run") -> None:
        with self._lock:
            if run.lookups_hang:
                self._resting.append((time.monotonic() + _LOOKUP_MOST, run))
            else:
                self._runs.append(run)

    def close(self) -> None:
        """Close the kept connections. The fetcher may be used again."""
        with self._lock:
            runs = [*self._runs, *(run for _, run in self._resting)]
            self._runs = []
            self._resting.clear()
        for run in runs:
            run.close()


class _Run:
    """A multi handle with its transfers; used by one thread at a time."""

    def __init__(self, settings: FetchSettings, ca_bundle: str | None) -> None:
        self._settings = settings
        self._ca_bundle = ca_bundle
        self._multi = pycurl.CurlMulti()
        self._idle: list[Transfer] = []
        self._active: dict[pycurl.Curl, tuple[Transfer, str]] = {}
        self.lookups_hang = False
        """True if look-ups that nobody waits for any more may still hold libcurl's few threads for them."""

    def close(self) -> None:
        self.abandon()
        for transfer in self._idle:
            transfer.curl.close()
        self._idle.clear()
        self._multi.close()

    def abandon(self) -> None:
        """Stop what is under way."""
        for curl, (transfer, _) in list(self._active.items()):
            self._note_look_up(curl)
            self._multi.remove_handle(curl)
            self._rest(transfer)
        self._active.clear()

    def _note_look_up(self, curl: pycurl.Curl) -> None:
        if not curl.getinfo(pycurl.NAMELOOKUP_TIME):
            self.lookups_hang = True

    def _rest(self, transfer: Transfer) -> None:
        if len(self._idle) < _IDLE_HANDLES:
            self._idle.append(transfer)
        else:
            transfer.curl.close()

    def answers(
        self,
        requests: Sequence[FetchRequest],
        *,
        concurrency: int,
        per_host: int,
        ends: float | None,
        idle: float | None,
    ) -> Iterator[tuple[FetchRequest, Answer] | None]:
        """See ``Fetcher.get_many``."""
        waiting = Turns(requests, per_host=per_host)
        heard = time.monotonic()
        while waiting or self._active:
            while len(self._active) < concurrency and (started := waiting.take()) is not None:
                request, host = started
                error = self._start(request, host, ends)
                if error is not None:
                    waiting.done(host)
                    yield request, error
                    heard = time.monotonic()
            self._multi.perform()
            any_done = False
            for request, answer, host in self._collect():
                waiting.done(host)
                any_done = True
                yield request, answer
            now = time.monotonic()
            if any_done:
                heard = now
                continue
            if ends is not None and now >= ends:
                break
            if idle is not None and now - heard >= idle:
                heard = now
                yield None
            if self._active:
                self._wait(ends, heard + idle if idle is not None else None)
        for late, _ in list(self._active.values()):
            yield late.request, _out_of_time(late.request)
        self.abandon()
        while waiting:
            for request in waiting.drain():
                yield request, _out_of_time(request)

    def _wait(self, *until: float | None) -> None:
        pause = _LONGEST_SELECT
        for moment in until:
            if moment is not None:
                pause = min(pause, max(0.0, moment - time.monotonic()))
        timeout = self._multi.timeout()
        if timeout >= 0:
            pause = min(pause, timeout / 1000)
        if self._multi.select(pause) == -1:
            time.sleep(min(pause, 0.005))

    def _start(self, request: FetchRequest, host: str, ends: float | None) -> FetchError | None:
        if ends is not None and time.monotonic() >= ends:
            return _out_of_time(request)
        transfer = self._idle.pop() if self._idle else Transfer(self._settings, self._ca_bundle)
        try:
            transfer.start(request)
        except FetchError as error:
            self._rest(transfer)
            return error
        self._active[transfer.curl] = (transfer, host)
        self._multi.add_handle(transfer.curl)
        return None

    def _collect(self) -> Iterator[tuple[FetchRequest, Answer, str]]:
        more = 1
        while more:
            more, good, bad = self._multi.info_read()
            ended = [(curl, 0, "") for curl in good] + list(bad)
            for curl, code, message in ended:
                transfer, host = self._active[curl]
                if code == pycurl.E_OPERATION_TIMEDOUT:
                    self._note_look_up(curl)
                self._multi.remove_handle(curl)
                answer = transfer.finish(code, message)
                if answer is None:
                    self._multi.add_handle(curl)
                    more = more or 1
                    self._multi.perform()
                    continue
                del self._active[curl]
                request = transfer.request
                self._rest(transfer)
                yield request, answer, host


def _out_of_time(request: FetchRequest) -> FetchError:
    return fetch_error(request.url, ErrorCode.TIMEOUT, "not reached in the time for this batch of fetches")


__all__ = ["FEED", "PAGE", "Accept", "Answer", "FetchRequest", "FetchSettings", "Fetcher", "system_ca_bundle"]
