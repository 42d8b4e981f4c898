"""Names: known ones in any script, ambiguous ones by context, people nobody listed."""

import time
from datetime import UTC, datetime

import pytest

from storage.records import Article, Extraction, Kind, Part
from worker.facts.extract import extract


def read(
    lang: str, title: str, *paragraphs: str, kind: Kind | None = None, published: str = "2025-07-01"
) -> Extraction:
    at = datetime.fromisoformat(published).replace(tzinfo=UTC)
    article = Article(
        url="https://example.org/a", canonical_url="https://example.org/a", title=title, paragraphs=paragraphs,
        lang=lang, published_at=at,
    )  # fmt: skip
    return extract(article, kind=kind)


def people(found: Extraction) -> set[str | None]:
    return {p.name for p in found.people if p.name}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ja", "サム・アルトマン氏は27日、取材に応じた。"),
        ("ko", "샘 올트먼은 27일 인터뷰에 응했다."),
        ("zh", "山姆·奥特曼27日接受采访。"),
        ("de", "Altmans Antwort kam am Abend, sagte Sam Altman."),
        ("fr", "Sam Altman a répondu vendredi."),
    ],
)
def test_a_known_person_has_one_name_in_every_script(lang: str, text: str) -> None:
    assert "Sam Altman" in people(read(lang, "OpenAI", text))


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("ja", "ダグラス・チェン氏はグーグルに移る。", "Douglas Chen"),
        ("zh", "离开公司的还有苏米特·钦塔拉。", "Soumith Chintala"),
        ("ko", "공동창업자 더글러스 첸은 말을 아꼈다.", "Douglas Chen"),
        ("zh", "研究员李学琛被起诉。", "Xuechen Li"),
    ],
)
def test_a_spelling_no_list_has_is_heard(lang: str, text: str, name: str) -> None:
    assert name in people(read(lang, "AI", text))


def test_an_unknown_person_is_found_by_given_name_or_role() -> None:
    found = read(
        "en", "Lab grows", "Ondine Vasquez-Pérez, chief scientist of the start-up Brightwell, said so on Monday."
    )
    assert "Ondine Vasquez-Pérez" in people(found)


def test_a_surname_points_back_to_the_full_name() -> None:
    found = read("de", "Labor wächst", "Korbinian Brandauer leitet das Team. Brandauer kam im Mai.")
    assert people(found) == {"Korbinian Brandauer"}


def test_places_outlets_and_products_are_nobody() -> None:
    found = read(
        "en", "AI in San Francisco", "The Wall Street Journal wrote about Claude Code in New York and Hong Kong."
    )
    assert people(found) == set()


def test_a_sports_star_only_compares() -> None:
    found = read("en", "Talent war", "Hiring them is like looking for LeBron James, said Naveen Rao of Databricks.")
    parts = {p.name: p.part for p in found.people}
    assert parts["LeBron James"] is Part.COMPARISON
    assert parts["Naveen Rao"] is Part.SPEAKER
    assert found.moves == ()


def test_role_and_organisation_stand_beside_the_name() -> None:
    found = read("fr", "IA", "Naveen Rao, vice-président de l’IA de Databricks, s’est exprimé vendredi.")
    rao = next(p for p in found.people if p.name == "Naveen Rao")
    assert (rao.role, rao.org) == ("vice-président de l’IA", "Databricks")


def test_the_evidence_is_the_very_words() -> None:
    found = read("zh", "AI人才", "谷歌表示，诺姆·沙泽尔将回归。")
    for fact in (*found.people, *found.organisations):
        paragraph = "谷歌表示，诺姆·沙泽尔将回归。"
        assert paragraph[fact.evidence.start : fact.evidence.end] == fact.evidence.text
        assert fact.evidence.paragraph == 1


def test_a_letter_that_grows_in_lower_case_shifts_nothing() -> None:
    found = read("en", "AI", "İİİİ In Istanbul Sam Altman met researchers of OpenAI.")
    altman = next(p for p in found.people if p.name == "Sam Altman")
    assert altman.evidence.text == "Sam Altman"


def test_ten_thousand_names_cost_linear_time() -> None:
    text = ", ".join(
        f"Maria Lopez{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676 % 26)}" for i in range(10_000)
    )
    started = time.perf_counter()
    read("en", "List", text + " joined OpenAI.")
    assert time.perf_counter() - started < 6


def test_a_name_of_twenty_words_is_one_name_or_none() -> None:
    name = "Maria " + " ".join(["Alba"] * 19)
    found = read("es", "IA", f"Habló {name}, investigadora de OpenAI.")
    assert len(people(found)) <= 1


@pytest.mark.parametrize("text", ["", "...", "“““", "？？？", "\u202e", "A" * 50_000, "à" * 50_000, "a b " * 30_000])
def test_odd_text_gives_facts_or_none_but_no_error(text: str) -> None:
    for lang in ("en", "de", "ja", "zh", "ko"):
        read(lang, text, text)


@pytest.mark.parametrize(
    ("lang", "name"), [("ja", "マリア・ロペ{}氏"), ("zh", "研究员约翰·史密{}、"), ("ko", "연구원 마리아 로페{}는 ")]
)
def test_ten_thousand_foreign_names_cost_bounded_time(lang: str, name: str) -> None:
    syllables = {"ja": "アイウエオカキクケコ", "zh": "阿本西多尔卡拉马尼索", "ko": "아이우에오카키쿠케코"}[lang]
    text = "".join(
        name.format(syllables[i % 10] + syllables[i // 10 % 10] + syllables[i // 100 % 10] + syllables[i // 1000 % 10])
        for i in range(10_000)
    )
    started = time.perf_counter()
    read(lang, "AI", text)
    assert time.perf_counter() - started < 8
