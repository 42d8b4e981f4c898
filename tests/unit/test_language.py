"""Which language a text is in."""

import pytest

from worker.language import detect


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Apple loses top AI executive to Meta", "en"),
        ("Apple perd son patron de l'IA au profit de Meta", "fr"),
        ("Apple verliert KI-Chef an Meta", "de"),
        ("Apple pierde a su jefe de IA", "es"),
        ("Apple perde il capo dell'AI, che passa a Meta", "it"),
        ("Apple perde chefe de IA para a Meta e não comenta a saída", "pt"),
        ("Apple verliest AI-topman aan Meta", "nl"),
        ("アップルのAI責任者がメタに移籍", "ja"),
        ("Meta挖走OpenAI四名研究员", "zh"),
        ("메타, OpenAI 연구원 영입", "ko"),
        ("Мета переманивает исследователей", "ru"),
        ("ميتا توظف باحثين من أوبن إيه آي", "ar"),
        ("मेटा ने शोधकर्ताओं को नियुक्त किया", "hi"),
        ("Η Meta προσλαμβάνει ερευνητές", "el"),
        ("OpenAI förlorar forskare till Meta och det är inte första gången", "sv"),
    ],
)
def test_a_headline_tells_its_language(text: str, lang: str) -> None:
    assert detect(text) == lang


def test_silence_is_none_and_the_hint_decides_then() -> None:
    assert detect("") is None
    assert detect("12 345") is None
    assert detect("OpenAI", "pt-BR") == "pt"


def test_clear_words_beat_a_wrong_hint() -> None:
    assert detect("Der Konzern hat die Forscher mit hohen Gehältern geholt", "en") == "de"


def test_a_hint_that_is_no_code_is_ignored() -> None:
    assert detect("The researchers are leaving the company", "http://x/") == "en"
