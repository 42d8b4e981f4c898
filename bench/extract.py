"""Article extraction side by side: quality and CPU of ours and of its peers, in one run.

    python -m bench.extract --data ../shared/extraction-dev [--systems talentwire,trafilatura]
                            [--cache peers.json] [--fold tune|held|all] [--worst 10] [--json out.json]

The data folder holds ``truth.jsonl`` and gzipped pages. ``--fold held`` is the third of the pages,
picked by a hash of the host, that nobody looks at while rules are written. ``--cache`` keeps what
peers found, because they do not change between runs; times are then those of the run that filled it.
"""

import argparse
import gzip
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from statistics import fmean, median
from typing import Any
from urllib.parse import urlsplit

from bench.extract_peers import EXTRACTORS, Found
from bench.extract_score import days, fold, name_f1, page_f1, pieces, precision_recall, public_f1

Row = dict[str, Any]


def is_held(url: str) -> bool:
    """Whether the page belongs to the third that is kept from the eyes of who writes rules."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return hashlib.sha256(host.encode()).digest()[0] % 3 == 0


def load(folder: Path, part: str, source: str | None = None) -> list[Row]:
    """Labelled pages of the data folder; part is tune, held or all."""
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines() if line]
    rows = [row for row in rows if source in (None, row["source"])]
    return [row for row in rows if part == "all" or is_held(row["url"]) == (part == "held")]


def run(rows: Iterable[Row], folder: Path, systems: list[str], cache: Path | None, repeat: int) -> None:
    """Put ``found``, ``cpu`` and ``error`` of every system into every row."""
    kept: dict[str, Any] = json.loads(cache.read_text("utf-8")) if cache and cache.exists() else {}
    for row in rows:
        body = gzip.decompress((folder / row["file"]).read_bytes())
        for name in systems:
            key = f"{name} {row['file']}"
            if name != "talentwire" and key in kept:
                answer = kept[key]
            else:
                answer = measure(name, body, row["url"], repeat)
                if name != "talentwire":
                    kept[key] = answer
            row.setdefault("answers", {})[name] = answer
    if cache:
        cache.write_text(json.dumps(kept), "utf-8")


def measure(name: str, body: bytes, url: str, repeat: int) -> dict[str, Any]:
    """One extractor on one page: what it found and the least CPU of the repeats, in milliseconds."""
    best = float("inf")
    found, error = Found(), None
    for _ in range(repeat):
        before = time.process_time()
        try:
            found = EXTRACTORS[name](body, url)
        except Exception as trouble:  # noqa: BLE001 - a peer may fail in any way; that is a result
            error = f"{type(trouble).__name__}: {trouble}"[:200]
        best = min(best, (time.process_time() - before) * 1000)
    return {**asdict(found), "ms": best, "error": error}


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def report(rows: list[Row], name: str) -> dict[str, Any]:
    """Figures of one extractor on some pages."""
    answers = [(row, row["answers"][name]) for row in rows]
    out: dict[str, Any] = {"pages": len(rows)}
    full = [(row["text"], got["text"]) for row, got in answers if row.get("text")]
    if full:
        f1, precision, recall = public_f1(precision_recall(*pair) for pair in full)
        out |= {"f1": f1, "p": precision, "r": recall, "page": fmean(page_f1(*pair) for pair in full)}
    counts = [pieces(got["text"], row["with"], row["without"]) for row, got in answers if row.get("with")]
    if counts:
        found, missed, wrong, absent = (sum(column) for column in zip(*counts, strict=True))
        out |= {"pieces": 2 * found / max(1, 2 * found + missed + wrong)}
        out |= {"with": found / max(1, found + missed), "without": absent / max(1, absent + wrong)}
    titles = [(row["title"], got["title"]) for row, got in answers if row.get("title")]
    if titles:
        out["title"] = fmean(" ".join(a.split()) == " ".join(b.split()) for a, b in titles)
        out["title~"] = fmean(fold(a) == fold(b) for a, b in titles)
    names = [(row["authors"], got["authors"]) for row, got in answers if row.get("authors")]
    if names:
        out["author"] = name_f1(names)
    dates = [(days(row["published"]), got["published"]) for row, got in answers if row.get("published")]
    if dates:
        right = [bool(got and days(got) & want) for want, got in dates]
        out["date"] = fmean(right)
        out["date!"] = fmean(bool(got) and not ok for ok, (_, got) in zip(right, dates, strict=True))
    times = [got["ms"] for _, got in answers]
    out |= {"ms": median(times), "p95": percentile(times, 0.95), "mean": fmean(times)}
    out["empty"] = sum(1 for _, got in answers if not got["text"].strip())
    out["failed"] = sum(1 for _, got in answers if got["error"])
    return out


COLUMNS = ("pages", "f1", "p", "r", "page", "pieces", "with", "without", "title", "title~", "author",
           "date", "date!", "ms", "p95", "mean", "empty", "failed")  # fmt: skip


def table(groups: dict[str, list[Row]], systems: list[str]) -> dict[str, Any]:
    """Print one table a group; give the same figures as data."""
    figures: dict[str, Any] = {}
    for group, rows in groups.items():
        print(f"\n{group}")
        print(f"{'':22}" + "".join(f"{column:>8}" for column in COLUMNS))
        for name in systems:
            got = report(rows, name)
            figures.setdefault(group, {})[name] = got
            cells = (got.get(column) for column in COLUMNS)
            print(f"{name:22}" + "".join(f"{_cell(value):>8}" for value in cells))
    return figures


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}" if value <= 1 else f"{value:.1f}"
    return "" if value is None else str(value)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path("../shared/extraction-dev"))
    parser.add_argument("--systems", default="all")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--fold", choices=("tune", "held", "all"), default="tune")
    parser.add_argument("--source")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    systems = list(EXTRACTORS) if args.systems == "all" else args.systems.split(",")
    rows = load(args.data, args.fold, args.source)
    run(rows, args.data, systems, args.cache, args.repeat)
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["source"]].append(row)
    for row in rows:
        groups[f"language {row['lang']}"].append(row)
    groups = {name: kept for name, kept in groups.items() if len(kept) >= 20 or "language" not in name}
    figures = table(groups, systems)
    for row, got in ((row, row["answers"][systems[0]]) for row in rows):
        if got["error"]:
            print("failed", row["file"], got["error"])
    if args.worst:
        scored = [row for row in rows if row.get("text")]
        scored.sort(key=lambda row: page_f1(row["text"], row["answers"][systems[0]]["text"]))
        for row in scored[: args.worst]:
            got = row["answers"][systems[0]]["text"]
            precision, recall = precision_recall(row["text"], got)
            print(f"{page_f1(row['text'], got):.3f} p={precision or 0:.3f} r={recall or 0:.3f} {row['file']}")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
