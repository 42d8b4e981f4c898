"""What is left afterwards, held against what was published."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bench.chaos.site import Press
from storage.database import read
from storage.schema.polling import FEEDS


@dataclass(kw_only=True)
class Verdict:
    """Counts of what is wrong; all of them are 0 when all is well."""

    wrong: dict[str, int]
    told: dict[str, object] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not any(self.wrong.values())


def settled(engine: Engine, press: Press, since: datetime) -> bool:
    """Every feed polled since then, every published entry there, none waiting."""
    late = sa.or_(FEEDS.c.polled_at.is_(None), FEEDS.c.polled_at < since)
    try:
        with read(engine) as session:
            unpolled = session.execute(sa.select(sa.func.count()).select_from(FEEDS).where(late)).scalar_one()
            waiting = session.execute(sa.text("SELECT count(*) FROM entries WHERE state = 'waiting'")).scalar_one()
            entries = session.execute(sa.text("SELECT count(*) FROM entries")).scalar_one()
    except sa.exc.SQLAlchemyError:
        return False
    return (unpolled, waiting) == (0, 0) and entries >= len(press.published)


def judge(engine: Engine, press: Press) -> Verdict:
    """Entries and articles lost or doubled, leases stuck, changes told twice."""
    with read(engine) as session:
        feeds = dict(session.execute(sa.text("SELECT id, url FROM feeds")).all())
        entries = session.execute(sa.text("SELECT feed_id, url, state FROM entries")).all()
        articles = Counter(session.execute(sa.text("SELECT url FROM v1_articles")).scalars())
        leases = session.execute(sa.text("SELECT lease_until FROM feeds WHERE lease_token IS NOT NULL")).scalars().all()
        told = session.execute(sa.text("SELECT seq, entity_type, entity_id, revision, op FROM v1_changes ORDER BY seq")).all()
    stored = Counter((feeds[row.feed_id], row.url) for row in entries)
    states = Counter(row.state for row in entries)
    announced = Counter((row.entity_type, row.entity_id, row.revision) for row in told)
    late = datetime.now(UTC) - timedelta(seconds=10)
    return Verdict(
        wrong={
            "entries_lost": len(press.published - set(stored)),
            "entries_doubled": sum(count - 1 for count in stored.values()),
            "entries_made_up": len(set(stored) - press.published),
            "articles_lost": len(press.in_scope - set(articles)),
            "articles_doubled": sum(count - 1 for count in articles.values()),
            "told_twice": sum(count - 1 for count in announced.values()),
            "leases_stuck": sum(_time(lease) < late for lease in leases),
            "waiting": states.pop("waiting", 0),
        },
        told={"published": len(press.published), "in_scope": len(press.in_scope), "states": dict(states), "changes": len(told)},
    )


def reader_wrong(engine: Engine, seen: list[int]) -> dict[str, int]:
    """What a reader that kept ``seq`` skipped or had twice."""
    with read(engine) as session:
        all_of_it = session.execute(sa.text("SELECT seq FROM v1_changes ORDER BY seq")).scalars().all()
    return {
        "changes_skipped": len(set(all_of_it) - set(seen)),
        "changes_repeated": len(seen) - len(set(seen)),
        "changes_taken_back": len(set(seen) - set(all_of_it)),
        "changes_out_of_order": int(seen != sorted(seen)),
    }


def _time(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    at = datetime.fromisoformat(str(value))
    return at if at.tzinfo else at.replace(tzinfo=UTC)
