"""The story an article belongs to, found in the archive and written there: new articles and old ones alike."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import stories
from storage.records import StoryCard, StoryId
from worker.story.assign import choose
from worker.story.gather import WINDOW_DAYS

WINDOW = timedelta(days=WINDOW_DAYS)


def place(session: Session, card: StoryCard, *, now: datetime) -> StoryId:
    """Put the article of a card into its story, in the caller's transaction; the story's id."""
    keys = [key.key for key in card.keys]
    candidates = stories.load_candidates(session, keys=keys, since=card.at - WINDOW, until=card.at + WINDOW)
    return stories.assign_story(session, card=card, choice=choose(card, candidates), now=now)
