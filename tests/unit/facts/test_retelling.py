"""The demo's first French article, a retelling with quotations, read as a whole."""

import json
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from storage.records import Article, Extraction, Kind
from worker.facts.extract import extract

DEMO = Path(__file__).resolve().parents[3] / "cli" / "demo" / "data" / "fr.json"


@cache
def read(entry: int) -> Extraction:
    outlet = json.loads(DEMO.read_text(encoding="utf-8"))["outlets"][0]
    told = outlet["entries"][entry]
    article = Article(
        url="https://example.org/a", canonical_url="https://example.org/a", title=told["title"],
        summary=told["summary"], paragraphs=tuple(told["paragraphs"]), lang="fr", outlet=outlet["name"],
        published_at=datetime.fromisoformat(told["published"]),
    )  # fmt: skip
    return extract(article, kind=Kind(told["kind"]))


def test_each_person_has_the_part_the_article_gives_them() -> None:
    parts = {p.name: str(p.part) for p in read(0).people if p.name}
    assert parts["Naveen Rao"] == "speaker"
    assert parts["Noam Shazeer"] == "subject"
    assert parts["Mark Zuckerberg"] == parts["Sam Altman"] == "recruiter"
    assert parts["LeBron James"] == "comparison"
    assert set(parts) == {"Naveen Rao", "Noam Shazeer", "Mark Zuckerberg", "LeBron James", "Sam Altman"}


def test_only_the_one_who_returned_is_a_named_mover() -> None:
    named = [(m.person, m.origin, m.destination) for m in read(0).moves if m.person]
    assert named == [("Noam Shazeer", "Character.AI", "Google")]


def test_the_unnamed_engineer_who_refused_is_an_offer_refused() -> None:
    told = [m for m in read(0).moves if m.person is None and m.destination == "Perplexity"]
    assert [(m.origin, str(m.kind), str(m.status)) for m in told] == [("Meta", "offer", "refused")]


def test_sums_counts_and_credits_of_the_retelling() -> None:
    found = read(0)
    sums = {(m.amount, m.currency, m.what) for m in found.money}
    assert {(Decimal("2.7e9"), "USD", "deal"), (Decimal("4e9"), "USD", "saving")} <= sums
    counts = {(c.value, c.unit, str(c.basis)) for c in found.counts}
    assert counts == {(1000, "researchers", "at most"), (10000, "gpus", "exact")}
    assert {c.outlet for c in found.credits} == {"The Verge", "The Wall Street Journal"}


def test_a_sentence_opener_or_a_channel_is_no_employer() -> None:
    moves = [(m.person, m.origin) for m in read(1).moves if m.person]
    assert moves == [("Maëlle Kervadec", "Lyrane")]


def test_a_measure_is_nobody() -> None:
    assert not any("primes" in (p.description or "") for p in read(2).people)
