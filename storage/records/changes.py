"""The change feed: what happened to which entity."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from storage.records.ids import ArticleId


class Op(StrEnum):
    """What happened to an entity."""

    UPSERT = "upsert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of ``v1_changes``."""

    entity_type: str
    """article, person, organisation, move, claim, story …"""
    entity_id: str
    revision: int
    op: Op
    content_hash: str
    reason: str = ""
    seq: int | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What saving an article did."""

    article_id: ArticleId
    revision: int
    changed: bool
    known_before: bool = False
    """True if the article was already there, by another entry."""
    changes: tuple[Change, ...] = field(default=())
