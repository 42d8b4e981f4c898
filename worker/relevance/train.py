"""Train the weights: ``python -m worker.relevance.train`` writes ``data/model.json``.

Logistic regression by Newton's method on the features of ``features.py``, drawn towards the weights that a
person set by hand (``data/prior.json``) instead of towards zero: where the corpus says little, the hand's weight
stands. Only topics outside the held-out part (``tests/quality/split.py``) are used. Needs numpy, which
judging does not. Run ``train_wording`` after it, which fits the wording and the thresholds to the new weights.

    --extra FILE    further labelled texts, JSON Lines like the corpus (label, title, summary, paragraphs, lang,
                    topic, weight), which are not in the repository: ordinary news of all sorts as negatives
    --check         do not write; print what leaving out each language, and each fifth of the topics, costs
"""

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np

from worker.relevance.features import Found, names
from worker.relevance.fitting import Array, average_precision, balanced, f1, fit, generous, matrix
from worker.relevance.grammar import items
from worker.relevance.lexicon import DATA
from worker.relevance.model import KINDS
from worker.relevance.rows import COPY, Row, load_rows

ROOT: Final = Path(__file__).parents[2]
HEAD: Final = 0.35
"""How much the headline's own score counts beside the whole text's."""
GENEROUS: Final = 0.985
"""Recall that the screen's threshold aims at out of fold. The lexicons were deepened by reading misses of the same
texts, so new texts lose some two points of it."""
PULL: Final = {"screen": 1.0, "judge": 1.0, "kind": 16.0}
"""How strongly a weight is drawn to the hand's: the variance that one unit of weight may cost."""


