"""Which stored articles may tell the same story: found by shared keys within a window of time.

The cost follows from the window and the caps, not from the archive: every key is counted up to a cap by a
range of one index, keys over it say too little and are passed over, and of the rest the rarest come first
until enough postings have been looked at.
"""

import json
import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.database import is_postgres
from storage.records import ArticleId, Kind, StoryCard, StoryId, StoryKey
from storage.schema import STORY_ARTICLES, STORY_KEYS

_TOO_COMMON = 1_000
_POSTINGS = 2_000


def load_candidates(
    session: Session, *, keys: Sequence[str], since: datetime, until: datetime, limit: int = 200
) -> tuple[StoryCard, ...]:
    """Cards of up to ``limit`` articles between two times that share keys, the best shared first.

    An article that was assigned before is among its own candidates: compare ``article_id``.
    """
    counts = _counted(session, list(dict.fromkeys(keys)), since, until, _TOO_COMMON + 1)
    room = _POSTINGS
    rare: list[str] = []
    for key, count in sorted(counts.items(), key=lambda item: (item[1], item[0])):
        if count == 0:
            continue
        if count > _TOO_COMMON or count > room:
            break
        rare.append(key)
        room -= count
    if not rare:
        return ()
    shared: dict[str, float] = {}
    for row in session.execute(
        sa.select(STORY_KEYS.c.key, STORY_KEYS.c.article_id).where(
            STORY_KEYS.c.key.in_(rare), STORY_KEYS.c.at.between(since, until)
        )
    ):
        weight = math.log1p(_TOO_COMMON / counts[row.key])
        shared[row.article_id] = shared.get(row.article_id, 0.0) + weight
    best = sorted(shared, key=lambda article: (-shared[article], article))[:limit]
    cards = {
        row.article_id: _card(row)
        for row in session.execute(sa.select(STORY_ARTICLES).where(STORY_ARTICLES.c.article_id.in_(best)))
    }
    return tuple(cards[article] for article in best if article in cards)


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
