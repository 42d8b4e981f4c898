"""Several thousand real and broken feeds: nothing crashes, nothing is lost, pruning changes nothing.

Every twelfth file by default; all of them with TALENTWIRE_WHOLE_CORPUS=1.
"""

import os
import random
import warnings
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from storage.records import EntryKey, Page, ParsedFeed
from worker.feed import parse as parse_module
from worker.feed.errors import FeedError
from worker.feed.parse import parse_feed

CORPUS = Path(__file__).parents[4] / "shared" / "feed-corpus"
NOW = datetime(2026, 9, 1, tzinfo=UTC)
STEP = 1 if os.environ.get("TALENTWIRE_WHOLE_CORPUS") else 12

pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason="no feed corpus beside the repository"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.timeout(600),
]


def files() -> list[Path]:
    return sorted(path for path in CORPUS.glob("*/*") if path.is_file())[::STEP]


def read(path: Path, **more: object) -> ParsedFeed | None:
    page = Page(url="https://corpus.example/feed", requested_url="", body=path.read_bytes())
    try:
        return parse_feed(page, now=NOW, **more)  # type: ignore[arg-type]
    except FeedError as error:
        assert error.failure.message  # noqa: PT017 - any named error is right
        return None


def feedparser_finds(path: Path) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return len(feedparser.parse(path.read_bytes(), sanitize_html=False).entries)
        except Exception:  # noqa: BLE001 - feedparser raises many kinds
            return 0


def test_entries_are_never_fewer_than_feedparser_alone_finds() -> None:
    fewer = []
    for path in files():
        feed = read(path)
        found, least = (feed.total if feed else 0), feedparser_finds(path)
        if found < least:
            fewer.append((path.name, found, least))
    assert fewer == []


def test_the_pruned_way_yields_exactly_the_entries_of_the_whole_way(monkeypatch: pytest.MonkeyPatch) -> None:
    pruned = {path: read(path) for path in files()}
    monkeypatch.setattr(parse_module, "_pruned", lambda *_: None)
    different = [path.name for path, feed in pruned.items() if feed != read(path)]
    assert different == []


def test_dropping_what_is_known_yields_exactly_the_rest() -> None:
    chance = random.Random(7)
    for path in files():
        feed = read(path)
        if feed is None or not feed.entries:
            continue
        known: set[EntryKey] = {entry.key for entry in feed.entries if chance.random() < 0.7}
        rest = read(path, known=known.intersection)
        assert rest is not None
        expected = tuple(entry for entry in feed.entries if not known & {entry.key, *entry.aliases})
        assert rest.entries == expected, path.name
        assert rest.total == feed.total


def test_a_later_poll_of_a_feed_yields_what_is_new_and_nothing_old() -> None:
    """Feeds captured up to six times: every entry comes out at most once over all polls."""
    for newest in sorted((CORPUS / "ai-feeds-history").glob("*.xml"))[::STEP]:
        if ".v" in newest.name:
            continue
        versions = [newest.with_suffix(f".v{n}.xml") for n in (5, 4, 3, 2, 1)]
        known: set[EntryKey] = set()
        for path in [*(version for version in versions if version.exists()), newest]:
            feed = read(path, known=known.intersection)
            whole = read(path)
            if feed is None or whole is None:
                continue
            assert not {entry.key for entry in feed.entries} & known
            known |= {entry.key for entry in feed.entries}
            known |= {alias for entry in feed.entries for alias in entry.aliases}
            assert all({entry.key, *entry.aliases} & known for entry in whole.entries)


def test_text_that_comes_out_is_inert() -> None:
    for path in files():
        feed = read(path)
        for entry in feed.entries if feed else ():
            for text in (entry.title, entry.summary, *entry.authors, *entry.categories):
                assert not any(char < " " or "\ud800" <= char <= "\udfff" for char in text), path.name
            assert entry.url is None or entry.url.startswith(("http://", "https://"))
            assert entry.published_at is None or 1990 <= entry.published_at.year <= 2026
