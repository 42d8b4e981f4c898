"""Fits what story assignment takes from data, on the corpus's tuning part alone.

``uv run python tests/quality/fit_stories.py`` writes ``worker/story/data/spread.tsv`` (in what share of events a key
occurs) and ``worker/story/data/likeness.json`` (how much each comparison says). ``--folds`` only reports how weights
fitted on four fifths of the tuning topics do on the last fifth.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import combinations
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from storage.records import ArticleId  # noqa: E402
from tests.quality import score_stories as scoring  # noqa: E402
from worker.story import likeness, rarity  # noqa: E402
from worker.story.cards import UNDATED, card_of  # noqa: E402
from worker.story.likeness import FEATURES, SIGNS, Profile, compared, days_apart, profile  # noqa: E402
from worker.story.words import names, plain, terms  # noqa: E402

DATA = ROOT / "worker" / "story" / "data"
LANGS = ("en", "fr", "de", "es", "it", "pt", "nl", "ja", "zh", "ko")


def spread(articles: Sequence[scoring.Told]) -> dict[str, float]:
    """Shares of events by key. The event that carries a key most is left out, so that a key seen in one event counts
    as unseen there too: weights fitted on the same events would be wrong for new ones otherwise.
    """
    by_event: dict[str, list[scoring.Told]] = defaultdict(list)
    for one in articles:
        by_event[one.story].append(one)
    counts: Counter[str] = Counter()
    most: dict[str, float] = defaultdict(float)
    events: Counter[str] = Counter()
    for members in by_event.values():
        share: Counter[str] = Counter()
        per_lang = Counter(m.lang for m in members)
        facts = Counter(m.verdict.is_match for m in members)[True]
        for one in members:
            for key in set(_keys(one)):
                if key.startswith("term:"):
                    share[key] += 1 / per_lang[one.lang]
                elif key.startswith("name:"):
                    share[key] += 1 / len(members)
                elif one.verdict.is_match:
                    share[key] += 1 / facts
        for lang in per_lang:
            events[lang] += 1
        events["any"] += 1
        events["match"] += bool(facts)
        for key, value in share.items():
            counts[key] += value
            most[key] = max(most[key], value)
    found = {}
    for key, value in counts.items():
        sort, _, rest = key.partition(":")
        total = events[rest.partition(":")[0]] if sort == "term" else events["any" if sort == "name" else "match"]
        left = (value - most[key]) / max(total, 1)
        if left > 1.2 * rarity.UNSEEN:
            found[key] = left
    return found


def _keys(one: scoring.Told) -> Iterable[str]:
    text = f"{one.article.title}\n{one.article.summary}\n{one.article.text}"
    yield from (f"term:{one.lang}:{term}" for term in terms(text))
    yield from (f"name:{name}" for name in names(text))
    yield from (f"about:{signal.concept}" for signal in one.verdict.signals)
    card = card_of(one.article, one.extraction, one.verdict, article_id=ArticleId(one.id), seen_at=UNDATED)
    for key in card.keys:
        if key.key.partition(":")[0] in ("person", "org", "flow", "sum", "num", "~move", "~place", "~told"):
            yield key.key


def common_words() -> dict[str, float]:
    """Shares of common words in languages of which the corpus has little, from the ranks of worker.language's table."""
    table = json.loads((ROOT / "worker" / "language.json").read_text(encoding="utf-8"))
    found: dict[str, float] = {}
    for place, lang in enumerate(table["languages"]):
        ranked = [word for word, scores in table["words"].items() if scores[place] >= 1.0 and len(word) > 2]
        for rank, word in enumerate(ranked):
            key = f"term:{lang}:{plain(word)[:6]}"
            found[key] = min(0.9, found.get(key, 0.0) + 0.7 / (1 + rank / 25))
    return {key: share for key, share in found.items() if share > 0.008}


def pairs(articles: Sequence[scoring.Told], *, dated: bool) -> tuple[np.ndarray, np.ndarray, list[tuple[str, str]]]:
    """Comparisons of pairs that could meet, whether each is one story, and the two topics."""
    profiles: list[Profile] = [
        profile(card_of(a.article, a.extraction, a.verdict, article_id=ArticleId(a.id), seen_at=UNDATED))
        for a in articles
    ]
    rows, wanted, topics = [], [], []
    for (i, a), (j, b) in combinations(enumerate(articles), 2):
        want = scoring.same(a, b)
        if want is None:
            continue
        days = days_apart(profiles[i].card, profiles[j].card)
        if days is not None and days > 14 and (want or dated):
            continue
        found = compared(profiles[i], profiles[j])
        if not want and not any(
            found.get(n) for n in ("movers", "people", "orgs", "sums", "figures", "names", "terms")
        ):
            continue
        rows.append([found.get(name, 0.0) for name in FEATURES])
        wanted.append(want)
        topics.append((a.story, b.story))
    return np.array(rows), np.array(wanted, dtype=float), topics


