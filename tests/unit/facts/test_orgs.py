"""Organisations: canonical names, ordinary words that are names too, firms nobody listed, lineage."""

import pytest

from storage.records import Article
from worker.facts.extract import extract
from worker.facts.gazetteer import load_gazetteer, organisation_rows


def orgs(lang: str, *paragraphs: str) -> dict[str, bool]:
    article = Article(
        url="https://example.org/a", canonical_url="https://example.org/a", title="AI", paragraphs=paragraphs, lang=lang
    )
    return {o.name: o.known for o in extract(article).organisations}


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("en", "Researchers at Scale AI followed. Scale declined to comment.", "Scale AI"),
        ("de", "Metas Forscher gehen zu OpenAI.", "Meta"),
        ("de", "Der OpenAI-Forscher wechselt.", "OpenAI"),
        ("fr", "Les chercheurs d’OpenAI restent.", "OpenAI"),
        ("nl", "OpenAI's onderzoekers blijven.", "OpenAI"),
        ("ja", "グーグルの研究者がオープンAIに移った。", "Google"),
        ("zh", "苹果的研究员加入OpenAI。", "Apple"),
        ("ko", "애플에서 오픈AI로 옮겼다.", "Apple"),
        ("ko", "메타가 오픈AI 연구원을 영입했다.", "Meta"),
        ("es", "La Universidad de Toronto y OpenAI colaboran.", "University of Toronto"),
    ],
)
def test_an_organisation_is_found_under_its_canonical_name(lang: str, text: str, name: str) -> None:
    assert name in orgs(lang, text)


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("en", "A meta-analysis shows it. Meta-analysis again, at scale.", "Meta"),
        ("en", "They want to scale up and figure it out with OpenAI.", "Figure AI"),
        ("ko", "메타버스 사업은 오픈AI와 무관하다.", "Meta"),
        ("ja", "メタバースの話題とOpenAI。", "Meta"),
        ("es", "La meta es clara para OpenAI.", "Meta"),
        ("en", "The inflection point came when OpenAI shipped.", "Inflection AI"),
    ],
)
def test_an_ordinary_word_is_no_firm(lang: str, text: str, name: str) -> None:
    assert name not in orgs(lang, text)


def test_a_firm_nobody_knows_is_found_and_said_to_be_unknown() -> None:
    assert orgs("en", "The voice start-up Quillmark hired three people from OpenAI.").get("Quillmark") is False


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("es", "La valenciana Brumaria contrata a dos ingenieros de Meta.", "Brumaria"),
        ("it", "La torinese Velaria ha assunto un ricercatore da OpenAI.", "Velaria"),
        ("fr", "La lyonnaise Ombrelune recrute chez Meta.", "Ombrelune"),
        ("pt", "A paulista Vereda contrata engenheiros da Meta.", "Vereda"),
        ("nl", "Het Utrechtse Zilverwerk haalt twee mensen bij Meta weg.", "Zilverwerk"),
    ],
)
def test_a_firm_told_by_its_town_is_found(lang: str, text: str, name: str) -> None:
    assert orgs(lang, text).get(name) is False


def test_a_person_told_by_a_country_is_no_firm() -> None:
    assert "Sofía Aldana" not in orgs("es", "La chilena Sofía Aldana deja OpenAI y se incorpora a Meta.")
    assert "Arthur Mensch" not in orgs("nl", "De Franse Arthur Mensch verliet Meta voor Mistral AI.")


def test_a_name_that_opens_the_headline_and_comes_again_is_a_firm() -> None:
    article = Article(
        url="https://example.org/a", canonical_url="https://example.org/a", lang="it",
        title="Brumaria perde tre ricercatori",
        paragraphs=("Tre ricercatori hanno lasciato l'azienda per OpenAI.", "Il gruppo, spiega Brumaria, crescerà ancora."),
    )  # fmt: skip
    assert "Brumaria" in {one.name for one in extract(article).organisations}


def test_a_known_word_inside_a_longer_name_is_not_the_known_firm() -> None:
    found = orgs("en", "Kestrel Cognition, a lab in Oslo, hired from OpenAI. Kestrel Cognition grows.")
    assert "Cognition" not in found
    assert found["Kestrel Cognition"] is False


def test_lineage_rolls_up() -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.root("Google DeepMind") == "Google"
    assert gazetteer.root("FAIR") == "Meta"
    assert gazetteer.root("OpenAI") == "OpenAI"


def test_every_parent_in_the_lineage_ends_and_every_alias_belongs_to_one_row() -> None:
    gazetteer = load_gazetteer()
    for row in organisation_rows():
        assert gazetteer.root(row.name)
        assert row.aliases
