"""The service in numbers for Prometheus, read from the database at each scrape. No feed is a label."""

from typing import Any

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy.orm import Session

_GROUPS: tuple[tuple[str, str, str, str], ...] = (
    ("talentwire_feeds", "Feeds by health.", "health", "SELECT health, count(*) FROM v1_feed_health GROUP BY health"),
    ("talentwire_entries", "Entries by state.", "state", "SELECT state, count(*) FROM v1_entries GROUP BY state"),
    ("talentwire_articles", "Articles by kind.", "kind", "SELECT coalesce(kind, 'none'), count(*) FROM v1_articles GROUP BY kind"),
    ("talentwire_moves", "Moves by status.", "status", "SELECT status, count(*) FROM v1_moves GROUP BY status"),
    (
        "talentwire_feed_errors",
        "Failing feeds by error.",
        "code",
        "SELECT error_code, count(*) FROM v1_feed_health WHERE error_code IS NOT NULL AND failures > 0 GROUP BY error_code",
    ),
)


def metrics_text(session: Session) -> str:
    """The metrics in Prometheus's text format."""
    registry = CollectorRegistry()
    for name, meaning, label, query in _GROUPS:
        gauge = Gauge(name, meaning, [label], registry=registry)
        for value, count in session.execute(sa.text(query)):
            gauge.labels(value).set(count)
    meta: Any = session.execute(sa.text("SELECT newest_seq, oldest_seq, feeds, feeds_blind FROM v1_meta")).one()
    for name, meaning, value in (
        ("talentwire_newest_seq", "Latest change of the change feed.", meta.newest_seq),
        ("talentwire_oldest_seq", "Oldest change still kept.", meta.oldest_seq),
        ("talentwire_feeds_blind", "Feeds whose last poll failed.", meta.feeds_blind),
        ("talentwire_stories", "Stories.", session.execute(sa.text("SELECT count(*) FROM v1_stories")).scalar_one()),
    ):
        Gauge(name, meaning, registry=registry).set(value)
    return generate_latest(registry).decode()
