"""What a publisher writes cannot forge a line of the log, nor a secret stand in one."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.logs import configure_logs, events


def logged(**values: object) -> list[str]:
    out = io.StringIO()
    configure_logs(stream=out)
    events("test").info("test.happened", **values)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", '"}\n{"event":"forged"', "\x1b[2J", "\x9b31m", "a\u2028b", "\u202eevil", "\0", "\ud800"])
def test_a_value_is_one_line_that_moves_no_cursor(text: str) -> None:
    (line,) = logged(title=text, many=[text, {"deep": text}])
    assert json.loads(line)["event"] == "test.happened"
    assert not set(line) & set("\x1b\x9b\u2028\u202e\0\r")


def test_values_are_capped_and_credentials_masked_at_any_depth() -> None:
    (line,) = logged(url="https://user:secret@a.example/", long="x" * 10_000, many=["redis://:secret@b.example/0"] * 500)
    assert "secret" not in line
    assert len(line) < 12_000


@given(st.text())
def test_any_text_is_one_line_of_json(value: str) -> None:
    (line,) = logged(value=value)
    json.loads(line)
