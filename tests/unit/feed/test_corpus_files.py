"""Broken and hostile documents of our own, as files, each with what has to come of it."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.records import Page
from worker.feed.errors import FeedError
from worker.feed.parse import parse_feed

FOLDER = Path(__file__).parents[2] / "corpus" / "feeds"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_every_file_has_its_row() -> None:
    assert {path.name for path in FOLDER.iterdir()} - {"expected.toml"} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_document_gives_what_it_has_or_a_named_error(name: str) -> None:
    page = Page(url="https://a.example/feed", requested_url="", body=(FOLDER / name).read_bytes())
    expected = EXPECTED[name]
    if isinstance(expected, dict):
        with pytest.raises(FeedError) as caught:
            parse_feed(page, now=NOW)
        assert caught.value.failure.code == expected["code"]
        assert expected["says"] in caught.value.failure.message
        return
    feed = parse_feed(page, now=NOW)
    assert [entry.title for entry in feed.entries] == expected
    for entry in feed.entries:
        assert entry.url is None or entry.url.startswith("https://a.example/")
        assert entry.published_at is None or entry.published_at <= NOW
        assert "root:" not in entry.title + entry.summary + entry.content_html
