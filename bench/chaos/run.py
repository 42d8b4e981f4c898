"""A run of mischief from its seed to its verdict."""

import random
import sys
import time
from collections import Counter
from pathlib import Path

from bench.chaos.judge import Verdict, judge, reader_wrong
from bench.chaos.mischief import KILLS, OTHERS, draw
from bench.chaos.world import LEASE, QUEUE_LIMIT, World, open_world

MOST_IN_QUEUE = 3 * QUEUE_LIMIT
"""Nudges of polls that workers make for reads come on top of the scheduler's; repeated messages too."""


def run(folder: Path, *, seed: int, kills: int, feeds: int = 10, pause: float = 1.2, told: bool = False) -> Verdict:
    """So many kills, with other mischief between them, while entries are published; then calm, then the verdict."""
    chance = random.Random(seed)
    done: Counter[str] = Counter()
    with open_world(folder, feed_count=feeds) as world:
        began = time.monotonic()
        for number in range(kills):
            for table in (KILLS, OTHERS) if chance.random() < 0.4 else (KILLS,):
                for _ in range(3):
                    world.press.publish(chance)
                time.sleep(chance.uniform(0, 2 * pause))
                mischief = draw(table, chance)
                mischief(world, chance)
                done[mischief.__name__] += 1
                world.supervise()
                if told:
                    print(f"{time.monotonic() - began:6.1f} s  kill {number + 1}/{kills}: {mischief.__name__}", file=sys.stderr)
        calm = time.monotonic()
        settled = world.await_settled(seconds=60 + 4 * LEASE)
        verdict = finish(world)
        verdict.wrong["unsettled"] = int(not settled)
        verdict.told |= {"kills": kills, "done": dict(done), "seed": seed, "calm_seconds": round(time.monotonic() - calm, 1)}
        verdict.told["lives"] = {name: role.lives for name, role in world.roles.items()}
    return verdict


def finish(world: World) -> Verdict:
    world.onlooker.stop.set()
    time.sleep(1.5)
    verdict = judge(world.engine, world.press)
    world.onlooker.read_changes(world.engine)
    verdict.wrong |= reader_wrong(world.engine, world.onlooker.seen)
    verdict.wrong["queue_over_bound"] = max(0, world.onlooker.deepest - MOST_IN_QUEUE)
    verdict.told["deepest_queue"] = world.onlooker.deepest
    return verdict
