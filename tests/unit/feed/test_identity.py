"""Sixteen bytes that stay the same while the publisher fiddles."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from worker.feed.identity import Clue, alias_key, alias_keys, entry_key, entry_keys

DAY = datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_a_key_is_sixteen_bytes_whatever_the_guid() -> None:
    assert len(entry_key("x" * 1_000_000, None, "", None, "")) == 16
    assert len(entry_key(None, None, "", None, "")) == 16
    assert entry_key("a" * 1_000_000, None, "", None, "") != entry_key("a" * 1_000_001, None, "", None, "")


def test_the_guid_is_trusted_first_then_the_link_then_the_text() -> None:
    link = "https://x.example/a"
    assert entry_key("g", link, "t", DAY, "s") == entry_key("g", link + "b", "other", None, "")
    assert entry_key(None, link, "t", DAY, "s") == entry_key("  ", link + "?utm_source=x", "other", None, "")
    same_day = DAY + timedelta(hours=3)
    assert entry_key(None, None, "T  itle", DAY, "s") == entry_key(None, None, "t itle", same_day, "s")
    assert entry_key(None, None, "t", DAY, "s") != entry_key(None, None, "t", DAY + timedelta(days=1), "s")


def test_kinds_do_not_meet() -> None:
    link = "https://x.example/a"
    assert entry_key("a", None, "", None, "") != entry_key(None, None, "a", None, "")
    assert entry_key(link, None, "", None, "") != entry_key(None, link, "", None, "")


def test_a_guid_that_is_the_home_page_with_an_anchor_keeps_the_anchor() -> None:
    one = entry_key("https://x.example/#1", None, "", None, "")
    assert one != entry_key("https://x.example/#2", None, "", None, "")


def test_repeated_guids_are_told_apart_by_link_and_title() -> None:
    clues = [
        Clue("g", "https://x.example/1", "a"),
        Clue("g", "https://x.example/2", "a"),
        Clue("h", None, "c"),
    ]
    keys = entry_keys(clues)
    assert len(set(keys)) == 3
    assert keys[2] == entry_key("h", None, "c", None, "")


def test_an_alias_says_nothing_of_home_pages_and_repeated_links() -> None:
    assert alias_key("https://x.example/", "Daily briefing") is None
    assert alias_key("https://x.example/a", "") is None
    assert alias_key(None, "t") is None
    link = "https://x.example/a"
    assert alias_keys([Clue("1", link, "t"), Clue("2", link + "?utm_source=x", "t")]) == [None, None]


clues = st.builds(
    Clue,
    st.one_of(st.none(), st.text(max_size=30), st.text("htps:/[]?#@x", max_size=12).map("http://".__add__)),
    st.one_of(st.none(), st.sampled_from(["https://x.example/a", "https://x.example/b", "nonsense"])),
    st.text(max_size=10),
    st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    st.text(max_size=10),
)


@given(st.lists(clues, max_size=8))
def test_keys_are_total_and_do_not_depend_on_order(found: list[Clue]) -> None:
    keys = entry_keys(found)
    assert sorted(entry_keys(found[::-1])) == sorted(keys)
    assert all(len(key) == 16 for key in keys)
    assert len(alias_keys(found)) == len(found)
