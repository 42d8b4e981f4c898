"""The change feed handed on: to a Redis Stream, to receivers of webhooks, as a hint of PostgreSQL."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import psycopg
import pytest
import redis
from sqlalchemy.engine import Engine

from cli.relay.cloud import cloud_event
from cli.relay.run import Relay
from cli.relay.settings import RelaySettings
from cli.relay.signing import signature
from cli.relay.stream import Stream
from cli.relay.webhooks import Courier
from cli.trouble import Trouble
from storage import events, webhooks
from storage.database import read, write
from storage.records import Change, DeliveryState, Op, WebhookId, WebhookState
from tests.receiver import Receiver, open_receiver
from tests.storage.builders import an_article, save
from worker.fetch.client import Fetcher
from worker.fetch.guard import parse_allow_networks
from worker.fetch.request import FetchSettings

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with open_receiver() as server:
        yield server


def told(receiver: Receiver) -> list[dict[str, Any]]:
    return [event for got in receiver.got for event in json.loads(got.body)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


def courier(engine: Engine, clock: Clock, *, allow: str = "", with_records: bool = False) -> Courier:
    fetcher = Fetcher(FetchSettings(allow_networks=parse_allow_networks(allow), total_seconds=3))
    return Courier(engine=engine, fetcher=fetcher, source="/here", with_records=with_records, clock=clock)


def relay(engine: Engine, clock: Clock, *, stream: Stream | None = None, allow: str = "", **settings: object) -> Relay:
    return Relay(
        engine=engine,
        settings=RelaySettings(**settings),  # type: ignore[arg-type]
        courier=courier(engine, clock, allow=allow),
        stream=stream,
        clock=clock,
    )


def change(name: str, kind: str = "article") -> Change:
    return Change(entity_type=kind, entity_id=name, revision=1, op=Op.UPSERT, content_hash="h")


def happen(engine: Engine, *changes: Change) -> None:
    with write(engine) as session:
        events.append(session, changes, now=NOW)


def hook(engine: Engine, url: str, *types: str, after_seq: int | None = None) -> tuple[WebhookId, str]:
    with write(engine) as session:
        made, secret = webhooks.add_webhook(session, url=url, entity_types=types, after_seq=after_seq, now=NOW)
    return made.id, secret


# --- the stream --------------------------------------------------------------------------


def in_stream(client: redis.Redis, name: str = "t") -> list[dict]:
    return [json.loads(fields[b"event"]) for _, fields in client.xrange(name)]


def test_every_change_comes_into_the_stream_once_and_in_order(engine: Engine, redis_url: str, clock: Clock) -> None:
    client = redis.Redis.from_url(redis_url)
    happen(engine, *(change(str(n)) for n in range(1_500)))
    here = relay(engine, clock, stream=Stream(client, "t", 10_000))
    while here.turn():
        pass
    happen(engine, change("later"))
    # Another relay beside it, and one that was killed after sending: neither doubles anything.
    beside = relay(engine, clock, stream=Stream(client, "t", 10_000))
    slow = Stream(client, "t", 10_000)
    slow._last = 3
    beside.turn()
    relay(engine, clock, stream=slow).turn()
    here.turn()
    sent = in_stream(client)
    with read(engine) as session:
        newest = events.newest_seq(session)
    sequence = [event["sequence"] for event in sent]
    assert sequence == sorted(set(sequence))
    assert [event["data"]["entity_id"] for event in sent][-3:] == ["1498", "1499", "later"]
    assert int(sent[-1]["id"]) == newest
    assert len([event for event in sent if event["subject"].isdigit()]) == 1_500


def test_the_stream_is_trimmed_and_a_new_one_begins_with_the_tail(engine: Engine, redis_url: str, clock: Clock) -> None:
    client = redis.Redis.from_url(redis_url)
    happen(engine, *(change(str(n)) for n in range(1_000)))
    here = relay(engine, clock, stream=Stream(client, "t", 100))
    while here.turn():
        pass
    assert 100 <= client.xlen("t") <= 250
    assert in_stream(client)[-1]["subject"] == "999"
    client.flushdb()
    assert here.stream is not None
    here.stream.forget_position()
    happen(engine, change("after the restart"))
    here.turn()
    assert in_stream(client)[-1]["subject"] == "after the restart"
    assert len(in_stream(client)) == 100


def test_a_stream_of_another_database_is_not_touched(engine: Engine, redis_url: str, clock: Clock) -> None:
    client = redis.Redis.from_url(redis_url)
    happen(engine, change("a"))
    client.xadd("t", {"event": "{}"}, id="999999-0")
    with pytest.raises(Trouble, match="of another database"):
        relay(engine, clock, stream=Stream(client, "t", 100)).turn()
    client.set("s", "text")
    with pytest.raises(Trouble, match="is no stream"):
        relay(engine, clock, stream=Stream(client, "s", 100)).turn()
    client.xadd("u", {"a": "b"}, id="1772616600000-3")
    with pytest.raises(Trouble, match="not ours"):
        relay(engine, clock, stream=Stream(client, "u", 100)).turn()


def test_an_event_is_a_cloud_event(engine: Engine, now: datetime) -> None:
    one = Change(entity_type="move", entity_id="m1", revision=2, op=Op.DELETE, content_hash="", reason="forgotten", seq=7, changed_at=now)
    event = cloud_event(one, None, source="/here", with_record=True)
    assert {"specversion", "id", "source", "type"} <= set(event)
    assert all(name.islower() and name.isalnum() for name in event), "CloudEvents 1.0.2, 3.1: names of attributes"
    assert event["type"] == "io.github.talentwire.move.delete"
    assert datetime.fromisoformat(event["time"]) == now
    assert event["data"]["record"] is None


# --- webhooks ----------------------------------------------------------------------------


def test_a_receiver_is_sent_what_it_wants_signed_and_once(engine: Engine, receiver: Receiver, clock: Clock) -> None:
    happen(engine, change("before"))
    number, secret = hook(engine, receiver.url, "move")
    happen(engine, change("a"), change("m1", "move"), change("b"), change("m2", "move"))
    here = courier(engine, clock, allow=receiver.allow)
    assert here.turn() == 1
    assert here.turn() == 0
    assert [event["subject"] for event in told(receiver)] == ["m1", "m2"]
    (got,) = receiver.got
    headers, body = got.headers, got.body
    assert headers["content-type"] == "application/cloudevents-batch+json"
    expected = signature(secret, delivery_id=headers["webhook-id"], timestamp=int(headers["webhook-timestamp"]), body=body)
    assert headers["webhook-signature"] == expected
    with read(engine) as session:
        (line,) = webhooks.recent_deliveries(session, webhook_id=number)
    assert (line.state, line.events, line.status, line.attempts) == (DeliveryState.DELIVERED, 2, 200, 1)


def test_a_signature_is_the_one_of_the_specification() -> None:
    # The example of the Standard Webhooks reference libraries.
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        delivery_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_record_goes_along_if_the_operator_says_so(engine: Engine, receiver: Receiver, clock: Clock) -> None:
    hook(engine, receiver.url, "article")
    with write(engine) as session:
        article = save(session, an_article())
    courier(engine, clock, allow=receiver.allow, with_records=True).turn()
    (event,) = told(receiver)
    assert event["subject"] == article.article_id
    assert event["data"]["record"]["article_id"] == article.article_id


def test_a_receiver_that_fails_is_tried_again_later_and_in_order(engine: Engine, receiver: Receiver, clock: Clock) -> None:
    number, _ = hook(engine, receiver.url)
    happen(engine, change("a"))
    here = courier(engine, clock, allow=receiver.allow)
    receiver.status = 503
    assert here.turn() == 1
    happen(engine, change("b"))
    assert here.turn() == 0, "not before its time"
    clock.now += timedelta(seconds=13)
    receiver.status = 200
    assert [here.turn(), here.turn(), here.turn()] == [1, 1, 0]
    assert [event["subject"] for event in told(receiver)] == ["a", "a", "b"]
    first, again, _ = (got.headers["webhook-id"] for got in receiver.got)
    assert first == again, "by its id a receiver knows what it has already"
    with read(engine) as session:
        assert webhooks.load_webhook(session, webhook_id=number).delivered == 2


def test_what_cannot_be_delivered_is_dead_kept_and_brought_back(engine: Engine, receiver: Receiver, clock: Clock) -> None:
    number, _ = hook(engine, receiver.url)
    here = courier(engine, clock, allow=receiver.allow)
    receiver.status = 500
    for name in "abc":
        happen(engine, change(name))
        for _ in range(len(webhooks.WAITS) + 1):
            assert here.turn() == 1
            clock.now += timedelta(days=2)
    with read(engine) as session:
        stands = webhooks.load_webhook(session, webhook_id=number)
    assert (stands.state, stands.dead, stands.pending) == (WebhookState.PAUSED, 3, 0)
    assert "3 deliveries in a row" in stands.state_reason
    happen(engine, change("d"))
    assert here.turn() == 0, "paused"
    receiver.status, receiver.got = 200, []
    with write(engine) as session:
        assert webhooks.retry_dead(session, webhook_id=number, now=clock()) == 3
    while here.turn():
        pass
    assert [event["subject"] for event in told(receiver)] == ["a", "b", "c", "d"]


def test_a_receiver_that_says_gone_is_paused_at_once(engine: Engine, receiver: Receiver, clock: Clock) -> None:
    number, _ = hook(engine, receiver.url)
    happen(engine, change("a"))
    receiver.status = 410
    here = courier(engine, clock, allow=receiver.allow)
    assert [here.turn(), here.turn()] == [1, 0]
    with read(engine) as session:
        stands = webhooks.load_webhook(session, webhook_id=number)
    assert (stands.state, stands.dead) == (WebhookState.PAUSED, 1)
    assert "410" in stands.state_reason


def test_a_replay_sends_it_all_again(engine: Engine, receiver: Receiver, clock: Clock) -> None:
    with read(engine) as session:
        start = events.newest_seq(session)
    number, _ = hook(engine, receiver.url)
    happen(engine, *(change(str(n)) for n in range(250)))
    here = courier(engine, clock, allow=receiver.allow)
    while here.turn():
        pass
    assert len(receiver.got) == 3
    with write(engine) as session:
        webhooks.replay(session, webhook_id=number, after_seq=start)
        with pytest.raises(ValueError, match="is not between"):
            webhooks.replay(session, webhook_id=number, after_seq=10**9)
    while here.turn():
        pass
    assert [event["subject"] for event in told(receiver)] == [str(n) for n in range(250)] * 2


def test_a_receiver_that_fell_behind_hears_of_the_hole(engine: Engine, receiver: Receiver, clock: Clock) -> None:
    hook(engine, receiver.url)
    happen(engine, change("old"))
    with write(engine) as session:
        events.prune_changes(session, before=NOW + timedelta(days=1))
    happen(engine, change("new"))
    here = courier(engine, clock, allow=receiver.allow)
    while here.turn():
        pass
    hole, new = told(receiver)
    assert hole["type"] == "io.github.talentwire.hole"
    assert hole["data"]["oldest_seq"] == int(new["id"])
    assert new["subject"] == "new"


def test_a_receiver_inside_our_network_is_refused_unless_allowed(engine: Engine, receiver: Receiver, clock: Clock) -> None:
    number, _ = hook(engine, receiver.url)
    happen(engine, change("a"))
    courier(engine, clock).turn()
    assert receiver.got == []
    with read(engine) as session:
        (line,) = webhooks.recent_deliveries(session, webhook_id=number)
    assert line.message.startswith("blocked")


def test_two_relays_send_nothing_twice(postgres_url: str, receiver: Receiver, clock: Clock) -> None:
    from storage.database import open_engine

    engine = open_engine(postgres_url, pool_size=10)
    hook(engine, receiver.url)
    happen(engine, *(change(str(n)) for n in range(1_000)))
    both = [courier(engine, clock, allow=receiver.allow) for _ in range(2)]

    def work(here: Courier) -> None:
        for _ in range(40):
            here.turn()

    threads = [Thread(target=work, args=(here,)) for here in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [event["subject"] for event in told(receiver)] == [str(n) for n in range(1_000)]
    engine.dispose()


# --- the hint ----------------------------------------------------------------------------


def test_listeners_hear_one_hint_for_many_changes(postgres_url: str, clock: Clock) -> None:
    from storage.database import open_engine

    engine = open_engine(postgres_url)
    here = relay(engine, clock, relay_notify=True)
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as listener:
        listener.execute("LISTEN talentwire_changes")
        happen(engine, *(change(str(n)) for n in range(50)))
        here.turn()
        here.turn()
        happen(engine, change("more"))
        here.turn()
        heard = [int(hint.payload) for hint in listener.notifies(timeout=1, stop_after=2)]
    with read(engine) as session:
        newest = events.newest_seq(session)
    assert heard == [newest - 1, newest]
    engine.dispose()
