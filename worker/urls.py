"""Addresses of articles and feeds: cleaned, compared, masked. Pure; every function is total on any text.

The form of comparison follows RFC 3986, section 6 (case, percent-encoding, dot segments, default ports) and
then goes further than any standard can: two spellings that lead a reader to the same article compare equal.
What counts as a tracking parameter is data (``data/urls.toml``), not code.
"""

import re
import tomllib
from functools import cache, lru_cache
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

import idna
from publicsuffixlist import PublicSuffixList

MAX_URL = 2048
"""Characters; longer links are refused rather than cut."""

_DATA = Path(__file__).parent / "data" / "urls.toml"
_UNSEEN = re.compile("[\x00-\x1f\x7f]")
_CONTROLS_INSIDE = re.compile("[\t\n\r]")
_AROUND = "".join(map(chr, range(0x21))) + "\u00a0\ufeff"
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_\-.]{0,251}[a-z0-9_])?\Z")
_QUAD = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\Z")
_NUMBERLIKE = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_CREDENTIALS = re.compile(r"(?<=//)[^/?#\s@]{1,1000}@")
_SAFE = "!$&'()*+,-./:;=@_~%"
# What most links look like: nothing to clean, so nothing is taken apart.
_CLEAN_ALREADY = re.compile(
    r"https?://[a-z0-9][a-z0-9\-]{0,62}(?:\.[a-z0-9\-]{1,63}){0,5}\.[a-z]{2,24}/[A-Za-z0-9!$&'()*+,\-./:;=@_~%?]*\Z"
)
_PLAIN = re.compile(r"[A-Za-z0-9!$&'()*+,\-./:;=@_~%?]*\Z")
_PARTS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[^/:?#\[\]]+)(?::(?P<port>\d+))?"
    r"(?P<path>/[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?\Z",
    re.DOTALL,
)
"""The parts of a link that is clean."""


class _Tables(NamedTuple):
    names: frozenset[str]
    prefixes: tuple[str, ...]
    values: dict[str, tuple[str, ...]]
    secrets: re.Pattern[str]
    front_labels: frozenset[str]
    index_pages: frozenset[str]


@cache
def _tables() -> _Tables:
    data: dict[str, Any] = tomllib.loads(_DATA.read_text("utf-8"))
    tracking, same, secret = data["tracking"], data["same_page"], data["secret"]
    secrets = "|".join(map(re.escape, secret["names"]))
    return _Tables(
        names=frozenset(tracking["names"]),
        prefixes=tuple(tracking["prefixes"]),
        values={name: tuple(starts) for name, starts in tracking["values"].items()},
        secrets=re.compile(rf"(?i)([?&;](?:{secrets})=)[^&;#\s]+"),
        front_labels=frozenset(same["front_labels"]),
        index_pages=frozenset(same["index_pages"]),
    )


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=False)


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


@lru_cache(maxsize=4096)
def _clean_host(host: str) -> str | None:
    """Lower-case ASCII host, or None if it is no host that can be on the public web's terms."""
    if "%" in host:
        host = unquote(host, errors="replace")
    if ":" in host:
        try:
            return f"[{IPv6Address(host).compressed}]"
        except ValueError:
            return None
    if len(host) > 253:
        return None
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True, std3_rules=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    host = host.lower().rstrip(".")
    if not _HOST.match(host) or ".." in host:
        return None
    last = host.rpartition(".")[2]
    if _NUMBERLIKE.match(last) and not _QUAD.match(host):
        return None  # decimal, octal, hexadecimal or shortened spellings of an IPv4 address
    return host


def _escape(text: str, safe: str) -> str:
    return text if _PLAIN.match(text) else quote(text, safe=safe, errors="replace")


@lru_cache(maxsize=8192)
def clean_link(url: str, base: str | None = None) -> str | None:
    """An absolute http(s) address as it can be stored, shown and fetched, or None for anything else.

    Resolved against ``base``; host in lower case and IDNA form; credentials dropped; controls removed the
    way browsers remove them (so that ``java\\nscript:`` is seen for what it is); at most ``MAX_URL``
    characters. Hosts that spell an IPv4 address in a number of another form give None.
    """
    if len(url) > 4 * MAX_URL:
        return None
    if _CLEAN_ALREADY.match(url) and len(url) <= MAX_URL:
        return url
    text = _CONTROLS_INSIDE.sub("", url).strip(_AROUND)
    if not text or _UNSEEN.search(text):
        return None
    head, mark, tail = text.partition("?")
    text = head.replace("\\", "/") + mark + tail
    if not _SCHEME.match(text):
        if base is None:
            return None
        try:
            text = urljoin(base, text)
        except ValueError:
            return None
    parts = _split(text)
    if parts is None or parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return None
    if "[" in parts.netloc and ":" not in parts.hostname:
        return None  # brackets hold an IPv6 address and nothing else
    host = _clean_host(parts.hostname)
    if host is None:
        return None
    scheme, port = parts.scheme.lower(), parts.port
    default = 443 if scheme == "https" else 80
    netloc = host if port is None or port == default else f"{host}:{port}"
    cleaned = f"{scheme}://{netloc}{_escape(parts.path, _SAFE) or '/'}"
    if parts.query:
        cleaned += "?" + _escape(parts.query, _SAFE + "?/")
    if parts.fragment:
        cleaned += "#" + _escape(parts.fragment, _SAFE + "?/!")
    return cleaned if len(cleaned) <= MAX_URL else None


