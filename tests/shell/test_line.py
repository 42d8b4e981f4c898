"""The line from feed to record: real HTTP on loopback, both databases, a clock that the tests move."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import entries, feeds
from storage.database import read, write
from storage.records import EntryId, EntryState, ErrorCode, FeedId, Lease, LeaseToken, Outcome
from tests.line import BODY, HEADLINE, World
from tests.website import Document, open_website
from worker.messages import entry_lease_in, leases_in
from worker.settings import WorkerSettings
from worker.tasks import poll_feeds


@pytest.fixture
def world(engine, database_url):
    with open_website() as site:
        yield World(site, engine, database_url, datetime(2026, 3, 4, 9, 30, tzinfo=UTC))


@pytest.fixture
def story(world):
    """One feed with one story in scope and one that is not."""
    world.site.page("story", HEADLINE, *BODY)
    url = world.site.feed(
        "/feed",
        world.site.item("story", HEADLINE, BODY[0]),
        world.site.item("rain", "Heavy rain expected in the north", "Up to 40 mm of rain."),
        etag='"one"',
    )
    (feed_id,) = world.add(url)
    return feed_id


def test_from_feed_to_record(world, story):
    world.work()
    assert world.states() == {EntryState.MATCHED: 1, EntryState.SCREENED_OUT: 1}
    ((title, lang, kind),) = world.rows("SELECT title, lang, kind FROM v1_articles")
    assert (title, lang, kind) == (HEADLINE, "en", "hire")
    feed = world.feed(story)
    assert feed.next_poll_at > world.now
    assert feed.next_poll_reason
    assert (feed.entries, feed.matched) == (2, 1)
    assert world.site.times_asked("/rain") == 0


def test_the_same_bytes_without_validators_are_unchanged_and_not_parsed(world, monkeypatch):
    url = world.site.feed("/plain", world.site.item("rain", "Heavy rain expected in the north"))
    (feed_id,) = world.add(url)
    world.work()
    monkeypatch.setattr("worker.tasks.parse_feed", None)
    world.later(days=1)
    world.work()
    assert world.site.times_asked("/plain") == 2
    with read(world.engine) as session:
        outcomes = [poll.outcome for poll in feeds.recent_polls(session, feed_id=feed_id, limit=2)]
    assert outcomes == [Outcome.UNCHANGED, Outcome.UPDATED]


def test_a_server_whose_304_is_a_lie_is_found_out_within_a_week_and_not_asked_so_again(world):
    one = world.site.item("one", "Heavy rain expected in the north")
    (feed_id,) = world.add(world.site.feed("/liar", one, etag='"one"', lies=True))
    world.work()
    world.site.feed("/liar", one, world.site.item("two", "Dry weather returns"), etag='"one"', lies=True)
    world.later(days=2)
    world.work()
    assert world.feed(feed_id).entries == 1, "believed so far"
    world.later(days=6)
    world.work()
    assert world.feed(feed_id).entries == 2, "the weekly check asked without validators"
    world.site.feed("/liar", world.site.item("three", "Fog in the morning"), etag='"one"', lies=True)
    world.later(days=2)
    world.work()
    assert world.feed(feed_id).entries == 3
    assert "If-None-Match" not in world.site.asked[-1][1]


def test_an_unchanged_feed_stores_nothing_and_asks_for_no_page_again(world, story):
    world.work()
    changes = world.rows("SELECT max(seq) FROM v1_changes")
    world.later(days=2)
    world.work()
    assert world.feed(story).polled_at == world.now
    assert world.site.asked[-1][1]["If-None-Match"] == '"one"'
    assert world.site.times_asked("/story") == 1
    assert world.rows("SELECT max(seq) FROM v1_changes") == changes


def test_a_message_delivered_twice_is_done_once(world, story):
    messages = world.tick()
    world.work(messages)
    rows = world.rows("SELECT count(*) FROM v1_changes")
    world.work(messages)
    assert world.site.times_asked("/feed") == 1
    assert world.rows("SELECT count(*) FROM v1_changes") == rows


def test_a_token_that_no_longer_holds_does_nothing(world, story):
    assert poll_feeds(world.line, (Lease(feed_id=story, token=LeaseToken("made-up")),)) == ()
    assert poll_feeds(world.line, (Lease(feed_id=FeedId(4711), token=LeaseToken("x")),)) == ()
    assert world.site.asked == []


def test_a_poll_whose_message_vanished_is_sent_again_when_its_lease_is_over(world, story):
    assert len(world.tick()) == 1  # and the message is lost: Redis was wiped
    assert world.tick() == []
    world.later(minutes=5)
    world.work()
    assert world.states() == {EntryState.MATCHED: 1, EntryState.SCREENED_OUT: 1}


def test_a_read_whose_message_vanished_is_sent_again(world, story):
    for _, kwargs in world.tick():
        poll_feeds(world.line, leases_in(**kwargs))
    world.reads.clear()
    assert world.states()[EntryState.WAITING] == 1
    world.later(minutes=5)
    world.work()
    assert world.states() == {EntryState.MATCHED: 1, EntryState.SCREENED_OUT: 1}


def test_an_entry_that_kills_its_worker_is_parked_with_its_reason_and_can_be_retried(world, story):
    for _, kwargs in world.tick():
        poll_feeds(world.line, leases_in(**kwargs))
    lease = world.reads.pop()
    for _ in range(3):
        with write(world.engine) as session:  # begun, and then the worker is killed
            assert entries.begin_read(
                session, entry_id=lease.entry_id, token=lease.token, now=world.now, lease_for=timedelta(minutes=1)
            )
        world.later(minutes=5)
        sent = [kwargs for task, kwargs in world.tick() if task == "talentwire.read"]
        lease = entry_lease_in(**sent[0]) if sent else None
    assert lease is None
    assert world.states()[EntryState.PARKED] == 1
    with write(world.engine) as session:
        (parked,) = entries.list_parked(session, limit=5)
        assert "3" in parked.reason
        assert entries.retry_parked(session, entry_ids=None, now=world.now) == 1
    world.work()
    assert world.states() == {EntryState.MATCHED: 1, EntryState.SCREENED_OUT: 1}


def test_no_more_nudges_than_the_queue_has_room_for(world, story):
    world.nudges.deep = 10_000
    assert world.tick() == []
    world.nudges.deep = 0
    assert len(world.tick()) == 1


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (Document(b"gone", status=410), ErrorCode.GONE),
        (Document(b"no", status=404), ErrorCode.HTTP),
        (Document(b"oops", status=500), ErrorCode.HTTP),
        (Document(b"slow down", status=429, headers={"Retry-After": "7200"}), ErrorCode.RATE_LIMITED),
        (Document(b"<html><body><h1>Welcome</h1></body></html>"), ErrorCode.NOT_A_FEED),
        (Document(b"", media="application/rss+xml"), ErrorCode.EMPTY),
        (Document(b"%PDF-1.7 ...", media="application/pdf"), ErrorCode.NOT_A_FEED),
        (Document(b"x", status=302, headers={"Location": "http://169.254.169.254/latest"}), ErrorCode.BLOCKED),
        (Document(b"x", status=302, headers={"Location": "file:///etc/passwd"}), ErrorCode.BLOCKED),
    ],
)
def test_web_trouble_is_recorded_with_a_reason_and_the_others_go_on(world, story, document, code):
    world.site.documents["/bad"] = document
    (bad,) = world.add(world.site.url + "/bad")
    world.work()
    feed = world.feed(bad)
    assert feed.failure.code is code
    assert feed.failures == 1
    assert len(feed.failure.message) > 10
    assert feed.next_poll_at > world.now
    assert world.states()[EntryState.MATCHED] == 1
    if code is ErrorCode.RATE_LIMITED:
        assert feed.next_poll_at >= world.now + timedelta(hours=2)


def test_a_name_that_does_not_resolve_is_trouble_too(world):
    (bad,) = world.add("http://no-such-name.invalid/feed")
    world.work()
    assert world.feed(bad).failure.code is ErrorCode.DNS


def test_broken_xml_still_yields_its_entries(world, story):
    feed = world.site.documents["/feed"]
    feed.body = feed.body.replace(b"</channel></rss>", b"<oops>&nope;")
    world.work()
    assert world.states() == {EntryState.MATCHED: 1, EntryState.SCREENED_OUT: 1}


def test_an_entry_without_title_link_or_date_is_kept_track_of(world):
    url = world.site.feed(
        "/feed",
        "<item><description>nothing but a summary</description></item>",
        "<item><title>OpenAI poaches four researchers from Meta</title></item>",
    )
    world.add(url)
    world.work()
    assert sum(world.states().values()) == 2
    assert EntryState.WAITING not in world.states()


def test_a_page_that_is_a_pdf_leaves_the_entry_with_the_feed_s_text(world, story):
    world.site.documents["/story"] = Document(b"%PDF-1.7", media="application/pdf")
    world.work()
    ((text, truncated),) = world.rows("SELECT title, truncated FROM v1_articles")
    assert (text, bool(truncated)) == (HEADLINE, True)
    assert "not-a-page" in world.reason()


def test_a_page_that_fails_for_now_is_read_again_and_not_lost(world, story):
    world.site.documents["/story"] = Document(b"busy", status=503)
    world.work()
    assert world.states()[EntryState.WAITING] == 1
    assert world.tick() == []
    world.site.page("story", HEADLINE, *BODY)
    world.later(minutes=30)
    world.work()
    assert world.states() == {EntryState.MATCHED: 1, EntryState.SCREENED_OUT: 1}


def test_a_page_that_never_comes_is_settled_in_the_end(world, story):
    world.site.documents["/story"] = Document(b"busy", status=503)
    for _ in range(8):
        world.work()
        world.later(hours=3)
    assert EntryState.WAITING not in world.states()
    assert world.site.times_asked("/story") == WorkerSettings(_env_file=None).read_tries


def test_robots_txt_is_asked_first_and_obeyed(world, story):
    world.site.documents["/robots.txt"] = Document(b"User-agent: *\nDisallow: /story\n", media="text/plain")
    world.work()
    assert world.site.times_asked("/robots.txt") == 1
    assert world.site.times_asked("/story") == 0
    assert "robots" in world.reason()


def test_the_crawl_delay_of_robots_txt_is_kept_between_two_pages(world):
    site = world.site
    site.documents["/robots.txt"] = Document(b"User-agent: *\nCrawl-delay: 20\n", media="text/plain")
    for name in ("story", "second"):
        site.page(name, HEADLINE, *BODY)
    world.add(site.feed("/feed", site.item("story", HEADLINE, BODY[0]), site.item("second", HEADLINE, BODY[0])))
    world.work()
    assert site.times_asked("/story") + site.times_asked("/second") == 1
    assert world.states()[EntryState.WAITING] == 1
    world.later(minutes=5)
    world.work()
    assert site.times_asked("/story") + site.times_asked("/second") == 2


def test_the_same_article_in_two_feeds_is_one_record(world, story):
    world.add(world.site.feed("/other", world.site.item("story", HEADLINE, BODY[0])))
    world.work()
    world.work()
    assert world.rows("SELECT count(*) FROM v1_articles") == [(1,)]
    assert world.states()[EntryState.DUPLICATE] == 1


def test_a_server_that_says_304_wrongly_is_found_out_within_a_week(world, story):
    world.work()
    feed = world.site.documents["/feed"]
    feed.lies = True
    world.site.page("second", "Anthropic hires Meta's head of AI research", "Anthropic has hired Meta's head of AI research.")
    feed.body = feed.body.replace(
        b"</channel>", world.site.item("second", "Anthropic hires Meta's head of AI research").encode() + b"</channel>"
    )
    for _ in range(9):
        world.later(days=1, hours=1)
        world.work()
    assert sum(world.states().values()) == 3


def test_the_ledger_tells_each_poll(world, story):
    world.work()
    world.later(days=1)
    world.work()
    with read(world.engine) as session:
        polls = feeds.recent_polls(session, feed_id=story, limit=10)
    assert [poll.outcome for poll in polls] == [Outcome.UNCHANGED, Outcome.UPDATED]
    assert polls[1].new == 2


def test_an_unknown_entry_is_no_work():
    with pytest.raises(ValueError, match="positive"):
        entry_lease_in(EntryId(-1), "x")


def test_the_change_feed_is_kept_for_a_year_and_says_from_where(world, story):
    world.work()
    ((newest,),) = world.rows("SELECT newest_seq FROM v1_meta")
    world.later(days=300)
    world.tick()
    assert world.rows("SELECT count(*) FROM v1_changes")[0][0] > 0
    world.later(days=100)
    world.tick()
    assert world.rows("SELECT count(*) FROM v1_changes") == [(0,)]
    assert world.rows("SELECT oldest_seq, newest_seq FROM v1_meta") == [(newest + 1, newest)]
