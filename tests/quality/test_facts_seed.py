"""The article that started it all: its record is complete and nothing in it is false."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.records import Article, Extraction, Kind, Part, Status
from worker.facts.extract import extract

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed-article.txt"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed article is kept outside the repository")


@pytest.fixture(scope="module", params=[None, Kind.SCARCITY, Kind.COMPENSATION])
def found(request: pytest.FixtureRequest) -> Extraction:
    lines = [line.strip() for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    article = Article(
        url="https://example.org/seed",
        canonical_url="https://example.org/seed",
        title=lines[0],
        paragraphs=tuple(lines[1:]),
        lang="fr",
        published_at=datetime(2024, 10, 26, tzinfo=UTC),
    )
    return extract(article, kind=request.param)


def test_the_people_and_their_parts(found: Extraction) -> None:
    parts = {p.name: p.part for p in found.people if p.name}
    assert parts == {
        "LeBron James": Part.COMPARISON,
        "Naveen Rao": Part.SPEAKER,
        "Sam Altman": Part.RECRUITER,
        "Mark Zuckerberg": Part.RECRUITER,
        "Noam Shazeer": Part.SUBJECT,
    }


def test_the_posts(found: Extraction) -> None:
    posts = {p.name: (p.role, p.org) for p in found.people}
    assert posts["Naveen Rao"] == ("vice-président de l’IA", "Databricks")
    assert posts["Sam Altman"] == ("PDG", "OpenAI")


def test_the_organisations(found: Extraction) -> None:
    assert {o.name for o in found.organisations} == {
        "Databricks", "Perplexity", "Meta", "Nvidia", "OpenAI", "Anthropic", "xAI", "Microsoft", "Google",
        "Character.AI", "Nervana",
    }  # fmt: skip


def test_the_moves(found: Extraction) -> None:
    moves = {(m.person, m.origin, m.destination): m for m in found.moves}
    assert set(moves) == {
        ("Noam Shazeer", "Character.AI", "Google"),
        (None, "Meta", "Perplexity"),
        (None, None, "OpenAI"),
        (None, None, "Meta"),
        (None, "Nervana", "OpenAI"),
    }
    assert moves[None, "Meta", "Perplexity"].status is Status.REFUSED
    assert moves[None, "Meta", "Perplexity"].kind is Kind.OFFER
    assert moves[None, None, "OpenAI"].kind is Kind.OFFER
    assert moves["Noam Shazeer", "Character.AI", "Google"].status is Status.REPORTED


def test_the_unnamed_are_subjects_and_the_unnamed_chief_recruits(found: Extraction) -> None:
    unnamed = [p for p in found.people if p.name is None]
    assert {(p.org, p.part) for p in unnamed} >= {("Meta", Part.SUBJECT), ("Perplexity", Part.RECRUITER)}
