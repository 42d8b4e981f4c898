"""JSON Lines in, JSON Lines out: one answer for each line, in order, streaming.

A bad line gets ``{"id": …, "error": {"code": …, "message": …}}`` and the rest goes on; the exit code is
1 if any line failed. Lines are split at LF only (JSON Lines), decoded as UTF-8 (a BOM is let through).
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from storage.records import Failed

type_of = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object", bool: "true or false"}
LONGEST_LINE = 64 * 1_048_576
"""Bytes; a page of 30 MB written as JSON fits."""
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class BadLine(ValueError):  # noqa: N818 - the thing's name
    """A line that cannot be answered; ``code`` is for machines, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def answer_lines(
    lines: BinaryIO,
    answer: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    out: Callable[[str], object] | None = None,
) -> int:
    """Answer every line of ``lines`` on standard output; 0, or 1 if any line failed."""
    tell = out or _tell
    bad = 0
    for given, error in objects_in(lines):
        try:
            if error is not None:
                raise error
            tell(encode(answer(given)))
        except (BadLine, Failed) as trouble:
            bad += 1
            tell(encode(error_form(given, trouble)))
    return 1 if bad else 0


def objects_in(lines: BinaryIO) -> Iterator[tuple[dict[str, Any], BadLine | None]]:
    """Each non-empty line as an object, or what is wrong with it."""
    for raw in _bounded(lines):
        line = raw.removeprefix(b"\xef\xbb\xbf").strip()
        if not line:
            continue
        if len(line) > LONGEST_LINE:
            yield {}, BadLine("too-large", f"the line is longer than {LONGEST_LINE:,} bytes")
            continue
        try:
            given = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield {}, BadLine("bad-json", f"the line is no JSON: {str(error)[:200]}")
            continue
        if isinstance(given, dict):
            yield given, None
        else:
            yield {}, BadLine("bad-json", "the line is JSON, but not an object")


def _bounded(lines: BinaryIO) -> Iterator[bytes]:
    """Lines, none of which takes more memory than the bound; the rest of a longer one is read and dropped."""
    while raw := lines.readline(LONGEST_LINE + 2):
        if not raw.endswith(b"\n") and len(raw) > LONGEST_LINE:
            while (rest := lines.readline(1_048_576)) and not rest.endswith(b"\n"):
                pass
        yield raw


def error_form(given: dict[str, Any], error: BadLine | Failed) -> dict[str, Any]:
    """The answer to a line that failed."""
    if isinstance(error, Failed):
        code, message = str(error.failure.code), error.failure.message
    else:
        code, message = error.code, str(error)
    return {"id": id_of(given), "error": {"code": code, "message": message}}


def id_of(given: dict[str, Any]) -> Any:
    """The line's id: a text or a number, whatever it is; None if there is none."""
    found = given.get("id")
    return found if isinstance(found, (str, int, float)) else None


def text_in(given: dict[str, Any], key: str, *, default: str | None = "") -> Any:
    """The text under ``key``; raises ``BadLine`` if something else stands there."""
    value = given.get(key)
    if value is None:
        return default
    if not isinstance(value, str):
        raise BadLine("bad-input", f'"{key}" is {type_of.get(type(value), "something else")}, not a text')
    # A lone surrogate (\ud800 in the JSON) cannot be written as UTF-8 again.
    return value.encode("utf-8", "replace").decode() if not value.isascii() else value


def paths_or_stdin(name: str | None) -> BinaryIO:
    """Standard input for ``-`` or nothing, else the file; raises ``OSError``."""
    if name in (None, "-"):
        return sys.stdin.buffer
    return open(str(name), "rb")  # noqa: PTH123 - read to the end of the process


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def told(forms: Iterable[dict[str, Any]]) -> None:
    """Write forms as JSON Lines."""
    for form in forms:
        _tell(encode(form))
