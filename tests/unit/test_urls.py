"""Addresses cleaned, compared and masked."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from worker.urls import MAX_URL, clean_link, compare_form, host_of, mask_credentials, registered_domain

SAME = [
    ("http://example.com/a", "https://example.com/a"),
    ("https://example.com/a/", "https://example.com/a"),
    ("https://EXAMPLE.com:443/a", "https://example.com/a"),
    ("http://example.com:80/a", "https://example.com/a"),
    ("https://www.example.com/a", "https://example.com/a"),
    ("https://m.example.com/a", "https://www.example.com/a"),
    ("https://mobile.example.co.uk/a", "https://example.co.uk/a"),
    ("https://amp.example.com/a", "https://example.com/a"),
    ("https://example.com/news/a/amp/", "https://example.com/news/a"),
    ("https://example.com/news/a.amp.html", "https://example.com/news/a.html"),
    ("https://example.com/a?utm_source=rss&utm_medium=feed", "https://example.com/a"),
    ("https://example.com/a?id=7&fbclid=x", "https://example.com/a?id=7"),
    ("https://example.com/a?id=7&amp;utm_campaign=x", "https://example.com/a?id=7"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
    ("https://example.com/a?source=rss", "https://example.com/a"),
    ("https://example.com/a#comments", "https://example.com/a"),
    ("https://example.com/a/../b", "https://example.com/b"),
    ("https://example.com/%7euser", "https://example.com/~user"),
    ("https://example.com/a%2fb", "https://example.com/a%2Fb"),
    ("https://example.com/é", "https://example.com/%C3%A9"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://example.com/index.html", "https://example.com/"),
    ("https://example.com/a;jsessionid=12ab", "https://example.com/a"),
    ("https://user:pass@example.com/a", "https://example.com/a"),
    ("https://example-com.cdn.ampproject.org/c/s/example.com/a", "https://example.com/a"),
    ("https://www.google.com/amp/s/example.com/a/amp/", "https://example.com/a"),
    (" https://example.com/a\n", "https://example.com/a"),
]
DIFFERENT = [
    ("https://example.com/a", "https://example.com/b"),
    ("https://example.com/a?id=1", "https://example.com/a?id=2"),
    ("https://example.com/a?source=12", "https://example.com/a"),
    ("https://www.com/a", "https://com/a"),
    ("https://m.co.uk/", "https://co.uk/"),
    ("https://example.com:8080/a", "https://example.com/a"),
    ("https://example.com/#!/a", "https://example.com/#!/b"),
    ("https://example.com/amp", "https://example.com/"),
    ("https://a.github.io/x", "https://b.github.io/x"),
    ("https://example.com/A", "https://example.com/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_article_compare_equal(one: str, other: str) -> None:
    assert compare_form(one) == compare_form(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_articles_stay_different(one: str, other: str) -> None:
    assert compare_form(one) != compare_form(other)


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://Example.com", "https://example.com/"),
        ("//example.com/a", "https://example.com/a"),
        ("/a?b=c d", "https://base.example/a?b=c%20d"),
        ("a", "https://base.example/feed/a"),
        ("http://example.com:80/", "http://example.com/"),
        ("http://user:pass@example.com/a", "http://example.com/a"),
        ("http://example.com\\@evil.example/", "http://example.com/@evil.example/"),
        ("ht\ntps://example.com/\ta", "https://example.com/a"),
        ("http://[2001:DB8::1]/", "http://[2001:db8::1]/"),
        ("http://１２７.0.0.1/", "http://127.0.0.1/"),
    ],
)
def test_links_come_out_absolute_and_clean(url: str, clean: str) -> None:
    assert clean_link(url, "https://base.example/feed/") == clean


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "java\nscript:alert(1)", " JavaScript:alert(1)", "\x01javascript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "mailto:a@example.com", "ftp://example.com/",
        "http://", "http:///a", "https://exa mple.com/", "http://2130706433/", "http://0x7f000001/", "http://127.1/",
        "http://0177.0.0.1/", "http://1.2.3.4.5/", "http://256.1.1.1/", "http://[::1", "http://a..b/",
        "http://example.com:99999/", "http://example.com:x/", "http://" + "a" * 300 + ".com/",
        "https://example.com/" + "a" * MAX_URL, "", "  ", "http://-/", "http://\x00/", "feed:x",
    ],
)  # fmt: skip
def test_what_is_no_web_link_is_none(url: str) -> None:
    assert clean_link(url) is None


def test_credentials_and_secrets_are_masked() -> None:
    assert (
        mask_credentials("https://user:pw@example.com/f?token=abc&x=1")
        == "https://***@example.com/f?token=***&x=1"
    )
    assert mask_credentials("https://example.com/f?x=1") == "https://example.com/f?x=1"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("news.example.co.uk", "example.co.uk"),
        ("www.example.com", "example.com"),
        ("example.com", "example.com"),
        ("a.b.example.com.au", "example.com.au"),
        ("me.github.io", "me.github.io"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("co.uk", "co.uk"),
        ("", ""),
    ],
)
def test_the_registered_domain_is_what_somebody_registered(host: str, domain: str) -> None:
    assert registered_domain(host) == domain


def test_the_host_is_read_the_way_browsers_read_it() -> None:
    assert host_of("https://Example.COM:8080/x") == "example.com"
    assert host_of("http://good.example\\@evil.example/") == "good.example"
    assert host_of("no address") == ""


urlish = st.one_of(
    st.text(max_size=200),
    st.from_regex(
        r"https?://[a-z0-9.%\-]{0,20}(:[0-9]{0,6})?(/[^\n]{0,20}){0,3}(\?[^\n]{0,30})?(#[^\n]{0,9})?",
        fullmatch=True,
    ),
)


@given(urlish, st.one_of(st.none(), urlish))
@example("http://[", "http://[")
@example("//\\", "https://a.example/")
@example("http://xn--a-ecp.ru/", None)
def test_cleaning_never_raises_and_yields_only_web_links(url: str, base: str | None) -> None:
    link = clean_link(url, base)
    if link is not None:
        parts = urlsplit(link)
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert "@" not in parts.netloc
        assert link.isascii()
        assert len(link) <= MAX_URL
        assert clean_link(link) == link


@given(urlish)
@example("https://a.example/a/amp/amp")
@example("https://a.example/x;jsessionid=1/index.html")
@example("https://www.m.amp.a.example/")
def test_the_form_of_comparison_is_total_and_stable(url: str) -> None:
    form = compare_form(url)
    assert compare_form(form) == form
    host_of(url)
    registered_domain(url)
    mask_credentials(url)


def test_a_link_cannot_end_the_attribute_it_is_put_in() -> None:
    link = clean_link("https://example.com/\"onload='x'><script>?a=<b>&c=\"#<i>")
    assert link is not None
    assert not set(link) & set('"<>')
