"""What documents cost, each in a child of its own: ``python -m tests.hostile.weigh feeds|pages [NAME …]``.

One JSON line for each: name, CPU seconds, megabytes grown, what was said, whether an error of ours. A child that takes
longer than a minute is killed and its line says so. TALENTWIRE_WHOLE_HOSTILE=1 weighs them at their full size.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from storage.records import Failed, Page

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WHOLE = bool(os.environ.get("TALENTWIRE_WHOLE_HOSTILE"))
BRIEF = 3_000_000
"""Bytes at which documents are cut unless all is asked for: what is quadratic shows at this size too."""
DEAD = [60.0, 0, "died", False]


def read_feed(body: bytes) -> str:
    from worker.feed.parse import parse_feed

    feed = parse_feed(Page(url="https://e.example/", requested_url="", body=body), now=NOW)
    for entry in feed.entries:
        said = f"{entry.title}{entry.summary}{entry.guid or ''}{entry.url or ''}{entry.authors}{entry.categories}"
        assert "\0" not in said + entry.content_html
        assert "\u202e" not in said
        said.encode("utf-8")
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
        assert "root:" not in said + entry.content_html
    return str(feed.total)


def read_page(body: bytes) -> str:
    from worker.article.parse import parse_article

    article = parse_article(Page(url="https://e.example/a/story", requested_url="", body=body), now=NOW)
    assert "\0" not in article.text
    assert "\u202e" not in article.text
    assert article.canonical_url.startswith("https://e.example/"), article.canonical_url
    return str(len(article.text))


def weigh(name: str, body: bytes, read: Callable[[bytes], str]) -> list[object]:
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        before = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
        began = process_time()
        fine = True
        try:
            said = read(body)
        except Failed as error:
            said = error.failure.code.value
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test wants to know
            said, fine = f"{type(error).__name__}: {error}"[:300], False
        spent = process_time() - began
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
        os.write(into, json.dumps([name, spent, grown // 1_000_000, said, fine]).encode())
        os._exit(0)
    os.close(into)
    told = os.read(out, 65_536)
    os.close(out)
    os.waitpid(child, 0)
    return list(json.loads(told)) if told else [name, *DEAD]


def main() -> None:
    kind, *names = sys.argv[1:]
    if kind == "feeds":
        from tests.hostile import feeds

        documents, most, read = feeds.FEEDS, feeds.MOST, read_feed
        uncut = {*feeds.ENTRIES, *feeds.NAMED}
        read(feeds.item(b""))
    else:
        from tests.hostile import pages

        documents, most, read, uncut = pages.PAGES, pages.MOST, read_page, set()
        read(pages.html(b""))
    for name in names or documents:
        body = documents[name]()
        print(json.dumps(weigh(name, body[:most] if WHOLE or name in uncut else body[:BRIEF], read)), flush=True)


if __name__ == "__main__":
    main()
