"""Sums of money in ten languages: amount, currency, how exactly they are meant."""

from decimal import Decimal

import pytest

from storage.records import Article, Basis, Money
from worker.facts.extract import extract


def read(lang: str, *paragraphs: str, title: str = "T") -> tuple[Money, ...]:
    url = "https://example.org/a"
    return extract(Article(url=url, canonical_url=url, title=title, paragraphs=paragraphs, lang=lang)).money


def sums(lang: str, *paragraphs: str, title: str = "T") -> list[tuple[int, int | None, str | None, Basis]]:
    return [
        (int(m.amount or 0), None if m.amount_max is None else int(m.amount_max), m.currency, m.basis)
        for m in read(lang, *paragraphs, title=title)
    ]


@pytest.mark.parametrize(
    ("lang", "text", "amount", "currency"),
    [
        ("en", "He was paid $100 million.", 100_000_000, "USD"),
        ("en", "The offer was worth half a billion dollars.", 500_000_000, "USD"),
        ("en", "She got two hundred and fifty million dollars.", 250_000_000, "USD"),
        ("en", "A bonus of C$3m was paid.", 3_000_000, "CAD"),
        ("en", "A bonus of NT$30 million was paid.", 30_000_000, "TWD"),
        ("en", "The package came to Rs 2 crore.", 20_000_000, "INR"),
        ("en", "A $2.4 billion licence was signed.", 2_400_000_000, "USD"),
        ("it", "Lo stipendio è di duecentomila euro l'anno.", 200_000, "EUR"),
        ("it", "Guadagna milleduecento euro al mese.", 1_200, "EUR"),
        ("de", "Er bekommt zweihunderttausend Euro im Jahr.", 200_000, "EUR"),
        ("nl", "Zij verdient vijfentwintigduizend euro.", 25_000, "EUR"),
        ("fr", "Il a touché deux cents millions de dollars.", 200_000_000, "USD"),
        ("fr", "Le chèque est de 14,3 Mds $.", 14_300_000_000, "USD"),
        ("fr", "Elle demande 10\u202f000 euros.", 10_000, "EUR"),
        ("fr", "Le rachat coûte un milliard et demi d'euros.", 1_500_000_000, "EUR"),
        ("de", "Der Preis lag bei US$2,7 Mrd. laut Vertrag.", 2_700_000_000, "USD"),
        ("de", "Er verlangt 1.000.000 $ im Jahr.", 1_000_000, "USD"),
        ("de", "Das Labor kostet anderthalb Milliarden Euro.", 1_500_000_000, "EUR"),
        ("de", "Das 100-Millionen-Dollar-Angebot lag vor.", 100_000_000, "USD"),
        ("es", "Pagó 14.300 millones de dólares.", 14_300_000_000, "USD"),
        ("es", "Pagó 14,300 millones de dólares.", 14_300_000_000, "USD"),
        ("es", "El fondo es de mil millones de euros.", 1_000_000_000, "EUR"),
        ("it", "Il premio è di duecento milioni di euro.", 200_000_000, "EUR"),
        ("it", "Lo stipendio è di 300mila euro.", 300_000, "EUR"),
        ("pt", "A compra custou US$ 14,3 bilhões.", 14_300_000_000, "USD"),
        ("pt", "A compra custou 2,7 mil milhões de euros.", 2_700_000_000, "EUR"),
        ("nl", "De deal kost anderhalf miljard euro.", 1_500_000_000, "EUR"),
        ("nl", "Hij krijgt € 1,2 miljoen.", 1_200_000, "EUR"),
        ("ja", "契約金は2億5000万ドルだった。", 250_000_000, "USD"),
        ("ja", "予算は１兆円に上る。", 1_000_000_000_000, "JPY"),
        ("zh", "总包为2.5亿美元。", 250_000_000, "USD"),
        ("zh", "作价两亿五千万美元。", 250_000_000, "USD"),
        ("zh", "獎金為30萬港元。", 300_000, "HKD"),
        ("ko", "계약금은 1억 5천만 달러였다.", 150_000_000, "USD"),
        ("ko", "예산은 1조3000억원이다.", 1_300_000_000_000, "KRW"),
    ],
)
def test_a_sum_is_read_in_its_language(lang: str, text: str, amount: int, currency: str) -> None:
    assert sums(lang, text) == [(amount, None, currency, Basis.EXACT)]


