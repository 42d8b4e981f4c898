"""What a story's articles add up to: articles, publishers and origins are three counts, never one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.articles.record import hash_of
from storage.records import ArticleId, Change, Op
from storage.schema import ARTICLES, ORIGINS, STORIES, STORY_ARTICLES


def refresh_story_of(session: Session, article_id: ArticleId, *, now: datetime, reason: str) -> list[Change]:
    """Count the story of an article anew, if it is in one."""
    story = session.execute(
        sa.select(STORY_ARTICLES.c.story_id).where(STORY_ARTICLES.c.article_id == article_id)
    ).scalar()
    return [] if story is None else refresh_stories(session, [story], now=now, reason=reason)


def refresh_stories(session: Session, story_ids: Iterable[str], *, now: datetime, reason: str) -> list[Change]:
    """Count these stories anew; changes for those that differ. A story without articles is withdrawn."""
    wanted = sorted(set(story_ids))
    if not wanted:
        return []
    members: dict[str, list[Mapping[Any, Any]]] = {}
    for row in session.execute(_MEMBERS, {"wanted": wanted}).mappings():
        members.setdefault(row["id"], []).append(row)
    changes = []
    for story_id, rows in members.items():
        story = rows[0]
        revision = story["revision"] + 1
        if story["article_id"] is None:
            session.execute(sa.delete(STORIES).where(STORIES.c.id == story_id))
            changes.append(told_change(story_id, revision, Op.DELETE, "", reason))
            continue
        values = added_up(rows, story["origins"] or 0)
        if values["content_hash"] == story["content_hash"]:
            continue
        session.execute(
            sa.update(STORIES).where(STORIES.c.id == story_id).values(**values, updated_at=now, revision=revision)
        )
        changes.append(told_change(story_id, revision, Op.UPSERT, values["content_hash"], reason))
    return changes


PUBLISHER = sa.func.coalesce(ARTICLES.c.outlet, ARTICLES.c.host).label("publisher")
# Built once: putting a statement together costs as much as running it.
_WANTED: sa.BindParameter[list[str]] = sa.bindparam("wanted", expanding=True)
_ORIGINS = (
    sa.select(STORY_ARTICLES.c.story_id, sa.func.count(sa.distinct(ORIGINS.c.origin)).label("origins"))
    .join(ORIGINS, ORIGINS.c.article_id == STORY_ARTICLES.c.article_id)
    .where(STORY_ARTICLES.c.story_id.in_(_WANTED))
    .group_by(STORY_ARTICLES.c.story_id)
    .subquery()
)
_MEMBERS = (
    sa.select(
        STORIES.c.id,
        STORIES.c.revision,
        STORIES.c.content_hash,
        STORY_ARTICLES.c.article_id,
        STORY_ARTICLES.c.at,
        STORY_ARTICLES.c.lang,
        STORY_ARTICLES.c.kind,
        ARTICLES.c.title,
        PUBLISHER,
        _ORIGINS.c.origins,
    )
    .join_from(STORIES, STORY_ARTICLES, STORY_ARTICLES.c.story_id == STORIES.c.id, isouter=True)
    .join(ARTICLES, ARTICLES.c.id == STORY_ARTICLES.c.article_id, isouter=True)
    .join(_ORIGINS, _ORIGINS.c.story_id == STORIES.c.id, isouter=True)
    .where(STORIES.c.id.in_(_WANTED), STORIES.c.merged_into.is_(None))
    .order_by(STORIES.c.id, STORY_ARTICLES.c.at, STORY_ARTICLES.c.article_id)
)


def added_up(members: Sequence[Mapping[Any, Any]], origins: int) -> dict[str, Any]:
    """The columns of a story that follow from its articles, oldest first."""
    kinds = Counter(member["kind"] for member in members if member["kind"])
    values: dict[str, Any] = {
        "title": members[0]["title"],
        "kind": kinds.most_common(1)[0][0] if kinds else None,
        "first_at": members[0]["at"],
        "last_at": members[-1]["at"],
        "articles": len(members),
        "publishers": len({member["publisher"] for member in members}),
        "origins": origins,
        "langs": sorted({member["lang"] for member in members if member["lang"]}),
        "first_article_id": members[0]["article_id"],
    }
    told = hash_of({**values, "members": [member["article_id"] for member in members]})
    return {**values, "content_hash": told}


def told_change(story_id: str, revision: int, op: Op, told: str, reason: str) -> Change:
    """The change of a story."""
    return Change(entity_type="story", entity_id=story_id, revision=revision, op=op, content_hash=told, reason=reason)
