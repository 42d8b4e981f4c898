"""The private tables, in SQLAlchemy Core. Nobody outside this room builds on them: see storage.views."""

from storage.schema.columns import METADATA
from storage.schema.polling import ENTRIES, ENTRY_STEPS, FEEDS, POLLS, SUBSCRIPTIONS
from storage.schema.pushing import DELIVERIES, WEBHOOKS
from storage.schema.telling import CHANGES, NOTES, STORIES, STORY_ARTICLES, STORY_KEYS, TOMBSTONES
from storage.schema.writing import (
    ARTICLE_ORGANISATIONS,
    ARTICLE_PEOPLE,
    ARTICLES,
    CLAIMS,
    COUNTS,
    CREDITS,
    MONEY,
    MOVE_HISTORY,
    MOVES,
    ORGANISATIONS,
    ORIGINS,
    PAGES,
    PEOPLE,
    QUOTES,
    REVISIONS,
)

__all__ = [
    "ARTICLES",
    "ARTICLE_ORGANISATIONS",
    "ARTICLE_PEOPLE",
    "CHANGES",
    "CLAIMS",
    "COUNTS",
    "CREDITS",
    "DELIVERIES",
    "ENTRIES",
    "ENTRY_STEPS",
    "FEEDS",
    "METADATA",
    "MONEY",
    "MOVES",
    "MOVE_HISTORY",
    "NOTES",
    "ORGANISATIONS",
    "ORIGINS",
    "PAGES",
    "PEOPLE",
    "POLLS",
    "QUOTES",
    "REVISIONS",
    "STORIES",
    "STORY_ARTICLES",
    "STORY_KEYS",
    "SUBSCRIPTIONS",
    "TOMBSTONES",
    "WEBHOOKS",
]
