"""How the service writes its events: one JSON line each, with a fixed name and fixed keys.

At the bottom of the tree because scheduler, worker and command line all write events and none of
them may import the other. Values are capped, control characters escaped (JSON does it), and a URL
never shows its credentials.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""What moves a terminal's cursor, turns a line around, begins a new one, or cannot be written."""
_LIMIT = 2_000
_MANY = 100


def _tame(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Cap values and mask credentials, whatever a publisher or a library put into them."""
    for key, value in event.items():
        event[key] = _tamed(value)
    return event


def _tamed(value: Any, depth: int = 4) -> Any:
    if isinstance(value, str):
        return _UNSEEN.sub("\ufffd", _CREDENTIALS.sub("***@", value[:_LIMIT]))
    if depth and isinstance(value, Mapping):
        return {str(_tamed(key)): _tamed(one, depth - 1) for key, one in list(value.items())[:_MANY]}
    if depth and isinstance(value, list | tuple | set | frozenset):
        return [_tamed(one, depth - 1) for one in list(value)[:_MANY]]
    return value


def configure_logs(*, level: str = "INFO", for_people: bool = False, stream: TextIO | None = None) -> None:
    """Send every event of this process to ``stream`` (standard error), as JSON or, for people, as text.

    Library loggers (Celery's among them) are bridged to the same form at WARNING and above.
    """
    out = stream or sys.stderr
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _tame,
    ]
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=out.isatty())
        if for_people
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel("WARNING")
    logging.getLogger("talentwire").setLevel(level.upper())


def events(room: str) -> structlog.stdlib.BoundLogger:
    """The logger of a room: ``events("poll").info("poll.settled", feed_id=7, outcome="updated")``."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(f"talentwire.{room}")
    return logger