def host_of(url: str) -> str:
    """The host in lower case and ASCII form, without port; an empty string if there is none."""
    cleaned = clean_link(url)
    parts = _PARTS.match(cleaned) if cleaned else None
    return parts["host"].strip("[]") if parts else ""


@lru_cache(maxsize=4096)
def registered_domain(host: str) -> str:
    """The part of a host that somebody registered (``news.example.co.uk`` gives ``example.co.uk``).

    By the public suffix list (publicsuffix.org) inside the installed package, private section included, so
    that two authors on one blog host are two domains. Addresses and single labels come back unchanged.
    """
    host = host.lower().rstrip(".")[:253]
    if host.startswith("[") or ":" in host or _QUAD.match(host) or "." not in host:
        return host
    return _suffixes().privatesuffix(host) or host


def mask_credentials(url: str) -> str:
    """The address with user, password and secret query values replaced by ``***``, for logs and rows."""
    masked = _CREDENTIALS.sub("***@", url)
    return _tables().secrets.sub(r"\1***", masked) if "=" in masked else masked


def _unescape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _same_escapes(text: str) -> str:
    text = _escape(text, _SAFE + "?/")
    return _ESCAPE.sub(_unescape, text) if "%" in text else text


def _same_path(path: str, *, tables: _Tables) -> str:
    path = _same_escapes(path)
    if "/." in path:
        kept: list[str] = []
        for segment in path.split("/")[1:]:
            if segment == "..":
                if kept:
                    kept.pop()
            elif segment != ".":
                kept.append(segment)
        path = "/" + "/".join(kept)
    path, mark, parameters = path.partition(";")
    if mark and not parameters.lower().startswith(("jsessionid=", "phpsessid=")):
        path += mark + parameters
    while True:
        path = path.rstrip("/")
        front, _, last = path.rpartition("/")
        lower = last.lower()
        if lower in tables.index_pages or (lower == "amp" and front):
            path = front
        elif lower.endswith((".amp.html", ".amp.htm")):
            path = path[: path.lower().rindex(".amp")] + path[path.rindex(".") :]
        elif lower.endswith(".amp") and lower != ".amp":
            path = path[:-4]
        else:
            return path


def _same_query(query: str, *, tables: _Tables) -> str:
    kept = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        name = name.lower().removeprefix("amp;")
        if not name or name in tables.names or name.startswith(tables.prefixes):
            continue
        starts = tables.values.get(name)
        if starts and value.lower().startswith(starts):
            continue
        kept.append(_same_escapes(pair.removeprefix("amp;")))
    kept.sort()
    return "&".join(kept)


@lru_cache(maxsize=4096)
def _same_host(host: str) -> str:
    first, _, rest = host.partition(".")
    while first in _tables().front_labels and "." in rest and _suffixes().privatesuffix(rest):
        host = rest
        first, _, rest = host.partition(".")
    return host


def _out_of_amp_cache(host: str, path: str, query: str | None) -> str | None:
    """The publisher's address inside an AMP cache's (``…cdn.ampproject.org/c/s/host/path``)."""
    start = None
    if host.endswith(".cdn.ampproject.org"):
        start = next((one for one in ("/c/s/", "/v/s/", "/a/s/", "/c/", "/v/") if path.startswith(one)), None)
    elif host in ("google.com", "www.google.com") and path.startswith("/amp/s/"):
        start = "/amp/s/"
    if start is None:
        return None
    return clean_link("https://" + path[len(start) :] + (f"?{query}" if query else ""))


@lru_cache(maxsize=8192)
def compare_form(url: str) -> str:
    """The form under which two addresses are the same article. Not meant for fetching.

    Scheme and ``http``/``https``, case of the host, default ports, ``www.`` and mobile fronts, AMP spellings,
    tracking parameters, order of the query, fragment (unless ``#!``) and trailing slash make no difference.
    What is no http(s) address comes back stripped of surrounding space, otherwise as it is. Idempotent.
    """
    cleaned = clean_link(url)
    if cleaned is None:
        return url.strip()
    parts = _PARTS.match(cleaned)
    if parts is None:
        return cleaned
    tables = _tables()
    host, port, path, query, fragment = parts.group("host", "port", "path", "query", "fragment")
    inner = _out_of_amp_cache(host, path, query)
    if inner is not None:
        return compare_form(inner)
    port = "" if port in (None, "80", "443") else f":{port}"
    form = f"https://{_same_host(host)}{port}{_same_path(path, tables=tables)}"
    if query:
        query = _same_query(query, tables=tables)
        if query:
            form += "?" + query
    if fragment and fragment.startswith("!"):
        form += "#" + fragment
    return form
