"""Scores for extracted article pages: shingles for bodies, pieces, titles, names and days.

The body score is the one of the public article-extraction benchmark: multisets of four-word
shingles, precision and recall a page, F1 of the two means.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from statistics import fmean

_TOKEN = re.compile(r"\w+")


def shingles(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    """Multiset of the text's runs of ``n`` words; a shorter text is one run."""
    words = _TOKEN.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1)))


def precision_recall(truth: str, got: str) -> tuple[float | None, float | None]:
    """Shares of shingles that are right and that were found; None where there is nothing to share."""
    want, have = shingles(truth), shingles(got)
    hits = float((want & have).total())
    if not want and not have:
        return None, None
    return (hits / have.total() if have else None), (hits / want.total() if want else None)


def page_f1(truth: str, got: str) -> float:
    """F1 of one page."""
    precision, recall = precision_recall(truth, got)
    if not precision or not recall:
        return 0.0
    return 2 * precision * recall / (precision + recall)


def public_f1(pairs: Iterable[tuple[float | None, float | None]]) -> tuple[float, float, float]:
    """F1, precision and recall as the public benchmark computes them (means first, then F1)."""
    kept = list(pairs)
    precision = fmean([p for p, _ in kept if p is not None] or [0.0])
    recall = fmean([r for _, r in kept if r is not None] or [0.0])
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f1, precision, recall


def fold(text: str) -> str:
    """Text with the differences that nobody reads folded: width, quotes, dashes, case, spaces."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub("[\u2018\u2019\u201a\u201b`´]", "'", text)
    text = re.sub("[\u201c\u201d\u201e\u00ab\u00bb]", '"', text)
    text = re.sub("[\u2010-\u2015]", "-", text)
    return " ".join(text.split())


def pieces(got: str, have: Sequence[str], lack: Sequence[str]) -> tuple[int, int, int, int]:
    """Pieces found, missed, wrongly present, rightly absent."""
    flat = " ".join(got.split())
    found = sum(1 for piece in have if " ".join(piece.split()) in flat)
    wrong = sum(1 for piece in lack if " ".join(piece.split()) in flat)
    return found, len(have) - found, wrong, len(lack) - wrong


def name_f1(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> float:
    """F1 over all names of all pages, (truth, got)."""
    hits = wrong = missed = 0
    for truth, got in pairs:
        want, have = {fold(name) for name in truth}, {fold(name) for name in got}
        hits += len(want & have)
        wrong += len(have - want)
        missed += len(want - have)
    return 2 * hits / (2 * hits + wrong + missed) if hits else 0.0


def days(stamp: str) -> set[date]:
    """The days a time stamp may mean: where it was written and in UTC."""
    when = datetime.fromisoformat(stamp)
    found = {when.date()}
    if when.tzinfo is not None:
        found.add(when.astimezone(UTC).date())
    return found
