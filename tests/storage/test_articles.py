"""Articles: saved once, revised when they change, every fact with its words."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from storage.articles import (
    OrganisationRow,
    article_id,
    forget_domain,
    forget_person,
    forget_url,
    load_article,
    load_page,
    load_stored,
    organisation_id,
    prune_pages,
    save_page,
    upsert_organisations,
)
from storage.database import read, write
from storage.entries import add_entries, entry_article
from storage.records import (
    Basis,
    Count,
    Credit,
    EntryState,
    Money,
    Op,
    OrgMention,
    Page,
    Part,
    PersonMention,
    Precision,
    Quote,
)
from tests.storage.builders import EVIDENCE, LEASE, a_move, an_article, facts, new_entry, save, some_feeds


def rows(session: Session, view: str, **where: Any) -> list[dict[str, Any]]:
    told = "".join(f" AND {name} = :{name}" for name in where)
    return [dict(row) for row in session.execute(sa.text(f"SELECT * FROM {view} WHERE 1 = 1{told}"), where).mappings()]


FULL = facts(
    a_move(),
    people=(
        PersonMention(name="Ada Lindqvist", role="researcher", org="Alpha Lab", part=Part.SUBJECT, evidence=EVIDENCE),
        PersonMention(name=None, description="an engineer of Gamma", org="Gamma", evidence=EVIDENCE),
    ),
    organisations=(OrgMention(name="Alpha Lab", evidence=EVIDENCE),),
    money=(
        Money(
            amount=Decimal(2700000000),
            currency="USD",
            basis=Basis.AT_MOST,
            what="package",
            payer="Beta Lab",
            payee="Ada Lindqvist",
            evidence=EVIDENCE,
        ),
        Money(amount=Decimal("1.5"), currency="EUR", evidence=EVIDENCE),
    ),
    counts=(Count(value=8, unit="researchers", evidence=EVIDENCE),),
    quotes=(Quote(speaker="Ada Lindqvist", text="I go.", evidence=EVIDENCE),),
    credits=(Credit(outlet="The Ledger", evidence=EVIDENCE),),
)


def test_saving_the_same_again_changes_nothing_and_tells_nothing(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        first = save(session, an_article(), FULL)
        assert (first.revision, first.changed) == (1, True)
        assert [change.entity_type for change in first.changes] == [
            "person", "organisation", "organisation", "organisation", "article", "claim", "move",
        ]  # fmt: skip
    with write(engine) as session:
        again = save(session, an_article(), FULL, now=now + timedelta(hours=1), score=0.905)
        assert (again.revision, again.changed, again.changes) == (1, False, ())
        assert len(rows(session, "v1_changes")) == len(first.changes)


def test_the_whole_record_comes_back_through_the_views(engine: Engine) -> None:
    with write(engine) as session:
        saved = save(session, an_article(), FULL)
    with read(engine) as session:
        assert load_article(session, saved.article_id) is not None
        (article,) = rows(session, "v1_articles")
        assert (article["article_id"], article["revision"]) == (saved.article_id, 1)
        people = {row["person"]: row["part"] for row in rows(session, "v1_article_people")}
        assert people == {"Ada Lindqvist": "subject", None: "background"}
        money = sorted(rows(session, "v1_money"), key=lambda row: row["n"])
        assert [float(row["amount"]) for row in money] == [2_700_000_000, 1.5]
        assert (money[0]["basis"], money[0]["payer"], money[0]["evidence_text"]) == ("at most", "Beta Lab", "Some")
        assert [row["unit"] for row in rows(session, "v1_counts")] == ["researchers"]
        assert [row["text"] for row in rows(session, "v1_quotes")] == ["I go."]
        assert len(rows(session, "v1_credits")) == 1
        (move,) = rows(session, "v1_moves")
        assert (move["person"], move["from_org"], move["to_org"]) == ("Ada Lindqvist", "Alpha Lab", "Beta Lab")
        assert (move["status"], move["articles"], move["origins"]) == ("reported", 1, 1)


def test_what_was_saved_comes_back_as_it_was(engine: Engine) -> None:
    article = an_article(
        authors=("A. Writer",),
        published_precision=Precision.MINUTE,
        published_offset=timedelta(hours=9),
        agencies=("Wire",),
        paywalled=True,
    )
    with write(engine) as session:
        saved = save(session, article)
        loaded = load_article(session, saved.article_id)
        assert loaded is not None
        assert loaded[0] == article
        assert loaded[1].signals[0].text == "leaves"
        (stored,) = load_stored(session, after=None, limit=10)
        assert stored.article == article
        assert load_stored(session, after=stored.article_id, limit=10) == ()
        assert entry_article(session, "one.example/story") == saved.article_id == article_id("one.example/story")


def test_a_changed_article_gets_a_revision_and_keeps_its_first_sight(engine: Engine, now: datetime) -> None:
    later = now + timedelta(days=1)
    with write(engine) as session:
        first = save(session, an_article(), FULL)
        second = save(session, an_article(title="Another headline"), FULL, now=later)
        assert (second.revision, second.changed) == (2, True)
        assert [change.entity_type for change in second.changes] == ["article"]
        (row,) = session.execute(sa.text("SELECT * FROM v1_articles")).mappings()
        assert (row["title"], row["revision"]) == ("Another headline", 2)
        assert row["first_indexed_at"] != row["updated_at"]
        # The text of the first revision is kept beside it.
        kept = session.execute(sa.text("SELECT paragraphs FROM article_revisions ORDER BY revision")).scalars().all()
        assert kept[0] is not None
        assert kept[1] is None
        assert second.article_id == first.article_id


def test_facts_no_longer_found_are_gone(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        save(session, an_article(), FULL)
        saved = save(session, an_article(), facts(), now=now, reason="reextract")
        told = [(change.entity_type, change.op) for change in saved.changes]
        assert told == [("article", Op.UPSERT), ("claim", Op.DELETE), ("move", Op.DELETE)]
        for view in ("v1_moves", "v1_claims", "v1_money", "v1_quotes", "v1_article_people"):
            assert rows(session, view) == []


def test_the_same_article_by_another_entry_is_known(engine: Engine, now: datetime) -> None:
    from storage.articles import save_article
    from tests.storage.builders import verdict

    feed_id, other = some_feeds(engine, 2, now=now)
    with write(engine) as session:
        added = add_entries(
            session,
            entries=[new_entry(feed_id, "a"), new_entry(other, "a"), new_entry(other, "b", EntryState.SCREENED_OUT)],
            now=now,
            lease_for=LEASE,
        )
        one, two = (lease.entry_id for lease in added.leases if lease)

        def by(entry_id: Any, article: Any) -> Any:
            return save_article(
                session,
                article=article,
                compare_url="one.example/story",
                verdict=verdict(),
                extraction=facts(),
                entry_id=entry_id,
                now=now,
            )

        assert not by(one, an_article()).known_before
        assert not by(one, an_article()).known_before
        assert by(two, an_article()).known_before
        short = replace(an_article(), paragraphs=("Ada",), truncated=True)
        kept = by(two, short)
        assert (kept.known_before, kept.changed) == (True, False)


def test_a_page_is_kept_for_its_time(engine: Engine, now: datetime) -> None:
    page = Page(url="https://one.example/story", requested_url="x", body=b"<p>" * 1000, charset="utf-8")
    with write(engine) as session:
        saved = save(session, an_article())
        assert save_page(session, article_id=saved.article_id, page=page, now=now, keep_for=timedelta(days=1))
        stored = load_page(session, saved.article_id)
        assert stored is not None
        assert (stored.page.body, stored.fetched_at) == (page.body, now)
        assert prune_pages(session, now) == 0
        assert prune_pages(session, now + timedelta(days=1)) == 1
        assert load_page(session, saved.article_id) is None
        assert not save_page(session, article_id=article_id("unknown"), page=page, now=now)


def test_organisations_roll_up_to_the_parent_that_holds(engine: Engine, now: datetime) -> None:
    given = [
        OrganisationRow(name="DeepMind", parent="Google", parent_since=date(2014, 1, 26), aliases=("딥마인드",)),
        OrganisationRow(name="Google", parent="Alphabet"),
        OrganisationRow(name="Spun Off", parent="Google", parent_until=date(2020, 1, 1)),
        OrganisationRow(name="Ring A", parent="Ring B"),
        OrganisationRow(name="Ring B", parent="Ring A"),
    ]
    with write(engine) as session:
        before = len(rows(session, "v1_changes"))
        upsert_organisations(session, given, now=now)
        assert upsert_organisations(session, given, now=now) == 0
        roots = {row["name"]: row["root"] for row in rows(session, "v1_organisations")}
        assert (roots["DeepMind"], roots["Spun Off"], roots["Google"]) == ("Alphabet", "Spun Off", "Alphabet")
        assert {roots["Ring A"], roots["Ring B"]} <= {"Ring A", "Ring B"}
        assert len(rows(session, "v1_changes")) > before
        assert organisation_id("deepmind ") == organisation_id("DeepMind")


NAMED = facts(
    a_move(),
    people=(PersonMention(name="Ada Lindqvist", part=Part.SUBJECT, evidence=EVIDENCE),),
    quotes=(
        Quote(speaker="Ada Lindqvist", text="I go.", evidence=EVIDENCE),
        Quote(speaker="Bo Ek", text="Lindqvist was our best.", evidence=EVIDENCE),
    ),
    money=(Money(amount=Decimal(5), payee="Ada Lindqvist", evidence=EVIDENCE),),
)


def everything(session: Session) -> str:
    tables = session.connection()
    names = sa.inspect(tables).get_table_names()
    return "\n".join(str(row) for name in names for row in session.execute(sa.text(f'SELECT * FROM "{name}"')))


def test_a_forgotten_person_is_gone_everywhere_and_stays_gone(engine: Engine, now: datetime) -> None:
    article = an_article(title="Ada Lindqvist goes", authors=("Bo Ek",))
    (feed_id,) = some_feeds(engine, 1, now=now)
    with write(engine) as session:
        add_entries(session, entries=[new_entry(feed_id, "a", title="Ada Lindqvist goes")], now=now, lease_for=LEASE)
        saved = save(session, article, NAMED)
        save(session, replace(article, summary="Of Lindqvist and others"), NAMED)
        page = Page(url="https://one.example/story", requested_url="x", body=b"Ada Lindqvist")
        save_page(session, article_id=saved.article_id, page=page, now=now)
        before = len(rows(session, "v1_changes"))
        assert forget_person(session, name="Ada Lindqvist", now=now) == 1
        told = [(row["entity_type"], row["op"]) for row in rows(session, "v1_changes")[before:]]
        assert {("person", "delete"), ("claim", "delete"), ("move", "delete"), ("article", "upsert")} <= set(told)
        assert "Lindqvist" not in everything(session)
        assert [row["speaker"] for row in rows(session, "v1_quotes")] == ["Bo Ek"]
        assert load_page(session, saved.article_id) is None
    with write(engine) as session:
        save(session, replace(article, summary="Lindqvist again"), NAMED, now=now)
        other = an_article("two", paragraphs=("Others, and Ada Lindqvist, met.", "Lindqvist smiled."))
        save(session, other, facts(people=NAMED.people))
        assert "Lindqvist" not in everything(session)
        assert rows(session, "v1_moves") == []
        loaded = load_article(session, article_id("two.example/story"))
        assert loaded is not None
        assert len(loaded[0].paragraphs[0]) == len(other.paragraphs[0])


def test_a_forgotten_name_in_another_script_is_found_too(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        forget_person(session, name="李明华", now=now)
        save(session, an_article(paragraphs=("昨天李明华加入了公司。",), title="李明华的去向"))
        assert "李明华" not in everything(session)


def test_a_forgotten_address_and_a_forgotten_domain_stay_out(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        save(session, an_article("one"), FULL)
        save(session, an_article("two"))
        assert forget_url(session, compare_url="one.example/story", now=now) == 1
        assert rows(session, "v1_moves") == []
        assert forget_domain(session, domain="two.example", now=now) == 1
        for name in ("one", "two"):
            assert save(session, an_article(name), FULL).revision == 0
        assert rows(session, "v1_articles") == []
        assert {row["op"] for row in rows(session, "v1_changes", entity_type="article")} == {"upsert", "delete"}
