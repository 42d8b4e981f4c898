"""Tables of what is told onward: stories, the change feed, tombstones and the service's own notes."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Table

from storage.schema.columns import METADATA, BigId, Json, UtcTime

STORIES = Table(
    "stories",
    METADATA,
    Column("id", sa.Text, primary_key=True),
    Column("title", sa.Text, nullable=False, server_default=""),
    Column("kind", sa.Text),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("articles", sa.Integer, nullable=False, server_default="0"),
    Column("publishers", sa.Integer, nullable=False, server_default="0"),
    Column("origins", sa.Integer, nullable=False, server_default="0"),
    Column("langs", Json),
    Column("first_article_id", sa.Text),
    Column("merged_into", sa.Text),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("revision", sa.Integer, nullable=False, server_default="0"),
    Column("content_hash", sa.Text, nullable=False, server_default=""),
)
Index("ix_stories_last_at", STORIES.c.last_at)
Index(
    "ix_stories_merged_into",
    STORIES.c.merged_into,
    postgresql_where=sa.text("merged_into IS NOT NULL"),
    sqlite_where=sa.text("merged_into IS NOT NULL"),
)

STORY_ARTICLES = Table(
    "story_articles",
    METADATA,
    Column("article_id", sa.Text, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("story_id", sa.Text, ForeignKey("stories.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("lang", sa.Text),
    Column("kind", sa.Text),
    Column("keys", Json, key="keys_", nullable=False),
    Column("sketch", sa.LargeBinary, nullable=False),
    Column("score", sa.Float, nullable=False, server_default="0"),
    Column("reason", sa.Text, nullable=False, server_default=""),
    Column("near_duplicate_of", sa.Text),
)

STORY_KEYS = Table(
    "story_keys",
    METADATA,
    Column("key", sa.Text, primary_key=True),
    Column("at", UtcTime, primary_key=True),
    Column("article_id", sa.Text, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

CHANGES = Table(
    "changes",
    METADATA,
    Column("seq", BigId, primary_key=True),
    Column("entity_type", sa.Text, nullable=False),
    Column("entity_id", sa.Text, nullable=False),
    Column("revision", sa.Integer, nullable=False),
    Column("op", sa.Text, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("content_hash", sa.Text, nullable=False),
    Column("reason", sa.Text, nullable=False, server_default=""),
    # A pruned number is never given out again.
    sqlite_autoincrement=True,
)
Index("ix_changes_entity", CHANGES.c.entity_type, CHANGES.c.entity_id)

TOMBSTONES = Table(
    "tombstones",
    METADATA,
    Column("kind", sa.Text, primary_key=True),
    Column("digest", sa.LargeBinary, primary_key=True),
    Column("at", UtcTime, nullable=False),
)

NOTES = Table(
    "notes",
    METADATA,
    Column("name", sa.Text, primary_key=True),
    Column("value", sa.Text, nullable=False),
)
