"""The short form of the chaos; the long one: ``uv run python -m bench.chaos --seed N --kills 200`` (and ``--embedded``)."""

from pathlib import Path

import pytest

from bench.chaos.embedded import run_embedded
from bench.chaos.run import run


@pytest.mark.timeout(150)
def test_random_kills_and_worse_lose_nothing_double_nothing_and_leave_nothing_stuck(tmp_path: Path) -> None:
    verdict = run(tmp_path, seed=11, kills=6, feeds=6, pause=0.5)
    assert verdict.good, (verdict.wrong, verdict.told, tmp_path)


@pytest.mark.timeout(150)
def test_an_embedded_run_killed_twenty_times_keeps_its_file_whole_and_its_entries_once(tmp_path: Path) -> None:
    verdict = run_embedded(tmp_path, seed=5, kills=20, feeds=4, pause=0.25)
    assert verdict.good, (verdict.wrong, verdict.told, tmp_path)
