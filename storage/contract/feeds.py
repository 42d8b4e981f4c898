"""Views of the service's eyes: feeds, what came of each entry, and where we were blind."""

from storage.contract.view import Column, View, plain

FEED_HEALTH = View(
    name="v1_feed_health",
    meaning="How each feed stands: when it was polled, when it will be, why, and what is wrong with it.",
    columns=(
        Column("feed_id", "number", "f.id", "the feed"),
        *plain(
            "f",
            ("url", "text", "its address"),
            ("host", "text", "its site"),
            ("title", "text", "its own title"),
            ("outlet", "text", "whose feed it is", True),
            ("lang", "text", "its language", True),
            ("state", "text", "active, dormant (probed slowly) or paused (by the operator)"),
            ("state_reason", "text", "why it is not active"),
        ),
        Column(
            "health",
            "text",
            "CASE WHEN f.state <> 'active' THEN f.state WHEN f.polled_at IS NULL THEN 'new' "
            "WHEN f.failures > 0 THEN 'failing' ELSE 'well' END",
            "well, failing, new, dormant or paused",
        ),
        *plain(
            "f",
            ("next_poll_at", "time", "when it is polled next", True),
            ("next_poll_reason", "text", "why then"),
            ("polled_at", "time", "last poll", True),
            ("succeeded_at", "time", "last poll that was no failure", True),
            ("changed_at", "time", "last time it had something new", True),
            ("failures", "number", "failed polls in a row"),
            ("failing_since", "time", "the first of them", True),
        ),
        Column("error_code", "text", "f.failure->>'code'", "what is wrong", True, "json_extract(f.failure, '$.code')"),
        Column("error_message", "text", "f.failure->>'message'", "in words", True, "json_extract(f.failure, '$.message')"),
        *plain(
            "f",
            ("entries", "number", "entries it yielded"),
            ("matched", "number", "of them in scope"),
            ("moved_to", "text", "a permanent redirect, not yet adopted", True),
            ("created_at", "time", "since when it is known"),
        ),
    ),
    source="FROM feeds f",
)

ENTRIES = View(
    name="v1_entries",
    meaning="Where and why each entry left the line: screened out, rejected, matched, failed … and by which model.",
    columns=(
        Column("entry_id", "number", "e.id", "the entry"),
        *plain(
            "e",
            ("feed_id", "number", "the feed it came by"),
            ("url", "text", "its page", True),
            ("title", "text", "its headline"),
            ("lang", "text", "its language", True),
            ("published_at", "time", "as the feed says", True),
            ("first_seen_at", "time", "when it was first seen"),
            ("state", "text", "waiting, screened-out, matched, rejected, duplicate, failed or parked"),
            ("reason", "text", "why"),
            ("score", "score", "relevance, 0 to 1", True),
            ("model", "text", "version of the weights that judged", True),
            ("kind", "text", "as in v1_articles", True),
            ("settled_at", "time", "when it left the line", True),
            ("article_id", "id", "its article", True),
        ),
    ),
    source="FROM entries e",
)

_DAY = "CAST(p.at AT TIME ZONE 'UTC' AS date)"
_SQLITE_DAY = "substr(p.at, 1, 10)"


def _coverage(day: str) -> str:
    return (
        f"FROM (SELECT p.feed_id, {day} AS day, count(*) AS polls, "
        "sum(CASE WHEN p.outcome = 'failed' THEN 1 ELSE 0 END) AS failed, sum(p.new) AS new "
        f"FROM polls p GROUP BY p.feed_id, {day}) c JOIN feeds f ON f.id = c.feed_id"
    )


COVERAGE = View(
    name="v1_coverage",
    meaning="What we saw of each feed on each day: no news is not the same as being blind.",
    columns=(
        Column("feed_id", "number", "c.feed_id", "the feed"),
        Column("url", "text", "f.url", "its address"),
        Column("day", "day", "c.day", "in UTC"),
        Column("polls", "number", "c.polls", "polls on that day"),
        Column("failed", "number", "CAST(c.failed AS bigint)", "of them failures", sqlite="c.failed"),
        Column("new", "number", "CAST(c.new AS bigint)", "entries first seen on that day", sqlite="c.new"),
        Column("blind", "flag", "c.failed = c.polls", "no poll of that day succeeded"),
    ),
    source=_coverage(_DAY),
    sqlite_source=_coverage(_SQLITE_DAY),
)

FEED_VIEWS = (FEED_HEALTH, ENTRIES, COVERAGE)
