"""How much a page may cost, and how little of a text is still an article."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSettings:
    """Bounds of page parsing. Sizes in bytes or characters, depths in elements."""

    max_bytes: int = 32_000_000
    """Larger pages are refused as hostile; the fetch stops earlier by default."""
    max_depth: int = 12_000
    """Elements nested deeper are refused as hostile."""
    max_markup: int = 150_000
    """Tags that are looked at, closing ones and those inside scripts included."""
    max_nodes: int = 30_000
    """Elements that are read, in document order; the rest of a larger document is left out."""
    max_text: int = 1_000_000
    """Characters of text outside scripts that are read."""
    max_json: int = 4_000_000
    """Characters of one script that is read as JSON."""
    max_paragraphs: int = 3_000
    max_paragraph: int = 20_000
    max_title: int = 500
    min_text: int = 25
    """A body of fewer characters is no body."""
