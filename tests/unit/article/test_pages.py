"""Saved pages of our own writing: each says in the JSON beside it what an article it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from storage.records import Article, Page
from worker.article.parse import parse_article
from worker.article.publishers import publishers

PAGES = Path(__file__).resolve().parents[2] / "corpus" / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))


def parsed(name: str) -> tuple[Article, dict[str, Any]]:
    expected = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    url = expected.pop("url")
    body = (PAGES / f"{name}.html").read_bytes()
    return parse_article(Page(url=url, requested_url=url, body=body, content_type="text/html")), expected


@pytest.mark.parametrize("name", NAMES)
def test_a_saved_page_gives_the_article_beside_it(name: str) -> None:
    article, expected = parsed(name)
    got = {
        "published": article.published_iso,
        "modified": article.modified_at.isoformat() if article.modified_at else None,
        **{
            field: list(value) if isinstance(value := getattr(article, field), tuple) else value
            for field in (
                "title", "paragraphs", "authors", "lang", "outlet", "canonical_url", "paywalled", "truncated",
                "agencies", "published_basis",
            )
        },
    }  # fmt: skip
    assert {field: got[field] for field in expected} == expected


def test_pages_are_of_ten_languages_at_least() -> None:
    langs = {json.loads((PAGES / f"{name}.json").read_text("utf-8")).get("lang") for name in NAMES}
    assert len(langs - {None}) >= 10


def test_every_publisher_row_has_its_saved_page() -> None:
    for row in publishers().values():
        assert row.page in NAMES, f"the row for {row.host} names no saved page"
