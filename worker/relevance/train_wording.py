"""Train the wording: ``uv run --with scikit-learn python -m worker.relevance.train_wording`` writes ``data/wording.json``.

Logistic regression (L2) on the fragments of ``wording.py``; then how a verdict takes it in beside the lexicons, and the
thresholds, from out-of-fold log-odds, into ``data/model.json``, whose other weights stay as ``train.py`` left them. Texts:
the corpus without its held-out topics, and of the briefs and lookalikes those lines that ``tests/quality/split.py`` does not
hold out. Needs scikit-learn, which judging does not.

    --extra FILE    further labelled texts, as in ``train.py``
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from storage.records import Article
from worker.language import detect
from worker.relevance.features import Found
from worker.relevance.fitting import Array, average_precision, balanced, f1, generous
from worker.relevance.lexicon import DATA, LANGUAGES
from worker.relevance.model import Stage, load_model
from worker.relevance.rows import row_of
from worker.relevance.train import ROOT, held_out
from worker.relevance.wording import fragments, parts_read, words_of

STRENGTH: Final = 30.0
"""The inverse of the pull towards zero."""
FACTOR: Final = {"screen": 0.85, "judge": 1.0}
"""What the wording counts beside the lexicons: about the best out of fold, ordinary texts included."""
KEPT: Final = 12_000
"""Fragments kept of each stage: those that weigh most, counted by how many texts have them."""
RARE: Final = 4
GENEROUS: Final = 0.985
"""Recall that the screen's threshold aims at, out of fold and with words taken from the lexicons."""
WEIGHTS: Final = {"corpus": (2.0, 1.0), "second": (2.0, 1.0), "briefs": (1.0, 0.7), "lookalikes": (4.0, 3.0), "extra": (0.0, 0.25)}
"""Of a positive and of a negative text."""


@dataclass(frozen=True, slots=True)
class Text:
    """One labelled text."""

    source: str
    topic: str
    positive: bool
    article: Article

    def read(self, stage: str) -> str:
        """What the stage reads of its wording."""
        one = self.article
        texts = {"title": one.title, "summary": one.summary, "body": "" if stage == "screen" else one.text}
        return "\n".join(text for _, text in parts_read(texts))


def _article(title: str, summary: str, paragraphs: Sequence[str], lang: str | None) -> Article:
    return Article(url="", canonical_url="", title=title, summary=summary, paragraphs=tuple(paragraphs), lang=lang)


def texts_of(extra: Sequence[Path], holds: Callable[[str], bool]) -> list[Text]:
    """All texts to train on."""
    found = []
    quality = ROOT / "tests" / "quality"
    ours = {name: sorted((quality / name).glob("*.jsonl")) for name in ("corpus", "second")}
    for source, paths in (*ours.items(), ("extra", extra)):
        for path in paths:
            for line in path.read_text("utf-8").splitlines():
                row = json.loads(line)
                if row["label"] == "borderline" or (source != "extra" and holds(row["topic"])):
                    continue
                article = _article(row["title"], row["summary"], row["paragraphs"], row["lang"])
                found.append(Text(source, row["topic"], row["label"] == "positive", article))
    for folder in ("briefs", "lookalikes"):
        for path in sorted((quality / folder).glob("*.txt")):
            for line in path.read_text("utf-8").splitlines():
                kind, title, summary, text, *_ = (part.strip() for part in (line + " | | ").split("|"))
                if title and not holds(title):
                    article = _article(title, summary, [text] if text else [], path.stem)
                    found.append(Text(folder, title, kind != "-", article))
    return found


def table(rows: Sequence[str], vocabulary: dict[str, int]) -> csr_matrix:
    """Texts as rows of fragments, as ``Wording`` adds them up."""
    at: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for number, text in enumerate(rows):
        words = words_of(text)
        filled: dict[int, float] = {}
        for word in words:
            parts = fragments(word)
            share = 1 / sqrt(len(parts)) / sqrt(len(words))
            for part in parts:
                column = vocabulary.get(part)
                if column is not None:
                    filled[column] = filled.get(column, 0.0) + share
        at += [number] * len(filled)
        columns += filled.keys()
        values += filled.values()
    return csr_matrix((values, (at, columns)), shape=(len(rows), len(vocabulary)))


def vocabulary_of(rows: Sequence[str]) -> dict[str, int]:
    """The fragments of at least ``RARE`` texts."""
    counts: Counter[str] = Counter()
    for text in rows:
        counts.update({part for word in words_of(text) for part in fragments(word)})
    return {part: number for number, part in enumerate(sorted(part for part, count in counts.items() if count >= RARE))}


