"""Small faults of documents mended before parsing, each in one linear pass over the bytes."""

import re
from html.entities import html5

_SUSPECT = re.compile(
    rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}(?![0-9a-fA-F])|[xX]?[0-9a-fA-F]{5,}|0+(?![0-9a-fA-FxX]))"
)
_REFERENCE = re.compile(rb"&#([xX][0-9a-fA-F]+|[0-9]+)(;?)")
_REPLACEMENT = b"&#65533;"
MOST_REFERENCES = 200_000
_PART = 1_000_000
_LITERAL_OR_AMPERSAND = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|"
    rb"&(?:#[0-9]{1,7};|#x[0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{1,31});|)",
    re.DOTALL,
)
_XML_NAMES = frozenset({b"lt", b"gt", b"amp", b"quot", b"apos"})


def _checked(match: re.Match[bytes]) -> bytes:
    digits = match[1]
    significant = digits.lstrip(b"xX").lstrip(b"0")
    if len(significant) > 7:
        return _REPLACEMENT
    number = int(significant or b"0", 16 if digits[:1] in (b"x", b"X") else 10)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF or number == 0 or number & 0xFFFE == 0xFFFE:
        return _REPLACEMENT
    return match[0]


def mend(data: bytes) -> bytes:
    """The document with references to characters that do not exist replaced by U+FFFD."""
    if b"&#" not in data or not _SUSPECT.search(data):
        return data
    pieces = []
    at = 0
    while at < len(data):  # in parts that end where a reference may begin: each reference costs memory till its part is done
        end = data.find(b"&", at + _PART)
        end = len(data) if end < 0 else end
        pieces.append(_REFERENCE.sub(_checked, data[at:end]))
        at = end
    return b"".join(pieces)


def _resolved(match: re.Match[bytes]) -> bytes:
    whole, name = match[0], match[1]
    if whole[:1] == b"<" or whole[:2] == b"&#" or name in _XML_NAMES:
        return whole
    if name is None:
        return b"&amp;"
    text = html5.get(name.decode("ascii") + ";")
    if text is None:
        return b"&amp;" + whole[1:]
    return b"".join(f"&#{ord(char)};".encode() if char in "<>&\"'" else char.encode() for char in text)


def mend_references(data: bytes) -> bytes | None:
    """The document with bare ampersands escaped and HTML's names for characters (``&nbsp;``) resolved.

    Outside CDATA and comments only. None where these do not close, for then nobody knows what is outside,
    and for more ampersands than any feed has.
    """
    if data.count(b"&") > MOST_REFERENCES:
        return None
    for opening, closing in ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->")):
        if data.rfind(opening) > data.rfind(closing):
            return None
    return _LITERAL_OR_AMPERSAND.sub(_resolved, data)
