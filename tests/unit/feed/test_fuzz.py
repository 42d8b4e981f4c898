"""Any bytes are a feed or a named error."""


from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.records import Page
from tests.unit.feed.test_parse import ATOM, JSON, RDF, RSS, SITEMAP
from worker.feed.dates import parse_date
from worker.feed.errors import FeedError
from worker.feed.hints import hints_of, skip_days_of, skip_hours_of, ttl_of, update_every_of
from worker.feed.parse import parse_feed

NOW = datetime(2026, 3, 1, tzinfo=UTC)

FRAGMENTS = [
    "&#x110000;", "&#xD800;", "&#" + "9" * 5000 + ";", "&nbsp;", "&", "<", ">", "]]>", "<![CDATA[", "<!--", "-->",
    "\x00", "\ud7ff", "<item>", "</item>", "<georss:point>1</georss:point>", "<width>x</width>", "<image>",
    "<media:content url='", "<psc:chapter start='99999999999999:1'/>", "<guid/>", "<guid ispermalink=''></guid>",
    "<pubDate>99999999999999999999</pubDate>", "<link rel='x'/>", "xml:base='http://['", "<dc:date>-1</dc:date>",
    "<source>", "<category/>", "<author>@</author>", "<content type='base64'>====</content>", "xmlns:a=''",
    "<!DOCTYPE a [", "<?xml version='1.0' encoding='utf-16'?>", "<textinput>", "<entry xml:lang=''>", "<svg>",
    "<enclosure length='-'/>", "<media:rating scheme=''/>", "<itunes:duration>1:2:3:4</itunes:duration>",
]  # fmt: skip


def parse(body: bytes, charset: str | None = None) -> None:
    page = Page(url="https://fuzz.example/", requested_url="", body=body, charset=charset)
    try:
        feed = parse_feed(page, now=NOW)
    except FeedError as error:
        assert error.failure.message  # noqa: PT017 - any named error is right
    else:
        for entry in feed.entries:
            f"{entry.title}{entry.summary}{entry.url}{entry.content_html}".encode("utf-8", "surrogatepass")
            assert len(entry.key) == 16


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.binary(max_size=300),
    st.one_of(st.none(), st.sampled_from(["utf-8", "utf-16", "punycode", "hex", "x"])),
)
def test_any_bytes(body: bytes, charset: str | None) -> None:
    parse(body, charset)
    parse(b"<rss><channel><item>" + body, charset)
    parse(b'{"version":"https://jsonfeed.org/version/1","items":[' + body + b"]}", charset)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from([RSS, ATOM, RDF, JSON, SITEMAP]),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(FRAGMENTS), st.integers(0, 40)), min_size=1, max_size=6
    ),
)
def test_mutants_of_real_documents(document: str, cuts: list[tuple[float, str, int]]) -> None:
    for place, fragment, gone in cuts:
        at = int(place * len(document))
        document = document[:at] + fragment + document[at + gone :]
    parse(document.encode("utf-8", "surrogatepass"))


@given(st.text(max_size=70))
def test_dates_and_hints_are_total(text: str) -> None:
    parse_date(text, NOW)
    ttl_of(text)
    update_every_of(text, text)
    skip_hours_of([text])
    skip_days_of([text])
    hints_of({"ttl": text, "period": "daily", "frequency": text}, [(text, text)], "https://a.example/")
