"""Feeds into entries."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from storage.records import ErrorCode, FeedFormat, Page, ParsedFeed
from worker.feed.errors import FeedError
from worker.feed.parse import parse_feed

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://news.example/feed.xml"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>The Lab Courier &amp; Co</title><link>https://news.example/</link><language>en-GB</language>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://news.example/feed.xml"/>
<ttl>90</ttl><skipHours><hour>1</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
<item><title>Chief scientist &lt;b&gt;leaves&lt;/b&gt; Acme AI &amp;amp; joins Beta</title>
 <link>/2026/02/chief?utm_source=rss</link><guid isPermaLink="false">tag-17</guid>
 <dc:creator>Ada Example</dc:creator><category>AI</category><category>People</category>
 <pubDate>Sat, 28 Feb 2026 10:30:00 +0100</pubDate>
 <description>&lt;p&gt;The &lt;i&gt;move&lt;/i&gt; was confirmed.&lt;/p&gt;
 &lt;script&gt;alert(1)&lt;/script&gt;</description>
 <content:encoded><![CDATA[<p>Whole text.</p>]]></content:encoded></item>
<item><title>No date, no link</title><guid>https://news.example/a?utm_campaign=x</guid></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Kurier</title>
<link href="https://kurier.example/"/><link rel="self" href="/atom"/>
<entry><id>urn:1</id><title type="html">Forscher &amp;amp; Ingenieure</title><link href="/eins"/>
<published>2026-02-27T08:00:00Z</published><updated>2026-02-28T08:00:00+02:00</updated>
<author><name>Eva Muster</name></author><author><name>Jan Muster</name></author>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Kurz &amp; gut.</p></div></summary>
</entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://rdf.example/"><title>RDF</title></channel>
<item rdf:about="https://rdf.example/1"><title>Eins</title><link>https://rdf.example/1</link>
<dc:date>2026-02-01T00:00:00Z</dc:date></item></rdf:RDF>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "JSON Courier",
        "home_page_url": "https://json.example/",
        "feed_url": "https://json.example/feed.json",
        "language": "fr",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "items": [
            {
                "id": 7,
                "url": "/sept",
                "title": "Sept",
                "content_html": "<p>Tout <b>le</b> texte</p>",
                "date_published": "2026-02-03T04:05:06+01:00",
                "authors": [{"name": "Léa Exemple"}],
                "tags": ["IA"],
            },
            {"id": "8", "external_url": "https://other.example/8", "content_text": "texte"},
            "not an item",
        ],
    }
)

SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://site.example/a</loc><news:news><news:publication><news:name>Site</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-02-28</news:publication_date>
<news:title>A headline</news:title><news:keywords>AI, talent</news:keywords></news:news>
<image:image><image:loc>https://site.example/i.jpg</image:loc><image:title>Not this</image:title>
</image:image></url>
<url><loc>https://site.example/about</loc></url></urlset>"""


def page(body: str | bytes, url: str = URL, charset: str | None = None) -> Page:
    return Page(
        url=url, requested_url=url, body=body.encode() if isinstance(body, str) else body, charset=charset
    )


def parse(body: str | bytes, **more: object) -> ParsedFeed:
    return parse_feed(page(body), now=NOW, **more)  # type: ignore[arg-type]


def rss(*items: str) -> str:
    return "<rss version='2.0'><channel><title>t</title>" + "".join(items) + "</channel></rss>"


def test_an_rss_feed_comes_out_in_our_words() -> None:
    feed = parse(RSS)
    assert (feed.title, feed.url, feed.lang, feed.format) == (
        "The Lab Courier & Co", "https://news.example/", "en-GB", FeedFormat.RSS
    )  # fmt: skip
    first, second = feed.entries
    assert first.title == "Chief scientist leaves Acme AI & joins Beta"
    assert first.url == "https://news.example/2026/02/chief?utm_source=rss"
    assert first.guid == "tag-17"
    assert first.summary == "The move was confirmed."
    assert first.content_html == "<p>Whole text.</p>"
    assert first.authors == ("Ada Example",)
    assert first.categories == ("AI", "People")
    assert first.published_at == datetime(2026, 2, 28, 9, 30, tzinfo=UTC)
    assert second.url == "https://news.example/a?utm_campaign=x"
    assert second.published_at is None
    assert feed.total == 2


