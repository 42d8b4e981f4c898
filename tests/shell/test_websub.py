"""Push where it is offered: a hub of our own on loopback, both databases, a clock that the tests move."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn

from cli.feeds import show
from cli.trouble import Trouble
from cli.websub.app import MOST_BYTES, make_callbacks
from cli.websub.hubs import Hubs, keeps_a_secret
from cli.websub.run import push
from storage import subscriptions
from storage.database import read
from storage.records import SubscriptionState
from tests.hub import ask, open_hub
from tests.line import World
from tests.servers import free_port
from tests.website import open_website
from worker.fetch.client import Fetcher
from worker.fetch.guard import parse_allow_networks
from worker.fetch.request import FetchSettings

LEASE = timedelta(days=10)


@pytest.fixture
def world(engine, database_url):
    with open_website() as site:
        yield World(site, engine, database_url, datetime(2026, 3, 4, 9, 30, tzinfo=UTC))


@pytest.fixture
def hub():
    with open_hub() as server:
        yield server


@pytest.fixture
def callbacks(world):
    """The address of our callbacks, served by uvicorn."""
    port = free_port()
    app = make_callbacks(world.engine, lease=LEASE, clock=lambda: world.now)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def hubs(world, hub, callbacks):
    fetcher = Fetcher(FetchSettings(allow_networks=parse_allow_networks(hub.allow), total_seconds=3))
    return Hubs(engine=world.engine, fetcher=fetcher, callback=callbacks, lease=LEASE, clock=lambda: world.now)


def publish(world, hub, *names):
    items = [world.site.item(name, f"Heavy rain in the north, {name}") for name in names]
    return world.site.feed("/feed", f'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="{hub.url}"/>', *items)


@pytest.fixture
def topic(world, hub):
    """A feed that names the hub, polled twice."""
    url = publish(world, hub, "one")
    (world.feed_id,) = world.add(url)
    world.work()
    world.later(hours=1)
    world.work()
    return url


def subscription(world):
    with read(world.engine) as session:
        return subscriptions.find_by_feed(session, feed_id=world.feed_id)


def settled(world, state):
    """The subscription, when the hub's thread has brought it to a state."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        found = subscription(world)
        if found is not None and found.state is state:
            return found
        time.sleep(0.01)
    raise AssertionError(f"not {state}: {subscription(world)}")


def test_a_feed_that_names_a_hub_is_subscribed_to_and_verified(world, hub, hubs, topic, callbacks):
    assert hubs.turn() == 1
    found = settled(world, SubscriptionState.VERIFIED)
    (form,) = hub.asked
    assert form["hub.callback"] == f"{callbacks}/websub/{found.token}"
    assert (form["hub.mode"], form["hub.topic"], form["hub.secret"]) == ("subscribe", topic, found.secret)
    assert form["hub.lease_seconds"] == "864000"
    assert (found.lease_until, found.try_at) == (world.now + timedelta(days=1), world.now + timedelta(hours=12))
    assert hubs.turn() == 0


def test_a_feeds_story_tells_how_its_hub_stands_and_keeps_the_secret(world, hub, hubs, topic, database_url, monkeypatch, capsys):
    monkeypatch.setenv("TALENTWIRE_DATABASE_URL", database_url)
    hubs.turn()
    found = settled(world, SubscriptionState.VERIFIED)
    hub.tell(topic)
    assert show(topic, as_json=False) == 0
    assert show(topic, as_json=True) == 0
    told = capsys.readouterr().out
    assert "verified until 2026-03-05" in told
    assert '"pushes": 1' in told
    assert found.secret not in told
    assert found.token not in told


def test_a_push_makes_the_feed_due_and_what_is_new_comes_by_the_usual_way(world, hub, hubs, topic):
    hubs.turn()
    settled(world, SubscriptionState.VERIFIED)
    world.later(minutes=5)
    assert world.tick() == []
    publish(world, hub, "one", "two")
    assert hub.tell(topic) == 202
    assert world.feed(world.feed_id).next_poll_reason == "its hub says there is something new"
    world.work()
    assert world.states() == {"screened-out": 2}


def test_polls_are_stretched_while_the_hub_tells_and_as_ever_after_it_kept_silent_twice(world, hub, hubs, topic):
    hub.lease = 30 * 86_400
    hubs.turn()
    settled(world, SubscriptionState.VERIFIED)
    names = ["one"]

    def more(*, told):
        world.later(hours=7)
        names.append(f"n{len(names)}")
        publish(world, hub, *names)
        if told:
            hub.tell(topic)
        world.work()
        return world.feed(world.feed_id)

    assert "its hub tells" in more(told=True).next_poll_reason
    assert world.feed(world.feed_id).next_poll_at - world.now >= timedelta(hours=6)
    assert "its hub tells" in more(told=False).next_poll_reason
    assert subscription(world).misses == 1
    more(told=False)
    assert subscription(world).misses == 2
    assert "its hub tells" not in more(told=False).next_poll_reason
    more(told=True)
    assert subscription(world).misses == 0
    assert "its hub tells" in more(told=True).next_poll_reason