def fit(rows: Sequence[Text], stage: str) -> tuple[float, dict[str, float]]:
    """Bias and weights of the fragments."""
    read = [row.read(stage) for row in rows]
    vocabulary = vocabulary_of(read)
    x = table(read, vocabulary)
    y = np.array([row.positive for row in rows])
    weights = np.array([WEIGHTS[row.source][0 if row.positive else 1] for row in rows])
    model = LogisticRegression(C=STRENGTH, max_iter=3_000).fit(x, y, sample_weight=weights)
    w = model.coef_[0]
    counts = np.asarray((x != 0).sum(axis=0))[0]
    kept = set(np.argsort(-np.abs(w) * np.sqrt(counts))[:KEPT].tolist())
    return float(model.intercept_[0]), {part: round(float(w[n]), 2) for part, n in vocabulary.items() if n in kept}


def said(rows: Sequence[Text], stage: str, bias: float, weights: dict[str, float]) -> Array:
    """Log-odds of the wording."""
    vocabulary = {part: number for number, part in enumerate(weights)}
    x = table([row.read(stage) for row in rows], vocabulary)
    answer: Array = x @ np.array(list(weights.values())) + bias
    return answer


def by_lexicons(rows: Sequence[Text], stage: str) -> Array:
    """Log-odds without the wording, of texts in which the lexicons miss some words, as they will in texts of others."""
    model = load_model()

    def total(found: Found, weights: Stage) -> float:
        return weights.bias + sum(weights.weights[number] * value for number, value in found.values)

    answer = []
    for row in rows:
        one = row.article
        told = {"title": one.title, "summary": one.summary, "paragraphs": one.paragraphs, "lang": _language(one)}
        data = {**told, "topic": row.topic, "label": "positive" if row.positive else "negative"}
        thinned = row_of(data, Random(one.title))  # noqa: S311 - the same copies each time
        log_odds = total(thinned.screen, model.screen)
        if stage == "judge":
            whole = thinned.judge or thinned.screen
            log_odds = model.head_factor * log_odds + model.full_factor * total(whole, model.judge) + model.offset
        answer.append(log_odds)
    return np.array(answer)


def _language(article: Article) -> str:
    lang = detect(f"{article.title}\n{article.summary[:300]}", article.lang)
    return lang if lang in LANGUAGES else "en"


def out_of_fold(rows: Sequence[Text], stage: str) -> Array:
    """The wording's log-odds of each text, fitted without the texts on its topic."""
    parts = np.array([blake2b(f"fold {row.topic}".encode(), digest_size=4).digest()[0] % 5 for row in rows])
    answer = np.zeros(len(rows))
    for part in range(5):
        bias, weights = fit([row for row, one in zip(rows, parts, strict=True) if one != part], stage)
        left = np.flatnonzero(parts == part)
        answer[left] = said([rows[int(n)] for n in left], stage, bias, weights)
    return answer


def calibrated(total: Array, wanted: Array) -> tuple[float, float]:
    """Slope and offset that make log-odds of a sum."""
    model = LogisticRegression(C=1e6).fit(total[:, None], wanted)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def main() -> int:
    """Train, and write ``data/wording.json`` and the mix in ``data/model.json``."""
    parser = argparse.ArgumentParser(prog="python -m worker.relevance.train_wording", description=__doc__)
    parser.add_argument("--extra", type=Path, action="append", default=[])
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    rows = texts_of(options.extra, held_out())
    model: dict[str, Any] = json.loads((DATA / "model.json").read_text("utf-8"))
    tables: dict[str, Any] = {"version": options.version}
    model["wording"] = {}
    for stage in ("screen", "judge"):
        used = [row for row in rows if stage == "screen" or row.article.paragraphs]
        shown = np.array([row.source in ("corpus", "briefs") for row in used])
        wanted = np.array([row.positive for row in used])
        total = by_lexicons(used, stage) + FACTOR[stage] * out_of_fold(used, stage)
        slope, offset = calibrated(total[shown], wanted[shown])
        score = 1 / (1 + np.exp(-np.clip(slope * total + offset, -40, 40)))
        line = balanced(wanted[shown], score[shown])
        p, r, f = f1(wanted[shown], score[shown] >= line)
        sys.stdout.write(
            f"{stage:6} out of fold, {shown.sum()} texts: P {p:.3f} R {r:.3f} F1 {f:.3f} "
            f"AP {average_precision(wanted[shown], score[shown]):.3f}; of {(~wanted & ~shown).sum()} others "
            f"{(score[~wanted & ~shown] >= line).sum()} alarms\n"
        )
        bias, weights = fit(used, stage)
        tables[stage] = {"bias": round(bias, 3), "weights": dict(sorted(weights.items()))}
        model["wording"][stage] = {"factor": FACTOR[stage], "slope": round(slope, 3), "offset": round(offset, 3)}
        if stage == "screen":
            threshold = generous(wanted[shown], score[shown], GENEROUS)
            model["screen"] |= {"threshold": round(threshold, 3), "alone": round(line, 2)}
        else:
            model["judge"]["threshold"] = round(line, 2)
    model["version"] = options.version
    (DATA / "model.json").write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (DATA / "wording.json").write_text(json.dumps(tables, ensure_ascii=False, indent=0) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
