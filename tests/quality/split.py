"""Which topics of the labelled corpus are held out from tuning: one rule for every quality test."""

from hashlib import blake2b


def held_out(topic: str) -> bool:
    """True for about one topic in five; all texts on a topic fall on the same side."""
    return int.from_bytes(blake2b(topic.encode(), digest_size=8).digest(), "big") % 5 == 0
