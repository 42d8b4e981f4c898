"""Text from outside, cleaned once at the border: what is stored is inert and printable."""

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


def clean_line(text: str, *, limit: int | None = None) -> str:
    """One line of inert text: NFC, no controls, no hidden or reordering characters, single spaces.

    ``limit`` cuts to that many characters (an ellipsis marks the cut). Linear in the input, which is
    cut to 64 times the limit beforehand so that a hostile megabyte costs nothing.
    """
    if limit is not None and len(text) > 64 * limit:
        text = text[: 64 * limit]
    if not text.isascii():
        text = unicodedata.normalize("NFC", _HIDDEN.sub("", text))
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
