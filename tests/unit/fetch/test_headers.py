"""Headers from anybody: read where they make sense, ignored where not, never an exception."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.records import ErrorCode
from worker.fetch.errors import (
    RETRY_AFTER_LEAST,
    RETRY_AFTER_MOST,
    FetchError,
    error_of,
    failure_for_status,
    fetch_error,
    parse_http_date,
    parse_retry_after,
)
from worker.fetch.headers import FRESH_MOST, cache_hints_of, links_of, media_type_of, sendable, validators_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", RETRY_AFTER_LEAST),
        ("1.5", RETRY_AFTER_LEAST),
        (" 300 ", timedelta(seconds=300)),
        ("99999999999999999999", RETRY_AFTER_MOST),
        ("9" * 5000, RETRY_AFTER_MOST),
        ("Sun, 01 Mar 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("Sun, 01 Mar 2026 11:00:00 GMT", RETRY_AFTER_LEAST),
        ("Fri, 31 Dec 9999 23:59:59 GMT", RETRY_AFTER_MOST),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_bounded_and_total(value: str | None, wait: timedelta | None) -> None:
    assert parse_retry_after(value, NOW) == wait


@pytest.mark.parametrize(
    ("status", "code", "transient"),
    [
        (400, ErrorCode.HTTP, False), (401, ErrorCode.AUTH, False), (402, ErrorCode.AUTH, False),
        (403, ErrorCode.AUTH, False), (404, ErrorCode.HTTP, True), (407, ErrorCode.AUTH, False),
        (408, ErrorCode.HTTP, True), (410, ErrorCode.GONE, False), (429, ErrorCode.RATE_LIMITED, True),
        (451, ErrorCode.AUTH, False), (500, ErrorCode.HTTP, True), (503, ErrorCode.HTTP, True),
        (522, ErrorCode.HTTP, True), (0, ErrorCode.HTTP, False), (999, ErrorCode.HTTP, True),
    ],
)  # fmt: skip
def test_a_status_says_whether_to_come_back(status: int, code: ErrorCode, transient: bool) -> None:
    failure = failure_for_status(status, {}, NOW)
    assert (failure.code, failure.transient, failure.status) == (code, transient, status)
    assert str(status) in failure.message


def test_503_with_retry_after_is_rate_limiting() -> None:
    failure = failure_for_status(503, {"retry-after": "90"}, NOW)
    assert (failure.code, failure.retry_after) == (ErrorCode.RATE_LIMITED, timedelta(seconds=90))


def test_every_code_has_its_class_and_no_error_shows_a_password() -> None:
    for code in ErrorCode:
        assert isinstance(fetch_error("http://u:p4ss@h.example/", code, "x"), FetchError)
    assert "p4ss" not in str(error_of("http://u:p4ss@h.example/", failure_for_status(500, {}, NOW)))


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"cache-control": "max-age=600"}, timedelta(minutes=10)),
        ({"cache-control": "public, max-age=600, must-revalidate", "age": "100"}, timedelta(seconds=500)),
        ({"cache-control": "max-age=600", "age": "700"}, None),
        ({"cache-control": 'max-age="60"'}, timedelta(minutes=1)),
        ({"cache-control": "max-age=99999999999999999999"}, FRESH_MOST),
        ({"cache-control": "max-age=" + "9" * 5000, "age": "9" * 5000}, None),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "no-store, max-age=600"}, None),
        ({"cache-control": "no-cache"}, None),
        ({"cache-control": "max-age=x"}, None),
        ({"cache-control": "max-age=-1"}, None),
        (
            {"expires": "Sun, 01 Mar 2026 13:00:00 GMT", "date": "Sun, 01 Mar 2026 12:30:00 GMT"},
            timedelta(minutes=30),
        ),
        ({"expires": "Sun, 01 Mar 2026 13:00:00 GMT"}, timedelta(hours=1)),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, FRESH_MOST),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({"cache-control": "max-age=60", "expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, timedelta(minutes=1)),
        ({}, None),
    ],
)  # fmt: skip
def test_freshness_is_max_age_less_age_or_expires_less_date(
    headers: dict[str, str], fresh: timedelta | None
) -> None:
    assert cache_hints_of(headers, NOW).fresh_for == fresh


def test_content_types_are_read_however_they_are_written() -> None:
    assert media_type_of({"content-type": "Text/XML; Charset='UTF-8'"}) == ("text/xml", "utf-8")
    assert media_type_of({"content-type": "application/rss+xml"}) == ("application/rss+xml", None)
    assert media_type_of({"content-type": "charset=utf-8"}) == (None, "utf-8")
    assert media_type_of({}) == (None, None)


def test_validators_that_cannot_be_sent_back_are_left_out() -> None:
    kept = validators_of({"etag": 'W/"\xe9"', "last-modified": "x" * 5000})
    assert (kept.etag, kept.last_modified) == ('W/"\xe9"', None)
    assert sendable("a\r\nb") is None
    assert sendable('"\xff"') == b'"\xff"'


header_text = st.text(max_size=300)


@given(header_text, header_text, header_text, header_text)
@example("max-age=1", "9" * 400, "Mon, 99 Foo 99999 99:99:99 GMT", "")
def test_no_header_raises(control: str, age: str, date: str, link: str) -> None:
    headers = {
        "cache-control": control, "age": age, "expires": date, "date": date, "link": link,
        "content-type": control, "etag": age, "last-modified": date,
    }  # fmt: skip
    fresh = cache_hints_of(headers, NOW).fresh_for
    assert fresh is None or timedelta(0) < fresh <= FRESH_MOST
    links_of(headers, "https://example.com/")
    media_type_of(headers)
    validators_of(headers)
    parse_http_date(date)


nearly_dates = st.from_regex(
    r"[A-Z][a-z]{2}, [0-9]{1,9} [A-Z][a-z]{2} [0-9]{1,9} [0-9:]{1,20} [A-Z+\-0-9]{1,9}"
)


@given(st.one_of(header_text, nearly_dates, st.from_regex(r"[0-9]{0,30}(\.[0-9]*)?")))
def test_retry_after_never_raises_and_keeps_its_bounds(value: str) -> None:
    wait = parse_retry_after(value, NOW)
    assert wait is None or RETRY_AFTER_LEAST <= wait <= RETRY_AFTER_MOST
