"""Lists of feeds, in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.feed.found import FeedListError, ListedFeed
from worker.feed.opml import parse_feed_list, write_opml

OPML = b"""<?xml version="1.0"?>
<opml version="2.0"><head><title>x</title></head><body>
<outline text="AI" title="AI">
  <outline type="rss" text="One" xmlUrl="https://one.example/feed"
   htmlUrl="https://one.example/" language="fr"/>
  <outline type="rss" title="Two &amp; more" xmlurl="feed://two.example/rss"/>
</outline>
<outline text="Folder without feeds"/>
<outline type="rss" text="One again" xmlUrl="https://one.example/feed"/>
</body></opml>"""


def test_opml_is_read_with_its_folders_and_each_address_once() -> None:
    one, two = parse_feed_list(OPML, name="feeds.opml").feeds
    assert one == ListedFeed(
        url="https://one.example/feed", title="One", lang="fr", site="https://one.example/", folder="AI"
    )
    assert (two.url, two.title) == ("http://two.example/rss", "Two & more")


def test_lines_are_read_with_comments_and_titles() -> None:
    text = (
        "# my feeds\nhttps://a.example/feed\n\n"
        "  https://b.example/rss  The B Courier\r\nhttps://c.example/ # note\n"
    )
    feeds = parse_feed_list(text.encode(), name="feeds.txt").feeds
    assert [(feed.url, feed.title) for feed in feeds] == [
        ("https://a.example/feed", ""),
        ("https://b.example/rss", "The B Courier"),
        ("https://c.example/", ""),
    ]


def test_toml_is_read() -> None:
    text = (
        '[[feeds]]\nurl = "https://a.example/feed"\noutlet = "A"\nlang = "DE"\n'
        '[[feeds]]\nurl = "https://b.example/"\n'
    )
    one, other = parse_feed_list(text.encode(), name="feeds.toml").feeds
    assert (one.outlet, one.lang, other.url) == ("A", "de", "https://b.example/")


def test_what_is_written_is_read_back() -> None:
    feeds = (
        ListedFeed(url="https://a.example/f?x=1&y=2", title='A "quoted" <title>', lang="fr", outlet="A & Co"),
        ListedFeed(url="https://b.example/"),
    )
    back = parse_feed_list(write_opml(feeds), name="out.opml").feeds
    assert [(feed.url, feed.lang, feed.outlet) for feed in back] == [
        ("https://a.example/f?x=1&y=2", "fr", "A & Co"), ("https://b.example/", None, None)
    ]  # fmt: skip
    assert back[0].title == 'A "quoted" <title>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OPML.replace(b"</outline>", b"</outlin>", 1), ["f.opml", "line 7", "malformed OPML"]),
        (OPML[:200], ["f.opml", "line 5", "malformed OPML"]),
        (b"<rss version='2.0'/>", ["line 1", "<rss>", "feeds add"]),
        (b"# mine\nnot a url\n", ["f.opml", "line 2", "not"]),
        (b"https://a.example/\n\xff\xfe\n", ["line 2", "UTF-8"]),
        (b"[[feeds]]\nurl = \n", ["line 2", "TOML"]),
        (b"[[feeds]]\nname = 'x'\n", ["feed 1", "no url"]),
        (b"[feeds]\nx = 1\n", ["[[feeds]]"]),
        (b"https://user:s3cret@[ex/\n", ["line 1"]),
    ],
)
def test_what_is_wrong_with_a_list_is_named_with_its_line(data: bytes, words: list[str]) -> None:
    with pytest.raises(FeedListError) as caught:
        parse_feed_list(data, name="f.opml")
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OPML.replace(b"https://one.example/feed", b"ftp://one.example", 1), ["f.opml", "line 5", "ftp://one.example"]),
        (b"https://a.example/\nnot a url\n", ["f.opml", "line 2", "not"]),
        (b"https://a.example/\njavascript:alert(1)\n", ["line 2", "javascript"]),
        (b"https://a.example/\nhttps://user:s3cret@[ex/\n", ["line 2"]),
        (b"[[feeds]]\nurl = 'https://a.example'\n[[feeds]]\nurl = 'x y'\n", ["line 4", "feed 2"]),
        (b"[[feeds]]\nurl = 'https://a.example'\n[[feeds]]\nname = 'x'\n", ["feed 2", "no url"]),
    ],
)
def test_a_line_that_names_no_feed_is_told_and_the_rest_goes_on(data: bytes, words: list[str]) -> None:
    listed = parse_feed_list(data, name="f.opml")
    assert listed.feeds
    (refused,) = listed.refused
    assert all(word in refused for word in words), refused
    assert "s3cret" not in refused


def test_the_place_of_a_fault_is_told_once() -> None:
    with pytest.raises(FeedListError) as caught:
        parse_feed_list(b"<opml><outline a=1></opml>", name="f.opml")
    assert ", ," not in str(caught.value)
    assert "column" not in str(caught.value)


def test_entities_of_an_opml_are_not_opened() -> None:
    bomb = b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body>&x;</body></opml>'
    assert parse_feed_list(bomb, name="x").feeds == ()


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_a_named_error(data: bytes) -> None:
    for name in ("f.opml", "f.toml", "f.txt"):
        try:
            parse_feed_list(data, name=name)
        except FeedListError as error:
            assert name in str(error)  # noqa: PT017 - the name is the point
