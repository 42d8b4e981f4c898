"""The word lists: every word is used, and none fires where it should not."""

import pytest

from worker.relevance.grammar import events, grammar
from worker.relevance.lexicon import LANGUAGES, concepts, load_lexicon
from worker.relevance.reading import LIMIT, plain, read


def found(text: str, lang: str) -> dict[str, set[str]]:
    """Concept -> the words found for it."""
    answer: dict[str, set[str]] = {}
    for unit in read(plain(text), "body", load_lexicon(lang), whole=True).units:
        for start, end, mask in unit.hits:
            for i, name in enumerate(concepts()):
                if mask >> i & 1:
                    answer.setdefault(name, set()).add(text[start:end])
    return answer


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_lexicon_loads_and_names_known_concepts(lang: str) -> None:
    lexicon = load_lexicon(lang)
    assert len(lexicon.flags) == len(lexicon.masks) > 1500


@pytest.mark.parametrize(
    ("text", "lang", "concept"),
    [
        ("Air quality in said rain", "en", "ai"),
        ("ai ricercatori italiani", "it", "ai"),
        ("la tía María y su energía", "es", "ai"),
        ("meta-analysis of the studies", "en", "bigtech"),
        ("la meta del partido", "es", "bigtech"),
        ("an apple a day", "en", "bigtech"),
        ("poached eggs on toast", "en", "poach"),
        ("He leaves little to chance", "en", "leave"),
        ("Die Firma kündigt ein neues Produkt an", "de", "leave"),
        ("挖掘机销量增长", "zh", "poach"),
        ("メタ分析の結果", "ja", "bigtech"),
    ],
)
def test_a_word_does_not_fire_inside_another(text: str, lang: str, concept: str) -> None:
    assert concept not in found(text, lang)


@pytest.mark.parametrize(
    ("text", "lang", "concept"),
    [
        ("OpenAI's AI researchers", "en", "ai_role"),
        ("l'IA générative", "fr", "ai"),
        ("ein KI-Forscherteam", "de", "ai_role"),
        ("오픈AI가 메타로", "ko", "lab"),
        ("OpenAIの研究者", "ja", "lab"),
        ("前OpenAI研究员", "zh", "former"),
        ("Zuckerbergs Offensive", "de", "boss"),
    ],
)
def test_a_word_is_found_where_it_stands(text: str, lang: str, concept: str) -> None:
    assert concept in found(text, lang)


def test_the_longest_word_wins() -> None:
    assert found("AI researchers", "en") == {"ai_role": {"AI researchers"}}


def test_hits_of_a_unit_never_overlap() -> None:
    text = "Meta poaches top AI researchers from OpenAI in talent war with signing bonuses of $100 million"
    for unit in read(text, "body", load_lexicon("en"), whole=True).units:
        ends = [0]
        for start, end, _ in sorted(unit.hits):
            assert start >= ends[-1]
            ends.append(end)


def test_a_text_is_read_up_to_its_limit() -> None:
    assert len(plain("x" * (LIMIT + 5))) == LIMIT


def test_every_event_can_happen() -> None:
    for event in events():
        mask = 0
        for need in event.need:
            mask |= need & -need
        if not mask & event.without:
            items, _ = grammar().of(mask, True)
            assert any(events()[i - grammar().concepts] is event for i in items if i >= grammar().concepts), event.name
