"""Putting articles into stories, joining stories and parting them, with every change told."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage import events
from storage.articles.identity import digest
from storage.database import is_postgres
from storage.records import ArticleId, Change, Op, StoryCard, StoryChoice, StoryId
from storage.schema import ARTICLES, ORIGINS, STORIES, STORY_ARTICLES, STORY_KEYS
from storage.schema.columns import Json, UtcTime
from storage.stories.candidates import SILENT
from storage.stories.counting import PUBLISHER, added_up, refresh_stories, told_change


def assign_story(
    session: Session, *, card: StoryCard, choice: StoryChoice, now: datetime, reason: str = "ingest"
) -> StoryId:
    """Put an article where it belongs: into a story there is, or into one of its own; the story's id.

    Stories in ``choice.merges`` become part of the chosen one and stay as signposts (``merged_into``). Doing
    the same again changes nothing. An article that is not stored (forgotten) gets an id and no story.
    """
    events.take_turn(session)
    known = session.connection().execute(_KNOWN, {"article": card.article_id, "story": choice.story_id}).first()
    if known is None:
        return StoryId("s_" + digest(card.article_id, "0"))
    before = known.story_id
    # Joining rewrites the signposts that pointed at the loser, so there is never more than one step.
    chosen = known.merged_into or known.chosen
    story_id = StoryId(chosen) if chosen else None
    if story_id is None and before is None and not choice.merges:
        return _first_of_its_story(session, known, card, choice, now=now, reason=reason)
    if story_id is None:
        story_id = _own_story(session, card.article_id, before, card.at, now)
    changes: list[Change] = []
    for merged in choice.merges:
        other = current_story(session, merged)
        if other is not None and other != story_id:
            changes.append(_join(session, other, story_id, now, reason))
    _put(session, card, choice, story_id, again=before is not None)
    touched = {story_id} | ({before} if before else set())
    changes += refresh_stories(session, touched, now=now, reason=reason)
    events.append(session, changes, now=now)
    return story_id


def _first_of_its_story(
    session: Session, known: Any, card: StoryCard, choice: StoryChoice, *, now: datetime, reason: str
) -> StoryId:
    """A story of its own for an article that is in none: what it adds up to needs no look at others."""
    member = {
        "article_id": card.article_id,
        "at": card.at,
        "lang": card.lang,
        "kind": card.kind and card.kind.value,
        "title": known.title,
        "publisher": known.publisher,
    }
    values = added_up((member,), known.origins)
    story_id = _begin(session, card.article_id, card.at, now, **values, revision=1)
    _put(session, card, choice, story_id, again=False)
    events.append(session, [told_change(story_id, 1, Op.UPSERT, values["content_hash"], reason)], now=now)
    return story_id


def split_story(session: Session, *, articles: Sequence[ArticleId], now: datetime, reason: str = "split") -> StoryId:
    """Part articles from the stories they are in and make them a story of their own; its id."""
    if not articles:
        raise ValueError("a story cannot be split without articles to part")
    events.take_turn(session)
    rows = session.execute(
        sa.select(STORY_ARTICLES.c.story_id, STORY_ARTICLES.c.at)
        .where(STORY_ARTICLES.c.article_id.in_(list(articles)))
        .order_by(STORY_ARTICLES.c.at)
    ).all()
    if not rows:
        raise LookupError("none of these articles is in a story")
    story_id = _begin(session, articles[0], rows[0].at, now)
    session.execute(
        sa.update(STORY_ARTICLES)
        .where(STORY_ARTICLES.c.article_id.in_(list(articles)))
        .values(story_id=story_id, reason=reason)
    )
    touched = {story_id, *(row.story_id for row in rows)}
    events.append(session, refresh_stories(session, touched, now=now, reason=reason), now=now)
    return story_id


def current_story(session: Session, story_id: StoryId) -> StoryId | None:
    """The story that an id stands for today, merged ones followed; None if there is none."""
    row = session.execute(_CURRENT, {"story": story_id}).first()
    # Joining rewrites the signposts that pointed at the loser, so there is never more than one step.
    return None if row is None else StoryId(row.merged_into or row.id)


_KNOWN = (
    sa.select(
        ARTICLES.c.id,
        ARTICLES.c.title,
        PUBLISHER,
        sa.select(sa.func.count(sa.distinct(ORIGINS.c.origin)))
        .where(ORIGINS.c.article_id == ARTICLES.c.id)
        .scalar_subquery()
        .label("origins"),
        STORY_ARTICLES.c.story_id,
        STORIES.c.id.label("chosen"),
        STORIES.c.merged_into,
    )
    .join_from(ARTICLES, STORY_ARTICLES, STORY_ARTICLES.c.article_id == ARTICLES.c.id, isouter=True)
    .join(STORIES, STORIES.c.id == sa.bindparam("story", type_=sa.Text), isouter=True)
    .where(ARTICLES.c.id == sa.bindparam("article"))
)
_CURRENT = sa.select(STORIES.c.id, STORIES.c.merged_into).where(STORIES.c.id == sa.bindparam("story"))


def _own_story(session: Session, article_id: ArticleId, before: str | None, at: datetime, now: datetime) -> StoryId:
    """The story an article is alone in, or a new one."""
    if before is not None:
        others = session.execute(
            sa.select(STORY_ARTICLES.c.article_id)
            .where(STORY_ARTICLES.c.story_id == before, STORY_ARTICLES.c.article_id != article_id)
            .limit(1)
        ).first()
        if others is None:
            return StoryId(before)
    return _begin(session, article_id, at, now)


def _begin(session: Session, article_id: ArticleId, at: datetime, now: datetime, **values: Any) -> StoryId:
    times = {"first_at": at, "last_at": at, "created_at": now, "updated_at": now}
    for turn in range(1000):
        story_id = StoryId("s_" + digest(article_id, str(turn)))
        made = session.connection().execute(_beginning(is_postgres(session)), {"id": story_id, **times, **values}).first()
        if made is not None:
            return story_id
    raise RuntimeError(f"a thousand stories began with article {article_id}")


@cache
def _beginning(postgres: bool) -> Any:
    """Built once: putting a statement together costs as much as running it."""
    made = postgresql.insert(STORIES) if postgres else sqlite.insert(STORIES)
    return made.on_conflict_do_nothing(index_elements=["id"]).returning(STORIES.c.id)


def _join(session: Session, loser: StoryId, winner: StoryId, now: datetime, reason: str) -> Change:
    session.execute(sa.update(STORY_ARTICLES).where(STORY_ARTICLES.c.story_id == loser).values(story_id=winner))
    session.execute(
        sa.update(STORIES)
        .where(sa.or_(STORIES.c.id == loser, STORIES.c.merged_into == loser))
        .values(merged_into=winner, updated_at=now, revision=STORIES.c.revision + 1)
    )
    revision = session.execute(sa.select(STORIES.c.revision).where(STORIES.c.id == loser)).scalar_one()
    return Change(
        entity_type="story",
        entity_id=loser,
        revision=revision,
        op=Op.DELETE,
        content_hash="",
        reason=f"{reason}: merged into {winner}",
    )


def _put(session: Session, card: StoryCard, choice: StoryChoice, story_id: StoryId, *, again: bool) -> None:
    values: dict[str, Any] = {
        "article_id": card.article_id,
        "story_id": story_id,
        "at": card.at,
        "lang": card.lang,
        "kind": card.kind and card.kind.value,
        "keys_": [[key.key, key.weight] for key in card.keys],
        "sketch": card.sketch,
        "score": choice.score,
        "reason": choice.reason,
        "near_duplicate_of": choice.near_duplicate_of,
    }
    keys = list(dict.fromkeys(key.key for key in card.keys if not key.key.startswith(SILENT)))
    if not again and keys and is_postgres(session):
        session.connection().execute(_POSTGRES_PUT, {**values, "postings": keys})
        return
    if not again:
        session.connection().execute(_INSERT, values)
    else:
        session.execute(sa.update(STORY_ARTICLES).where(STORY_ARTICLES.c.article_id == card.article_id), values)
        session.execute(sa.delete(STORY_KEYS).where(STORY_KEYS.c.article_id == card.article_id))
    if keys:
        asked: Any = keys if is_postgres(session) else json.dumps(keys)
        statement = _POSTGRES_KEYS if is_postgres(session) else _SQLITE_KEYS
        session.connection().execute(statement, {"postings": asked, "at": card.at, "article_id": card.article_id})


_INSERT = sa.insert(STORY_ARTICLES)
_AT = sa.bindparam("at", type_=UtcTime)
_POSTINGS = (
    "INSERT INTO story_keys (key, at, article_id) "
    "SELECT key, :at, :article_id FROM unnest(CAST(:postings AS text[])) AS k (key)"
)
_POSTGRES_KEYS = sa.text(_POSTINGS).bindparams(_AT)
_POSTGRES_PUT = sa.text(
    "WITH put AS (INSERT INTO story_articles "  # noqa: S608 - both texts are ours
    "(article_id, story_id, at, lang, kind, keys, sketch, score, reason, near_duplicate_of) VALUES "
    "(:article_id, :story_id, :at, :lang, :kind, :keys_, :sketch, :score, :reason, :near_duplicate_of)) " + _POSTINGS
).bindparams(_AT, sa.bindparam("keys_", type_=Json))
"""Both in one way there and back."""
_SQLITE_KEYS = sa.text(
    "INSERT INTO story_keys (key, at, article_id) SELECT value, :at, :article_id FROM json_each(:postings)"
).bindparams(_AT)
