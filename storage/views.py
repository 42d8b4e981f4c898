"""The contract for downstream: views ``v1_*``."""

from sqlalchemy.engine import Connection


def drop(connection: Connection) -> None:
    """Take the views away."""


def create(connection: Connection) -> None:
    """Make the views."""


def are_current(connection: Connection) -> bool:
    """Whether the views are this release's."""
    return True
