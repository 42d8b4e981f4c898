"""Which charset a page's bytes are in, decided as browsers decide it.

Order of the WHATWG HTML standard, 13.2.3: byte order mark, transport (Content-Type), ``meta`` in
the first 1024 bytes, then detection. Labels mean what the WHATWG Encoding standard says they mean:
``iso-8859-1`` and ``ascii`` are windows-1252, ``gb2312`` is GB 18030, ``shift_jis`` is Windows-31J.
"""

import codecs
import re
from typing import Final

import charset_normalizer

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^>]{0,512}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_TWICE_SIGN = re.compile("\u00e2\u0080[\u0080-\u00bf]|\u00c3[\u0080-\u009f]")
_TWICE = re.compile(
    "[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}"
)
_PRESCAN: Final = 1024
_LATE_PRESCAN: Final = 16_384
"""Many pages declare it later than the standard asks; browsers that reparse find it too."""
_LABELS: Final = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252", "l1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252",
    "iso-8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932",
    "windows-31j": "cp932", "ms_kanji": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949", "big5": "big5hkscs", "x-x-big5": "big5hkscs", "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic", "iso-8859-8-i": "iso8859-8", "utf-16": "utf-16-le",
}  # fmt: skip


def codec_of(label: str | None) -> str | None:
    """Python's codec for a charset label as the web uses it; None for an unknown or unsafe one."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    name = _LABELS.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Codecs such as zlib, rot13 and idna are no charsets, and UTF-7 hides markup.
    if not getattr(info, "_is_text_encoding", True) or info.name in ("utf-7", "idna", "punycode"):
        return None
    if info.name in ("unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"):
        return None
    return info.name


def decode(body: bytes, *, header: str | None = None) -> str:
    """The page as text; undecodable bytes become U+FFFD. Never raises."""
    text = _decode(body, header)
    # UTF-8 that somebody read as Latin-1 and wrote as UTF-8 again leaves C1 controls behind a lead
    # letter, which nothing else does.
    return _TWICE.sub(_once, text) if _TWICE_SIGN.search(text) else text


def _once(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode("utf-8")
    except UnicodeError:
        return found[0]


def _decode(body: bytes, header: str | None) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if body[:4].count(0) == 2 and body[1:2] == b"\0":
        return body.decode("utf-16-le", "replace")
    declared = codec_of(header) or _from_markup(body)
    if declared is not None and declared != "utf-8":
        # A page that is valid UTF-8 with multi-byte characters is UTF-8 whatever it declares: such
        # sequences do not arise by chance in the legacy charsets.
        return _strict_utf8(body) or body.decode(declared, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as trouble:
        # A stray byte, or a page cut within a character, must not cost the declared charset.
        if declared == "utf-8" and _mostly_utf8(body, trouble.start):
            return body.decode("utf-8", "replace")
    return body.decode(_detected(body), "replace")


def _from_markup(body: bytes) -> str | None:
    found = _XML.search(body[:256]) or _META.search(body[:_PRESCAN]) or _META.search(body[:_LATE_PRESCAN])
    if found is None:
        return None
    name = codec_of(found[1].decode("ascii", "replace"))
    # The declaration was readable as ASCII, so it cannot be UTF-16 (the standard says UTF-8 then).
    return "utf-8" if name is not None and name.startswith(("utf-16", "utf-32")) else name


def _strict_utf8(body: bytes) -> str | None:
    if body.isascii():
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _mostly_utf8(body: bytes, first_bad: int) -> bool:
    text = body[max(0, first_bad - 50_000) : first_bad + 200_000].decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return wrong <= 3 or sum(1 for c in text[:50_000] if c > "\x7f" and c != "\ufffd") > 3 * wrong


def _detected(body: bytes) -> str:
    # The window is what detection costs; markup is cut out because it dilutes the evidence.
    sample = re.sub(
        rb"<(script|style)\b[^>]*>.{0,200000}?</\1>|<[^>]{1,2000}>",
        b" ",
        body[:600_000],
        flags=re.DOTALL | re.IGNORECASE,
    )
    best = charset_normalizer.from_bytes(sample[:40_000]).best()
    found = codec_of(best.encoding) if best is not None else None
    return found or "cp1252"
