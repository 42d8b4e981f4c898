"""No document costs more than two seconds of CPU and 300 MB, and none ends in anything but a result or a named error."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import feeds, pages

ROOT = Path(__file__).parents[2]
WHOLE = bool(os.environ.get("TALENTWIRE_WHOLE_HOSTILE"))
CPU_SECONDS = 2.0
MEGABYTES = 300

Weight = tuple[float, int, str, bool]


def chosen(documents: object, seldom: frozenset[str]) -> list[str]:
    return [name for name in documents if WHOLE or name not in seldom]  # type: ignore[attr-defined]


FEEDS = chosen(feeds.FEEDS, feeds.SELDOM)
PAGES = chosen(pages.PAGES, pages.SELDOM)


def weighed(kind: str, names: list[str]) -> dict[str, Weight]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.weigh", kind, *names],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {name: (spent, grown, said, fine) for name, spent, grown, said, fine in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def feed_costs() -> dict[str, Weight]:
    return weighed("feeds", FEEDS)


@pytest.fixture(scope="module")
def page_costs() -> dict[str, Weight]:
    return weighed("pages", PAGES)


def check(weight: Weight) -> None:
    spent, grown, said, fine = weight
    assert fine, said
    assert spent <= CPU_SECONDS, said
    assert grown <= MEGABYTES, said


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", FEEDS)
def test_a_hostile_feed_costs_little(feed_costs: dict[str, Weight], name: str) -> None:
    check(feed_costs[name])
    said = feed_costs[name][2]
    if name in feeds.NAMED:
        assert said == feeds.NAMED[name]
    if name in feeds.ENTRIES:
        assert said == str(feeds.ENTRIES[name])


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_costs_little(page_costs: dict[str, Weight], name: str) -> None:
    check(page_costs[name])