def held_out() -> Callable[[str], bool]:
    """The rule of ``tests/quality/split.py``."""
    spec = importlib.util.spec_from_file_location("split", ROOT / "tests" / "quality" / "split.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("tests/quality/split.py: train from a checkout of the repository")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rule: Callable[[str], bool] = module.held_out
    return rule


def _prior(stage: dict[str, Any]) -> tuple[Array, float]:
    return np.array([float(stage["weights"].get(name, 0.0)) for name in names()]), float(stage["bias"])


def fit_stage(name: str, rows: Sequence[Row], prior: dict[str, Any]) -> tuple[Array, float]:
    """One stage from labelled rows."""
    if name == "judge":
        rows = [row for row in rows if row.judge]
    founds = [row.screen if name == "screen" else row.judge for row in rows]
    table = matrix([found for found in founds if found])
    wanted = np.array([float(row.positive) for row in rows])
    weights = np.array([row.weight for row in rows])
    centre, bias = _prior(prior[name])
    return fit(table, wanted, weights, centre, bias, PULL[name])


def kind_table(founds: Sequence[Found]) -> Array:
    """How much each item fills of each text."""
    table = np.zeros((len(founds), len(items())))
    for i, found in enumerate(founds):
        for number, value in found.kinds:
            table[i, number] = value
    return table


def fit_kinds(rows: Sequence[Row], prior: dict[str, Any]) -> tuple[Array, Array]:
    """Weights (items by kinds) and biases of a soft maximum over the eight kinds."""
    rows = [row for row in rows if row.positive and row.kind and not row.id.endswith(COPY)]
    both = [(row.judge or row.screen, row) for row in rows] + [(row.screen, row) for row in rows]
    table = kind_table([found for found, _ in both])
    x = np.hstack([table, np.ones((len(table), 1))])
    wanted = np.zeros((len(both), len(KINDS)))
    for i, (_, row) in enumerate(both):
        wanted[i, KINDS.index(row.kind)] = 1.0
    shares = wanted.sum(axis=0)
    weights = (wanted @ (len(both) / len(KINDS) / np.maximum(shares, 1)))[:, None]
    centre = np.zeros((x.shape[1], len(KINDS)))
    for item, row_ in prior["kind"]["weights"].items():
        for kind, value in row_.items():
            centre[items().index(item), KINDS.index(kind)] = value
    w = centre.copy()
    rate = 1.0 / (0.5 * np.linalg.norm(x * np.sqrt(weights), 2) ** 2 + PULL["kind"])
    velocity = np.zeros_like(w)
    for _ in range(600):
        ahead = w + 0.9 * velocity
        z = x @ ahead
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        gradient = x.T @ (weights * (p - wanted)) + PULL["kind"] * (ahead - centre)
        velocity = 0.9 * velocity - rate * gradient
        w += velocity
    return w[:-1], w[-1]


def scores(founds: Sequence[Found], w: Array, bias: float) -> Array:
    """Probabilities."""
    return 1 / (1 + np.exp(-np.clip(matrix(founds) @ w + bias, -40, 40)))


def folds(rows: Sequence[Row], by: str) -> Iterable[tuple[str, list[Row], list[Row]]]:
    """(name, training rows, rows left out) by language or by a fifth of the topics."""

    def part(row: Row) -> str:
        if by == "language":
            return row.lang
        return str(blake2b(f"fold {row.topic}".encode(), digest_size=4).digest()[0] % 5)

    for name in sorted({part(row) for row in rows if row.id}):
        yield name, [r for r in rows if not r.id or part(r) != name], [r for r in rows if r.id and part(r) == name]


def check(
    rows: Sequence[Row], prior: dict[str, Any], write: Callable[[str], object], *, languages: bool
) -> dict[str, Array]:
    """Cross-validate; returns out-of-fold screen scores of all corpus rows (folds by topic)."""
    out: dict[str, Array] = {}
    seen: dict[str, dict[str, float]] = {}
    for by in ("language", "topic") if languages else ("topic",):
        for stage in ("screen", "judge"):
            wanted_all: list[Array] = []
            score_all: list[Array] = []
            cells: list[str] = []
            for name, train, left in folds(rows, by):
                test = [row for row in left if not row.id.endswith(COPY) and (stage == "screen" or row.judge)]
                if not any(row.positive for row in test):
                    continue
                w, bias = fit_stage(stage, train, prior)
                score = scores([row.screen if stage == "screen" else row.judge or row.screen for row in test], w, bias)
                wanted = np.array([row.positive for row in test])
                if by == "topic":
                    for row, one in zip(test, score, strict=True):
                        seen.setdefault(row.id, {"wanted": float(row.positive)})[stage] = float(np.log(one / (1 - one)))
                wanted_all.append(wanted)
                score_all.append(score)
                cells.append(f"{name} {f1(wanted, score >= 0.5)[2]:.3f}")
            wanted, score = np.concatenate(wanted_all), np.concatenate(score_all)
            p, r, f = f1(wanted, score >= 0.5)
            write(
                f"{stage:6} left out by {by:8}: P {p:.3f} R {r:.3f} F1 {f:.3f} AP {average_precision(wanted, score):.3f}   "
                + "  ".join(cells)
                + "\n"
            )
            if by == "topic":
                out[stage] = np.stack([wanted.astype(float), score])
    whole = [row for row in seen.values() if "judge" in row]
    out["mix"] = np.array([[row["screen"], row["judge"], row["wanted"]] for row in whole]).T
    hits: dict[str, list[int]] = {}
    for _, train, test in folds(rows, "topic"):
        w, bias = fit_kinds(train, prior)
        test = [row for row in test if row.positive and row.kind and not row.id.endswith(COPY)]
        said = (kind_table([row.judge or row.screen for row in test]) @ w + bias).argmax(axis=1)
        for row, answer in zip(test, said, strict=True):
            hits.setdefault(str(row.kind), []).append(KINDS[answer] == row.kind)
    write("kinds by topic: " + "  ".join(f"{k} {sum(v) / len(v):.3f}" for k, v in sorted(hits.items())) + "\n")
    return out


def mix(head: Array, full: Array, wanted: Array) -> tuple[float, float, float, float]:
    """Factors of headline and full text, offset and threshold, from out-of-fold log-odds."""
    sum_ = (1 - HEAD) * full + HEAD * head
    slope, offset = 1.0, 0.0
    for _ in range(200):
        p = 1 / (1 + np.exp(-(slope * sum_ + offset)))
        slope -= float(((p - wanted) * sum_).mean())
        offset -= float((p - wanted).mean())
    score = 1 / (1 + np.exp(-(slope * sum_ + offset)))
    return round(slope * HEAD, 3), round(slope * (1 - HEAD), 3), round(offset, 3), round(balanced(wanted, score), 2)


def _named(w: Array) -> dict[str, float]:
    return {name: round(float(v), 3) for name, v in zip(names(), w, strict=True) if abs(v) >= 0.0005}


def main() -> int:
    """Train, and write ``data/model.json``."""
    parser = argparse.ArgumentParser(prog="python -m worker.relevance.train", description=__doc__)
    parser.add_argument("--extra", type=Path, action="append", default=[])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--version")
    parser.add_argument("--all", action="store_true", help="train on held-out topics too (never for quoted figures)")
    options = parser.parse_args()
    rule = held_out()
    rows = load_rows(sorted((ROOT / "tests" / "quality" / "corpus").glob("*.jsonl")))
    rows = [row for row in rows if options.all or not rule(row.topic)]
    rows += load_rows(options.extra)
    prior = json.loads((DATA / "prior.json").read_text("utf-8"))
    sys.stdout.write(f"{len(rows)} texts, {sum(row.positive for row in rows)} positive\n")
    left_out = check(rows, prior, sys.stdout.write, languages=options.check)
    threshold = generous(left_out["screen"][0], left_out["screen"][1], GENEROUS)
    alone = balanced(left_out["screen"][0], left_out["screen"][1])
    heads, fulls, wanted = left_out["mix"]
    head, full, offset, line = mix(heads, fulls, wanted)
    mixed = 1 / (1 + np.exp(-(head * heads + full * fulls + offset)))
    p, r, f = f1(wanted > 0, mixed >= line)
    sys.stdout.write(
        f"headline and text mixed: P {p:.3f} R {r:.3f} F1 {f:.3f} AP {average_precision(wanted > 0, mixed):.3f}\n"
        f"thresholds: screen {threshold:.3f}, screen alone {alone:.2f}, judge {line:.2f}\n"
    )
    if options.check:
        return 0
    model: dict[str, Any] = {
        "version": options.version or f"{datetime.now(UTC):%Y-%m-%d.%H%M}",
        "trained_on": {"texts": len(rows), "positive": sum(row.positive for row in rows)},
    }
    for stage in ("screen", "judge"):
        w, bias = fit_stage(stage, rows, prior)
        model[stage] = {"bias": round(bias, 3), "threshold": line, "weights": _named(w)}
    model["screen"] |= {"threshold": round(threshold, 3), "alone": round(alone, 2)}
    model["mix"] = {"head": head, "full": full, "offset": offset}
    w, b = fit_kinds(rows, prior)
    model["kind"] = {
        "bias": {kind: round(float(v), 3) for kind, v in zip(KINDS, b, strict=True)},
        "weights": {
            item: {k: round(float(v), 2) for k, v in zip(KINDS, row, strict=True) if abs(v) >= 0.05}
            for item, row in zip(items(), w, strict=True)
            if np.abs(row).max() >= 0.15
        },
    }
    # Fitted to the old weights; train_wording fits it and the thresholds to these.
    model["wording"] = json.loads((DATA / "model.json").read_text("utf-8"))["wording"]
    (DATA / "model.json").write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
