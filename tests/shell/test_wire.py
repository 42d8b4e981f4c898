"""The wire over a real socket, on both databases."""

import json
import re
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest
import uvicorn

from cli.wire.app import make_wire
from storage.database import open_read_only
from tests.servers import free_port
from tests.shell.test_line import BODY, HEADLINE, World
from tests.website import open_website

PAGES = ("/", "/people", "/organisations", "/flows", "/money", "/feeds")
HOSTILE = '"><script>alert(1)</script>'


class Wire:
    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path, **headers):
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, dict(answer.headers), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read().decode()


@pytest.fixture
def wire(engine, database_url):
    with open_website() as site:
        world = World(site, engine, database_url, datetime(2026, 3, 4, 9, 30, tzinfo=UTC))
        site.page("story", HEADLINE, *BODY)
        site.page("odd", f"Anthropic poaches {HOSTILE} from OpenAI".replace("<", "&lt;"), *BODY)
        odd = "Anthropic poaches &lt;script&gt;alert(1)&lt;/script&gt; OpenAI researchers"
        world.add(site.feed("/feed", site.item("story", HEADLINE, BODY[0]), site.item("odd", odd, BODY[0])))
        world.work()
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(make_wire(open_read_only(database_url)), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Wire(port)
    server.should_exit = True
    thread.join(10)


def test_every_page_is_there_in_html_and_as_json(wire):
    for path in PAGES:
        status, _, body = wire.get(path)
        assert status == 200
        assert body.lstrip().startswith("<!doctype html>")
        status, _, body = wire.get((path if path != "/" else "/stories") + ".json")
        assert status == 200
        json.loads(body)


def test_the_policy_lets_no_script_run_and_no_page_frame_us(wire):
    _, headers, body = wire.get("/")
    policy = {name.lower(): value for name, value in headers.items()}["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in body
    assert " style=" not in body


def test_a_story_leads_to_its_people_organisations_and_words(wire):
    _, _, body = wire.get("/stories.json")
    stories = json.loads(body)["stories"]
    assert stories
    for story in stories:
        status, _, page = wire.get(f"/stories/{story['story_id']}")
        assert status == 200
        for link in set(re.findall(r'href="(/(?:people|organisations)/[^"]+)"', page)):
            assert wire.get(link)[0] == 200
            assert wire.get(link + ".json")[0] == 200


def test_a_page_that_has_not_changed_is_304(wire):
    _, headers, _ = wire.get("/")
    etag = {name.lower(): value for name, value in headers.items()}["etag"]
    assert wire.get("/", **{"If-None-Match": etag})[0] == 304


def test_the_feeds_are_feeds(wire):
    from storage.records import Page
    from worker.feed.parse import parse_feed

    for path, media in (("/feed.atom", "application/atom+xml"), ("/feed.json", "application/feed+json")):
        status, _, body = wire.get(path)
        assert status == 200
        page = Page(url=wire.url + path, requested_url=wire.url + path, body=body.encode(), content_type=media)
        assert parse_feed(page, now=datetime(2026, 3, 5, tzinfo=UTC)).entries


@pytest.mark.parametrize(
    "path",
    [
        "/?limit=0",
        "/?limit=99999999999999999999",
        "/?limit=-1",
        "/?limit=ten",
        "/?before=x",
        "/?before=2026-01-01T00:00:00.000000Z~'--",
        "/?kind=nonsense",
        "/stories/1",
        "/stories/%00",
        "/people/'%20OR%201=1",
        "/organisations/..%2f..%2fetc",
    ],
)
def test_a_hostile_parameter_is_a_clear_4xx(wire, path):
    status, _, body = wire.get(path)
    assert status in (400, 404)
    assert len(body) < 300
    assert "Traceback" not in body


def test_an_unknown_id_is_404_and_writing_is_refused(wire):
    assert wire.get("/stories/s_000000000000000000000000")[0] == 404
    assert wire.get("/people/p_000000000000000000000000.json")[0] == 404
    request = urllib.request.Request(wire.url + "/", data=b"x", method="POST")
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=5)
    assert error.value.code == 405


def test_metrics_and_health(wire):
    assert wire.get("/healthz")[0] == 200
    assert wire.get("/readyz")[0] == 200
    status, _, body = wire.get("/metrics")
    assert status == 200
    assert 'talentwire_entries{state="matched"}' in body
    assert "127.0.0.1" not in body
