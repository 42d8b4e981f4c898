"""Commands as a person types them: bad settings, lists with bad lines, pages without feeds."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.trouble import explain
from storage.progress import Standing
from tests.website import open_website


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str):
    """Type a command; what came out, or the words a person is told."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TALENTWIRE_DATABASE_URL", sqlite_url)

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, list(words))
        told = str(explain(done.exception) or done.exception) if isinstance(done.exception, Exception) else ""
        return done.exit_code, done.output + told

    return run


@pytest.mark.parametrize("command", [("run",), ("run", "--once"), ("demo",)])
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TALENTWIRE_POLL_MIN_SECONDS", "abc", "valid number"),
        ("TALENTWIRE_POLL_MIN_SECONDS", "90000", "above TALENTWIRE_POLL_MAX_SECONDS"),
        ("TALENTWIRE_ALLOW_NETWORKS", "banana", "'banana' is no address range"),
        ("TALENTWIRE_CONCURRENCY", "0", "greater than or equal to 1"),
    ],
)
def test_a_bad_setting_is_named_before_anything_starts(typed, monkeypatch, command, name, value, words) -> None:
    monkeypatch.setenv(name, value)
    code, told = typed(*command)
    assert code == 1
    assert words in told
    assert name in told


def test_the_doctor_names_a_setting_that_is_none(typed, monkeypatch) -> None:
    monkeypatch.setenv("TALENTWIRE_POL_MIN_SECONDS", "900")
    code, told = typed("doctor", "--quick")
    assert code == 0, "a health check looks at database and broker only"
    code, told = typed("doctor")
    assert code == 1
    assert "TALENTWIRE_POL_MIN_SECONDS: no such setting (did you mean TALENTWIRE_POLL_MIN_SECONDS?)" in told


def test_a_list_with_a_bad_line_is_imported_without_it(typed, tmp_path) -> None:
    (tmp_path / "feeds.txt").write_text("https://a.example/feed The A Courier\nnonsense\nhttps://b.example/feed\n")
    code, told = typed("feeds", "import", "feeds.txt")
    assert code == 1
    assert "feeds.txt: line 2: 'nonsense'" in told
    assert "2 added" in told


def test_what_is_exported_is_imported_again_with_all_it_said(typed, tmp_path) -> None:
    (tmp_path / "feeds.toml").write_text(
        '[[feeds]]\nurl = "https://a.example/feed"\ntitle = "A"\noutlet = "The A Courier"\nlang = "fr"\nsite = "https://a.example/"\n'
    )
    assert typed("feeds", "import", "feeds.toml")[0] == 0
    code, opml = typed("feeds", "export")
    assert code == 0
    for words in ('outlet="The A Courier"', 'language="fr"', 'htmlUrl="https://a.example/"'):
        assert words in opml


def test_an_address_that_is_too_long_is_told(typed) -> None:
    for command in (("poll",), ("feeds", "add"), ("feeds", "discover")):
        code, told = typed(*command, "https://a.example/" + "x" * 3_000)
        assert code != 0
        assert "at most 2048 characters" in told


def test_a_feed_is_found_where_feeds_usually_stand(typed, monkeypatch) -> None:
    with open_website() as site:
        monkeypatch.setenv("TALENTWIRE_ALLOW_NETWORKS", site.allow)
        site.page("", "A page that names no feed", "Nothing here.")
        site.feed("/rss.xml", site.item("1", "One"))
        code, told = typed("feeds", "discover", site.url + "/", "--add")
        assert code == 0, told
        assert f"{site.url}/rss.xml" in told
        assert "1 added" in told
        del site.documents["/rss.xml"]
        code, told = typed("feeds", "discover", site.url + "/")
        assert code == 1
        assert "there is none where feeds usually stand" in told


def test_a_run_without_entries_is_told_without_a_dangling_list() -> None:
    nothing = Standing(feeds=1, polled=1, failed=1, entries=0, states={})
    assert nothing.sentence() == "1 of 1 feeds polled, 1 of them failed; no entries"
    some = Standing(feeds=1, polled=1, failed=0, entries=3, states={"matched": 1, "rejected": 2})
    assert some.sentence().endswith("3 entries: 1 matched, 2 rejected")


def test_settings_are_shown_as_they_hold_here_without_secrets(typed, monkeypatch) -> None:
    monkeypatch.setenv("TALENTWIRE_BROKER_URL", "redis://:hush@localhost/0")
    monkeypatch.setenv("TALENTWIRE_POLL_BATCH", "7")
    code, told = typed("settings", "--json")
    assert code == 0
    assert "hush" not in told
    assert '"name": "TALENTWIRE_POLL_BATCH", "value": "7", "default": "25"' in told


def test_the_doctor_sees_time_limits_out_of_order(typed, monkeypatch) -> None:
    monkeypatch.setenv("TALENTWIRE_HARD_TIME_LIMIT", "500")
    code, told = typed("doctor")
    assert code == 1
    assert "do not rise in this order" in told


def test_a_seq_that_no_change_feed_holds_is_told(typed) -> None:
    beyond = str(10**30)
    for command in (("webhooks", "add", "https://a.example/hook", "--since", beyond), ("export", "--since", beyond)):
        code, told = typed(*command)
        assert code != 0
        assert "no change" in told or "is not between" in told, told
    assert typed("webhooks", "list", "--json") == (0, "")
