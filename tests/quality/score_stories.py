"""Scores stories against the labelled corpus: pair precision and recall, B-cubed, by pair of languages.

Run as a program: ``uv run python tests/quality/score_stories.py [--held-out | --all] [--undated] [--headlines]
[--errors]``. Articles with the same topic are one story; topics are real events told in several languages. An
article of a scarcity or background topic without a twin must stay alone, and so must the negatives.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from storage.records import Article, Extraction, Verdict  # noqa: E402
from tests.quality.score_facts import article as article_of  # noqa: E402
from tests.quality.split import held_out  # noqa: E402
from worker.facts.extract import extract  # noqa: E402
from worker.relevance.judge import judge, screen  # noqa: E402
from worker.story.shelf import StoryShelf  # noqa: E402

CORPUS = Path(__file__).parent / "corpus"
APART_DAYS = 14
WORTH_EXTRACTING = 0.05
ONE_EVENT = {"M159": "M160", "zh-comp-m130b": "M130"}
"""Topics of the corpus that tell one event under two names."""


@dataclass(frozen=True)
class Told:
    """One labelled article with what the line before story assignment makes of it."""

    id: str
    story: str
    lang: str
    article: Article
    extraction: Extraction
    verdict: Verdict


@lru_cache(maxsize=8)
def told(
    held: bool | None, *, undated: bool = False, headlines: bool = False, negatives: bool = False
) -> tuple[Told, ...]:
    """The corpus's articles; ``held`` picks held-out topics, or all but them."""
    found = []
    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if held is not None and held_out(row["topic"]) != held:
                continue
            if row["label"] == "positive" or (negatives and row["label"] == "negative"):
                found.append(_told(row, undated=undated, headlines=headlines))
    return tuple(found)


def _told(row: dict[str, Any], *, undated: bool, headlines: bool) -> Told:
    article = article_of(row)
    if headlines:
        article = replace(article, summary=article.summary or article.paragraphs[0][:300], paragraphs=())
    verdict = judge(article) if article.paragraphs else screen(article.title, article.summary, lang=article.lang)
    extraction = extract(article, kind=verdict.kind) if verdict.score >= WORTH_EXTRACTING else Extraction()
    if undated:
        article = replace(article, published_at=None)
    return Told(row["id"], ONE_EVENT.get(row["topic"], row["topic"]), row["lang"], article, extraction, verdict)


def shelved(articles: Iterable[Told]) -> dict[str, str]:
    """The stories that the shelf finds."""
    shelf = StoryShelf()
    for one in articles:
        shelf.add(one.id, one.article, one.extraction, one.verdict)
    return shelf.stories()


def same(a: Told, b: Told) -> bool | None:
    """Whether two articles tell the same story; None if the label does not say (one event, weeks apart)."""
    if a.story != b.story:
        return False
    at_a, at_b = a.article.published_at, b.article.published_at
    if at_a and at_b and abs((at_a - at_b).days) > APART_DAYS:
        return None
    return True


@dataclass
class Pairs:
    """Pairs rightly joined, joined, and that ought to be."""

    hit: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        return self.hit / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.hit / self.gold if self.gold else 1.0


def pair_scores(articles: Sequence[Told], stories: Mapping[str, str]) -> dict[str, Pairs]:
    """Pair counts: ``all``, ``within`` a language, ``across``, and each pair of languages."""
    scores: dict[str, Pairs] = defaultdict(Pairs)
    for a, b in combinations(articles, 2):
        joined, wanted = stories[a.id] == stories[b.id], same(a, b)
        if wanted is None or not (joined or wanted):
            continue
        langs = "-".join(sorted((a.lang, b.lang)))
        for name in ("all", "within" if a.lang == b.lang else "across", langs):
            score = scores[name]
            score.hit += joined and wanted
            score.found += joined
            score.gold += wanted
    return scores


def b_cubed(articles: Sequence[Told], stories: Mapping[str, str]) -> tuple[float, float]:
    """B-cubed precision and recall (Bagga and Baldwin 1998)."""
    joined = Counter(stories[a.id] for a in articles)
    gold = Counter(a.story for a in articles)
    both = Counter((stories[a.id], a.story) for a in articles)
    n = len(articles) or 1
    precision = sum(both[stories[a.id], a.story] / joined[stories[a.id]] for a in articles) / n
    recall = sum(both[stories[a.id], a.story] / gold[a.story] for a in articles) / n
    return precision, recall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--undated", action="store_true")
    parser.add_argument("--headlines", action="store_true")
    parser.add_argument("--negatives", action="store_true")
    parser.add_argument("--errors", action="store_true")
    given = parser.parse_args()
    held = None if given.all else given.held_out
    articles = told(held, undated=given.undated, headlines=given.headlines, negatives=given.negatives)
    stories = shelved(articles)
    scores = pair_scores(articles, stories)
    for name in sorted(scores, key=lambda n: (n not in ("all", "within", "across"), n)):
        s = scores[name]
        if name in ("all", "within", "across") or given.errors:
            print(f"{name:8} precision {s.precision:.3f}  recall {s.recall:.3f}  ({s.hit}/{s.found}/{s.gold})")
    precision, recall = b_cubed(articles, stories)
    print(f"B-cubed  precision {precision:.3f}  recall {recall:.3f}  articles {len(articles)}")
    if given.errors:
        _show_errors(articles, stories)


def _show_errors(articles: Sequence[Told], stories: Mapping[str, str]) -> None:
    groups: dict[str, list[Told]] = defaultdict(list)
    for a in articles:
        groups[stories[a.id]].append(a)
    for members in groups.values():
        mixed = Counter(m.story for m in members)
        if len(mixed) > 1:
            print("MIXED", dict(mixed))
            for m in members:
                print(
                    "   ",
                    m.story,
                    m.id,
                    (m.article.published_at or "") and str(m.article.published_at)[:10],
                    m.article.title[:80],
                )
    split: dict[str, Counter[str]] = defaultdict(Counter)
    for a in articles:
        split[a.story][stories[a.id]] += 1
    for story, parts in split.items():
        if len(parts) > 1:
            print("SPLIT", story, dict(parts))
            for a in articles:
                if a.story == story:
                    print("   ", stories[a.id], a.id, str(a.article.published_at)[:10], a.article.title[:80])


if __name__ == "__main__":
    main()
