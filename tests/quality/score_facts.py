"""Scores extraction against the labelled corpus: precision, recall and F1 by fact type and language.

Run as a program: ``uv run python tests/quality/score_facts.py [--held-out] [--lang de] [--errors moves]``.
"""

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from storage.records import Article, Extraction, Kind  # noqa: E402
from tests.quality.split import held_out  # noqa: E402
from worker.facts.extract import extract  # noqa: E402

CORPUS = Path(__file__).parent / "corpus"
SECOND = Path(__file__).parent / "second"
"""Texts by other hands, which few rules of extraction were written for."""


@dataclass
class Count:
    """True positives, and how many there were on either side."""

    hit: int = 0
    found: int = 0
    gold: int = 0

    def add(self, hit: int, found: int, gold: int) -> None:
        self.hit += hit
        self.found += found
        self.gold += gold

    @property
    def precision(self) -> float:
        return self.hit / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.hit / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass
class Score:
    """All counts of one language, or of all."""

    people: Count = field(default_factory=Count)
    orgs: Count = field(default_factory=Count)
    moves: Count = field(default_factory=Count)
    named_moves: Count = field(default_factory=Count)
    kind: Count = field(default_factory=Count)
    status: Count = field(default_factory=Count)
    both: Count = field(default_factory=Count)
    part: Count = field(default_factory=Count)
    compared_in_move: int = 0
    articles: int = 0


def rows(
    lang: str | None = None, *, held: bool | None = None, corpus: Path = CORPUS
) -> Iterator[dict[str, Any]]:
    """The labelled articles that carry facts; ``held`` picks the held-out topics, or all but them."""
    for path in sorted(corpus.glob("*.jsonl")):
        if lang and path.stem != lang:
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if "gold" in row and (held is None or held_out(row["topic"]) == held):
                yield row


def article(row: dict[str, Any]) -> Article:
    """A corpus row as the record that extraction reads."""
    date = row.get("date")
    published = None
    if date:
        parts = [int(p) for p in str(date).split("-")]
        published = datetime(parts[0], *(parts[1:] + [1] * (3 - len(parts))), tzinfo=UTC)
    return Article(
        url=f"https://example.org/{row['id']}", canonical_url=f"https://example.org/{row['id']}", title=row["title"],
        paragraphs=tuple(row["paragraphs"]), summary=row.get("summary") or "", lang=row["lang"],
        outlet=row.get("outlet"), published_at=published,
    )  # fmt: skip


def norm(name: str | None) -> str | None:
    """A name for comparison: no accents, case or punctuation, no remark in brackets."""
    if name is None:
        return None
    name = re.sub(r"\s*\(.*?\)", "", name)
    flat = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[^\w]", "", unicodedata.normalize("NFC", flat)).casefold()


def move_keys(moves: Iterable[dict[str, Any]]) -> list[tuple[str | None, str | None, str | None]]:
    return [(norm(m.get("person")), norm(m.get("from")), norm(m.get("to"))) for m in moves]


def as_gold(found: Extraction) -> dict[str, Any]:
    """An extraction in the shape of the labels."""
    return {
        "people": [{"name": p.name, "part": str(p.part), "role": p.role, "org": p.org} for p in found.people],
        "orgs": [o.name for o in found.organisations],
        "moves": [
            {"person": m.person, "person_desc": m.person_desc, "from": m.origin, "to": m.destination,
             "kind": str(m.kind), "status": str(m.status), "words": m.evidence.text}
            for m in found.moves
        ],
    }  # fmt: skip


