from scheduler.budget import LEAST, MOST, stretched, stretched_by_host


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


def test_only_crowded_hosts_are_stretched_and_only_as_long_as_they_are_crowded():
    stretches: dict[str, float] = {}
    for _ in range(20):
        planned = {"crowded": 600 / stretches.get("crowded", 1.0), "quiet": 5.0}
        above = {host: polls for host, polls in planned.items() if polls > 60 or host in stretches}
        stretches = stretched_by_host(stretches, planned=above, allowed=60)
    assert set(stretches) == {"crowded"}
    assert abs(600 / stretches["crowded"] - 60) < 1
    for _ in range(20):
        stretches = stretched_by_host(stretches, planned={"crowded": 6.0}, allowed=60)
    assert stretches == {}
