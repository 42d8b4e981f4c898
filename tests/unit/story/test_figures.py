"""Numbers and places mean the same in every language."""

import time

import pytest

from worker.story.figures import figures, rounded
from worker.story.places import places


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("an offer of $2.7 billion", "en"),
        ("2,7 milliards de dollars", "fr"),
        ("2,7 Mrd. Dollar", "de"),
        ("2.700 millones de dólares", "es"),
        ("2,7 miliardi di dollari", "it"),
        ("US$ 2,7 bilhões", "pt"),
        ("2,7 miljard dollar", "nl"),
        ("27億ドル", "ja"),
        ("二十七亿美元", "zh"),
        ("27억 달러", "ko"),
    ],
)
def test_a_sum_is_one_value_in_ten_languages(text: str, lang: str) -> None:
    assert figures(text, lang) == ("2700000000",)


@pytest.mark.parametrize("text", ["10,000 chips", "10.000", "10 000", "1万枚", "10k"])
def test_thousands_are_read_whatever_parts_them(text: str) -> None:
    assert figures(text, "ja" if "万" in text else "en") == ("10000",)


def test_parts_of_an_east_asian_number_are_added_up() -> None:
    assert figures("3억4000만 달러", "ko") == ("340000000",)


def test_years_and_the_smallest_numbers_are_left_out() -> None:
    assert figures("In 2024 the 2 left", "en") == ()


def test_an_english_word_is_no_spanish_number() -> None:
    assert figures("once again", "en") == ()
    assert figures("once investigadores", "es") == ("11",)


def test_three_digits_survive_rounding() -> None:
    assert rounded(14_349_000_000) == 14_300_000_000


def test_digits_without_end_cost_linear_time() -> None:
    begun = time.perf_counter()
    figures("9" * 100_000 + "1 " * 100_000 + "九" * 100_000, "zh")
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize(
    "text", ["in London,", "à Londres", "Londoner Büro", "a Londra", "ロンドンの研究者", "伦敦", "런던에서"]
)
def test_a_place_is_one_key_in_every_language(text: str) -> None:
    assert "london" in places(text)


def test_a_place_inside_a_word_is_none() -> None:
    assert places("Romantic comparisons") == {}
