"""What is done to the processes, one thing at a time, by the dice of a seed."""

import contextlib
import os
import random
import signal
from collections.abc import Callable

import psycopg
import redis

from bench.chaos.world import LEASE, World

QUEUES = ("poll", "read")
POISON = (b"not json", b"[1]", b"null", b'{"body":"a","properties":{"body_encoding":"base64"}}', b"\xff", b"{}")


def kill_worker(world: World, chance: random.Random) -> None:
    chance.choice(world.workers()).kill()


def kill_child(world: World, chance: random.Random) -> None:
    """One of a worker's own processes, in the middle of whatever it does."""
    children = [pid for worker in world.workers() for pid in worker.children()]
    if children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(children), signal.SIGKILL)


def kill_beat(world: World, chance: random.Random) -> None:
    chance.choice(world.beats()).kill()


def empty_broker(world: World, _chance: random.Random) -> None:
    """The broker dies and comes back with nothing in it."""
    world.valkey.kill()


def kill_database(world: World, _chance: random.Random) -> None:
    world.postgres.kill()


def restart_database(world: World, _chance: random.Random) -> None:
    """What ``pg_ctl stop -m immediate`` does."""
    world.postgres.signal(signal.SIGQUIT)
    if world.postgres.process is not None:
        world.postgres.process.wait()


def freeze_database(world: World, chance: random.Random) -> None:
    world.postgres.freeze(chance.uniform(0.5, 4))


def freeze_broker(world: World, chance: random.Random) -> None:
    """To everybody else this is a partition."""
    world.valkey.freeze(chance.uniform(0.5, 3))


def freeze_worker(world: World, chance: random.Random) -> None:
    """Longer than a lease: it wakes up with work that is somebody else's by then."""
    chance.choice(world.workers()).freeze(LEASE + chance.uniform(0, 2))


def cut_connections(world: World, _chance: random.Random) -> None:
    with contextlib.suppress(redis.RedisError), world.valkey.client() as client:
        client.execute_command("CLIENT", "KILL", "TYPE", "normal")
    with contextlib.suppress(psycopg.Error), psycopg.connect(world.postgres.url, connect_timeout=2) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


def repeat_messages(world: World, chance: random.Random) -> None:
    """Messages twice, old ones again, and all of them out of order."""
    with contextlib.suppress(redis.RedisError), world.valkey.client() as client:
        for queue in QUEUES:
            waiting = client.lrange(queue, 0, -1)
            world.stolen += [(queue, message) for message in waiting]
            again = [*waiting, *(old for where, old in chance.sample(world.stolen, min(5, len(world.stolen))) if where == queue)]
            chance.shuffle(again)
            if again:
                client.lpush(queue, *again)


def poison(world: World, chance: random.Random) -> None:
    with contextlib.suppress(redis.RedisError), world.valkey.client() as client:
        client.lpush(chance.choice(QUEUES), *POISON)


Mischief = Callable[[World, random.Random], None]
KILLS: dict[Mischief, int] = {kill_worker: 6, kill_child: 6, kill_beat: 3, empty_broker: 2, kill_database: 1, restart_database: 2}
OTHERS: dict[Mischief, int] = {
    freeze_database: 2, freeze_broker: 2, freeze_worker: 1, cut_connections: 3, repeat_messages: 5, poison: 3,
}  # fmt: skip


def draw(table: dict[Mischief, int], chance: random.Random) -> Mischief:
    return chance.choices(list(table), list(table.values()))[0]
