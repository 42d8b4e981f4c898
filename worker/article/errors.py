"""What can be wrong with bytes that should be an article page."""

from storage.records import ErrorCode, Failed, Failure


class PageError(Failed):
    """The bytes are no article page: another kind of document, empty, hostile, or beyond our parser."""


def not_a_page(url: str, why: str, *, transient: bool = False) -> PageError:
    """An answer that is something else: a challenge, a login, an image."""
    return PageError(url, Failure(code=ErrorCode.NOT_A_PAGE, message=why, transient=transient))


def empty(url: str, why: str = "the page has no text") -> PageError:
    """Nothing to read."""
    return PageError(url, Failure(code=ErrorCode.EMPTY, message=why, transient=False))


def hostile(url: str, why: str) -> PageError:
    """A document that would cost more than it may."""
    return PageError(url, Failure(code=ErrorCode.HOSTILE, message=why, transient=False))


def unparsed(url: str, why: str) -> PageError:
    """The parser gave up."""
    return PageError(url, Failure(code=ErrorCode.PARSE, message=why, transient=False))
