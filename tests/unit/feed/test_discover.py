"""Feeds that a page offers."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Page
from worker.feed.discover import discover_feeds, usual_places


def page(body: str | bytes) -> Page:
    return Page(
        url="https://news.example/home",
        requested_url="https://news.example/",
        body=body.encode() if isinstance(body, str) else body,
    )


def test_declared_feeds_come_first_and_comment_feeds_last() -> None:
    found = discover_feeds(
        page(
            """<html><head><base href="https://cdn.example/x/">
            <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
            <link rel="alternate" type="application/atom+xml; charset=utf-8" title="News" href="atom.xml">
            <link rel="ALTERNATE feed" type="application/feed+json" href="//j.example/feed.json">
            <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">
            <link rel="alternate" hreflang="fr" href="/fr">
            <link rel="stylesheet" type="text/css" href="/rss.css">
            <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
            </head><body><a href="/feeds/ai.rss">AI</a><a href="/feedback">no</a>
            <a href="atom.xml">again</a></body>"""
        )
    )
    assert [(feed.url, feed.source) for feed in found] == [
        ("https://cdn.example/x/atom.xml", "declared"),
        ("https://j.example/feed.json", "declared"),
        ("https://cdn.example/comments/feed/", "declared"),
        ("https://cdn.example/feeds/ai.rss", "linked"),
    ]
    assert found[0].title == "News"


def test_a_feed_offers_itself() -> None:
    for body in ("<?xml version='1.0'?><rss version='2.0'/>", '{"version":"https://jsonfeed.org/version/1"}'):
        (feed,) = discover_feeds(page(body))
        assert (feed.url, feed.source) == ("https://news.example/home", "itself")


def test_usual_places_are_guesses_on_the_same_host() -> None:
    assert "https://news.example/feed" in [feed.url for feed in usual_places("https://news.example/a/b")]
    assert usual_places("nonsense") == ()


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page(body: bytes) -> None:
    discover_feeds(page(b"<link rel=alternate type=application/rss+xml href=" + body))
    discover_feeds(page(body))


@pytest.mark.parametrize(
    "bait",
    [
        "<a href='/feed/%d'>x",
        "<div>",
        "<link rel=alternate type=application/rss+xml href=/f%d>",
        "<a ",
        "<!--",
        "<",
        "&#",
    ],
)  # fmt: skip
def test_a_hostile_page_costs_little(bait: str) -> None:
    body = "".join(bait.replace("%d", str(n)) for n in range(300_000))
    began = time.process_time()
    assert len(discover_feeds(page("<html>" + body))) <= 50
    assert time.process_time() - began < 2
