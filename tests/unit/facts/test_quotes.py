"""Quotes and their speakers in ten languages."""

import pytest

from storage.records import Article, Quote
from worker.facts.extract import extract


def read(lang: str, *paragraphs: str, title: str = "T") -> tuple[Quote, ...]:
    url = "https://example.org/a"
    return extract(Article(url=url, canonical_url=url, title=title, paragraphs=paragraphs, lang=lang)).quotes


@pytest.mark.parametrize(
    ("lang", "text", "speaker", "words"),
    [
        ("en", "“We will hire many more of them,” said Sam Altman.", "Sam Altman", "We will hire many more of them,"),
        (
            "en",
            "“We will hire many more of them,” Sam Altman told reporters.",
            "Sam Altman",
            "We will hire many more of them,",
        ),
        ("en", 'Sam Altman said: "We will hire many more of them."', "Sam Altman", "We will hire many more of them."),
        (
            "fr",
            "« Nous allons recruter beaucoup plus », a déclaré Sam Altman.",
            "Sam Altman",
            "Nous allons recruter beaucoup plus",
        ),
        (
            "fr",
            "Selon Sam Altman, « nous allons recruter beaucoup plus ».",
            "Sam Altman",
            "nous allons recruter beaucoup plus",
        ),
        (
            "de",
            "„Wir werden noch viele einstellen“, sagte Sam Altman.",
            "Sam Altman",
            "Wir werden noch viele einstellen",
        ),
        (
            "de",
            "Sam Altman sagte: „Wir werden noch viele einstellen.“",
            "Sam Altman",
            "Wir werden noch viele einstellen.",
        ),
        ("es", "«Vamos a contratar a muchos más», afirmó Sam Altman.", "Sam Altman", "Vamos a contratar a muchos más"),
        (
            "it",
            "«Assumeremo molte altre persone», ha detto Sam Altman.",
            "Sam Altman",
            "Assumeremo molte altre persone",
        ),
        (
            "pt",
            "“Vamos contratar muito mais gente”, disse Sam Altman.",
            "Sam Altman",
            "Vamos contratar muito mais gente",
        ),
        ("nl", "'We gaan er nog veel aannemen', zegt Sam Altman.", "Sam Altman", "We gaan er nog veel aannemen"),
        ("ja", "サム・アルトマン氏は「さらに多くの人を採用する」と述べた。", "Sam Altman", "さらに多くの人を採用する"),
        ("zh", "萨姆·奥特曼表示：“我们还会招更多的人。”", "Sam Altman", "我们还会招更多的人。"),
        (
            "ko",
            '샘 올트먼은 "앞으로 더 많은 사람을 뽑을 것"이라고 말했다.',
            "Sam Altman",
            "앞으로 더 많은 사람을 뽑을 것",
        ),
    ],
)
def test_a_quote_has_its_speaker(lang: str, text: str, speaker: str, words: str) -> None:
    assert [(q.speaker, q.text, q.lang) for q in read(lang, text)] == [(speaker, words, lang)]


def test_an_interrupted_quote_is_two_by_one_speaker() -> None:
    found = read("en", "“The market is very hot,” said Sam Altman. “Nobody knows where it will end.”")
    assert [q.speaker for q in found] == ["Sam Altman", "Sam Altman"]


def test_french_puts_the_speaker_inside_of_the_marks() -> None:
    found = read("fr", "« Le marché est fou, a déclaré Sam Altman, et personne ne sait où il s'arrêtera. »")
    assert [(q.speaker, q.text) for q in found] == [
        ("Sam Altman", "Le marché est fou,"), ("Sam Altman", "et personne ne sait où il s'arrêtera."),
    ]  # fmt: skip


def test_a_pronoun_means_the_person_spoken_of() -> None:
    found = read("de", "Sam Altman zeigte sich gelassen. „Wir haben noch genügend Leute“, sagte er am Abend.")
    assert [q.speaker for q in found] == ["Sam Altman"]


def test_a_korean_chain_has_one_speaker() -> None:
    found = read("ko", '샘 올트먼은 "사람이 가장 중요하다"며 "돈은 그다음 문제"라고 덧붙였다.')
    assert [q.speaker for q in found] == ["Sam Altman", "Sam Altman"]


def test_an_unnamed_speaker_is_described() -> None:
    (found,) = read("en", "“Nobody asked us what we wanted,” said a former engineer at the lab.")
    assert found.speaker is None
    assert found.speaker_desc is not None
    assert "former engineer" in found.speaker_desc


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The so-called “talent war” goes on at Meta."),
        ("de", "Der „Krieg um Talente“ geht bei Meta weiter."),
        ("ja", "いわゆる「人材戦争」と呼ばれる現象だ。"),
        ("zh", "这就是所谓的“人才战”。"),
    ],
)
def test_scare_quotes_are_no_quotes(lang: str, text: str) -> None:
    assert read(lang, text) == ()


def test_headline_and_body_quote_once() -> None:
    found = read(
        "en", "“Nobody knows where this will end,” said Sam Altman.", title="Altman: “Nobody knows where this will end”"
    )
    assert [(q.speaker, q.evidence.paragraph) for q in found] == [("Sam Altman", 1)]


def test_evidence_is_the_very_words() -> None:
    text = "„Wir haben noch genügend Leute“, sagte Sam Altman."
    (found,) = read("de", text)
    assert text[found.evidence.start : found.evidence.end] == found.text


@pytest.mark.parametrize(
    "text", ["“ " * 50000, "「あ" * 50000, '"' * 100000, "“Hello there my good friend” " * 4000, " 'a\"" * 25000]
)
def test_unbalanced_marks_cost_little(text: str) -> None:
    for lang in ("en", "fr", "ja", "ko"):
        read(lang, text)
