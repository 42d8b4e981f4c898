"""Markup that means harm, or is no page at all, ends in a named error or in a result, soon."""

import contextlib
import resource
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.records import ErrorCode, Failed, Page
from worker.article.errors import PageError
from worker.article.parse import parse_article, parse_content
from worker.article.settings import ArticleSettings

URL = "https://news.example/a/story"
SENTENCE = "The laboratory hired eleven engineers in March, and four of them left again before the summer. "


def read(body: bytes | str, **more: object) -> object:
    raw = body if isinstance(body, bytes) else body.encode()
    return parse_article(Page(url=URL, requested_url=URL, body=raw, **more))  # type: ignore[arg-type]


def read_or_refuse(body: bytes | str, **more: object) -> object | None:
    """The article, or None after a PageError; any other exception is a failure of the test."""
    with contextlib.suppress(PageError):
        return read(body, **more)
    return None


def code_of(body: bytes | str, **more: object) -> ErrorCode:
    with pytest.raises(PageError) as caught:
        read(body, **more)
    assert isinstance(caught.value, Failed)
    assert caught.value.failure.message
    return caught.value.failure.code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", ErrorCode.EMPTY),
        (b" \n\t\0 ", ErrorCode.EMPTY),
        (b"%PDF-1.7 \x00\x01", ErrorCode.NOT_A_PAGE),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, ErrorCode.NOT_A_PAGE),
        (b"PK\x03\x04rest", ErrorCode.NOT_A_PAGE),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', ErrorCode.NOT_A_PAGE),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', ErrorCode.NOT_A_PAGE),
        (b'{"error": "gone"}', ErrorCode.NOT_A_PAGE),
        (b"<html><body></body></html>", ErrorCode.EMPTY),
        (b"<html><body><p>Hi.</p></body></html>", ErrorCode.EMPTY),
    ],
)
def test_bytes_that_are_no_article_have_a_named_error(body: bytes, code: ErrorCode) -> None:
    assert code_of(body) is code


def test_another_content_type_is_no_page() -> None:
    assert code_of("<p>" + SENTENCE * 9, content_type="image/png") is ErrorCode.NOT_A_PAGE


@pytest.mark.parametrize(
    ("title", "markup"),
    [
        ("Just a moment...", '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate.js"></script>'),
        (
            "Access Denied",
            "<p>You do not have permission to view this page on this server, sorry about that.</p>",
        ),
        (
            "Sign in",
            "<form><input name=user></form><p>Enter the address you registered with, then go on.</p>",
        ),
        (
            "news.example",
            "<p>This domain is for sale!</p><script src='https://sedoparking.com/x.js'></script>",
        ),
        (
            "Before you continue",
            "<p>We and our partners process data to keep the service running for you.</p>",
        ),
        (
            "",
            '<meta http-equiv="refresh" content="0; url=/a/story"><p>Redirecting you to the story.</p>',
        ),
    ],
)
def test_a_page_in_an_articles_place_is_recognised(title: str, markup: str) -> None:
    page = f"<html><head><title>{title}</title></head><body>{markup}</body></html>"
    assert code_of(page) is ErrorCode.NOT_A_PAGE


def test_an_article_about_a_check_is_an_article() -> None:
    page = f"<title>Just a moment: why sites test you</title><h1>Just a moment</h1><p>{SENTENCE * 20}</p>"
    assert "eleven engineers" in read(page).text  # type: ignore[attr-defined]


def test_a_short_article_beside_a_bot_check_is_an_article() -> None:
    head = '<meta property="article:published_time" content="2026-02-01"><script src="/datadome.js"></script>'
    assert "eleven engineers" in read(f"{head}<h1>Sign in the sand</h1><p>{SENTENCE}</p>").text  # type: ignore[attr-defined]


def test_a_film_page_has_its_description_for_a_text() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Film","description":"%s"}</script>'
    assert read(head % SENTENCE + "<h1>Film</h1><video></video>").paragraphs == (SENTENCE.strip(),)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "tag",
    ["div", "b", "blockquote", "table><tr><td", "ul><li", "font", "form", "button", "a href=x", "svg", "x-y"],
)
def test_ten_thousand_levels_of_nesting_cost_little(tag: str) -> None:
    page = f"<html><body><h1>Title of it</h1>{f'<{tag}>' * 10_000}<p>{SENTENCE * 12}</p>"
    before = time.process_time()
    read_or_refuse(page)
    assert time.process_time() - before < 5


def test_deeper_nesting_than_allowed_is_hostile() -> None:
    body = f"{'<div>' * 300}<p>{SENTENCE * 9}".encode()
    with pytest.raises(PageError) as caught:
        parse_article(Page(url=URL, requested_url=URL, body=body), settings=ArticleSettings(max_depth=200))
    assert caught.value.failure.code is ErrorCode.HOSTILE


