"""``talentwire parse``: an article page as text and metadata."""

import sys
from pathlib import Path
from typing import Any

from cli.fetching import LARGEST, page_from
from cli.forms import parse_form
from cli.jsonl import BadLine, answer_lines, id_of, text_in
from storage.records import Page
from worker.article.parse import parse_article


def parse(source: str | None, *, lines: bool) -> int:
    """Answer lines, or show one page; the exit code."""
    if lines:
        return answer_lines(sys.stdin.buffer if source in (None, "-") else Path(str(source)).open("rb"), answer)
    from cli.show import show_article

    show_article(parse_article(page_from(source)))
    return 0


def answer(given: dict[str, Any]) -> dict[str, Any]:
    """The answer to one line; raises ``BadLine`` or ``Failed``."""
    url, html, path = text_in(given, "url"), text_in(given, "html"), text_in(given, "html_path")
    if html:
        body, charset = html.encode(), "utf-8"
    elif path:
        body, charset = _file(path), None
    elif "html" in given:
        body, charset = b"", None
    else:
        raise BadLine("bad-input", 'the line has neither "html" nor "html_path"')
    page = Page(url=url, requested_url=url, body=body, charset=charset)
    return {"id": id_of(given), **parse_form(parse_article(page)), "url": url}


def _file(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            body = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise BadLine("no-file", f"{path}: {getattr(error, 'strerror', None) or error}") from None
    if len(body) > LARGEST:
        raise BadLine("too-large", f"{path}: more than {LARGEST:,} bytes")
    return body
