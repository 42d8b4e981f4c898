"""The quality gate: labelled pages that lie beside the repository, against floors in a file."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bench.extract import load, report, run

HERE = Path(__file__).resolve()
DATA = HERE.parents[3].parent / "shared" / "extraction-dev"
FLOORS = tomllib.loads((HERE.parent / "floors.toml").read_text("utf-8"))

pytestmark = pytest.mark.skipif(
    not (DATA / "truth.jsonl").exists(), reason="the labelled pages are not beside the repository"
)


def figures(source: str, every: int) -> dict[str, Any]:
    rows = load(DATA, "all", source)[::every]
    run(rows, DATA, ["talentwire"], None, 1)
    return report(rows, "talentwire")


@pytest.mark.parametrize(("source", "every"), [("fundus", 1), ("wcxb", 1), ("trafilatura", 3)])
def test_extraction_is_as_good_as_it_was(source: str, every: int) -> None:
    got = figures(source, every)
    assert got["failed"] == 0
    assert got["empty"] == 0
    for name, floor in FLOORS[source].items():
        if name == "wrong_day":
            assert got["date!"] <= floor
        else:
            assert got[name] >= floor, f"{source}: {name} is {got[name]:.4f}"