def fit(rows: np.ndarray, wanted: np.ndarray, importance: np.ndarray, *, penalty: float = 1.5) -> np.ndarray:
    """Logistic regression with a ridge and the signs of ``SIGNS``, by projected Newton steps."""
    signs = np.array([SIGNS.get(name, 0) for name in FEATURES])
    weights = np.zeros(len(FEATURES))
    ridge = np.full(len(FEATURES), penalty)
    ridge[0] = 1e-6
    # The judge and its kinds are fitted on the same articles: elsewhere kinds are less sure than here.
    ridge[[FEATURES.index("kind_same"), FEATURES.index("kind_part")]] = 300.0
    free = np.ones(len(FEATURES), dtype=bool)
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        gradient = rows.T @ (importance * (p - wanted)) + ridge * weights
        at_bound = (signs != 0) & (weights * signs <= 0) & (gradient * signs > 0)
        free = ~at_bound
        curvature = (rows * (importance * p * (1 - p))[:, None]).T @ rows + np.diag(ridge)
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
        new = weights - np.clip(step, -2, 2)
        new = np.where((signs != 0) & (new * signs < 0), 0.0, new)
        if np.abs(new - weights).max() < 1e-6:
            return new
        weights = new
    return weights


def training(keep: Mapping[str, bool] | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All pairs of the tuning part: dated, undated and headlines alone, the last with less say."""
    parts = []
    for undated, headlines, say in ((False, False, 1.0), (True, False, 0.5), (False, True, 0.3), (True, True, 0.15)):
        # Articles out of scope are background: they teach how far apart stories of other topics are.
        background = not undated and not headlines
        all_articles = scoring.told(False, undated=undated, headlines=headlines, negatives=background)
        articles = [a for a in all_articles if keep is None or keep.get(a.story, True)]
        rows, wanted, _ = pairs(articles, dated=not undated)
        parts.append((rows, wanted, np.full(len(wanted), say)))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]


def fold_of(topic: str) -> int:
    return blake2b(b"fold" + topic.encode(), digest_size=2).digest()[0] % 5


def folds() -> None:
    """How weights fitted on four fifths of the tuning topics do on the rest."""
    for undated, headlines in ((False, False), (True, False), (False, True)):
        total = scoring.Pairs()
        for fold in range(5):
            keep = {a.story: fold_of(a.story) != fold for a in scoring.told(False)}
            _use(_FITS.setdefault(fold, fit(*training(keep))))
            articles = [a for a in scoring.told(False, undated=undated, headlines=headlines) if not keep[a.story]]
            score = scoring.pair_scores(articles, scoring.shelved(articles))["all"]
            total.hit, total.found, total.gold = (
                total.hit + score.hit,
                total.found + score.found,
                total.gold + score.gold,
            )
        print(
            f"undated={undated} headlines={headlines}: precision {total.precision:.3f} recall {total.recall:.3f} ({total.gold})"
        )


_FITS: dict[int, np.ndarray] = {}


def _use(weights: np.ndarray) -> None:
    table = dict(zip(FEATURES, weights.tolist(), strict=True))
    likeness._weights = lambda: table  # type: ignore[assignment]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", action="store_true")
    given = parser.parse_args()
    (DATA / "spread.tsv").write_text("", encoding="utf-8")
    shares = common_words()
    for key, share in spread(scoring.told(False, negatives=True)).items():
        shares[key] = max(share, shares.get(key, 0.0)) if key.startswith("term:") else share
    rows = (f"{key}\t{share:.2g}" for key, share in sorted(shares.items()))
    (DATA / "spread.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    rarity.spread.cache_clear()
    print(len(shares), "keys in the prior", Counter(key.partition(":")[0] for key in shares))
    if given.folds:
        folds()
        return
    weights = fit(*training())
    told = {name: round(value, 3) for name, value in zip(FEATURES, weights.tolist(), strict=True)}
    (DATA / "likeness.json").write_text(json.dumps({"weights": told}, indent=1) + "\n", encoding="utf-8")
    for name, value in told.items():
        print(f"{name:16} {value:7.3f}")


if __name__ == "__main__":
    main()
