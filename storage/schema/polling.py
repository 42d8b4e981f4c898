"""Tables of what is polled: feeds, the ledger of polls, entries and their steps."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint

from storage.schema.columns import METADATA, BigId, Json, UtcTime

FEEDS = Table(
    "feeds",
    METADATA,
    Column("id", BigId, primary_key=True),
    Column("url", sa.Text, nullable=False, unique=True),
    Column("host", sa.Text, nullable=False),
    Column("title", sa.Text, nullable=False, server_default=""),
    Column("outlet", sa.Text),
    Column("lang", sa.Text),
    Column("home_url", sa.Text),
    Column("created_at", UtcTime, nullable=False),
    # The scheduler's columns: when next, why, and under which lease.
    Column("state", sa.Text, nullable=False, server_default="active"),
    Column("state_reason", sa.Text, nullable=False, server_default=""),
    Column("next_poll_at", UtcTime),
    Column("next_poll_reason", sa.Text, nullable=False, server_default=""),
    Column("lease_token", sa.Text),
    Column("lease_until", UtcTime),
    Column("lost_leases", sa.Integer, nullable=False, server_default="0"),
    # The worker's columns: what happened.
    Column("unplanned", sa.Boolean, nullable=False, server_default=sa.false()),
    Column("polled_at", UtcTime),
    Column("succeeded_at", UtcTime),
    Column("changed_at", UtcTime),
    Column("checked_at", UtcTime),
    Column("etag", sa.Text),
    Column("last_modified", sa.Text),
    Column("trusts_validators", sa.Boolean, nullable=False, server_default=sa.true()),
    Column("body_hash", sa.LargeBinary),
    Column("fresh_for_seconds", sa.Integer),
    Column("hints", Json),
    Column("failures", sa.Integer, nullable=False, server_default="0"),
    Column("failing_since", UtcTime),
    Column("gone_seen", sa.Integer, nullable=False, server_default="0"),
    Column("failure", Json),
    Column("ill_formed", sa.Text),
    Column("moved_to", sa.Text),
    Column("moved_since", UtcTime),
    Column("entries", sa.Integer, nullable=False, server_default="0"),
    Column("matched", sa.Integer, nullable=False, server_default="0"),
    Column("hours", Json),
    Column("hours_since", UtcTime),
)

# What is due is the head of this index. The lease is left out on purpose: taking one then stays a
# heap-only update on PostgreSQL.
Index(
    "ix_feeds_due",
    FEEDS.c.next_poll_at,
    FEEDS.c.id,
    postgresql_where=sa.text("state <> 'paused' AND NOT unplanned"),
    sqlite_where=sa.text("state <> 'paused' AND NOT unplanned"),
)
Index(
    "ix_feeds_unplanned",
    FEEDS.c.id,
    postgresql_where=sa.text("unplanned"),
    sqlite_where=sa.text("unplanned"),
)
Index(
    "ix_feeds_moved",
    FEEDS.c.moved_since,
    postgresql_where=sa.text("moved_to IS NOT NULL"),
    sqlite_where=sa.text("moved_to IS NOT NULL"),
)

POLLS = Table(
    "polls",
    METADATA,
    Column("id", BigId, primary_key=True),
    Column("feed_id", BigId, ForeignKey("feeds.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("outcome", sa.Text, nullable=False),
    Column("status", sa.SmallInteger),
    Column("code", sa.Text),
    Column("message", sa.Text),
    Column("entries", sa.Integer, nullable=False, server_default="0"),
    Column("new", sa.Integer, nullable=False, server_default="0"),
    Column("size", sa.Integer, nullable=False, server_default="0"),
    Column("elapsed_ms", sa.Integer, nullable=False, server_default="0"),
)
Index("ix_polls_feed_id_at", POLLS.c.feed_id, POLLS.c.at)
# Rows arrive in the order of their time: a block range index finds the old ones and costs nothing.
Index("ix_polls_at", POLLS.c.at, postgresql_using="brin")

# Feeds whose hub was asked to tell when there is something new (WebSub); none unless `talentwire push` runs.
SUBSCRIPTIONS = Table(
    "subscriptions",
    METADATA,
    Column("feed_id", BigId, ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("hub", sa.Text, nullable=False),
    Column("topic", sa.Text, nullable=False),
    Column("token", sa.Text, nullable=False, unique=True),
    Column("secret", sa.Text, nullable=False),
    Column("state", sa.Text, nullable=False),
    Column("reason", sa.Text, nullable=False, server_default=""),
    Column("lease_until", UtcTime),
    Column("try_at", UtcTime, nullable=False, index=True),
    Column("attempts", sa.Integer, nullable=False, server_default="0"),
    Column("pushes", sa.Integer, nullable=False, server_default="0"),
    Column("last_pushed_at", UtcTime),
    Column("misses", sa.Integer, nullable=False, server_default="0"),
)

ENTRIES = Table(
    "entries",
    METADATA,
    Column("id", BigId, primary_key=True),
    Column("feed_id", BigId, ForeignKey("feeds.id", ondelete="CASCADE"), nullable=False),
    Column("key", sa.LargeBinary, nullable=False),
    # The entry's other key, of link and title, for publishers whose guids change.
    Column("alias", sa.LargeBinary),
    Column("url", sa.Text),
    Column("host", sa.Text, nullable=False, server_default=""),
    Column("title", sa.Text, nullable=False, server_default=""),
    Column("summary", sa.Text, nullable=False, server_default=""),
    Column("content_html", sa.Text, nullable=False, server_default=""),
    Column("authors", Json),
    Column("lang", sa.Text),
    Column("published_at", UtcTime),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("state", sa.Text, nullable=False),
    Column("reason", sa.Text, nullable=False, server_default=""),
    Column("score", sa.Float),
    Column("model", sa.Text),
    Column("kind", sa.Text),
    Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
    Column("token", sa.Text),
    Column("due_at", UtcTime),
    Column("failure", Json),
    Column("settled_at", UtcTime),
    Column("article_id", sa.Text),
    UniqueConstraint("feed_id", "key"),
)
Index(
    "ix_entries_alias",
    ENTRIES.c.feed_id,
    ENTRIES.c.alias,
    postgresql_where=sa.text("alias IS NOT NULL"),
    sqlite_where=sa.text("alias IS NOT NULL"),
)
# A waiting entry is due when its lease has run out or its next try has come: one moment, one index.
Index(
    "ix_entries_due",
    ENTRIES.c.due_at,
    postgresql_where=sa.text("state = 'waiting'"),
    sqlite_where=sa.text("state = 'waiting'"),
)
Index(
    "ix_entries_parked",
    ENTRIES.c.id,
    postgresql_where=sa.text("state = 'parked'"),
    sqlite_where=sa.text("state = 'parked'"),
)
Index("ix_entries_url", ENTRIES.c.url, postgresql_using="hash")
Index(
    "ix_entries_article_id",
    ENTRIES.c.article_id,
    postgresql_where=sa.text("article_id IS NOT NULL"),
    sqlite_where=sa.text("article_id IS NOT NULL"),
)

ENTRY_STEPS = Table(
    "entry_steps",
    METADATA,
    Column("id", BigId, primary_key=True),
    Column("entry_id", BigId, ForeignKey("entries.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("step", sa.Text, nullable=False),
    Column("reason", sa.Text, nullable=False, server_default=""),
    Column("code", sa.Text),
    Column("score", sa.Float),
    Column("model", sa.Text),
)
