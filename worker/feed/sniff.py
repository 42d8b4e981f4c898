"""What the bytes of a document are, before anybody parses them. Pure, total, linear."""

import re

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"RIFF", "an image or sound file (RIFF)"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "compressed data (gzip)"),
    (b"BZh", "compressed data (bzip2)"),
    (b"\x28\xb5\x2f\xfd", "compressed data (zstd)"),
    (b"\xfd7zXZ", "compressed data (xz)"),
    (b"ID3", "a sound file (MP3)"),
    (b"OggS", "a sound or film file (Ogg)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_CHALLENGE = re.compile(
    rb"just a moment\.\.\.|cf-chl|cf_chl|challenge-platform|checking your browser|captcha|are you a robot|"
    rb"access denied|ddos protection|attention required!|enable javascript and cookies|_incapsula_|"
    rb"verify you are human|bot verification",
    re.IGNORECASE,
)
_LOGIN = re.compile(rb"""type\s*=\s*["']?password""", re.IGNORECASE)
_PARKED = re.compile(
    rb"domain (?:is|may be) for sale|buy this domain|parkingcrew|sedoparking|domain has expired|"
    rb"this domain is parked",
    re.IGNORECASE,
)
_HTML_START = re.compile(
    rb"\s*(?>(?:<!--.{0,2000}?-->\s*){0,5})<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_FEED_ROOT = re.compile(
    rb"<(?:[a-z0-9_.\-]{1,40}:)?(?:rss|feed|rdf|channel|urlset|sitemapindex)[\s>]", re.IGNORECASE
)
_ANY_TAG = re.compile(rb"<[a-zA-Z_!?]")


def binary_kind(body: bytes) -> str | None:
    """The name of a well-known binary form, or None."""
    head = body[:16]
    return next((what for magic, what in _MAGIC if head.startswith(magic)), None)


def looks_like_json(body: bytes) -> bool:
    """True if the first character that is no space opens a JSON value of the kinds a feed may be."""
    return body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def from_its_root(data: bytes) -> bytes:
    """The document without what a program printed before it (warnings, a stray word)."""
    if data.startswith(b"<"):
        return data
    root = _FEED_ROOT.search(data[:65_536])
    return data if root is None else data[root.start() :]


def looks_like_html(data: bytes) -> bool:
    """True for a web page without the root of a feed in it."""
    return _HTML_START.match(data[:16_384]) is not None and _FEED_ROOT.search(data[:65_536]) is None


def has_markup(data: bytes) -> bool:
    """True if there is a tag at all."""
    return _ANY_TAG.search(data) is not None


def page_kind(data: bytes) -> str:
    """What sort of web page stands in a feed's place, in words for a person."""
    head = data[:200_000]
    if _CHALLENGE.search(head):
        return "a web page that asks whether we are human (challenge page)"
    if _PARKED.search(head):
        return "the page of a parked domain"
    if _LOGIN.search(head):
        return "a web page with a login"
    return "a web page (HTML)"


def is_feed(body: bytes) -> bool:
    """True for what is plainly a feed: its root near the beginning, or JSON Feed's version."""
    head = body[:4_096]
    if looks_like_json(body):
        return b"jsonfeed.org/version" in head.replace(b"\\/", b"/")
    return _FEED_ROOT.search(head) is not None and _HTML_START.match(head) is None
