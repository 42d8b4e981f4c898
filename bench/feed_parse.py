"""What reading a feed costs in CPU: `uv run python bench/feed_parse.py [FILE …]`.

Without files, made-up feeds of 30 entries (36 KB): RSS, Atom, RDF, JSON Feed. Printed are milliseconds of CPU:
feedparser alone with its costly options off (the floor for new feeds), an lxml pass alone, and ``parse_feed``
with nothing known, all but one entry known, and everything known. Caches of addresses are emptied each time.
"""
# ruff: noqa: SIM905

import json
import sys
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
from lxml import etree

from storage.records import Page
from worker import urls
from worker.feed.parse import parse_feed

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = "lab hires chief scientist from rival as offers climb past anything the market had seen before".split()


def _entry(number: int) -> dict[str, str]:
    words = WORDS[number % len(WORDS) :] + WORDS[: number % len(WORDS)]
    body = "".join(f"<p>{' '.join(words)} {n}.</p>" for n in range(8))
    return {
        "id": f"https://bench.example/2026/03/{number}",
        "title": f"{' '.join(words[:8]).capitalize()} {number}",
        "date": (NOW - timedelta(hours=number)).strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "iso": (NOW - timedelta(hours=number)).isoformat(),
        "text": body,
    }


def made_up(entries: int = 30) -> dict[str, bytes]:
    """One feed of each family."""
    found = [_entry(number) for number in range(entries)]
    rss = "".join(
        f"<item><title>{e['title']}</title><link>{e['id']}?utm_source=rss</link><guid>{e['id']}</guid>"
        f"<dc:creator>Ada Example</dc:creator><pubDate>{e['date']}</pubDate><category>AI</category>"
        f"<description><![CDATA[{e['text']}]]></description></item>"
        for e in found
    )
    atom = "".join(
        f"<entry><id>{e['id']}</id><title>{e['title']}</title><link href='{e['id']}'/>"
        f"<published>{e['iso']}</published><updated>{e['iso']}</updated><author><name>Ada Example</name></author>"
        f"<content type='html'><![CDATA[{e['text']}]]></content></entry>"
        for e in found
    )
    rdf = "".join(
        f"<item rdf:about='{e['id']}'><title>{e['title']}</title><link>{e['id']}</link>"
        f"<dc:date>{e['iso']}</dc:date><description><![CDATA[{e['text']}]]></description></item>"
        for e in found
    )
    items = [
        {"id": e["id"], "url": e["id"], "title": e["title"], "content_html": e["text"], "date_published": e["iso"]}
        for e in found
    ]
    dc = "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    return {
        "rss": f"<?xml version='1.0'?><rss version='2.0' {dc}><channel><title>B</title>{rss}</channel></rss>".encode(),
        "atom": f"<feed xmlns='http://www.w3.org/2005/Atom'><title>B</title>{atom}</feed>".encode(),
        "rdf": (
            f"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' {dc}>"
            f"<channel><title>B</title></channel>{rdf}</rdf:RDF>"
        ).encode(),
        "json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "B", "items": items}).encode(),
    }


def _cost(work: Callable[[], object]) -> float:
    work()
    best = 1e9
    for _ in range(5):
        began = time.process_time()
        for _ in range(10):
            work()
        best = min(best, (time.process_time() - began) * 100)
    return best


def main(paths: list[str]) -> None:
    warnings.simplefilter("ignore")
    documents = {Path(path).name[:24]: Path(path).read_bytes() for path in paths} or made_up()
    print(f"{'CPU ms':26}{'KB':>6}{'entries':>8}{'feedparser':>11}{'lxml':>7}{'cold':>8}{'one new':>8}{'known':>8}")
    for name, body in documents.items():
        page = Page(url="https://bench.example/feed", requested_url="", body=body)
        entries = parse_feed(page, now=NOW).entries
        everything = {entry.key for entry in entries}
        but_one = everything - {entries[0].key}

        def parse(known: set[bytes] | None, page: Page = page) -> None:
            urls.clean_link.cache_clear()
            urls.compare_form.cache_clear()
            parse_feed(page, known=None if known is None else known.intersection, now=NOW)  # type: ignore[arg-type]

        figures = [
            _cost(lambda body=body: feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)),  # type: ignore[misc]
            _cost(lambda body=body: etree.fromstring(body, etree.XMLParser(recover=True))),  # type: ignore[misc]
            _cost(lambda: parse(None)),
            _cost(lambda known=but_one: parse(known)),  # type: ignore[misc]
            _cost(lambda known=everything: parse(known)),  # type: ignore[misc]
        ]
        row = "".join(f"{figure:{width}.2f}" for figure, width in zip(figures, (11, 7, 8, 8, 8), strict=True))
        print(f"{name:26}{len(body) / 1000:6.0f}{len(entries):8}{row}")


if __name__ == "__main__":
    main(sys.argv[1:])
