"""The part of a card that compares texts: a min-hash signature and the hashed words that tell most.

One permutation hashing with densification by rotation (Li, Owen, Zhang 2012; Shrivastava and Li 2014): one
hash for each shingle, the lowest of each of 64 bins kept in 16 bits. The share of equal bins estimates the
Jaccard likeness of the two texts' shingles, with 16 bits' chance agreement of 1 in 65,536 a bin.
"""

import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

BINS = 64
BANDS = 8
"""Bands of eight bins each that serve as keys: texts four fifths alike share one 77 times in 100."""
MOST_SHINGLES = 1_500
_FORM = 1
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A sketch unpacked: bins, and words with their weights (0 to 255)."""

    bins: bytes
    terms: Mapping[int, int]
    names: Mapping[int, int]
    concepts: Mapping[int, int]


EMPTY = Sketch(b"", {}, {}, {})


def hashed(word: str) -> int:
    """Four bytes that stand for a word."""
    return crc32(word.encode("utf-8", "replace"))


def signature(text: str) -> bytes:
    """The signature of a text, 128 bytes; empty for a text too short to compare (under 20 shingles)."""
    shingles = _shingles(text.casefold())
    if len(shingles) < 20:
        return b""
    lowest: list[int] = [-1] * BINS
    for shingle in shingles:
        value = crc32(shingle.encode("utf-8", "replace"))
        value = (value * 0x9E3779B1) & 0xFFFFFFFF
        place, rest = value >> 26, value & 0x3FFFFFF
        if lowest[place] < 0 or rest < lowest[place]:
            lowest[place] = rest
    packed = array("H")
    for place in range(BINS):
        step = 0
        while lowest[(place + step) % BINS] < 0:
            step += 1
        value = lowest[(place + step) % BINS]
        packed.append((value ^ (value >> 13) ^ (step * 0x9E37)) & 0xFFFF)
    return packed.tobytes()


def _shingles(text: str) -> set[str]:
    """Three words in a row; four letters in a row in scripts that put no spaces between words."""
    if sum(c > "\u2e7f" for c in text[:200]) < 60:
        words = _WORD.findall(text[: 8 * MOST_SHINGLES])[:MOST_SHINGLES]
        return set(map(" ".join, zip(words, words[1:], words[2:], strict=False)))
    flat = "".join(_WORD.findall(text[: 2 * MOST_SHINGLES]))[:MOST_SHINGLES]
    return {flat[i : i + 4] for i in range(len(flat) - 3)}


def bands(bins: bytes) -> tuple[str, ...]:
    """Keys under which near-duplicates find each other: ``lsh:0:1f2e3d4c``."""
    size = len(bins) // BANDS
    if not size:
        return ()
    return tuple(f"lsh:{i}:{blake2b(bins[i * size : (i + 1) * size], digest_size=4).hexdigest()}" for i in range(BANDS))


def alike(first: bytes, second: bytes) -> float:
    """Estimated Jaccard likeness of two signatures, 0 to 1."""
    if not first or not second:
        return 0.0
    one, two = memoryview(first).cast("H"), memoryview(second).cast("H")
    return sum(a == b for a, b in zip(one, two, strict=True)) / BINS


def pack(bins: bytes, *sorts: Iterable[tuple[str, float]]) -> bytes:
    """A sketch as stored with the card: bins, then terms, names and concepts with weights 0 to 1 (255 at most)."""
    out = bytearray((_FORM, len(bins) // 2))
    out += bins
    for words in sorts:
        kept = list(dict(words).items())[:255]
        out.append(len(kept))
        hashes = array("I", (hashed(word) for word, _ in kept))
        out += hashes.tobytes()
        out += bytes(max(1, min(255, round(weight * 255))) for _, weight in kept)
    return bytes(out)


@lru_cache(maxsize=8192)
def unpack(stored: bytes) -> Sketch:
    """What ``pack`` packed; empty for anything else."""
    try:
        if len(stored) < 4 or stored[0] != _FORM:
            return EMPTY
        place = 2 + 2 * stored[1]
        bins = stored[2:place]
        found = []
        for _ in range(3):
            many = stored[place]
            hashes = array("I", stored[place + 1 : place + 1 + 4 * many])
            weights = stored[place + 1 + 4 * many : place + 1 + 5 * many]
            found.append(dict(zip(hashes, weights, strict=True)))
            place += 1 + 5 * many
        return Sketch(bins, found[0], found[1], found[2])
    except (IndexError, ValueError):
        return EMPTY
