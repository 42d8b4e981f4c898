"""Moves: who goes where, in ten languages, and what only looks like a move."""

import pytest

from storage.records import Extraction, Kind, Status
from tests.unit.facts.test_names import read


def ends(found: Extraction) -> set[tuple[str | None, str | None, str | None]]:
    return {(m.person, m.origin, m.destination) for m in found.moves}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Tamsin Okoro, a researcher at OpenAI, is joining Anthropic."),
        ("en", "Anthropic has hired Tamsin Okoro from OpenAI."),
        ("en", "OpenAI lost Tamsin Okoro to Anthropic."),
        ("en", "Tamsin Okoro left OpenAI for Anthropic."),
        ("en", "Tamsin Okoro was poached from OpenAI by Anthropic."),
        ("fr", "Tamsin Okoro quitte OpenAI pour rejoindre Anthropic."),
        ("fr", "Anthropic débauche Tamsin Okoro chez OpenAI."),
        ("fr", "OpenAI perd Tamsin Okoro au profit d'Anthropic."),
        ("de", "Tamsin Okoro wechselt von OpenAI zu Anthropic."),
        ("de", "Anthropic wirbt OpenAI die Forscherin Tamsin Okoro ab."),
        ("de", "Anthropic hat Tamsin Okoro von OpenAI abgeworben."),
        ("de", "OpenAI verliert Tamsin Okoro an Anthropic."),
        ("es", "Anthropic ficha a Tamsin Okoro, investigadora de OpenAI."),
        ("es", "Tamsin Okoro deja OpenAI para incorporarse a Anthropic."),
        ("it", "Tamsin Okoro lascia OpenAI per Anthropic."),
        ("it", "Anthropic strappa Tamsin Okoro a OpenAI."),
        ("pt", "Tamsin Okoro troca a OpenAI pela Anthropic."),
        ("pt", "A Anthropic contrata Tamsin Okoro, da OpenAI."),
        ("nl", "Tamsin Okoro stapt over van OpenAI naar Anthropic."),
        ("nl", "Tamsin Okoro verruilt OpenAI voor Anthropic."),
        ("ja", "OpenAIのTamsin Okoro氏がAnthropicに移籍した。"),
        ("ja", "AnthropicがOpenAIからTamsin Okoro氏を引き抜いた。"),
        ("zh", "Tamsin Okoro从OpenAI跳槽到Anthropic。"),
        ("zh", "Anthropic从OpenAI挖走了Tamsin Okoro。"),
    ],
)
def test_the_same_move_in_many_words(lang: str, text: str) -> None:
    assert ends(read(lang, "AI", text)) == {("Tamsin Okoro", "OpenAI", "Anthropic")}


def test_a_move_in_korean() -> None:
    found = read("ko", "AI", "오픈AI 연구원 존 슐만이 앤트로픽으로 이직했다.", published="2024-08-06")
    assert ends(found) == {("John Schulman", "OpenAI", "Anthropic")}


def test_a_list_shares_verb_and_ends() -> None:
    found = read("en", "AI", "Ana Lopez, Marc Weber and Yuki Tanaka, all from OpenAI, joined Anthropic.")
    assert ends(found) == {(n, "OpenAI", "Anthropic") for n in ("Ana Lopez", "Marc Weber", "Yuki Tanaka")}


def test_the_pronoun_is_the_one_spoken_of() -> None:
    found = read("en", "AI", "Ana Lopez led research at OpenAI. She is joining Anthropic.")
    assert ends(found) == {("Ana Lopez", "OpenAI", "Anthropic")}


@pytest.mark.parametrize(
    "text",
    [
        "Google joined forces with OpenAI, said Ana Lopez of Google.",
        "Ana Lopez, a researcher at OpenAI, is on leave of absence until May.",
        "That leaves little doubt, said Ana Lopez of OpenAI.",
        "Ana Lopez of OpenAI is not leaving for Anthropic.",
        "It is like LeBron James joining OpenAI from Google.",
    ],
)
def test_what_only_looks_like_a_move(text: str) -> None:
    assert ends(read("en", "AI", text)) == set()


def test_an_internal_transfer_is_no_departure() -> None:
    assert ends(read("en", "AI", "Ana Lopez moved from Google DeepMind to Google.")) == set()


def test_a_denied_verb_moves_nobody_in_french() -> None:
    assert ends(read("fr", "IA", "Ana Lopez ne quitte pas OpenAI.")) == set()


def test_an_unnamed_engineer_is_a_subject() -> None:
    found = read("en", "AI", "A Meta engineer turned down an offer from Perplexity.")
    move = found.moves[0]
    assert (move.person, move.origin, move.destination) == (None, "Meta", "Perplexity")
    assert (move.kind, move.status) == (Kind.OFFER, Status.REFUSED)
    assert move.person_desc


def test_a_counted_group_keeps_its_number() -> None:
    move = read("en", "AI", "Three OpenAI researchers joined Anthropic.").moves[0]
    assert (move.person, move.origin, move.destination, move.count) == (None, "OpenAI", "Anthropic", 3)


def test_the_french_conditional_hedges() -> None:
    move = read("fr", "IA", "Anthropic aurait recruté Ana Lopez chez OpenAI, selon une source.").moves[0]
    assert move.hedged
    assert move.status is Status.REPORTED


def test_a_spokesperson_confirms() -> None:
    move = read("en", "AI", "Ana Lopez left OpenAI for Anthropic, a spokesperson confirmed.").moves[0]
    assert move.status is Status.CONFIRMED


def test_the_sentence_is_the_evidence() -> None:
    text = "Nothing yet. Ana Lopez left OpenAI for Anthropic. More soon."
    move = read("en", "AI", text).moves[0]
    assert text[move.evidence.start : move.evidence.end] == move.evidence.text
    assert "Ana Lopez left OpenAI" in move.evidence.text


@pytest.mark.parametrize(
    ("lang", "text", "day", "words"),
    [
        ("en", "Ana Lopez left OpenAI for Anthropic on June 30.", "2025-06-30", "June 30"),
        ("en", "Ana Lopez left OpenAI for Anthropic on Friday.", "2025-06-27", "Friday"),
        ("fr", "Ana Lopez a quitté OpenAI pour Anthropic le 30 juin.", "2025-06-30", "30 juin"),
        ("de", "Ana Lopez wechselt am 30. Juni von OpenAI zu Anthropic.", "2025-06-30", "30. Juni"),
        ("es", "Ana Lopez dejó OpenAI por Anthropic el 12 de diciembre.", "2024-12-12", "12 de diciembre"),
        ("ja", "OpenAIのAna Lopez氏が6月30日にAnthropicに移籍した。", "2025-06-30", "6月30日"),
        ("zh", "Ana Lopez 6月30日从OpenAI跳槽到Anthropic。", "2025-06-30", "6月30日"),
        ("en", "Ana Lopez left OpenAI for Anthropic last month.", "2025-06-01", "last month"),
    ],
)
def test_the_date_is_resolved_from_words_against_publication(lang: str, text: str, day: str, words: str) -> None:
    move = read(lang, "AI", text).moves[0]
    assert (str(move.on), move.on_text) == (day, words)
