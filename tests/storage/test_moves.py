"""Moves: one canonical record, a claim from each article, a status that follows from the claims."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from storage.articles import OrganisationRow, upsert_organisations
from storage.database import write
from storage.records import Credit, Kind, Op, Precision, Status
from tests.storage.builders import EVIDENCE, a_move, an_article, facts, save
from tests.storage.test_articles import rows

DAY = timedelta(days=1)


def told(engine: Engine, now: datetime, *claims: tuple[str, int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Save one article for each (outlet, day, what its move differs in); the moves."""
    with write(engine) as session:
        for name, day, more in claims:
            at = now + day * DAY
            save(session, an_article(name, published_at=at), facts(a_move(**more)), now=at)
        return sorted(rows(session, "v1_moves"), key=lambda row: str(row["first_claimed_at"]))


def test_two_articles_on_one_move_are_two_claims_of_it(engine: Engine, now: datetime) -> None:
    (move,) = told(engine, now, ("one", 0, {}), ("two", 2, {"kind": Kind.DEPARTURE}))
    assert (move["articles"], move["publishers"], move["origins"]) == (2, 2, 2)


def test_a_rewrite_corroborates_nothing(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        save(session, an_article("ledger", outlet="The Ledger"), facts(a_move()))
        credit = Credit(outlet="Ledger", evidence=EVIDENCE)
        for name in ("two", "three"):
            save(session, an_article(name), facts(a_move(), credits=(credit,)))
        (move,) = rows(session, "v1_moves")
        assert (move["articles"], move["publishers"], move["origins"]) == (3, 3, 1)


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (("rumoured", "reported"), "reported"),
        (("reported", "confirmed"), "confirmed"),
        (("confirmed", "rumoured"), "confirmed"),
        (("reported", "refused"), "reported"),
        (("attempted", "refused"), "refused"),
        (("rumoured", "attempted"), "attempted"),
    ],
)
def test_the_status_follows_from_the_claims(
    engine: Engine, now: datetime, statuses: tuple[str, str], status: str
) -> None:
    claims = [(f"n{n}", n, {"status": Status(one)}) for n, one in enumerate(statuses)]
    (move,) = told(engine, now, *claims)
    assert move["status"] == status


def test_a_move_keeps_what_it_looked_like(engine: Engine, now: datetime) -> None:
    told(engine, now, ("one", 0, {"status": Status.RUMOURED, "hedged": True}), ("two", 3, {"status": Status.CONFIRMED}))
    with write(engine) as session:
        history = sorted(rows(session, "v1_move_history"), key=lambda row: row["revision"])
        assert [(row["revision"], row["status"], bool(row["hedged"])) for row in history] == [
            (1, "rumoured", True),
            (2, "confirmed", False),
        ]


def test_an_open_end_is_filled_by_a_later_claim(engine: Engine, now: datetime) -> None:
    (move,) = told(engine, now, ("one", 0, {"destination": None, "kind": Kind.DEPARTURE}), ("two", 5, {}))
    assert (move["from_org"], move["to_org"]) == ("Alpha Lab", "Beta Lab")


def test_two_half_known_moves_become_one_when_an_article_shows_it(engine: Engine, now: datetime) -> None:
    far = {"destination": None, "on": date(2026, 1, 1), "on_precision": Precision.DAY}
    moves = told(engine, now, ("one", 0, far), ("two", 5, {"origin": None}))
    assert len(moves) == 2
    (move,) = told(engine, now, ("three", 6, {"on": date(2026, 2, 1), "on_precision": Precision.DAY}))
    assert move["articles"] == 3
    with write(engine) as session:
        (redirect,) = rows(session, "v1_redirects")
        assert redirect["merged_into"] == move["move_id"]
        gone = rows(session, "v1_changes", entity_id=redirect["entity_id"])
        assert gone[-1]["op"] == "delete"


def test_going_elsewhere_or_much_later_is_another_move(engine: Engine, now: datetime) -> None:
    moves = told(
        engine, now, ("one", 0, {}), ("two", 1, {"destination": "Gamma"}), ("three", 500, {}),
        ("four", 0, {"person": "Bo Ek"}), ("five", 0, {"kind": Kind.RETENTION, "destination": None}),
    )  # fmt: skip
    assert len(moves) == 5


