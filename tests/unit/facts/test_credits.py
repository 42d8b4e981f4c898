"""The outlets that an article names as its source."""

import pytest

from storage.records import Article
from worker.facts.extract import extract


def credited(lang: str, *paragraphs: str, outlet: str | None = None) -> list[str]:
    url = "https://example.org/a"
    article = Article(url=url, canonical_url=url, title="T", paragraphs=paragraphs, lang=lang, outlet=outlet)
    return [c.outlet for c in extract(article).credits]


@pytest.mark.parametrize(
    ("lang", "text", "outlet"),
    [
        ("en", "The move was first reported by The Information.", "The Information"),
        ("fr", "C'est ce qu'a rapporté le Wall Street Journal.", "The Wall Street Journal"),
        ("fr", "a-t-il dit à Command Line, la lettre de The Verge.", "The Verge"),
        ("de", "Das berichtet Bloomberg unter Berufung auf Insider.", "Bloomberg"),
        ("es", "Según publicó Wired, la cifra es mayor.", "Wired"),
        ("it", "Secondo quanto riportato da Reuters, l'accordo è vicino.", "Reuters"),
        ("pt", "A informação é da CNBC.", "CNBC"),
        ("nl", "Dat meldt de Financial Times.", "Financial Times"),
        ("ja", "米紙ウォール・ストリート・ジャーナルが報じた。", "The Wall Street Journal"),
        ("zh", "据《华尔街日报》报道，交易已完成。", "The Wall Street Journal"),
        ("ko", "블룸버그통신에 따르면 계약은 끝났다.", "Bloomberg"),
    ],
)
def test_an_outlet_named_as_the_source_is_credited(lang: str, text: str, outlet: str) -> None:
    assert credited(lang, text) == [outlet]


def test_the_publishing_outlet_credits_nobody_by_naming_itself() -> None:
    assert credited("en", "She told Business Insider that pay had doubled.", outlet="Business Insider") == []


def test_an_ordinary_word_is_no_outlet() -> None:
    assert credited("en", "Time will tell, and the next capital round is near. It cost a fortune.") == []


def test_an_unknown_paper_is_credited_where_the_grammar_is_sure() -> None:
    assert credited("en", "The town is small, according to the Lower Valley Gazette.") == ["Lower Valley Gazette"]
    assert credited("zh", "据《山城晚报》报道，团队已离开。") == ["山城晚报"]


def test_a_party_to_the_story_is_no_source() -> None:
    assert credited("en", "The lab is suing The New York Times over a story.") == []
