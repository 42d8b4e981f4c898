"""Bytes for a command: from a file, a URL (through the guarded client) or standard input."""

import sys
from pathlib import Path

from cli.trouble import Trouble
from storage.records import Failed, Page

LARGEST = 64 * 1_048_576


def page_from(source: str | None, *, url: str = "") -> Page:
    """The page at ``source``; raises ``Trouble`` that names the thing and the way out."""
    if source is None and sys.stdin.isatty():
        raise Trouble("say what to read: a file, a URL, or - for standard input", exit_code=2)
    if source in (None, "-"):
        return Page(url=url, requested_url=url, body=sys.stdin.buffer.read(LARGEST))
    assert source is not None
    if source.startswith(("http://", "https://")):
        return fetched(source)
    path = Path(source)
    if not path.is_file():
        raise Trouble(f"{source}: no such file (a URL begins with http:// or https://)")
    with path.open("rb") as file:
        return Page(url=url, requested_url=url, body=file.read(LARGEST))


def fetched(url: str, *, feed: bool = False) -> Page:
    """The page at a URL, through the one web client and its address guard; raises ``Trouble``."""
    from worker.fetch.client import Fetcher
    from worker.fetch.request import Accept
    from worker.line import fetch_settings
    from worker.settings import WorkerSettings

    settings = WorkerSettings()
    try:
        answer = Fetcher(fetch_settings(settings)).get(
            url, accept=Accept.FEED if feed else Accept.PAGE, max_bytes=settings.page_bytes
        )
    except Failed as error:
        raise Trouble(str(error)) from None
    if not isinstance(answer, Page):
        raise Trouble(f"{url}: 304 to a plain request")
    return answer
