"""Tags with attributes without end cost nothing; all others stay as they are."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Page
from worker.feed.discover import discover_feeds
from worker.feed.opml import FeedListError, parse_feed_list
from worker.tags import shorter_tags, shorter_tags_of

MANY = " ".join(f"a{n}='b'" for n in range(150_000))


def test_a_page_whose_tag_has_attributes_without_end_still_offers_its_feed() -> None:
    body = f"<html><body><p {MANY}>x</p><link rel=alternate type=application/rss+xml href=/feed>".encode()
    began = time.process_time()
    found = discover_feeds(Page(url="https://a.example/", requested_url="", body=body[:2_000_000]))
    assert time.process_time() - began < 1
    assert len(found) <= 1


def test_a_list_of_feeds_with_attributes_without_end_is_a_named_error() -> None:
    began = time.process_time()
    with pytest.raises(FeedListError, match="malformed"):
        parse_feed_list(f"<opml><body><outline {MANY}/></body></opml>".encode(), name="x.opml")
    assert time.process_time() - began < 1


@pytest.mark.parametrize("tag", ["<a href='x > y' title=\"</p>\">", "<img src='data:" + "A" * 200_000 + "'>", "<p a=>", "<p ' \" b>"])
def test_tags_as_pages_have_them_stay_as_they_are(tag: str) -> None:
    text = "<p>x</p>" * 10_000 + tag + "y"
    assert shorter_tags(text) == text


@given(st.text(alphabet="<>ab='\"/ \n-!", max_size=200))
def test_any_markup_is_read_in_linear_time(text: str) -> None:
    began = time.process_time()
    shorter_tags_of((text or " ").encode() * (200_000 // max(1, len(text))))
    assert time.process_time() - began < 1
