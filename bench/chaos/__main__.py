"""``uv run python -m bench.chaos --seed 1 --kills 200 [--embedded]``: one JSON object; exit code 1 if anything is wrong."""

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path


def main() -> int:
    given = argparse.ArgumentParser(prog="python -m bench.chaos")
    given.add_argument("--seed", type=int, default=random.randrange(2**31))
    given.add_argument("--kills", type=int, default=100)
    given.add_argument("--feeds", type=int, default=10)
    given.add_argument("--pause", type=float, default=1.2, help="seconds between two kills, on average")
    given.add_argument("--embedded", action="store_true", help="`talentwire run` on SQLite, killed again and again")
    given.add_argument("--keep", action="store_true", help="keep the logs")
    asked = given.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="talentwire-chaos-"))
    if asked.embedded:
        from bench.chaos.embedded import run_embedded

        verdict = run_embedded(folder, seed=asked.seed, kills=asked.kills, feeds=asked.feeds, pause=asked.pause, told=True)
    else:
        from bench.chaos.run import run

        verdict = run(folder, seed=asked.seed, kills=asked.kills, feeds=asked.feeds, pause=asked.pause, told=True)
    print(json.dumps({"good": verdict.good, "wrong": verdict.wrong, **verdict.told}))
    if asked.keep or not verdict.good:
        print(f"the logs are in {folder}", file=sys.stderr)
    else:
        import shutil

        shutil.rmtree(folder, ignore_errors=True)
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main())
