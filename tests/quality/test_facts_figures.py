"""Floors for money, quotes and credits on the held-out topics of the labelled corpus."""

import pytest

from tests.quality.score_figures import Figures, measure


@pytest.fixture(scope="module")
def held_out() -> Figures:
    return measure(held=True)[0]["all"]


def test_sums_are_right_and_complete(held_out: Figures) -> None:
    assert held_out.money.precision >= 0.88
    assert held_out.money.recall >= 0.83
    assert held_out.basis.precision >= 0.90


def test_quotes_are_found_with_their_speakers(held_out: Figures) -> None:
    assert held_out.quotes.recall >= 0.93
    assert held_out.speaker.precision >= 0.87


def test_sources_are_credited(held_out: Figures) -> None:
    assert held_out.credits.f1 >= 0.94
