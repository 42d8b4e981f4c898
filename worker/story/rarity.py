"""How much a shared key says: what is in every article says nothing, what is in one says it all.

The prior is data (``data/spread.tsv``): the share of events in which a key occurs, counted over a corpus of
AI-talent news and of other technology news, each event once whatever the number of its articles.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

UNSEEN = 0.0008
"""Share assumed for a key the prior does not know."""
_SCALE = -math.log(UNSEEN)


@lru_cache(maxsize=1)
def spread() -> Mapping[str, float]:
    """The prior: key to share of events."""
    path = Path(__file__).parent / "data" / "spread.tsv"
    if not path.exists():
        return {}
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0]: float(row[1]) for row in rows if len(row) == 2}


@lru_cache(maxsize=65_536)
def _from_share(share: float) -> float:
    return min(1.0, max(0.0, -math.log(min(1.0, max(share, UNSEEN))) / _SCALE))


def rarity(key: str, frequencies: Mapping[str, float] | None = None) -> float:
    """0 for a key that is everywhere, 1 for one nobody saw; ``frequencies`` are shares of articles."""
    share = spread().get(key, UNSEEN)
    if frequencies is not None:
        share = max(share, frequencies.get(key, 0.0))
    return _from_share(share)