def test_a_page_over_the_limit_is_hostile() -> None:
    assert code_of(b"<p>" + b"x" * 33_000_000) is ErrorCode.HOSTILE


@pytest.mark.parametrize(
    "filling",
    ["<p>" + SENTENCE + "</p>", "<li class=related><a href=x>y</a>", "<br>", "<!-- comment -->"],
    ids=["paragraphs", "links", "breaks", "comments"],
)
def test_thirty_megabytes_end_in_bounded_time_and_memory(filling: str) -> None:
    start = "<html><body><h1>Long</h1><p>" + SENTENCE * 9 + "</p>"
    body = (start + filling * (30_000_000 // len(filling))).encode()
    before, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "eleven engineers" in read(body).text  # type: ignore[attr-defined]
    assert time.process_time() - before < 25
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    assert grown < 1_200, f"{grown:.0f} MB"


@pytest.mark.parametrize(
    "attack",
    [
        "<p " + "a=b " * 200_000 + ">" + SENTENCE * 9,
        "<div class='" + "comment " * 200_000 + "'><p>" + SENTENCE * 9,
        "<title>" + "| - " * 200_000 + "</title><p>" + SENTENCE * 9,
        "<p>" + "(" * 300_000 + SENTENCE * 9,
        "<p>" + "By A B " * 60_000,
        '<script type="application/ld+json">' + "[" * 200_000 + "</script><p>" + SENTENCE * 9,
        '<script type="application/ld+json">{"a":"' + "\\\\" * 300_000 + "</script><p>" + SENTENCE * 9,
        "<script>x=" + '"\\"' * 300_000 + "</script><p>Short.</p>",
        "<meta charset='" + "x" * 100_000 + "'><p>" + SENTENCE * 9,
        "<?xml encoding='" + "x" * 100_000 + "'?><p>" + SENTENCE * 9,
        "<p>" + "&amp;" * 300_000 + SENTENCE * 9,
        "<p>" + "a\u202eb\u200b" * 100_000 + SENTENCE * 9,
        "<!DOCTYPE html [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><p>&c;" + SENTENCE * 9,
        "<style>" + "a{}" * 300_000 + "</style><p>" + SENTENCE * 9,
        "<p>" + "2026-01-01 " * 50_000,
        "<time datetime='" + "1" * 200_000 + "'></time><p>" + SENTENCE * 9,
    ],
    ids=range(16),
)
def test_hostile_markup_costs_little(attack: str) -> None:
    before = time.process_time()
    read_or_refuse("<html><body><h1>A title</h1>" + attack)
    assert time.process_time() - before < 4


def test_paragraphs_are_inert_text() -> None:
    article = read(f"<h1>T</h1><p>{SENTENCE * 5}\u202eevil\u202c\x07 &lt;script&gt;alert(1)&lt;/script&gt;</p>")
    text = article.text  # type: ignore[attr-defined]
    assert not any(c in text for c in "\u202e\u202c\x07")
    assert "<script>alert(1)</script>" in text, "escaped markup is text that somebody wrote, and stays text"


PIECES = [
    *("<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "<h1>", "</h1>", "</a>", "<br>"),
    *("<script>", "</script>", "<!--", "-->", "<svg>", "<form>", "<noscript>", "<template>", "&#x0;", "&amp"),
    *("<body>", "</html>", "<frameset>", "<select><option>", "<![CDATA[", "<time>"),
    "<div class=comment>",
    "<a href=/x>",
    "<meta charset=utf-16>",
    "<base href='//x'>",
    "<time datetime=2026>",
    '<script type="application/ld+json">{"@type":["Article"],"author":[[["x"]]],"datePublished":{}}</script>',
    '<script type="application/ld+json">[{"@type":"NewsArticle","headline":5,"articleBody":["a",1,null]},'
    '{"@type":"Article","author":{"@id":"#"},"liveBlogUpdate":[1,{"articleBody":[]}],"wordCount":"many"}]</script>',
    SENTENCE * 3,
]
MARKUP = st.lists(st.sampled_from(PIECES), max_size=40)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP)
def test_any_tag_soup_gives_an_article_or_a_named_error(soup: list[str]) -> None:
    article = read_or_refuse("".join(soup))
    assert article is None or all(text == text.strip() and text for text in article.paragraphs)  # type: ignore[attr-defined]


@settings(max_examples=80, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["utf-8", "utf-7", "zlib", "shift_jis", "utf-16", "x-user-defined", "", None]),
)
def test_any_bytes_in_any_charset_give_an_article_or_a_named_error(raw: bytes, charset: str | None) -> None:
    read_or_refuse(b"<p>" + raw + SENTENCE.encode() * 5, charset=charset)


@settings(max_examples=60, deadline=None)
@given(MARKUP)
def test_any_content_of_a_feed_gives_paragraphs(soup: list[str]) -> None:
    paragraphs = parse_content("".join(soup), title="T", url=URL, lang=None)
    assert all(isinstance(text, str) and text for text in paragraphs)