def test_hints_are_read_from_the_feed_and_clamped() -> None:
    hints = parse(RSS).hints
    assert hints.ttl == timedelta(minutes=90)
    assert hints.update_every == timedelta(minutes=30)
    assert hints.skip_hours == (0, 1)
    assert hints.skip_days == (6,)
    assert (hints.hub, hints.self_url) == ("https://hub.example/", "https://news.example/feed.xml")


def test_an_atom_feed_comes_out_in_our_words() -> None:
    feed = parse_feed(page(ATOM, "https://kurier.example/atom"), now=NOW)
    assert (feed.title, feed.lang, feed.format) == ("Kurier", "de", FeedFormat.ATOM)
    (entry,) = feed.entries
    assert entry.title == "Forscher & Ingenieure"
    assert entry.url == "https://kurier.example/eins"
    assert entry.summary == "Kurz & gut."
    assert entry.authors == ("Eva Muster", "Jan Muster")
    assert entry.published_at == datetime(2026, 2, 27, 8, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 2, 28, 6, tzinfo=UTC)


def test_rdf_json_feed_and_news_sitemaps_are_sources_too() -> None:
    (entry,) = parse(RDF).entries
    assert (entry.guid, entry.published_at) == ("https://rdf.example/1", datetime(2026, 2, 1, tzinfo=UTC))
    feed = parse(JSON)
    assert (feed.format, feed.lang, feed.total, feed.hints.hub) == (
        FeedFormat.JSON,
        "fr",
        2,
        "https://hub.example/",
    )
    one, other = feed.entries
    assert (one.guid, one.url, one.summary) == ("7", "https://news.example/sept", "Tout le texte")
    assert one.published_at == datetime(2026, 2, 3, 3, 5, 6, tzinfo=UTC)
    assert other.url == "https://other.example/8"
    feed = parse(SITEMAP)
    (entry,) = feed.entries
    assert (feed.format, entry.title, entry.lang) == (FeedFormat.SITEMAP, "A headline", "en")
    assert entry.categories == ("AI", "talent")


@pytest.mark.parametrize("document", [RSS, ATOM, RDF, JSON, SITEMAP])
def test_what_is_known_does_not_come_out_again(document: str) -> None:
    entries = parse(document).entries
    known = {entry.key for entry in entries}
    assert parse(document, known=known.intersection).entries == ()
    assert parse(document, known=known.intersection).total == parse(document).total
    rest = known - {entries[-1].key}
    assert parse(document, known=rest.intersection).entries == entries[-1:]


def test_a_known_alias_is_enough_when_guids_change_at_every_poll() -> None:
    first = rss(
        "<item><title>A</title><link>https://x.example/a</link><guid isPermaLink='false'>1</guid></item>"
    )
    second = first.replace(">1<", ">2<")
    (entry,) = parse(first).entries
    known = {entry.key, *entry.aliases}
    assert parse(second, known=known.intersection).entries == ()
    changed = second.replace("<title>A", "<title>B")
    assert len(parse(changed, known=known.intersection).entries) == 1


def test_new_tracking_parameters_protocol_or_place_of_the_feed_make_no_new_entries() -> None:
    one = rss("<item><title>A</title><link>http://x.example/a?utm_source=1</link></item>",
              "<item><title>B</title><guid>http://x.example/b</guid></item>",
              "<item><title>C</title><guid>17</guid></item>")  # fmt: skip
    other = one.replace("http://", "https://").replace("utm_source=1", "utm_source=2")
    before = [entry.key for entry in parse(one).entries]
    moved = parse_feed(page(other, "https://elsewhere.example/rss"), now=NOW)
    assert [entry.key for entry in moved.entries] == before


def test_repeated_guids_do_not_swallow_entries() -> None:
    items = [
        f"<item><guid>same</guid><title>T{n}</title><link>https://x.example/{n}</link></item>"
        for n in range(5)
    ]
    assert len({entry.key for entry in parse(rss(*items)).entries}) == 5
    anchors = [f"<item><guid>https://x.example/log#{n}</guid><title>T{n}</title></item>" for n in range(5)]
    assert len({entry.key for entry in parse(rss(*anchors)).entries}) == 5


