from scheduler.budget import LEAST, MOST, stretched


def test_without_a_budget_nothing_is_stretched():
    assert stretched(7.0, planned=1e6, allowed=None) == 1.0


def test_stretching_settles_at_the_budget():
    stretch = 1.0
    for _ in range(20):
        stretch = stretched(stretch, planned=9_000 / stretch, allowed=1_000)
    assert abs(9_000 / stretch - 1_000) < 10


def test_a_budget_out_of_reach_stays_within_bounds():
    low = high = 1.0
    for _ in range(50):
        low, high = stretched(low, planned=1, allowed=1e9), stretched(high, planned=1e9, allowed=1)
    assert (low, high) == (LEAST, MOST)
