"""A feed document's bytes as UTF-8, whatever they were: total, linear, and kind to documents that lie.

Bytes that are valid UTF-8 beyond ASCII are UTF-8, whatever anybody declares: no other encoding in use
produces them by chance. Otherwise the byte order mark, the Content-Type, the XML declaration, a guess.
"""

import codecs
import re

from charset_normalizer import from_bytes

_DECLARATION = re.compile(rb"""\A\s*<\?xml\b[^>]{0,400}?>""")
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._:\-]{1,40})["']""")
_TEXT_DECLARATION = re.compile(r"""\A\s*<\?xml\b[^>]{0,400}?>""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BARE = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
# Supersets that documents with these names are really written in (WHATWG Encoding Standard).
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# Codecs that are no charsets of documents; some take time that grows with the square of the input.
_NO_CHARSETS = frozenset(
    {"punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs", "oem"}
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})
_GUESSED = 50_000


def _codec(name: str | None) -> str | None:
    """A codec that can read documents, for a declared name; None if there is none."""
    if not name:
        return None
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    if info.name in _NO_CHARSETS or not getattr(info, "_is_text_encoding", True):
        return None
    return _WIDER.get(info.name, info.name)


def _decoded(body: bytes, codec: str | None) -> str | None:
    if codec is None:
        return None
    try:
        return body.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _utf8_but_for_slips(body: bytes) -> str | None:
    """Text that is UTF-8 but for a few bytes (cut in the middle of a letter, pasted from elsewhere)."""
    text = body.decode("utf-8", "replace")
    slips = text.count("\ufffd")
    continued = len(body) - len(text)  # bytes of letters of more than one byte, their first ones aside
    return text if slips and continued >= slips else None


def to_text(body: bytes, charset: str | None) -> str:
    """The document's text. ``charset`` is what HTTP said, if anything."""
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    for start, codec in _BARE:
        if body.startswith(start):
            text = _decoded(body, codec)
            if text is not None:
                return text
    declaration = _DECLARATION.match(body[:1024])
    declared = _DECLARED.search(declaration[0]) if declaration else None
    stated = (_codec(charset), _codec(declared[1].decode("ascii")) if declared else None)
    if body.isascii() and b"\x1b" not in body:
        return body.decode("ascii")
    if b"\x1b" not in body:
        text = _decoded(body, "utf-8")
        if text is not None:
            return text
    for codec_name in stated:
        if codec_name is not None and codec_name.startswith("utf-"):
            continue  # UTF-8 was tried; without NULs it is neither UTF-16 nor UTF-32, whatever it says
        text = _decoded(body, codec_name)
        if text is not None:
            return text
    text = _decoded(body, "utf-8") or _utf8_but_for_slips(body)
    if text is not None:
        return text
    guess = from_bytes(body[:_GUESSED]).best()
    text = _decoded(body, _codec(guess.encoding)) if guess is not None else None
    return text if text is not None else body.decode("cp1252", "replace")


def to_utf8_xml(body: bytes, charset: str | None) -> bytes:
    """The document in UTF-8, without declaration, leading space and characters that XML forbids."""
    data = body if body.isascii() and b"\x1b" not in body else to_text(body, charset).encode("utf-8", "replace")
    data = _DECLARATION.sub(b"", data, count=1).lstrip()
    if data.translate(None, _CONTROLS) != data:
        data = data.translate(None, _CONTROLS)
    if b"\xef\xbf\xbe" in data or b"\xef\xbf\xbf" in data:
        data = data.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    return data