def test_a_push_that_is_not_signed_with_our_secret_changes_nothing(world, hub, hubs, topic):
    hubs.turn()
    settled(world, SubscriptionState.VERIFIED)
    before = world.feed(world.feed_id).next_poll_at
    assert hub.tell(topic, secret="a guess") == 202
    callback = hub.subscribers[topic]["hub.callback"]
    assert ask(callback, b"<feed/>", {"X-Hub-Signature": "md5=0"})[0] == 202
    assert ask(callback, b"<feed/>")[0] == 202
    assert (subscription(world).pushes, world.feed(world.feed_id).next_poll_at) == (0, before)
    assert [hub.tell(topic, method=method) for method in ("sha1", "sha512")] == [202, 202]
    assert subscription(world).pushes == 2


def test_a_lease_is_renewed_at_half_its_life_with_the_same_callback(world, hub, hubs, topic):
    hubs.turn()
    first = settled(world, SubscriptionState.VERIFIED)
    world.later(hours=12)
    assert hubs.turn() == 1
    assert [form["hub.callback"] for form in hub.asked] == [hub.asked[0]["hub.callback"]] * 2
    end = time.monotonic() + 5
    while subscription(world).lease_until == first.lease_until and time.monotonic() < end:
        time.sleep(0.01)
    assert subscription(world).lease_until == world.now + timedelta(days=1)


def test_a_hub_that_cannot_be_asked_or_does_not_verify_is_asked_again_later_and_later(world, hub, hubs, topic):
    hub.status = 500
    hubs.turn()
    waits = []
    for _ in range(7):
        found = subscription(world)
        assert (found.state, "500" in found.reason) == (SubscriptionState.ASKED, True)
        waits.append(found.try_at - world.now)
        assert hubs.turn() == 0
        world.now = found.try_at
        assert hubs.turn() == 1
    assert waits == [timedelta(hours=hours) for hours in (1, 2, 4, 8, 16, 24, 24)]


def test_a_hub_that_denies_is_believed_for_a_week(world, hub, hubs, topic):
    hub.denies = "not from here"
    hubs.turn()
    found = settled(world, SubscriptionState.DENIED)
    assert (found.reason, found.try_at) == ("not from here", world.now + timedelta(days=7))


def test_nobody_can_subscribe_us_to_what_we_did_not_ask_for(world, hub, hubs, topic, callbacks):
    hubs.turn()
    settled(world, SubscriptionState.VERIFIED)
    (form,) = hub.asked
    assert hub.verify(form, **{"hub.topic": "http://elsewhere.example/feed"})[0] == 404
    assert hub.verify(form, **{"hub.mode": "unsubscribe"})[0] == 404
    assert hub.verify(form)[0] == 404  # verified once, and not asked again since
    stranger = f"{callbacks}/websub/{'x' * 32}"
    assert ask(f"{stranger}?hub.mode=subscribe&hub.topic=t&hub.challenge=c")[0] == 404
    assert ask(stranger, b"<feed/>")[0] == 410
    assert ask(f"{callbacks}/websub/..%2f", b"")[0] == 404
    assert ask(form["hub.callback"], b"x" * (MOST_BYTES + 1))[0] == 413
    assert ask(f"{callbacks}/healthz") == (200, "ok")


def test_a_hub_that_tells_again_and_again_causes_a_poll_a_minute_at_most(world, hub, hubs, topic):
    hubs.turn()
    settled(world, SubscriptionState.VERIFIED)
    for _ in range(3):
        hub.tell(topic)
    assert world.feed(world.feed_id).next_poll_at == world.now + timedelta(minutes=1)


def test_a_feed_that_moves_to_another_hub_is_asked_for_there(world, hub, hubs, topic):
    hubs.turn()
    first = settled(world, SubscriptionState.VERIFIED)
    with open_hub() as other:
        elsewhere = Hubs(
            engine=world.engine,
            fetcher=Fetcher(FetchSettings(allow_networks=parse_allow_networks(other.allow), total_seconds=3)),
            callback=hubs.callback,
            lease=LEASE,
            clock=lambda: world.now,
        )
        publish(world, other, "one", "two")
        world.later(hours=25)
        world.work()
        assert elsewhere.turn() == 1
        found = settled(world, SubscriptionState.VERIFIED)
        assert (found.hub, found.token == first.token, found.pushes) == (other.url, False, 0)


@pytest.mark.parametrize(
    ("hub", "kept"),
    [("https://hub.example/", True), ("http://hub.example/", False), ("http://127.0.0.1:9/", True), ("http://[::1]/", True)],
)
def test_a_secret_goes_only_where_it_stays_one(hub, kept):
    assert keeps_a_secret(hub) is kept


def test_without_a_public_address_the_command_says_what_to_set(monkeypatch):
    monkeypatch.delenv("TALENTWIRE_PUSH_URL", raising=False)
    with pytest.raises(Trouble, match="TALENTWIRE_PUSH_URL"):
        push(host="127.0.0.1", port=0)
