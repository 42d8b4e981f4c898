"""Which stored articles may tell the same story: found by shared keys within a window of time.

The cost follows from the caps, not from the archive: of every key the newest postings within the window are
read up to a cap, by a range of one index; a key that reaches the cap says little and counts for little.
"""

import heapq
import json
import math
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.database import is_postgres
from storage.records import ArticleId, Kind, StoryCard, StoryId, StoryKey
from storage.schema import STORY_ARTICLES, STORY_KEYS
from storage.schema.columns import UtcTime, utc_text

_POSTINGS = 24
"""Postings read of one key, the newest in the window."""
_KEYS = 40
"""Keys asked for, at most."""
SILENT = "~"
"""Keys that begin so are stored with the card for comparing; articles are not found by them."""


def load_candidates(
    session: Session, *, keys: Sequence[str], since: datetime, until: datetime, limit: int = 12
) -> tuple[StoryCard, ...]:
    """Cards of up to ``limit`` articles between two times that share keys, the best shared first.

    An article that was assigned before is among its own candidates: compare ``article_id``.
    """
    asked = list(dict.fromkeys(key for key in keys if not key.startswith(SILENT)))[:_KEYS]
    if not asked:
        return ()
    if is_postgres(session):
        found = session.connection().execute(_BEST, {"keys": asked, "since": since, "until": until, "most": limit})
        return tuple(_card(row) for row in found.all())
    postings: dict[str, list[str]] = {}
    named = {f"key{n}": key for n, key in enumerate(asked)}
    window = {"since": utc_text(since), "until": utc_text(until)}
    for key, article in session.connection().execute(_union(len(asked)), {**named, **window}).all():
        postings.setdefault(key, []).append(article)
    shared: dict[str, float] = {}
    for articles in postings.values():
        weight = math.log1p(_POSTINGS / len(articles))
        for article in articles:
            shared[article] = shared.get(article, 0.0) + weight
    best = heapq.nsmallest(limit, shared, key=lambda article: (-shared[article], article))
    if not best:
        return ()
    cards = {row.article_id: _card(row) for row in session.connection().execute(_BY_ID, {"ids": best}).all()}
    return tuple(cards[article] for article in best if article in cards)


_BY_ID = sa.select(
    *(STORY_ARTICLES.c[name] for name in ("article_id", "story_id", "at", "lang", "kind", "keys_", "sketch"))
).where(STORY_ARTICLES.c.article_id.in_(sa.bindparam("ids", expanding=True)))
_BEST = (
    sa.text(
        f"""
    WITH found AS MATERIALIZED (
        SELECT asked.key, posting.article_id FROM unnest(CAST(:keys AS text[])) AS asked (key)
        CROSS JOIN LATERAL (
            SELECT article_id FROM story_keys WHERE key = asked.key AND at BETWEEN :since AND :until
            ORDER BY at DESC LIMIT {_POSTINGS}
        ) AS posting
    ), weighed AS (
        SELECT key, ln(1 + {_POSTINGS}.0 / count(*)) AS weight FROM found GROUP BY key
    ), best AS (
        SELECT article_id, sum(weight) AS shared FROM found JOIN weighed USING (key)
        GROUP BY article_id ORDER BY shared DESC, article_id COLLATE "C" LIMIT :most
    )
    SELECT article_id, story_id, at, lang, kind, keys, sketch FROM best JOIN story_articles USING (article_id)
    ORDER BY shared DESC, article_id COLLATE "C"
    """  # noqa: S608 - a number of our own
    )
    .bindparams(sa.bindparam("since", type_=UtcTime), sa.bindparam("until", type_=UtcTime))
    .columns(*(STORY_ARTICLES.c[name] for name in ("article_id", "story_id", "at", "lang", "kind", "keys_", "sketch")))
)
"""PostgreSQL weighs and sorts where the postings are: one way there and back."""


@cache
def _union(many: int) -> sa.TextClause:
    """SQLite knows no LATERAL: one small ordered read for each key, in one statement."""
    one = (
        "SELECT * FROM (SELECT key, article_id FROM story_keys WHERE key = :key{} "  # noqa: S608
        f"AND at BETWEEN :since AND :until ORDER BY at DESC LIMIT {_POSTINGS})"
    )
    # Times are given as text: bound with their type they would be made into text once for each key.
    return sa.text(" UNION ALL ".join(one.format(n) for n in range(many)))


def key_frequencies(session: Session, keys: Sequence[str], since: datetime, *, at_most: int = 10_000) -> dict[str, int]:
    """How many articles since a time carry each key, counted up to ``at_most``; all keys are answered."""
    return _counted(session, list(dict.fromkeys(keys)), since, datetime.max.replace(tzinfo=since.tzinfo), at_most)


def _counted(session: Session, keys: list[str], since: datetime, until: datetime, at_most: int) -> dict[str, int]:
    if not keys:
        return {}
    asked: Any
    if is_postgres(session):
        asked = (
            sa.func.unnest(sa.literal(keys, sa.ARRAY(sa.Text)))
            .table_valued(sa.column("value", sa.Text), name="asked")
            .render_derived()
        )
    else:
        asked = sa.func.json_each(json.dumps(keys)).table_valued(sa.column("value", sa.Text), name="asked")
    postings = (
        sa.select(sa.literal_column("1").label("one"))
        .where(STORY_KEYS.c.key == asked.c.value, STORY_KEYS.c.at.between(since, until))
        .limit(at_most)
        .correlate(asked)
        .subquery()
    )
    count = sa.select(sa.func.count()).select_from(postings).correlate(asked).scalar_subquery()
    return {row[0]: row[1] for row in session.execute(sa.select(asked.c.value, count))}


def _card(row: Any) -> StoryCard:
    return StoryCard(
        article_id=ArticleId(row.article_id),
        story_id=StoryId(row.story_id),
        at=row.at,
        lang=row.lang,
        kind=row.kind and Kind(row.kind),
        keys=tuple(StoryKey(key=key, weight=weight) for key, weight in row.keys_),
        sketch=bytes(row.sketch),
    )
