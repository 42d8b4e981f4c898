"""Tables of what is pushed: receivers of webhooks and the ledger of what they were sent."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Table

from storage.schema.columns import METADATA, BigId, Json, UtcTime

WEBHOOKS = Table(
    "webhooks",
    METADATA,
    Column("id", BigId, primary_key=True),
    Column("url", sa.Text, nullable=False),
    Column("secret", sa.Text, nullable=False),
    Column("entity_types", Json),
    Column("state", sa.Text, nullable=False, server_default="active"),
    Column("state_reason", sa.Text, nullable=False, server_default=""),
    Column("after_seq", sa.BigInteger, nullable=False),
    Column("dead_in_a_row", sa.Integer, nullable=False, server_default="0"),
    Column("leased_until", UtcTime),
    Column("created_at", UtcTime, nullable=False),
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", BigId, primary_key=True),
    Column("webhook_id", sa.BigInteger, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("first_seq", sa.BigInteger, nullable=False),
    Column("last_seq", sa.BigInteger, nullable=False),
    Column("events", sa.Integer, nullable=False),
    Column("state", sa.Text, nullable=False),
    Column("attempts", sa.Integer, nullable=False, server_default="0"),
    Column("next_at", UtcTime),
    Column("status", sa.Integer),
    Column("message", sa.Text, nullable=False, server_default=""),
    Column("created_at", UtcTime, nullable=False),
    Column("settled_at", UtcTime),
    sqlite_autoincrement=True,  # a receiver knows a delivery by its id for ever
)
Index("ix_deliveries_webhook", DELIVERIES.c.webhook_id, DELIVERIES.c.state, DELIVERIES.c.id)
Index("ix_deliveries_settled_at", DELIVERIES.c.settled_at)