@pytest.mark.parametrize(
    ("lang", "text", "basis"),
    [
        ("en", "They offered up to $100 million.", Basis.AT_MOST),
        ("en", "They offered $100M+ to some.", Basis.AT_LEAST),
        ("en", "They offered roughly $100 million.", Basis.ABOUT),
        ("fr", "Une prime pouvant atteindre 100 millions de dollars.", Basis.AT_MOST),
        ("fr", "Une prime de près de 100 millions de dollars.", Basis.ABOUT),
        ("de", "Eine Prämie von mehr als 100 Millionen Dollar.", Basis.AT_LEAST),
        ("es", "Una prima de hasta 100 millones de dólares.", Basis.AT_MOST),
        ("it", "Un premio di circa 100 milioni di dollari.", Basis.ABOUT),
        ("pt", "Um bônus de pelo menos US$ 100 milhões.", Basis.AT_LEAST),
        ("nl", "Een bonus van maximaal 100 miljoen dollar.", Basis.AT_MOST),
        ("ja", "報酬は1億ドルを超える。", Basis.AT_LEAST),
        ("zh", "奖金高达1亿美元。", Basis.AT_MOST),
        ("ko", "보너스는 최대 1억달러다.", Basis.AT_MOST),
    ],
)
def test_a_bound_beside_the_sum_is_its_basis(lang: str, text: str, basis: Basis) -> None:
    assert [b for *_, b in sums(lang, text)] == [basis]


def test_a_vague_sum_has_its_lower_end() -> None:
    assert sums("en", "He made hundreds of millions of dollars.") == [(100_000_000, 900_000_000, "USD", Basis.VAGUE)]
    assert sums("zh", "年薪数千万美元。")[0][::2] == (10_000_000, "USD")


@pytest.mark.parametrize(
    ("lang", "text", "low", "high"),
    [
        ("en", "Pay of between $10 million and $20 million a year.", 10_000_000, 20_000_000),
        ("en", "Pay runs from $300,000 to $500,000.", 300_000, 500_000),
        ("de", "Zwischen 300.000 und 500.000 Euro im Jahr.", 300_000, 500_000),
        ("pt", "Ganha entre 75 mil e 110 mil euros por ano.", 75_000, 110_000),
        ("it", "Costa tra i 5 e i 10 milioni di euro.", 5_000_000, 10_000_000),
        ("zh", "作價20億至30億美元。", 2_000_000_000, 3_000_000_000),
        ("ko", "연봉은 5억~6억원이다.", 500_000_000, 600_000_000),
    ],
)
def test_a_range_is_one_sum_with_two_ends(lang: str, text: str, low: int, high: int) -> None:
    assert [(a, b) for a, b, *_ in sums(lang, text)] == [(low, high)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ja", "最大1億ドル（約150億円）を提示した。"),
        ("ko", "1억달러(약 1400억원)를 제시했다."),
        ("pt", "Pagou US$ 100 milhões (R$ 550 milhões)."),
        ("de", "Er bekam 100 Millionen Dollar (rund 90 Millionen Euro)."),
    ],
)
def test_a_converted_sum_is_the_same_money(lang: str, text: str) -> None:
    assert [(a, c) for a, _, c, _ in sums(lang, text)] == [(100_000_000, "USD")]


def test_a_number_without_a_currency_is_no_money() -> None:
    assert sums("en", "The model has 70 billion parameters and 400 million users in 2024.") == []


def test_a_number_borrows_the_currency_of_the_sum_beside_it() -> None:
    found = sums("en", "The offer was $250 million, of which up to 100 million would be paid in the first year.")
    assert found == [(250_000_000, None, "USD", Basis.EXACT), (100_000_000, None, "USD", Basis.AT_MOST)]


def test_title_and_body_name_one_sum_and_the_body_shows_it() -> None:
    found = read("en", "Meta offered as much as $100 million to sign.", title="Meta dangles $100 million")
    assert [(m.amount, m.basis, m.evidence.paragraph) for m in found] == [(Decimal(100_000_000), Basis.AT_MOST, 1)]


def test_evidence_is_the_very_words() -> None:
    text = "Meta soll rund 250 Mio. Dollar über vier Jahre geboten haben."
    (found,) = read("de", text)
    assert text[found.evidence.start : found.evidence.end] == found.evidence.text == "250 Mio. Dollar"
    assert (found.basis, found.hedged, found.period) == (Basis.ABOUT, True, "vier jahre")


def test_a_deal_has_a_payer() -> None:
    (found,) = read("en", "Google paid $2.7 billion to license technology from Character.AI.")
    assert (found.what, found.payer, found.payee) == ("deal", "Google", "Character.AI")


@pytest.mark.parametrize(
    "text", ["1234567890" * 12000, "$1 " * 40000, "万" * 100000, "一亿" * 50000, "hundreds of " * 9000]
)
def test_hostile_figures_cost_little(text: str) -> None:
    for lang in ("en", "zh"):
        read(lang, text)
