"""Small faults of documents mended before parsing, each in one linear pass over the bytes."""

import re

_SUSPECT = re.compile(
    rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}(?![0-9a-fA-F])|[xX]?[0-9a-fA-F]{5,}|0+(?![0-9a-fA-FxX]))"
)
_REFERENCE = re.compile(rb"&#([xX][0-9a-fA-F]+|[0-9]+)(;?)")
_REPLACEMENT = b"&#65533;"


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
    if b"&#" in data and _SUSPECT.search(data):
        data = _REFERENCE.sub(_checked, data)
    return data
