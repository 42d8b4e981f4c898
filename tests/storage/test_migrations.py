"""The schema goes up, down and up again, on both databases."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage.database import open_engine
from storage.migrate import check, downgrade, upgrade
from storage.schema import METADATA


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


def test_the_schema_goes_up_down_and_up_again(empty_url: str) -> None:
    engine = open_engine(empty_url)
    upgrade(engine)
    assert check(engine).ok
    downgrade(engine, "base")
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}
    assert sa.inspect(engine).get_view_names() == []
    assert "talentwire db upgrade" in check(engine).advice
    upgrade(engine)
    upgrade(engine)
    assert check(engine).ok
    engine.dispose()


def test_the_migrations_make_exactly_the_tables_of_the_code(empty_url: str) -> None:
    engine = open_engine(empty_url)
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()
