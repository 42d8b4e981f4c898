"""A hint on PostgreSQL's own channel that the change feed has grown."""

import sqlalchemy as sa
from sqlalchemy import Engine

CHANNEL = "talentwire_changes"


def notify(engine: Engine, newest: int) -> None:
    """NOTIFY with the newest seq as payload: one for all changes since the last, from a transaction of its own.

    A hint only: it is lost on a listener that is away. ``v1_changes`` is the truth.
    """
    with engine.begin() as connection:
        connection.execute(sa.text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": str(newest)})
