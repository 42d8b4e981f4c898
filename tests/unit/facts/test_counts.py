"""Figures that are no money."""

import pytest

from storage.records import Article, Basis
from worker.facts.extract import extract


def counts(lang: str, text: str) -> list[tuple[int, str, Basis]]:
    url = "https://example.org/a"
    found = extract(Article(url=url, canonical_url=url, title="T", paragraphs=(text,), lang=lang)).counts
    return [(c.value, c.unit, c.basis) for c in found]


@pytest.mark.parametrize(
    ("lang", "text", "value", "unit"),
    [
        ("en", "Twelve researchers left the lab.", 12, "researchers"),
        ("fr", "Le groupe compte 10 000 GPU.", 10_000, "gpus"),
        ("de", "Rund vierundvierzig KI-Forscher gingen.", 44, "researchers"),
        ("es", "Trece ingenieros se marcharon.", 13, "engineers"),
        ("it", "Venticinque ricercatori sono usciti.", 25, "researchers"),
        ("pt", "Onze funcionários saíram.", 11, "employees"),
        ("nl", "Vijfentwintig medewerkers vertrokken.", 25, "employees"),
        ("ja", "研究者12人が移った。", 12, "researchers"),
        ("zh", "十二名研究员加入。", 12, "researchers"),
        ("ko", "연구원 12명이 옮겼다.", 12, "researchers"),
    ],
)
def test_people_and_chips_are_counted(lang: str, text: str, value: int, unit: str) -> None:
    assert [(v, u) for v, u, _ in counts(lang, text)] == [(value, unit)]


def test_a_count_keeps_its_bound() -> None:
    assert counts("en", "There are fewer than 1,000 researchers.") == [(1000, "researchers", Basis.AT_MOST)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "In 2024 he was 24 years old and grew 40 percent."),
        ("de", "Am 30. Juni 2025 nach neun Jahren."),
        ("ja", "2024年6月18日に24歳で40％。"),
    ],
)
def test_years_ages_and_shares_are_no_counts(lang: str, text: str) -> None:
    assert counts(lang, text) == []
