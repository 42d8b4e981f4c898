"""Answers kept for a while."""

import pytest

from cli.wire.kept import MOST, Kept


def test_an_answer_is_made_once_until_it_is_old() -> None:
    now, made = [0.0], []
    kept = Kept(10, clock=lambda: now[0])

    def make() -> int:
        made.append(now[0])
        return len(made)

    assert [kept.get("a", make), kept.get("a", make), kept.get("b", make)] == [1, 1, 2]
    now[0] = 60.5
    assert kept.get("a", make) == 3


def test_an_old_answer_is_given_while_another_thread_makes_the_new_one() -> None:
    now, started = [0.0], []
    kept = Kept(10, clock=lambda: now[0], start=started.append)
    kept.get("a", lambda: "old")
    now[0] = 11
    assert [kept.get("a", lambda: "new"), kept.get("a", lambda: "never")] == ["old", "old"]
    (work,) = started
    work()
    assert kept.get("a", lambda: "never") == "new"


def test_an_answer_that_cannot_be_made_anew_stands_until_it_is_too_old() -> None:
    now = [0.0]
    kept = Kept(10, clock=lambda: now[0], start=lambda work: work())
    kept.get("a", lambda: "old")
    now[0] = 11
    assert kept.get("a", lambda: 1 / 0) == "old"
    assert kept.get("a", lambda: "new") == "old"
    assert kept.get("a", lambda: "never") == "new"
    now[0] = 71
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 / 0)


def test_while_one_makes_it_anew_the_others_get_the_old_one() -> None:
    now = [0.0]
    kept = Kept(10, clock=lambda: now[0])
    kept.get("a", lambda: "old")
    now[0] = 61
    assert kept.get("a", lambda: kept.get("a", lambda: "never") + ", then new") == "old, then new"


def test_what_fails_is_not_kept_and_the_next_one_tries_again() -> None:
    kept = Kept(10)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 / 0)
    assert kept.get("a", lambda: "well") == "well"


def test_only_so_many_are_kept() -> None:
    kept = Kept(1_000)
    for n in range(MOST + 5):
        kept.get(n, lambda: "x")
    assert kept.get(0, lambda: "anew") == "anew"
