"""How fast, how big and how good the judge is: ``python bench/relevance.py`` from the repository root.

Speed: on one core, processor time, best of five, over the labelled corpus; long articles are put together from its paragraphs.
Quality: precision, recall, F1 and average precision on the held-out topics.
"""

import json
import resource
import sys
from collections import Counter, defaultdict
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

BEGUN = perf_counter()
SIZE = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

from worker.relevance.judge import judge, load_model, screen  # noqa: E402

MODEL = load_model()
screen("Warm up")
STARTED = perf_counter() - BEGUN

from storage.records import Article  # noqa: E402
from tests.quality.split import held_out  # noqa: E402
from worker.language import detect  # noqa: E402
from worker.relevance.lexicon import LANGUAGES, load_lexicon  # noqa: E402


def best(call, count):
    times = []
    for _ in range(5):
        start = process_time()
        call()
        times.append(process_time() - start)
    return count / min(times)


def main():
    for lang in LANGUAGES:
        load_lexicon(lang)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - SIZE) / 1024
    rows = [
        json.loads(line)
        for path in sorted((ROOT / "tests/quality/corpus").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
    rows = [row for row in rows if row["label"] != "borderline"]
    heads = [(row["title"], row["summary"], row["lang"]) for row in rows]
    bodies = [p for row in rows if row["lang"] == "en" for p in row["paragraphs"]]
    long = []
    at = 0
    for i in range(200):
        paragraphs, words = [], 0
        while words < 400:
            paragraphs.append(bodies[at % len(bodies)])
            words += len(paragraphs[-1].split())
            at += 1
        long.append(Article(url="", canonical_url="", title=rows[i]["title"], paragraphs=tuple(paragraphs), lang="en"))
    print(f"start-up with English        {STARTED:8.3f} s")
    print(f"memory, code and ten lexicons {grown:7.1f} MB")
    print(f"screen, headline             {best(lambda: [screen(t, lang=g) for t, _, g in heads], len(heads)):8.0f} /s")
    print(
        f"screen, headline and summary {best(lambda: [screen(t, s, lang=g) for t, s, g in heads], len(heads)):8.0f} /s"
    )
    print(
        f"screen without signals       {best(lambda: [screen(t, s, lang=g, explain=False) for t, s, g in heads], len(heads)):8.0f} /s"
    )
    print(f"judge, 400 words             {best(lambda: [judge(a) for a in long], len(long)):8.0f} /s")
    print(f"language of a headline       {best(lambda: [detect(t) for t, _, _ in heads], len(heads)):8.0f} /s")
    cells = defaultdict(Counter)
    kinds = defaultdict(Counter)
    ranked = {"judge": [], "screen": []}
    for row in rows:
        if not held_out(row["topic"]):
            continue
        wanted = row["label"] == "positive"
        full = judge(
            Article(
                url="",
                canonical_url="",
                title=row["title"],
                summary=row["summary"],
                paragraphs=tuple(row["paragraphs"]),
                lang=row["lang"],
            ),
            explain=False,
        )
        head = screen(row["title"], row["summary"], lang=row["lang"], explain=False)
        ranked["judge"].append((full.score, wanted))
        ranked["screen"].append((head.score, wanted))
        for stage, match in (("judge", full.is_match), ("screen", head.is_match), ("alone", head.score >= MODEL.alone)):
            word = ("hit" if match else "miss") if wanted else ("alarm" if match else "right")
            for group in ("all", row["lang"], *([row["kind"]] if wanted else [])):
                cells[stage, group][word] += 1
        if wanted:
            kinds[row["kind"]][str(full.kind)] += 1
    for (stage, group), cell in sorted(cells.items()):
        p = cell["hit"] / max(1, cell["hit"] + cell["alarm"])
        r = cell["hit"] / max(1, cell["hit"] + cell["miss"])
        print(f"{stage:7}{group:13} P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}  {dict(cell)}")
    for stage, pairs in ranked.items():
        hits, total = 0, 0.0
        for i, (_, wanted) in enumerate(sorted(pairs, reverse=True), 1):
            if wanted:
                hits += 1
                total += hits / i
        print(f"{stage:7}average precision {total / hits:.3f}")
    for kind, cell in sorted(kinds.items()):
        print(f"kind   {kind:13} named rightly {cell[kind] / cell.total():.3f}  {dict(cell)}")


if __name__ == "__main__":
    main()
