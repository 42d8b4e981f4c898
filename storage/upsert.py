"""INSERT … ON CONFLICT for whichever of the two databases the session speaks to."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.database import is_postgres


def insert(session: Session, table: Table) -> Any:
    """An insert that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    return postgresql.insert(table) if is_postgres(session) else sqlite.insert(table)
