"""The extractors that are compared: each takes (bytes, url) and gives what it found."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

warnings.filterwarnings("ignore")


@dataclass(frozen=True, slots=True)
class Found:
    """What one extractor says is on one page."""

    text: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str | None = None
    """ISO 8601."""


Extractor = Callable[[bytes, str], Found]


def talentwire(body: bytes, url: str) -> Found:
    """Ours, through the door that the service uses."""
    from storage.records import Page
    from worker.article.parse import parse_article

    article = parse_article(Page(url=url, requested_url=url, body=body))
    when = article.published_iso
    return Found(article.text, article.title, article.authors, when)


def _trafilatura(**options: Any) -> Extractor:
    def run(body: bytes, url: str) -> Found:
        import trafilatura

        got = trafilatura.bare_extraction(body, url=url, include_comments=False, **options)
        if got is None:
            return Found()
        names = tuple(part.strip() for part in (got.author or "").split(";") if part.strip())
        return Found(got.text or "", got.title or "", names, got.date)

    return run


def newspaper(body: bytes, url: str) -> Found:
    """newspaper4k on the page's bytes."""
    import newspaper as peer

    page = peer.Article(url, fetch_images=False)
    page.download(input_html=body)
    page.parse()
    when = page.publish_date
    return Found(page.text, page.title, tuple(page.authors), when.isoformat() if when else None)


def readability(body: bytes, url: str) -> Found:
    """readability-lxml; text of its summary by lxml."""
    import readability as peer
    from lxml import html

    document = peer.Document(body)
    tree = html.fromstring(document.summary())
    return Found("\n".join(piece for piece in tree.itertext()), document.title())


EXTRACTORS: dict[str, Extractor] = {
    "talentwire": talentwire,
    "trafilatura": _trafilatura(with_metadata=True),
    "trafilatura-precision": _trafilatura(with_metadata=True, favor_precision=True),
    "trafilatura-recall": _trafilatura(with_metadata=True, favor_recall=True),
    "trafilatura-fast": _trafilatura(with_metadata=True, fast=True),
    "newspaper4k": newspaper,
    "readability": readability,
}
