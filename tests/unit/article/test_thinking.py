"""Charsets, dates, names, titles and the choice between page and feed, one sentence at a time."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from storage.records import Article, Page, Precision
from worker.article.agencies import find_agencies
from worker.article.authors import clean_names
from worker.article.charset import codec_of, decode
from worker.article.dates import date_in_url, parse_stamp, parse_written
from worker.article.jsonld import load_lenient, read_linked
from worker.article.parse import best_of, parse_article, parse_content
from worker.article.prune import prune
from worker.article.settings import ArticleSettings
from worker.article.words import is_body_name, junk_name

URL = "https://news.example/a/story"
RAIN = "Rain returns to the northern valleys"
LONG = "The laboratory hired eleven engineers in March, and four of them left again before the summer. " * 4


def parse(html: str, **more: object) -> Article:
    return parse_article(Page(url=URL, requested_url=URL, body=html.encode()), **more)  # type: ignore[arg-type]


# --- charsets


@pytest.mark.parametrize(
    ("body", "header", "text"),
    [
        ("\ufeffÄrger".encode(), "iso-8859-1", "Ärger"),
        ("Ärger".encode("utf-16-le"), "utf-16", "Ärger"),
        ("Ärger".encode("cp1252"), "iso-8859-1", "Ärger"),
        ("<meta charset=windows-1251>Тайга".encode("cp1251"), None, "<meta charset=windows-1251>Тайга"),
        ("“quoted”".encode("cp1252"), "latin1", "“quoted”"),
        ("<meta charset=iso-8859-1>Ärger “so”".encode(), None, "<meta charset=iso-8859-1>Ärger “so”"),
        ("Ärger".encode() + b" \xff " + "Übel".encode() * 9, "utf-8", "Ärger \ufffd " + "Übel" * 9),
        ("It was the Earthâ\x80\x99s turn".encode(), None, "It was the Earth’s turn"),
    ],
    ids=[
        "bom",
        "utf-16",
        "header",
        "meta",
        "latin1-is-1252",
        "utf-8-whatever-it-says",
        "stray-byte",
        "twice",
    ],
)
def test_charset_is_decided_as_browsers_do(body: bytes, header: str | None, text: str) -> None:
    assert decode(body, header=header) == text


def test_a_codec_that_is_no_charset_is_refused() -> None:
    assert [codec_of(name) for name in ("zlib", "utf-7", "rot13", "nonsense", None)] == [None] * 5


# --- dates


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2026-03-10T23:40:00-05:00", "2026-03-11", Precision.SECOND),
        ("2026-03-10T23:40Z", "2026-03-10", Precision.MINUTE),
        ("2026-03-10", "2026-03-10", Precision.DAY),
        ("20260310", "2026-03-10", Precision.DAY),
        ("Tue, 10 Mar 2026 09:00:00 GMT", "2026-03-10", Precision.SECOND),
        ("1773100800", "2026-03-10", Precision.SECOND),
        ("March 10, 2026", "2026-03-10", Precision.DAY),
        ("10. März 2026", "2026-03-10", Precision.DAY),
        ("10 mars 2026", "2026-03-10", Precision.DAY),
        ("10 de marzo de 2026", "2026-03-10", Precision.DAY),
        ("10 marca 2026", "2026-03-10", Precision.DAY),
        ("10 марта 2026", "2026-03-10", Precision.DAY),
        ("2026年3月10日", "2026-03-10", Precision.DAY),
        ("2026년 3월 10일", "2026-03-10", Precision.DAY),
        ("10.03.2026", "2026-03-10", Precision.DAY),
    ],
)
def test_a_date_is_read_in_the_forms_people_use(text: str, day: str, precision: Precision) -> None:
    stamp = parse_stamp(text)
    assert stamp is not None
    assert (stamp.at.date().isoformat(), stamp.precision) == (day, precision)


UNCERTAIN = ["", "soon", "3/4/2026", "31 February 2026", "0001-01-01", "2026-13-40"]


@pytest.mark.parametrize("text", UNCERTAIN)
def test_a_date_that_is_not_certain_is_unknown(text: str) -> None:
    assert parse_stamp(text) is None


def test_a_date_of_the_future_is_not_believed() -> None:
    assert parse_stamp("2026-05-01", now=datetime(2026, 3, 1, tzinfo=UTC)) is None


def test_a_page_without_a_date_has_none() -> None:
    article = parse(f"<h1>Eleven engineers hired</h1><p>{LONG}</p>")
    assert (article.published_at, article.published_basis) == (None, None)


def test_a_date_in_the_masthead_or_beside_the_story_is_not_the_storys() -> None:
    article = parse(
        "<header><div class='date'>Friday, 20 March 2026</div><a href='/'>The Courier</a></header>"
        "<aside><time datetime='2026-03-18'>18 March</time><a href='/x'>Another story</a></aside>"
        f"<main><h1>Eleven engineers hired</h1><p>{LONG}</p></main>"
    )
    assert article.published_at is None


def test_a_date_of_change_is_never_the_date_of_publication() -> None:
    article = parse(f'<meta property="article:modified_time" content="2026-02-01"><h1>Eleven hired</h1><p>{LONG}</p>')
    assert article.published_at is None
    assert article.modified_at == datetime(2026, 2, 1, tzinfo=UTC)


def test_a_publishers_day_outlives_the_change_to_utc() -> None:
    article = parse(
        '<meta property="article:published_time" content="2026-03-10T21:30:00-08:00">'
        f"<h1>Eleven engineers hired</h1><p>{LONG}</p>"
    )
    assert article.published_at == datetime(2026, 3, 11, 5, 30, tzinfo=UTC)
    assert article.published_offset == timedelta(hours=-8)
    assert article.published_iso == "2026-03-10T21:30:00-08:00"


def test_a_day_stands_in_an_address() -> None:
    stamp = date_in_url("https://news.example/2026/03/10/story")
    assert stamp is not None
    assert stamp.at.date().isoformat() == "2026-03-10"
    assert date_in_url("https://news.example/story-20260399") is None


def test_a_written_date_is_found_within_a_line() -> None:
    stamp = parse_written("By Ann Lee | Updated on 4 June 2026 at 10:30")
    assert stamp is not None
    assert stamp.at.date().isoformat() == "2026-06-04"


# --- names


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (["By Owen Ashdown and Lena Fjord"], ("Owen Ashdown", "Lena Fjord")),
        (["Von Jürgen Amsel, Stuttgart"], ("Jürgen Amsel",)),
        (["Anna Kurz, Ben Lang und Cleo Roth"], ("Anna Kurz", "Ben Lang", "Cleo Roth")),
        (["Written by: Gwen Pascoe, Staff Writer"], ("Gwen Pascoe",)),
        (["https://social.example/owen"], ()),
        (["admin"], ()),
        (["Owen Ashdown - Mar 27, 2026"], ("Owen Ashdown",)),
        (["owen@news.example"], ()),
        (["Par Inès Delcourt", "Inès Delcourt"], ("Inès Delcourt",)),
        (["서하윤 기자"], ("서하윤",)),
    ],
)
def test_names_are_people_and_each_stands_once(raw: list[str], names: tuple[str, ...]) -> None:
    assert clean_names(raw) == names


def test_a_person_goes_before_the_outlet() -> None:
    article = parse(
        '<meta property="og:site_name" content="News Example"><meta name="author" content="News Example">'
        f'<h1>Eleven engineers hired</h1><p class="byline">By Ann Lee</p><p>{LONG}</p>'
    )
    assert article.authors == ("Ann Lee",)


# --- titles, addresses, JSON


@pytest.mark.parametrize(
    ("head", "h1", "title"),
    [
        ("<title>Rain returns | The Courier</title>", "Rain returns", "Rain returns"),
        ("<title>Rain returns to the northern valleys - The Courier</title>", "", RAIN),
        (f'<meta property="og:title" content="{RAIN}">', f"Weather: {RAIN}", RAIN),
        ("<title>A - B test: what it is</title>", "A - B test: what it is", "A - B test: what it is"),
    ],
)  # fmt: skip
def test_the_headline_comes_without_outlet_and_kicker(head: str, h1: str, title: str) -> None:
    assert parse(f"<html><head>{head}</head><body><h1>{h1}</h1><p>{LONG}</p></body></html>").title == title


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/b/other", "https://news.example/b/other"),
        ("https://www.news.example/b", "https://www.news.example/b"),
        ("https://news.example/", URL),
        ("https://thief.example/a/story", URL),
        ("javascript:alert(1)", URL),
    ],
)
def test_a_canonical_address_is_believed_on_its_own_site_only(link: str, url: str) -> None:
    article = parse(f'<head><link rel="canonical" href="{link}"></head><h1>Eleven engineers</h1><p>{LONG}</p>')
    assert article.canonical_url == url


@pytest.mark.parametrize(
    "text",
    ['{"a": 1}', '{"a": 1,}', '{"a": 1};', '<!-- {"a": 1} -->', '//<![CDATA[\n{"a": 1}\n//]]>',
     "{&quot;a&quot;: 1}",
     '{"a": 1} {"b": 2}'],
)  # fmt: skip
def test_broken_json_is_read_as_it_was_meant(text: str) -> None:
    assert load_lenient(text) == {"a": 1}


def test_a_list_of_teasers_is_not_the_article() -> None:
    teasers = '{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other"}]}'
    own = '{"@type":"NewsArticle","headline":"Own","datePublished":"2026-01-01"}'
    assert read_linked([teasers, own]).headlines == ["Own"]


# --- furniture


@pytest.mark.parametrize(
    ("names", "word"),
    [
        ("articleShareBar", "share"),
        ("post-12 tag-comment category-ads", None),
        ("has-sidebar content", None),
        ("md:sidebar w-[20px]", None),
        ("related-posts", "related"),
        ("commentary", None),
        ("shared-layout", None),
    ],
)
def test_furniture_is_told_by_whole_words(names: str, word: str | None) -> None:
    assert junk_name(names) == word


def test_a_body_is_told_by_its_name() -> None:
    assert is_body_name("article__body")
    assert not is_body_name("body-ads")


def test_text_behind_a_removed_element_stays() -> None:
    from worker.article.markup import parse_tree

    root = parse_tree("<div>one <aside>two</aside> three</div>", URL, ArticleSettings())
    prune(root)
    assert "".join(map(str, root.itertext())).split() == ["one", "three"]


def test_comments_longer_than_the_article_are_not_the_article() -> None:
    comments = "".join(
        f"<p>I think that number {i} is right, and I have always said so to my friends.</p>" for i in range(40)
    )
    article = parse(f"<h1>Eleven hired</h1><div class='story'><p>{LONG}</p></div><div id='comments'>{comments}</div>")
    assert "always said so" not in article.text


# --- agencies, feed or page


def test_a_dateline_credits_its_agency() -> None:
    assert find_agencies((), ["LONDON, March 4 (Reuters) - A laboratory said"], ()) == ("Reuters",)
    assert find_agencies(("dpa",), (), ["(AFP/dpa)"]) == ("dpa", "AFP")
    assert find_agencies((), ["Reuters reported in May that a laboratory"], ()) == ()


def test_a_feeds_content_becomes_paragraphs() -> None:
    html = f"<p>{LONG}</p><p>Read more: <a href='/x'>another</a></p><ul class='share'><li><a>X</a></li></ul>"
    assert parse_content(html, title="T", url=URL, lang="en") == (LONG.strip(),)


def test_the_longer_body_wins() -> None:
    stub = parse(f"<h1>Eleven engineers hired</h1><p>{LONG}</p>")
    full = (LONG.strip(), "More of it. " * 60)
    assert best_of(stub, full).paragraphs == full
    assert best_of(stub, (LONG[:80],)) is stub


def test_a_paywalled_stub_gives_way_to_a_fuller_feed() -> None:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    stub = parse(f"{data}<h1>Eleven engineers hired</h1><p>{LONG}</p>")
    assert (stub.paywalled, stub.truncated) == (True, True)
    better = best_of(stub, (LONG.strip(), "And a second paragraph of it."))
    assert len(better.paragraphs) == 2


# --- scripts


def test_scripts_that_carry_more_of_the_story_are_read() -> None:
    more = "".join(
        f"<p>Paragraph number {i} goes on about the engineers who were hired in March.</p>" for i in range(12)
    )
    state = json.dumps({"story": {"html": f"<p>{LONG}</p>{more}"}})
    article = parse(f"<h1>Eleven engineers hired</h1><p>{LONG}</p><script>window.__STATE__ = {state};</script>")
    assert len(article.paragraphs) == 13


def test_another_story_in_the_scripts_is_not_taken() -> None:
    other = "".join(
        f"<p>Ferry number {i} sails at noon. The harbour is open. Tickets are sold on board.</p>" for i in range(12)
    )
    state = json.dumps({"next": {"html": other}})
    article = parse(f"<h1>Eleven engineers hired</h1><p>{LONG}</p><script>window.__STATE__ = {state};</script>")
    assert article.paragraphs == (LONG.strip(),)
