from bench.simulate import compare


def test_relevant_stories_wait_less_than_under_any_other_policy_at_the_same_number_of_polls():
    results = compare(count=16, days=10, seed=7)
    ours = results.pop("ours")
    assert ours.polls <= 1.01
    assert ours.mean < min(result.mean for result in results.values())
    assert ours.mean < 0.75 * results["fixed"].mean
