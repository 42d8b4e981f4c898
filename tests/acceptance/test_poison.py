"""Poison in the queue: a real worker drops it, says so, and goes on with the next message."""

import base64
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
import redis

from storage import feeds
from storage.database import open_engine, read, write
from storage.feeds import NewFeed
from tests.website import open_website
from worker.app import make_app
from worker.settings import WorkerSettings

WORKER = [
    sys.executable, "-m", "celery", "--quiet", "--app", "worker.app", "worker", "--queues", "poll,read",
    "--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "WARNING",
]  # fmt: skip


def message(body: object = None, *, encoding: str = "base64", **changes: object) -> bytes:
    """An entry of the queue as kombu writes it, with something wrong."""
    raw = body if isinstance(body, bytes) else json.dumps([[], {} if body is None else body, {}]).encode()
    whole: dict[str, object] = {
        "body": base64.b64encode(raw).decode() if encoding == "base64" else raw.decode(),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"lang": "py", "task": "talentwire.poll", "id": "1", "root_id": "1", "argsrepr": "", "kwargsrepr": ""},
        "properties": {
            "correlation_id": "1", "delivery_mode": 2, "delivery_info": {"exchange": "", "routing_key": "poll"},
            "priority": 0, "body_encoding": encoding, "delivery_tag": "1",
        },
    }  # fmt: skip
    return json.dumps(whole | changes).encode()


POISON = {
    "not JSON": b"not json at all",
    "cut JSON": message()[:-20],
    "nothing": b"",
    "no text": b"\xff\xfe\x00",
    "a list": b"[1, 2, 3]",
    "null": b"null",
    "a number": b"7",
    "a text": b'"text"',
    "deep": b"[" * 100_000,
    "an empty object": b"{}",
    "no properties": message(properties=None),
    "properties that are a list": message(properties=[]),
    "bad base64": message(encoding="utf-8").replace(b'"body_encoding": "utf-8"', b'"body_encoding": "base64"').replace(b'"body": "', b'"body": "a'),
    "an unknown body encoding": message().replace(b'"body_encoding": "base64"', b'"body_encoding": "rot13"'),
    "no headers": message(headers=None),
    "headers that are a list": message(headers=[1]),
    "no task": message(headers={}),
    "an unknown task": message(headers={"task": "os.system", "id": "1"}),
    "no id": message(headers={"task": "talentwire.poll"}),
    "pickle": message(b"cos\nsystem\n(S'true'\ntR.", **{"content-type": "application/x-python-serialize"}),
    "yaml": message(b"!!python/object/apply:os.system ['true']", **{"content-type": "application/x-yaml"}),
    "a body that is no JSON": message(b"{{{"),
    "a body of another shape": message(b'{"a": 1}'),
    "a body that is null": message(b"null"),
    "a body of two": message(b"[[], {}]"),
    "a strange charset": message(**{"content-encoding": "rot13"}),
    "a strange content type": message(**{"content-type": 5}),
    "an unknown compression": message(headers={"task": "talentwire.poll", "id": "1", "compression": "x"}),
    "a time that is none": message(headers={"task": "talentwire.poll", "id": "1", "eta": "tomorrow"}),
    "an end that is none": message(headers={"task": "talentwire.poll", "id": "1", "expires": {"a": 1}}),
    "arguments we never send": message({"leases": "all"}),
    "ids that are no numbers": message({"leases": [["x", "y"]]}),
    "too many leases": message({"leases": [[1, "t"]] * 501}),
    "an unknown argument": message({"surprise": 1}),
    "a huge number of tries": message(headers={"task": "talentwire.poll", "id": "1", "retries": 10**30}),
}


@pytest.mark.timeout(90)
def test_no_poison_ends_the_worker_or_holds_up_what_comes_after(postgres_url, redis_url, tmp_path):
    engine = open_engine(postgres_url)
    now = datetime.now(UTC)
    with open_website() as site:
        env = {key: value for key, value in os.environ.items() if not key.startswith("TALENTWIRE_")} | {
            "TALENTWIRE_DATABASE_URL": postgres_url,
            "TALENTWIRE_BROKER_URL": redis_url,
            "TALENTWIRE_ALLOW_NETWORKS": site.allow,
        }
        with write(engine) as session:
            (feed_id,) = feeds.add_feeds(session, feeds=[NewFeed(url=site.feed("/feed"))], now=now)
            lease = feeds.lease_feed(session, feed_id=feed_id, now=now, lease_for=timedelta(minutes=5))
        log = tmp_path / "worker.log"
        with log.open("wb") as out:
            worker = subprocess.Popen(WORKER, env=env, stdout=out, stderr=out)
        try:
            with redis.Redis.from_url(redis_url, socket_timeout=5) as client:
                for poison in POISON.values():
                    client.lpush("poll", poison)
                app = make_app(WorkerSettings(broker_url=redis_url, _env_file=None))
                app.send_task("talentwire.poll", kwargs={"leases": [[lease.feed_id, lease.token]]}, queue="poll")
                end = time.monotonic() + 40
                while time.monotonic() < end and worker.poll() is None and client.llen("poll"):
                    time.sleep(0.1)
                polled = None
                while time.monotonic() < end and worker.poll() is None and polled is None:
                    with read(engine) as session:
                        polled = feeds.find_feed(session, feed_id=feed_id).polled_at
                    time.sleep(0.1)
                assert worker.poll() is None, log.read_text()[-3000:]
                assert polled is not None, log.read_text()[-3000:]
                assert client.llen("poll") == 0
            assert "message.dropped" in log.read_text()
            assert "guard.opened" in log.read_text()
            assert site.allow in log.read_text()
        finally:
            worker.kill()
            worker.wait()
            engine.dispose()