def test_an_item_that_stands_there_twice_comes_out_once() -> None:
    item = "<item><guid>1</guid><title>T</title><link>https://x.example/1</link></item>"
    feed = parse(rss(item, item))
    assert (len(feed.entries), feed.total) == (1, 2)


def test_order_and_cap_are_kept() -> None:
    items = [f"<item><guid>{n}</guid><title>T{n}</title></item>" for n in range(30)]
    feed = parse(rss(*items), limit=10)
    assert [entry.title for entry in feed.entries] == [f"T{n}" for n in range(10)]
    assert feed.total == 30


@pytest.mark.parametrize(
    ("body", "code", "word"),
    [
        (b"", ErrorCode.EMPTY, "no content"),
        (b" \n\t ", ErrorCode.EMPTY, "no content"),
        (b"%PDF-1.7 x", ErrorCode.NOT_A_FEED, "PDF"),
        (b"\x89PNG\r\n\x1a\n", ErrorCode.NOT_A_FEED, "image"),
        (b"\xff\xd8\xff\xe0", ErrorCode.NOT_A_FEED, "image"),
        (b"\x1f\x8b\x08x", ErrorCode.NOT_A_FEED, "gzip"),
        (b"<!DOCTYPE html><html><body>Hi</body></html>", ErrorCode.NOT_A_FEED, "web page"),
        (b"<html><title>Just a moment...</title></html>", ErrorCode.NOT_A_FEED, "challenge"),
        (b"<html><form><input type='password'></form></html>", ErrorCode.NOT_A_FEED, "login"),
        (b"<html>This domain is for sale</html>", ErrorCode.NOT_A_FEED, "parked"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ErrorCode.NOT_A_FEED, "<svg>"),
        (b"<sitemapindex/>", ErrorCode.NOT_A_FEED, "index of sitemaps"),
        (b"<urlset><url><loc>https://x.example/</loc></url></urlset>", ErrorCode.NOT_A_FEED, "sitemap"),
        (b"just text", ErrorCode.NOT_A_FEED, "plain text"),
        (b'{"a": 1}', ErrorCode.NOT_A_FEED, "JSON"),
        (b"[1, 2]", ErrorCode.NOT_A_FEED, "JSON"),
        (b"null", ErrorCode.NOT_A_FEED, "plain text"),
        (b'{"version": "https://jsonfeed.org/version/1", ', ErrorCode.PARSE, "JSON"),
        (b"[" * 100_000, ErrorCode.HOSTILE, "deep"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, code: ErrorCode, word: str) -> None:
    with pytest.raises(FeedError) as caught:
        parse(body)
    assert caught.value.failure.code is code
    assert word in caught.value.failure.message


def test_an_empty_feed_is_a_feed() -> None:
    assert parse(rss()).entries == ()
    assert parse('{"version": "https://jsonfeed.org/version/1", "title": "t", "items": null}').total == 0


@pytest.mark.parametrize(
    "broken",
    [
        RSS.replace("</item>\n<item>", "\n<item>"),
        RSS[:-40],
        RSS.replace("Acme AI", "AT&T Acme"),
        RSS.replace("Acme AI", "Acme&nbsp;AI"),
        RSS.replace("Acme AI", "Acme\x00\x0bAI"),
        RSS.replace("Acme AI", "Acme&#x110000;AI&#xD800;&#" + "9" * 5000 + ";"),
        "\n \ufeff" + RSS,
        "Warning: something failed in line 3\n" + RSS,
        "<!-- made by hand -->" + RSS.partition("?>")[2],
        RSS.replace("UTF-8", "undefined"),
        RSS.replace("UTF-8", "punycode"),
        RSS.replace("UTF-8", "no-such-thing"),
        RSS.replace(
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        RSS.replace("xmlns:dc=", "xmlns:other="),
    ],
)
def test_ill_formed_feeds_still_yield_their_entries(broken: str) -> None:
    feed = parse(broken)
    assert feed.total >= 2
    assert "Chief scientist" in feed.entries[0].title
    assert "root:" not in repr(feed)


@pytest.mark.parametrize(
    ("text", "codec", "charset"),
    [
        ("Ingénieur à Zürich", "utf-8", None), ("Ingénieur à Zürich", "utf-8", "iso-8859-1"),
        ("Ingénieur à Zürich", "iso-8859-1", "iso-8859-1"), ("„Zürich“ – 5 €", "cp1252", "iso-8859-1"),
        ("研究者が移籍", "shift_jis", "shift_jis"), ("研究者が移籍", "euc_jp", "euc-jp"),
        ("研究者が移籍", "iso2022_jp", "iso-2022-jp"), ("研究员离职", "gb18030", "gb2312"),
        ("연구원이 이직", "euc_kr", "euc-kr"), ("исследователь", "koi8_r", "koi8-r"),
        ("исследователь", "cp1251", "windows-1251"), ("研究员离职", "utf-16", None),
    ],
)  # fmt: skip
def test_headlines_survive_their_encoding(text: str, codec: str, charset: str | None) -> None:
    body = rss(f"<item><guid>1</guid><title>{text}</title></item>").encode(codec)
    assert parse_feed(page(body, charset=charset), now=NOW).entries[0].title == text


def test_one_bad_byte_does_not_spoil_the_whole_document() -> None:
    body = rss("<item><guid>1</guid><title>Ingénieurs à Zürich, überall</title></item>").encode()
    (entry,) = parse(body.replace("ü".encode(), b"\xff", 1)).entries
    assert entry.title == "Ingénieurs à Z\ufffdrich, überall"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "java&#x0A;script:alert(1)", "data:text/html,x", "file:///etc"]
)
def test_links_that_are_no_web_links_do_not_come_out(link: str) -> None:
    (entry,) = parse(
        rss(f"<item><title>t</title><guid isPermaLink='false'>1</guid><link>{link}</link></item>")
    ).entries
    assert entry.url is None or entry.url.startswith("https://news.example/")


@pytest.mark.parametrize(
    "date",
    ["Fri, 31 Dec 9999 23:59:59 GMT", "1 Jan 1970", "Thu, 01 Jan 1970 00:00:00 GMT", "2031-01-01T00:00:00Z",
     "0",
     "99999999999999999999", "-1", "yesterday", "Mon, 99 Foo 2026 99:99:99", "0000-00-00"],
)  # fmt: skip
def test_dates_not_to_be_believed_are_none(date: str) -> None:
    (entry,) = parse(rss(f"<item><title>t</title><pubDate>{date}</pubDate></item>")).entries
    assert entry.published_at is None


def test_text_is_capped_and_inert() -> None:
    long = "x" * 200_000
    item = (
        f"<item><title>{long}</title><guid>{long}</guid><author>{long}</author><description>{long}&#x202e;"
        f"</description>" + "".join(f"<category>{n}{long[:400]}</category>" for n in range(200)) + "</item>"
    )
    (entry,) = parse(rss(item)).entries
    assert len(entry.title) == 1000
    assert len(entry.summary) == 5000
    assert len(entry.guid or "") <= 2048
    assert all(len(name) <= 200 for name in entry.authors)
    assert len(entry.categories) <= 50
    assert "\u202e" not in entry.summary


def test_the_publishers_own_link_wins_over_a_feed_services() -> None:
    item = (
        "<item xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>"
        "<title>t</title><guid isPermaLink='false'>1</guid>"
        "<link>https://proxy.example/~r/1</link><f:origLink>https://x.example/a</f:origLink></item>"
    )
    (entry,) = parse(rss(item)).entries
    assert entry.url == "https://x.example/a"
    assert parse(rss(item), known={entry.key}.intersection).entries == ()


def test_a_repeated_item_keeps_the_place_of_the_first() -> None:
    items = [f"<item><guid>{n}</guid><title>T{n}</title></item>" for n in (1, 2, 3, 1)]
    assert [entry.title for entry in parse(rss(*items)).entries] == ["T1", "T2", "T3"]
