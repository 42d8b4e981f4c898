"""How many articles of 400 words a second extraction reads, by language, on one core.

    uv run python bench/facts.py [--seconds 3]

Articles are the labelled corpus of the tests, joined until each has about 400 words (800 characters in Chinese,
1,000 in Japanese and Korean).
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from storage.records import Article
from tests.quality.score_facts import article, rows
from worker.facts.extract import extract

SIZE = {"zh": 800, "ja": 1000, "ko": 1000}


def articles(lang: str) -> list[Article]:
    """The language's articles, joined to the size of a 400-word one."""
    made: list[Article] = []
    paragraphs: list[str] = []
    for row in rows(lang):
        paragraphs += row["paragraphs"]
        if sum(map(len, paragraphs)) >= SIZE.get(lang, 2500):
            made.append(replace(article(row), paragraphs=tuple(paragraphs)))
            paragraphs = []
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0)
    seconds = parser.parse_args().seconds
    print(f"{'lang':5}{'articles/s':>12}{'ms each':>10}")
    for lang in ("en", "fr", "de", "es", "it", "pt", "nl", "ja", "zh", "ko"):
        batch = articles(lang)
        if not batch:
            continue
        for one in batch:
            extract(one)
        done, started = 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            for one in batch:
                extract(one)
            done += len(batch)
        rate = done / (time.perf_counter() - started)
        print(f"{lang:5}{rate:12.0f}{1000 / rate:10.2f}")


if __name__ == "__main__":
    main()
