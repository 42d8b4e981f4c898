"""The contract downstream: columns are only ever added, and readers see it and nothing else."""

import json
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

from storage.contract import VIEWS, contract_markdown
from storage.database import open_engine, open_read_only, read, write
from storage.roles import create_roles
from tests.storage.builders import an_article, save
from tests.storage.test_articles import FULL

SNAPSHOT = Path(__file__).parent / "contract_snapshot.json"
NAMED_BY_THE_DESIGN = {
    "v1_articles", "v1_article_texts", "v1_people", "v1_organisations", "v1_moves", "v1_claims", "v1_money",
    "v1_counts", "v1_quotes", "v1_credits", "v1_stories", "v1_story_articles", "v1_flows", "v1_feed_health",
    "v1_changes", "v1_meta", "v1_coverage",
}  # fmt: skip


def test_every_view_of_the_design_is_there_with_the_columns_it_promises(engine: Engine) -> None:
    assert {view.name for view in VIEWS} >= NAMED_BY_THE_DESIGN
    with read(engine) as session:
        for view in VIEWS:
            found = session.execute(sa.text(f"SELECT * FROM {view.name} LIMIT 1")).keys()
            assert list(found) == [column.name for column in view.columns], view.name


def test_no_column_of_the_contract_was_removed_or_retyped() -> None:
    """Added columns go into the snapshot by hand: that is the moment to think about them."""
    promised = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    offered = {view.name: {column.name: column.type for column in view.columns} for view in VIEWS}
    for name, columns in promised.items():
        assert name in offered, f"view {name} is gone"
        for column, kind in columns.items():
            assert offered[name].get(column) == kind, f"{name}.{column} was {kind}"
    assert offered == promised, "new columns: add them to contract_snapshot.json"


def test_the_page_of_the_contract_is_the_one_that_was_made_from_it() -> None:
    page = Path(__file__).parents[2] / "docs" / "contract.md"
    assert page.read_text(encoding="utf-8").strip() == contract_markdown(VIEWS).strip()


def test_columns_are_of_the_type_they_say(postgres_url: str) -> None:
    kinds = {
        "id": {"text"}, "text": {"text", "character varying"}, "number": {"integer", "bigint", "smallint"},
        "score": {"double precision"}, "sum": {"numeric"}, "flag": {"boolean"}, "month": {"text"},
        "time": {"timestamp with time zone"}, "day": {"date"}, "list": {"jsonb"},
    }  # fmt: skip
    engine = open_engine(postgres_url)
    with read(engine) as session:
        found = {
            (row.table_name, row.column_name): row.data_type
            for row in session.execute(
                sa.text("SELECT table_name, column_name, data_type FROM information_schema.columns")
            )
        }
    engine.dispose()
    wrong = [
        f"{view.name}.{column.name}: {found[view.name, column.name]} for {column.type}"
        for view in VIEWS
        for column in view.columns
        if found[view.name, column.name] not in kinds[column.type]
    ]
    assert wrong == []


def test_the_database_itself_says_what_its_views_mean(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with read(engine) as session:
        told = session.execute(sa.text("SELECT obj_description('v1_moves'::regclass)")).scalar()
    engine.dispose()
    assert told == next(view.meaning for view in VIEWS if view.name == "v1_moves")


def test_the_reader_sees_the_views_and_nothing_else(empty_postgres_url: str) -> None:
    from storage.migrate import upgrade

    owner = open_engine(empty_postgres_url)
    upgrade(owner)
    create_roles(owner, writer_password="w'riter", reader_password="reader")
    create_roles(owner, writer_password="w'riter", reader_password="reader")
    url = make_url(empty_postgres_url)
    as_reader = url.set(username="talentwire_reader", password="reader").render_as_string(hide_password=False)
    with psycopg.connect(as_reader, autocommit=True) as connection:
        for view in VIEWS:
            if view.name == "v1_article_texts":
                continue
            connection.execute(f"SELECT * FROM {view.name} LIMIT 1")
        for forbidden in (
            "SELECT * FROM articles",
            "SELECT * FROM notes",
            "SELECT * FROM v1_article_texts",
            "SET transaction_read_only = off; DELETE FROM v1_changes",
            "CREATE TABLE mine (id int)",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(forbidden)
    as_writer = url.set(username="talentwire_writer", password="w'riter").render_as_string(hide_password=False)
    worker = open_engine(as_writer)
    with write(worker) as session:
        assert save(session, an_article(), FULL).changed
    with pytest.raises(sa.exc.ProgrammingError), write(worker) as session:
        session.execute(sa.text("DROP TABLE articles"))
    worker.dispose()
    # What a later upgrade makes anew stays readable.
    upgrade(owner)
    with psycopg.connect(as_reader, autocommit=True) as connection:
        connection.execute("SELECT * FROM v1_moves")
    owner.dispose()


def test_a_read_only_engine_refuses_writes(database_url: str) -> None:
    engine = open_read_only(database_url)
    with read(engine) as session:
        assert session.execute(sa.text("SELECT count(*) FROM v1_articles")).scalar() == 0
    with pytest.raises(sa.exc.DBAPIError), write(engine) as session:
        session.execute(sa.text("DELETE FROM feeds"))
    engine.dispose()