def test_a_child_and_its_parent_are_one_house(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        upsert_organisations(session, [OrganisationRow(name="Alpha Lab", parent="Alpha Group")], now=now)
    (move,) = told(engine, now, ("one", 0, {}), ("two", 1, {"origin": "Alpha Group"}))
    assert move["articles"] == 2


def test_an_unnamed_engineer_is_known_by_description_and_organisations(engine: Engine, now: datetime) -> None:
    unnamed = {"person": None, "person_desc": "an engineer of Alpha Lab"}
    moves = told(engine, now, ("one", 0, unnamed), ("two", 1, unnamed), ("three", 1, {**unnamed, "destination": None}))
    assert [move["articles"] for move in moves] in ([2, 1], [1, 2])


def test_a_claim_taken_back_by_its_article_leaves_the_others(engine: Engine, now: datetime) -> None:
    told(engine, now, ("one", 0, {}), ("two", 0, {"status": Status.CONFIRMED}))
    with write(engine) as session:
        saved = save(session, an_article("two"), facts(), now=now, reason="reextract")
        assert [(one.entity_type, one.op) for one in saved.changes][1:] == [
            ("claim", Op.DELETE),
            ("move", Op.UPSERT),
        ]
        (move,) = rows(session, "v1_moves")
        assert (move["status"], move["articles"]) == ("reported", 1)


def test_flows_are_net_by_month_and_roll_up(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        upsert_organisations(session, [OrganisationRow(name="Alpha Lab", parent="Alpha Group")], now=now)
        for n, (who, origin, destination) in enumerate(
            [
                ("A One", "Alpha Lab", "Beta Lab"),
                ("B Two", "Alpha Group", "Beta Lab"),
                ("C Six", "Beta Lab", "Alpha Lab"),
            ]
        ):
            move = a_move(person=who, origin=origin, destination=destination)
            save(session, an_article(f"n{n}"), facts(move))
        flows = {(row["level"], row["from_org"], row["to_org"]): row["net"] for row in rows(session, "v1_flows")}
        assert flows["organisation", "Alpha Lab", "Beta Lab"] == 0
        assert flows["root", "Alpha Group", "Beta Lab"] == 1
        assert flows["root", "Beta Lab", "Alpha Group"] == -1
        assert {row["month"] for row in rows(session, "v1_flows")} == {"2026-03"}


def test_before_it_was_bought_a_firm_is_its_own(engine: Engine, now: datetime) -> None:
    """now is 4 March 2026; Beta Group buys Alpha Lab on the 20th."""
    with write(engine) as session:
        bought = OrganisationRow(name="Alpha Lab", parent="Beta Group", parent_since=date(2026, 3, 20))
        upsert_organisations(session, [bought], now=now)
        for day, who in ((4, "A One"), (28, "B Two")):
            move = a_move(person=who, origin="Alpha Lab", destination="Beta Group")
            save(session, an_article(f"n{day}", published_at=now.replace(day=day)), facts(move))
        internal = {row["person"]: (row["internal"], row["from_root"]) for row in rows(session, "v1_moves")}
        flows = [(row["from_org"], row["to_org"], row["people"]) for row in rows(session, "v1_flows") if row["level"] == "root"]
    assert internal == {"A One": (False, "Alpha Lab"), "B Two": (True, "Beta Group")}
    assert flows == [("Alpha Lab", "Beta Group", 1)]


@pytest.mark.parametrize("turned", [False, True])
def test_a_counted_group_told_in_two_languages_is_one_move(engine: Engine, now: datetime, turned: bool) -> None:
    told = [("one", "about 40 colleagues", 40), ("two", "約40人", 40), ("three", "drei Forscher", 3)]
    with write(engine) as session:
        for name, words, count in reversed(told) if turned else told:
            move = a_move(person=None, person_desc=words, count=count)
            save(session, an_article(name), facts(move))
        again = a_move(person=None, person_desc="forty more", count=40)
        save(session, an_article("later", published_at=now + timedelta(days=200)), facts(again))
        found = sorted((row["count"], row["articles"], row["person_desc"]) for row in rows(session, "v1_moves"))
    assert found == [(3, 1, "drei Forscher"), (40, 1, "forty more"), (40, 2, "about 40 colleagues")]
