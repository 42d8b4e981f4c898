"""The demo as a newcomer runs it, and as a rude machine interrupts it: real processes, real HTTP."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.demo.copy import outlets

ENTRIES = sum(len(outlet.stories) for outlet in outlets())
CONTENT = (
    "SELECT article_id, title, lang, kind, revision FROM v1_articles ORDER BY 1",
    "SELECT article_id, n, person, part FROM v1_article_people ORDER BY 1, 2",
    "SELECT person, person_desc, from_org, to_org, kind, status, articles FROM v1_moves ORDER BY 1, 2, 3, 4, 5, 6, 7",
    "SELECT article_id, n, amount, currency, what FROM v1_money ORDER BY 1, 2",
    "SELECT article_id, n, speaker, text FROM v1_quotes ORDER BY 1, 2",
    "SELECT url, state FROM v1_entries ORDER BY 1, 2",
)


def demo(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cli.main", "demo", "--json", "--dir", str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={key: value for key, value in os.environ.items() if not key.startswith("TALENTWIRE_")},
    )


def finished(process: subprocess.Popen[str]) -> dict[str, object]:
    out, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    told: dict[str, object] = json.loads(out)
    return told


def content(home: Path) -> list[list[tuple[object, ...]]]:
    with sqlite3.connect(f"file:{home / 'talentwire.sqlite3'}?mode=ro", uri=True) as connection:
        return [connection.execute(query).fetchall() for query in CONTENT]


def living(home: Path) -> list[str]:
    """Command lines of processes whose environment names the demo's database."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(home).encode() in (process / "environ").read_bytes() and process.name != str(os.getpid()):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    home = tmp_path_factory.mktemp("demo")
    return home, finished(demo(home))


def test_the_demo_polls_every_feed_and_settles_every_entry(undisturbed):
    _home, told = undisturbed
    assert told["feeds"] == told["polled"] == len(outlets())
    assert told["failed"] == 0
    assert told["entries"] == told["settled"] == ENTRIES
    assert told["articles"]
    assert told["moves"]
    assert told["quotes"]
    assert told["money"]
    assert told["languages"] == len({outlet.lang for outlet in outlets()})


def test_the_demo_finds_what_was_meant(undisturbed):
    _, told = undisturbed
    assert told["in_scope_found"] >= 0.9 * told["in_scope"]
    assert told["false_alarms"] <= 0.05 * told["entries"]


def test_nothing_of_the_demo_is_left_running(undisturbed):
    home, _ = undisturbed
    assert living(home) == []


@pytest.mark.skipif(sys.platform != "linux", reason="children that die with their parent need Linux")
@pytest.mark.timeout(300)
def test_a_demo_killed_at_any_moment_goes_on_to_the_same_end(undisturbed, tmp_path):
    """Two kills here; TALENTWIRE_KILLS=10 for more. The seed is printed, so that a failure can be repeated."""
    home, _ = undisturbed
    seed = int(os.environ.get("TALENTWIRE_SEED", random.SystemRandom().randrange(10**6)))
    print(f"TALENTWIRE_SEED={seed}")
    dice = random.Random(seed)
    again = tmp_path / "killed"
    again.mkdir()
    # Addresses are part of the record: the killed run stands where the undisturbed one stood.
    (again / "port").write_text((home / "port").read_text())
    for _ in range(int(os.environ.get("TALENTWIRE_KILLS", "2"))):
        process = demo(again)
        time.sleep(dice.uniform(0.5, 7.0))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if (again / "finished").exists():
            break
        deadline = time.monotonic() + 5
        while living(again) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert living(again) == []
    if not (again / "finished").exists():
        finished(demo(again))
    assert content(again) == content(home)
    with sqlite3.connect(again / "talentwire.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_second_run_on_the_same_folder_says_who_holds_it(tmp_path):
    first = demo(tmp_path)
    try:
        deadline = time.monotonic() + 20
        while not (tmp_path / "run.lock").exists() or not (tmp_path / "run.lock").read_text():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        second = demo(tmp_path)
        _, err = second.communicate(timeout=30)
        assert second.returncode == 1
        assert f"process {first.pid}" in err
        assert "Traceback" not in err
    finally:
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=30)
    assert living(tmp_path) == []
