"""Text from outside, cleaned once at the border: what is stored is inert and printable."""

import html
import re
import unicodedata

# C0, DEL and C1 controls, lone surrogates, and the format characters that reorder or hide text:
# bidi embeddings, overrides and isolates (Trojan Source, CVE-2021-42574), zero-width space, BOM,
# word joiner, interlinear annotation, tag characters. ZWNJ and ZWJ stay: Persian and Indic
# scripts and emoji need them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_HIDDEN = re.compile(
    "[\ud800-\udfff\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"\s+")
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_MOST_MARKS = 30
"""Combining marks on one letter: the bound of Unicode's stream-safe format (UAX 15), for sorting them takes time that
grows with the square of their number."""


def _fewer_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in run[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def storable(text: str) -> str:
    """Text as every database takes it: without NUL and lone surrogates."""
    text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def clean_line(text: str, *, limit: int | None = None) -> str:
    """One line of inert text: NFC, no controls, no hidden or reordering characters, single spaces.

    ``limit`` cuts to that many characters (an ellipsis marks the cut). Linear in the input, which is
    cut to 64 times the limit beforehand so that a hostile megabyte costs nothing.
    """
    if limit is not None and len(text) > 64 * limit:
        text = text[: 64 * limit]
    if text.isascii() and text.isprintable():  # most of all: nothing but single spaces to see to
        text = (_SPACES.sub(" ", text) if "  " in text else text).strip()
    else:
        if not text.isascii():
            text = unicodedata.normalize("NFC", _MARKS.sub(_fewer_marks, _HIDDEN.sub("", text)))
        text = _SPACES.sub(" ", _CONTROLS.sub(" ", text)).strip()
    if limit is not None and len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text


def clean_paragraphs(text: str, *, limit: int | None = None) -> tuple[str, ...]:
    """Inert paragraphs of a text whose paragraphs are separated by line breaks."""
    if limit is not None:
        text = text[:limit]
    lines = (clean_line(line) for line in re.split(r"[\r\n\u2028\u2029]+", text))
    return tuple(line for line in lines if line)


_SILENT = re.compile(
    r"<(script|style|template|noscript)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BREAKING = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|section|article|header|footer|figure|figcaption|"
    r"hr|dd|dt|pre)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<![^<>]*>|<\?[^<>]*>")
_LONG_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")


def unescape_once(text: str) -> str:
    """Character references replaced, one level deep. Total: absurd ones become U+FFFD."""
    if "&" not in text:
        return text
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text))


def plain_text(markup: str, *, limit: int) -> str:
    """One line of inert text from a piece of HTML (or plain text): tags out, references replaced once.

    Scripts, styles and comments go with their content. At most ``limit`` characters come back and at most
    eight times as many plus 2,000 are looked at. Linear.
    """
    markup = markup[: 8 * limit + 2_000]
    if "<" in markup:
        if "<!--" in markup:
            markup = _COMMENT.sub(" ", markup)
        markup = _SILENT.sub(" ", markup)
        markup = _BREAKING.sub(" ", markup)
        markup = _TAG.sub("", markup)
    return clean_line(unescape_once(markup), limit=limit)
