"""What can be wrong with a feed document."""

from storage.records import ErrorCode, Failed, Failure
from worker.text import clean_line
from worker.urls import mask_credentials


class FeedError(Failed):
    """Bytes that are no feed (NOT_A_FEED, EMPTY), cost too much (HOSTILE), or nothing can read (PARSE)."""


def feed_error(url: str, code: ErrorCode, message: str, *, transient: bool = True) -> FeedError:
    """The error for a document; transient unless said otherwise, since tomorrow's document is another."""
    failure = Failure(code=code, message=clean_line(message, limit=300), transient=transient)
    return FeedError(clean_line(mask_credentials(url), limit=500), failure)
