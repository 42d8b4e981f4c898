"""A failure as one JSON value, to be stored beside what it happened to."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from storage.records import ErrorCode, Failure


def failure_row(failure: Failure | None) -> dict[str, Any] | None:
    """For a JSON column."""
    if failure is None:
        return None
    wait = failure.retry_after
    return {
        "code": failure.code.value,
        "message": failure.message,
        "transient": failure.transient,
        "retry_after": None if wait is None else wait.total_seconds(),
        "status": failure.status,
    }


def failure_from(row: Mapping[str, Any] | None) -> Failure | None:
    """From a JSON column."""
    if not row:
        return None
    wait = row.get("retry_after")
    return Failure(
        code=ErrorCode(row["code"]),
        message=row["message"],
        transient=row["transient"],
        retry_after=None if wait is None else timedelta(seconds=wait),
        status=row.get("status"),
    )
