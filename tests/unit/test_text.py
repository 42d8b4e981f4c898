"""Text from outside is inert once it is in."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.text import clean_line, clean_paragraphs, plain_text, unescape_once


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("AT&amp;amp;T", "AT&amp;T"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("un<b>believ</b>able", "unbelievable"),
        ("a<br/>b", "a b"),
        ("<script>alert(1)</script>Hello", "Hello"),
        ("<style>p{}</style>Hello<!-- not this -->", "Hello"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("x&nbsp;y", "x y"),
        ("&#x110000;&#xD800;&#" + "9" * 5000 + ";ok", "\ufffd\ufffd\ufffdok"),
        ("a\x00b\u202ec\ud800", "a bc"),
        ("<a href='x' title=\"a\">link</a>", "link"),
        ("<unclosed", "<unclosed"),
        ("", ""),
    ],
)
def test_markup_becomes_plain_text(markup: str, text: str) -> None:
    assert plain_text(markup, limit=1000) == text


def test_a_limit_cuts_with_an_ellipsis() -> None:
    assert clean_line("word " * 100, limit=20) == "word word word word…"
    assert len(plain_text("<p>" + "x" * 5000, limit=100)) == 100


def test_paragraphs_are_lines() -> None:
    assert clean_paragraphs("a\n\n b \r\nc") == ("a", "b", "c")


@pytest.mark.parametrize(
    "bait", ["<", "<!--", "<script>", "&#", "<a ", "</", "<script", "<p", "&", "<![CDATA["]
)
def test_time_is_linear_in_bait(bait: str) -> None:
    began = time.process_time()
    plain_text(bait * 100_000, limit=50_000)
    assert time.process_time() - began < 1.5


@given(st.text(), st.integers(1, 200))
def test_any_text_becomes_one_inert_line(text: str, limit: int) -> None:
    line = plain_text(text, limit=limit)
    assert len(line) <= limit
    assert "\n" not in line
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in line)
    line.encode()
    unescape_once(text)
