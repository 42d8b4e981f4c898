"""Scores money, counts, quotes and credits against the labelled corpus.

Run as a program: ``uv run python tests/quality/score_figures.py [--held-out] [--lang de] [--errors money quotes]``.
"""

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from storage.records import Basis, Extraction  # noqa: E402
from tests.quality.score_facts import Count, article, norm, rows  # noqa: E402
from worker.facts.extract import extract  # noqa: E402


@dataclass
class Figures:
    """All counts of one language, or of all."""

    money: Count = field(default_factory=Count)
    basis: Count = field(default_factory=Count)
    what: Count = field(default_factory=Count)
    payer: Count = field(default_factory=Count)
    counts: Count = field(default_factory=Count)
    quotes: Count = field(default_factory=Count)
    speaker: Count = field(default_factory=Count)
    credits: Count = field(default_factory=Count)


def money_rows(found: Extraction) -> list[dict[str, Any]]:
    """Sums as the labels write them: a range is two rows, a vague sum has no amount."""
    made = []
    for m in found.money:
        row = {"currency": m.currency, "what": m.what, "payer": m.payer, "words": m.evidence.text}
        if m.basis is Basis.VAGUE:
            made.append(row | {"amount": None, "basis": "vague"})
        elif m.amount_max is not None:
            made.append(row | {"amount": float(m.amount or 0), "basis": "at least"})
            made.append(row | {"amount": float(m.amount_max), "basis": "at most"})
        else:
            made.append(row | {"amount": float(m.amount or 0), "basis": str(m.basis)})
    return made


def _flat(text: str) -> str:
    return norm(text) or ""


def _outlet(name: str) -> str:
    return _flat(name.removeprefix("The "))


def same_words(a: str, b: str) -> bool:
    """True if two renderings of a quote say the same."""
    a, b = _flat(a), _flat(b)
    if a == b or (min(len(a), len(b)) > 12 and (a in b or b in a) and min(len(a), len(b)) / max(len(a), len(b)) > 0.6):
        return True
    return SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.9


def same_speaker(gold: str, found: str | None) -> bool:
    """True if a speaker is the labelled one; descriptions may be shorter or longer."""
    a, b = _flat(gold), _flat(found or "")
    if not b:
        return False
    if a == b or a in b or b in a or SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.75:
        return True
    # an unnamed speaker may be described at other length: the same noun is enough
    described = gold[:1].islower()
    return described and any(w in b for w in map(_flat, re.findall(r"\w{6,}", gold)))


def score_row(score: Figures, gold: dict[str, Any], found: Extraction) -> dict[str, list[Any]]:
    """Adds one article to the counts; returns what was wrong in it."""
    wrong: dict[str, list[Any]] = {
        k: []
        for k in (
            "money-",
            "money+",
            "basis",
            "what",
            "counts-",
            "counts+",
            "quotes-",
            "quotes+",
            "speaker",
            "credits-",
            "credits+",
        )
    }
    mine = money_rows(found)
    left = list(mine)
    for g in gold.get("money", ()):
        hit = next(
            (
                m
                for m in left
                if m["amount"] == g["amount"] and m["currency"] == g["currency"] and m["basis"] == g["basis"]
            ),
            None,
        ) or next((m for m in left if m["amount"] == g["amount"] and m["currency"] == g["currency"]), None)
        if hit is None:
            wrong["money-"].append((g["amount"], g["currency"], g["basis"], g["what"]))
            continue
        left.remove(hit)
        score.money.hit += 1
        score.basis.add(hit["basis"] == g["basis"], 1, 1)
        score.what.add(hit["what"] == g["what"], 1, 1)
        score.payer.add(norm(hit["payer"]) == norm(g["payer"]), 1, 1)
        if hit["basis"] != g["basis"]:
            wrong["basis"].append((hit["words"], hit["basis"], "gold", g["basis"]))
        if hit["what"] != g["what"]:
            wrong["what"].append((hit["words"], hit["what"], "gold", g["what"]))
    wrong["money+"] = [(m["words"], m["amount"], m["currency"], m["basis"], m["what"]) for m in left]
    score.money.found += len(mine)
    score.money.gold += len(gold.get("money", ()))
    gc = Counter((c["value"], c["unit"]) for c in gold.get("counts", ()))
    fc = Counter((c.value, c.unit) for c in found.counts)
    both = gc & fc
    score.counts.add(sum(both.values()), sum(fc.values()), sum(gc.values()))
    wrong["counts-"], wrong["counts+"] = list(gc - fc), list(fc - gc)
    quotes = list(found.quotes)
    for q in gold.get("quotes", ()):
        hit = next((x for x in quotes if same_words(q["text"], x.text)), None)
        if hit is None:
            wrong["quotes-"].append((q["speaker"], q["text"]))
            continue
        quotes.remove(hit)
        score.quotes.hit += 1
        right = same_speaker(q["speaker"] or "", hit.speaker or hit.speaker_desc) if q["speaker"] else True
        score.speaker.add(right, 1, 1)
        if not right:
            wrong["speaker"].append((hit.speaker or hit.speaker_desc, "gold", q["speaker"], hit.text[:40]))
    wrong["quotes+"] = [(x.speaker or x.speaker_desc, x.text) for x in quotes]
    score.quotes.found += len(found.quotes)
    score.quotes.gold += len(gold.get("quotes", ()))
    go = {_outlet(c) for c in gold.get("credits", ())}
    fo = {_outlet(c.outlet) for c in found.credits}
    score.credits.add(len(go & fo), len(fo), len(go))
    wrong["credits-"], wrong["credits+"] = sorted(go - fo), sorted(fo - go)
    return wrong


def measure(
    lang: str | None = None, *, held: bool | None
) -> tuple[dict[str, Figures], list[tuple[dict[str, Any], dict[str, list[Any]]]]]:
    """Scores by language (and ``all``), with the errors article by article."""
    scores: dict[str, Figures] = {"all": Figures()}
    errors = []
    for row in rows(lang, held=held):
        found = extract(article(row))
        wrong = score_row(scores.setdefault(row["lang"], Figures()), row["gold"], found)
        score_row(scores["all"], row["gold"], found)
        errors.append((row, wrong))
    return scores, errors


def show(scores: dict[str, Figures]) -> str:
    """A table for reading."""
    lines = [
        f"{'':4} {'monP':>6} {'monR':>6} {'basis':>6} {'what':>6} {'payer':>6} {'cntP':>6} {'cntR':>6} {'quoP':>6} {'quoR':>6} {'spkr':>6} {'creP':>6} {'creR':>6} {'creF':>6}"
    ]
    for lang, s in sorted(scores.items()):
        values = (
            s.money.precision, s.money.recall, s.basis.precision, s.what.precision, s.payer.precision, s.counts.precision, s.counts.recall,
            s.quotes.precision, s.quotes.recall, s.speaker.precision, s.credits.precision, s.credits.recall, s.credits.f1,
        )  # fmt: skip
        lines.append(f"{lang:4} " + " ".join(f"{v:6.3f}" for v in values))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="the held-out topics only (else: the tuning part)")
    parser.add_argument("--lang")
    parser.add_argument("--errors", nargs="*", default=[], help="money, basis, what, counts, quotes, speaker, credits")
    args = parser.parse_args()
    scores, errors = measure(args.lang, held=args.held_out)
    for row, wrong in errors:
        for what in args.errors:
            for sign in ("-", "+", ""):
                for x in wrong.get(what + sign, []):
                    print(f"{row['id']} {what}{sign} {x}")
    print(show(scores))


if __name__ == "__main__":
    main()
