"""``talentwire run`` on one SQLite file, killed again and again while its feeds grow."""

import contextlib
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bench.chaos.judge import Verdict, judge, settled
from bench.chaos.processes import Process
from bench.chaos.site import Press, open_press
from bench.chaos.world import SETTINGS
from storage.database import open_engine


def run_embedded(
    folder: Path, *, seed: int, kills: int, feeds: int = 6, pause: float = 2.0, told: bool = False
) -> Verdict:
    """So many SIGKILLs, of the command or of one of its children; then calm, then the verdict."""
    chance = random.Random(seed)
    done: Counter[str] = Counter()
    file = folder / "talentwire.sqlite3"
    broken = 0
    with open_press(feeds) as press:
        listed = folder / "feeds.txt"
        listed.write_text("".join(f"{url}\n" for url in press.feeds))
        env = {key: value for key, value in os.environ.items() if not key.startswith("TALENTWIRE_")} | SETTINGS
        env |= {
            "TALENTWIRE_DATABASE_URL": f"sqlite:///{file}",
            "TALENTWIRE_ALLOW_NETWORKS": press.site.allow,
            "TALENTWIRE_CONCURRENCY": "2",
        }
        command = [sys.executable, "-m", "cli.main", "run", "--feeds", str(listed)]
        service = Process("run", command, env, folder)
        service.start()
        try:
            for number in range(kills):
                press.publish(chance)
                time.sleep(chance.uniform(0.1, 2 * pause))
                children = service.children()
                if children and chance.random() < 0.3:
                    done["child"] += 1
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(chance.choice(children), signal.SIGKILL)
                else:
                    done["run"] += 1
                    service.kill()
                    broken += integrity(file) != "ok"
                    service.start()
                if told:
                    print(f"kill {number + 1}/{kills}", file=sys.stderr)
            quiet = wait_settled(f"sqlite:///{file}", press, service, seconds=60)
        finally:
            service.stop()
        engine = open_engine(f"sqlite:///{file}")
        verdict = judge(engine, press)
        engine.dispose()
    broken += integrity(file) != "ok"
    verdict.wrong |= {"unsettled": int(not quiet), "integrity": broken}
    verdict.told |= {"kills": kills, "done": dict(done), "seed": seed, "lives": service.lives}
    return verdict


def integrity(file: Path) -> str:
    """``PRAGMA integrity_check``; "ok" too for a file that is not there yet."""
    if not file.exists():
        return "ok"
    with contextlib.closing(sqlite3.connect(file, timeout=10)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def wait_settled(url: str, press: Press, service: Process, *, seconds: float) -> bool:
    since, end = datetime.now(UTC), time.monotonic() + seconds
    engine = open_engine(url)
    try:
        while time.monotonic() < end:
            if not service.alive:
                service.start()
            if settled(engine, press, since):
                return True
            time.sleep(0.3)
    finally:
        engine.dispose()
    return False
