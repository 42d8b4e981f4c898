"""A page's bytes into a tree, within bounds.

The tree is lxml's: it is parsed and pruned in C, and only what may be an article goes on to
BeautifulSoup, whose tree of Python objects is what a page costs.
"""

import re
from typing import Final

from lxml import etree

from storage.records import Page
from worker.article.bounds import measure, within_markup
from worker.article.charset import decode
from worker.article.elements import Element
from worker.article.errors import empty, hostile, not_a_page, unparsed
from worker.article.settings import ArticleSettings

_NUL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SIGNATURES: Final = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"RIFF", "an image, sound or film"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "gzipped bytes"),
    (b"\x00\x00\x00\x18ftyp", "a film"),
    (b"\x00\x00\x00\x20ftyp", "a film"),
    (b"ID3", "sound"),
)
_TAG = re.compile(
    r"<\s*(?:!doctype\s+html|html|head|body|div|p|article|main|section|table|meta|title|h1|span|a|br)\b",
    re.IGNORECASE,
)
_FEED = re.compile(
    r"^\s*(?:<\?xml[^>]{0,300}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(rss|feed|rdf:RDF|urlset|sitemapindex|opml)\b",
    re.DOTALL,
)
_TYPES: Final = ("text/", "application/xhtml", "application/xml", "application/octet-stream")


def read_text(page: Page, settings: ArticleSettings) -> str:
    """The page's markup as text. Raises PageError for what cannot be an HTML page."""
    body = page.body
    if not body.strip(b" \t\r\n\0"):
        raise empty(page.url, "the answer has no bytes")
    if len(body) > settings.max_bytes:
        raise hostile(page.url, f"the page has {len(body)} bytes; {settings.max_bytes} are allowed")
    for mark, what in _SIGNATURES:
        if body.startswith(mark):
            raise not_a_page(page.url, f"the answer is {what}, not a page")
    if page.content_type and not page.content_type.startswith(_TYPES):
        raise not_a_page(page.url, f"the answer is {page.content_type[:80]}, not a page")
    text = _NUL.sub("", decode(body, header=page.charset))
    feed = _FEED.match(text[:4000])
    if feed:
        raise not_a_page(page.url, f"the answer is a <{feed[1]}> document, not a page")
    if not _TAG.search(text):
        raise not_a_page(page.url, "the answer has no HTML markup")
    return within_markup(text, settings)


def parse_tree(text: str, url: str, settings: ArticleSettings) -> Element:
    """The root element. Comments and processing instructions are gone. Raises PageError."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, recover=True, no_network=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as trouble:
        raise unparsed(url, f"the parser gave up: {str(trouble)[:120]}") from trouble
    if root is None:
        raise empty(url)
    measure(root, url, settings)
    return root

