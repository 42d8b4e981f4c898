"""The wire as a person's browser shows it: a real headless Chromium, desktop and telephone, light and dark."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from cli.wire.app import make_wire
from storage.database import open_engine, open_read_only, write
from storage.records import Kind, StoryCard, StoryChoice
from storage.stories import assign_story
from tests.storage.builders import WEDNESDAY, a_move, an_article, facts, save

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; Debian's package chromium brings one")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--enable-logging=stderr",
)  # fmt: skip
SCRIPT = "<script>document.title='taken'</script>"


@pytest.fixture
def site(sqlite_url: str) -> Iterator[str]:
    with write(open_engine(sqlite_url)) as session:
        saved = save(session, an_article("one", title=f"Ada Lindqvist leaves {SCRIPT}"), facts(a_move()))
        card = StoryCard(article_id=saved.article_id, at=WEDNESDAY, lang="en", kind=Kind.HIRE)
        assign_story(session, card=card, choice=StoryChoice(), now=WEDNESDAY)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(make_wire(open_read_only(sqlite_url)), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)


def browse(folder: Path, url: str, *more: str) -> tuple[str, str]:
    """What Chromium prints, and what it complains of."""
    assert CHROMIUM is not None
    done = subprocess.run(
        [CHROMIUM, *QUIET, f"--user-data-dir={folder / 'profile'}", *more, url],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


def test_pages_are_shown_without_a_complaint_and_nothing_in_them_runs(site: str, tmp_path: Path) -> None:
    for path, words in (("/", "Ada Lindqvist leaves"), ("/flows", "Who hires from whom"), ("/people", "<h1>")):
        shown, complaints = browse(tmp_path, site + path, "--dump-dom")
        assert words in shown, path
        assert "<title>taken" not in shown
        assert complaints == "", path


@pytest.mark.parametrize("size", ["1280,900", "390,844"])
def test_a_page_fits_desktop_and_telephone_light_and_dark(site: str, tmp_path: Path, size: str) -> None:
    pictures = []
    for mode in ((), ("--force-dark-mode", "--enable-features=WebContentsForceDark")):
        picture = tmp_path / f"{size}-{len(mode)}.png"
        browse(tmp_path, site + "/", f"--window-size={size}", f"--screenshot={picture}", *mode)
        pictures.append(picture.read_bytes())
    assert all(picture[:8] == b"\x89PNG\r\n\x1a\n" and len(picture) > 5_000 for picture in pictures)
    assert pictures[0] != pictures[1]
