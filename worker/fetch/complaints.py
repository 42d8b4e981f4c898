"""What libcurl's complaints and bad addresses mean, in our words."""

import re
from urllib.parse import urlsplit

import pycurl

from storage.records import ErrorCode
from worker.fetch.errors import FetchError, fetch_error
from worker.fetch.guard import refuse_host

_CONTROLS = re.compile("[\t\r\n]")
_CURL_CODES: dict[int, tuple[ErrorCode, str]] = {
    pycurl.E_COULDNT_RESOLVE_HOST: (ErrorCode.DNS, "the host name does not resolve"),
    pycurl.E_COULDNT_CONNECT: (ErrorCode.CONNECT, "nobody answers at the address"),
    pycurl.E_OPERATION_TIMEDOUT: (ErrorCode.TIMEOUT, "no complete answer in time"),
    pycurl.E_SEND_ERROR: (ErrorCode.CONNECT, "the connection broke while we asked"),
    pycurl.E_RECV_ERROR: (ErrorCode.CONNECT, "the connection broke before the answer was complete"),
    pycurl.E_GOT_NOTHING: (ErrorCode.CONNECT, "the server closed the connection without an answer"),
    pycurl.E_PARTIAL_FILE: (ErrorCode.CONNECT, "the connection closed before the answer was complete"),
    pycurl.E_SSL_CONNECT_ERROR: (ErrorCode.TLS, "no TLS with this server"),
    pycurl.E_PEER_FAILED_VERIFICATION: (ErrorCode.TLS, "the certificate is not one we trust"),
    pycurl.E_SSL_CACERT_BADFILE: (ErrorCode.TLS, "our file of trusted certificates cannot be read"),
    pycurl.E_URL_MALFORMAT: (ErrorCode.BAD_URL, "the address is malformed"),
    pycurl.E_UNSUPPORTED_PROTOCOL: (ErrorCode.PROTOCOL, "the answer is not HTTP/1 or HTTP/2"),
    8: (ErrorCode.PROTOCOL, "the answer is not HTTP"),
    61: (ErrorCode.PROTOCOL, "the answer comes in a transfer coding that we did not ask for"),
    100: (ErrorCode.TOO_LARGE, "the headers are too large"),
}


def meaning_of(code: int, message: str) -> tuple[ErrorCode, str]:
    """Our code and a sentence for a libcurl error; ``message`` is libcurl's own."""
    error_code, text = _CURL_CODES.get(code, (ErrorCode.CONNECT, f"the connection failed: {message}"))
    if code == pycurl.E_WRITE_ERROR:
        error_code, text = ErrorCode.PROTOCOL, "the answer could not be read"
    if error_code is ErrorCode.TLS and message:
        text = f"{text}: {message}"
    return error_code, text


def bad_address(url: str) -> FetchError:
    """The error for an address that cannot be fetched: BLOCKED if it means mischief, else BAD_URL."""
    scheme = _CONTROLS.sub("", url).partition(":")[0].strip().lower()
    if ":" in url and scheme not in ("http", "https") and scheme.isalpha():
        return fetch_error(url, ErrorCode.BLOCKED, f"only http and https, not {scheme[:20]}")
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    odd = refuse_host(host) if host else None
    if odd is not None:
        return fetch_error(url, ErrorCode.BLOCKED, odd)
    return fetch_error(url, ErrorCode.BAD_URL, "not an address that can be fetched")
