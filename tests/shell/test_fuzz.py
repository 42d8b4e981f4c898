"""Any bytes given to a command that reads lines get one answer a line, and never a traceback."""

import io
import json
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli import check, parse
from cli.jsonl import answer_lines

VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=30),
        st.sampled_from(["\ud800", "\0", "<p>x", "https://a.example/x", "9999-12-31", "2026-03-01T00:00:00+23:59", "0001-01-01"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)
NAMES = ["id", "title", "summary", "body", "html", "html_path", "url", "lang", "published", "x"]
LINES = st.one_of(
    st.binary(max_size=60),
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6).map(lambda given: json.dumps(given).encode()),
    st.sampled_from([b"", b"{}", b"[]", b"null", b"1e999", b"[" * 5_000, b'{"title":' * 5_000, b'{"id":' + b"9" * 5_000 + b"}"]),
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=st.lists(LINES, min_size=1, max_size=5), room=st.sampled_from([check, parse]))
def test_every_line_gets_an_answer(lines: list[bytes], room, capsys: pytest.CaptureFixture[str]) -> None:
    given_bytes = b"\n".join(line.replace(b"\n", b" ").replace(b"\r", b" ") for line in lines) + b"\n"
    capsys.readouterr()
    code = answer_lines(io.BytesIO(given_bytes), room.answer)
    out = capsys.readouterr().out
    answers = [json.loads(line) for line in out.splitlines()]
    wanted = [line for line in given_bytes.split(b"\n") if line.strip()]
    assert len(answers) == len(wanted), (given_bytes, out)
    assert code in (0, 1)
    assert all("id" in answer for answer in answers)
    sys.stdout.flush()