def score_row(score: Score, gold: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Adds one article to the counts; returns what was wrong in it."""
    score.articles += 1
    gp = {norm(p["name"]) for p in gold["people"] if p.get("name")}
    fp = {norm(p["name"]) for p in found["people"] if p.get("name")}
    score.people.add(len(gp & fp), len(fp), len(gp))
    go, fo = {norm(o) for o in gold["orgs"]}, {norm(o) for o in found["orgs"]}
    score.orgs.add(len(go & fo), len(fo), len(go))
    gold_keys, found_keys = move_keys(gold["moves"]), move_keys(found["moves"])
    left = list(range(len(gold_keys)))
    pairs: list[tuple[int, int]] = []
    for j, key in enumerate(found_keys):
        same = [i for i in left if gold_keys[i] == key]
        if same:  # two moves of one person between the same ends differ by kind and status
            mine = found["moves"][j]
            best = max(same, key=lambda i: [gold["moves"][i][k] == mine[k] for k in ("kind", "status")].count(True))
            left.remove(best)
            pairs.append((best, j))
    score.moves.add(len(pairs), len(found_keys), len(gold_keys))
    named = [(i, j) for i, j in pairs if gold_keys[i][0]]
    score.named_moves.add(
        len(named), sum(k[0] is not None for k in found_keys), sum(k[0] is not None for k in gold_keys)
    )
    wrong_standing = []
    for i, j in pairs:
        g, f = gold["moves"][i], found["moves"][j]
        kind, status = g["kind"] == f["kind"], g["status"] == f["status"]
        score.kind.add(kind, 1, 1)
        score.status.add(status, 1, 1)
        score.both.add(kind and status, 1, 1)
        if not (kind and status):
            wrong_standing.append((g["person"], g["kind"], f["kind"], g["status"], f["status"]))
    parts = {norm(p["name"]): p["part"] for p in found["people"]}
    for p in gold["people"]:
        if p.get("name") and norm(p["name"]) in parts:
            score.part.add(parts[norm(p["name"])] == p["part"], 1, 1)
    compared = {norm(p["name"]) for p in gold["people"] if p["part"] == "comparison" and p.get("name")}
    score.compared_in_move += sum(k[0] in compared for k in found_keys if k[0])
    return {
        "people-": sorted(gp - fp), "people+": sorted(x for x in fp - gp if x), "orgs-": sorted(go - fo),
        "orgs+": sorted(fo - go), "moves-": [gold["moves"][i] for i in left],
        "moves+": [m for j, m in enumerate(found["moves"]) if j not in {b for _, b in pairs}], "standing": wrong_standing,
    }  # fmt: skip


def measure(
    lang: str | None = None, *, held: bool | None, with_kind: bool = True, corpus: Path = CORPUS
) -> tuple[dict[str, Score], list[tuple[dict[str, Any], dict[str, Any]]]]:
    """Scores by language (and ``all``), with the errors article by article."""
    scores: dict[str, Score] = {"all": Score()}
    errors = []
    for row in rows(lang, held=held, corpus=corpus):
        kind = Kind(row["kind"]) if with_kind and row.get("kind") in set(Kind) else None
        found = as_gold(extract(article(row), kind=kind))
        wrong = score_row(scores.setdefault(row["lang"], Score()), row["gold"], found)
        score_row(scores["all"], row["gold"], found)
        errors.append((row, wrong))
    return scores, errors


def show(scores: dict[str, Score]) -> str:
    """A table for reading."""
    head = f"{'':4} {'n':>4} {'orgF':>6} {'pplF':>6} {'pplP':>6} {'pplR':>6} {'movP':>6} {'movR':>6} {'namP':>6} {'namR':>6} {'kind':>6} {'stat':>6} {'both':>6} {'part':>6} cmp"
    lines = [head]
    for lang, s in sorted(scores.items()):
        values = (
            s.orgs.f1, s.people.f1, s.people.precision, s.people.recall, s.moves.precision, s.moves.recall,
            s.named_moves.precision, s.named_moves.recall, s.kind.precision, s.status.precision, s.both.precision,
            s.part.precision,
        )  # fmt: skip
        lines.append(f"{lang:4} {s.articles:>4} " + " ".join(f"{v:6.3f}" for v in values) + f" {s.compared_in_move}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="the held-out topics only (else: the tuning part)")
    parser.add_argument("--second", action="store_true", help="the second set, whole")
    parser.add_argument("--lang")
    parser.add_argument("--errors", nargs="*", default=[], help="people, orgs, moves, standing")
    parser.add_argument("--no-kind", action="store_true", help="do not tell extraction the article's kind")
    args = parser.parse_args()
    corpus, held = (SECOND, None) if args.second else (CORPUS, args.held_out)
    scores, errors = measure(args.lang, held=held, with_kind=not args.no_kind, corpus=corpus)
    for row, wrong in errors:
        for what in args.errors:
            for sign in ("-", "+", ""):
                for x in wrong.get(what + sign, []):
                    print(f"{row['id']} {what}{sign} {x}")
    print(show(scores))


if __name__ == "__main__":
    main()
