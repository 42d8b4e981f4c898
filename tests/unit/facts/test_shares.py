"""Shares of a counted whole, lineage as of the article's month, and offers declined before going after all."""

import pytest

from storage.records import Kind, Status
from tests.unit.facts.test_moves import ends
from tests.unit.facts.test_names import read
from worker.facts.gazetteer import load_gazetteer
from worker.facts.shares import shares


@pytest.mark.parametrize(
    ("lang", "text", "part", "whole"),
    [
        ("en", "Eleven of the fourteen authors have left.", 11, 14),
        ("fr", "Cinq des onze partants sont à Paris.", 5, 11),
        ("fr", "Sur les quatorze auteurs, onze ont quitté la maison.", 11, 14),
        ("de", "Fünf der elf Abgewanderten landeten in Paris.", 5, 11),
        ("es", "Once de los catorce firmantes trabajan en otro sitio.", 11, 14),
        ("it", "Via 11 dei 14 autori.", 11, 14),
        ("pt", "Onze dos 14 autores já saíram.", 11, 14),
        ("nl", "Van de veertien auteurs zijn er elf vertrokken.", 11, 14),
        ("ja", "14人の研究者のうち、11人がすでに去った。", 11, 14),
        ("zh", "770名员工中有747人联署。", 747, 770),
        ("ko", "저자 14명 중 11명이 떠났다.", 11, 14),
    ],
)
def test_a_share_is_told_in_ten_languages(lang: str, text: str, part: int, whole: int) -> None:
    assert [(s.part, s.whole) for s in shares(text, 0, len(text), lang)] == [(part, whole)]


@pytest.mark.parametrize("told", ["Twelve of the ten", "One of the ten", "1 of the 10"])
def test_a_share_is_more_than_one_and_less_than_its_whole(told: str) -> None:
    assert shares(told, 0, len(told), "en") == []


def test_a_share_that_left_is_a_departure_and_one_that_stays_is_not() -> None:
    told = "Meta loses the Llama team. Eleven of the fourteen authors have left Meta. Three of the fourteen stay."
    found = read("en", told, kind=Kind.DEPARTURE)
    assert [(m.person, m.origin, m.destination, m.count) for m in found.moves] == [(None, "Meta", None, 11)]


def test_where_a_share_went_is_told_too() -> None:
    told = "Meta loses the Llama team at Meta. Five of the eleven who left Meta are at Mistral AI."
    assert (None, "Meta", "Mistral AI") in ends(read("en", told, kind=Kind.DEPARTURE))


def test_who_is_bought_goes_from_one_house_to_the_other() -> None:
    told = "OpenAI is taking the three founders of Convogo. Matt Cooper, of Convogo, joins OpenAI."
    assert ends(read("en", told, kind=Kind.ACQUIHIRE, published="2026-01-09")) >= {("Matt Cooper", "Convogo", "OpenAI")}


def test_years_after_a_purchase_the_two_are_one_house() -> None:
    then, now = load_gazetteer().as_of(2014 * 12 + 1), load_gazetteer().as_of(2025 * 12 + 1)
    assert then.root("Google DeepMind") == "Google DeepMind"
    assert now.root("Google DeepMind") == "Google"
    assert load_gazetteer().as_of(0) is load_gazetteer()


def test_a_division_is_its_firm_at_any_time() -> None:
    assert load_gazetteer().as_of(2012 * 12).root("FAIR") == "Meta"


def test_who_declines_and_goes_after_all_has_done_two_things() -> None:
    told = (
        "Tamsin Okoro, a researcher at OpenAI, is joining Anthropic. In the summer Okoro had turned down an offer from "
        "the same company."
    )
    found = read("en", told)
    assert {(m.destination, m.status is Status.REFUSED) for m in found.moves} == {("Anthropic", False), ("Anthropic", True)}


def test_declining_to_comment_is_no_declined_offer() -> None:
    told = "Tamsin Okoro, a researcher at OpenAI, is joining Anthropic. Okoro declined to comment."
    assert [m.status for m in read("en", told).moves] == [Status.CONFIRMED]


@pytest.mark.parametrize("told", ["Karl Tuyls quitte H, où il était entré en 2024.", "La start-up H perd trois fondateurs."])
def test_a_one_letter_firm_stands_in_the_company_of_its_people(told: str) -> None:
    assert "H Company" in {o.name for o in read("fr", told).organisations}


@pytest.mark.parametrize("told", ["The H-1B visa costs more.", "Daan H. Wierstra spoke.", "Plan H is late."])
def test_a_letter_alone_is_no_firm(told: str) -> None:
    assert "H Company" not in {o.name for o in read("en", told).organisations}
