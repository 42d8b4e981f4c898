"""What went wrong and the way out, in a line for a person."""

import re
from typing import Any

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")


class Trouble(Exception):  # noqa: N818 - it is told, not raised through
    """Something the person can put right; the message says how."""

    def __init__(self, message: str, *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def explain(error: Exception) -> str | None:
    """An error of a library in our words, or None if it is a fault of ours and the traceback matters."""
    name, module = type(error).__name__, type(error).__module__
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return f"{error.filename}: {error.strerror}"
    if module.startswith("pydantic") and name == "ValidationError":
        return _settings(error)
    if module.startswith("sqlalchemy"):
        return _database(error)
    if module.startswith(("redis", "kombu")):
        return f"the broker is not there ({_CREDENTIALS.sub('***@', str(error))}): check TALENTWIRE_BROKER_URL"
    if module.startswith("storage.records") or (name.endswith("Error") and hasattr(error, "failure")):
        return str(error)
    return None


def _settings(error: Any) -> str:
    first = error.errors()[0]
    setting = "_".join(str(part) for part in first["loc"]).upper()
    where = f"TALENTWIRE_{setting}: " if setting else ""
    words = str(first["msg"]).removeprefix("Value error, ")
    return f"{where}{words} (settings come from TALENTWIRE_… variables and .env)"


def _database(error: Exception) -> str:
    words = _CREDENTIALS.sub("***@", str(getattr(error, "orig", None) or error)).splitlines()[0]
    if "no such table" in words or ("does not exist" in words and "relation" in words):
        return f"the database has no schema yet ({words}): run `talentwire db upgrade`"
    if "locked" in words:
        return f"the database is held by another process ({words}): is another `talentwire run` at work?"
    return f"the database is not there ({words}): check TALENTWIRE_DATABASE_URL"
