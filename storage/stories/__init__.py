"""Stories: which articles tell the same event."""

from storage.stories.assigning import assign_story, current_story, split_story
from storage.stories.candidates import key_frequencies, load_candidates
from storage.stories.counting import refresh_stories, refresh_story_of

__all__ = [
    "assign_story",
    "current_story",
    "key_frequencies",
    "load_candidates",
    "refresh_stories",
    "refresh_story_of",
    "split_story",
]
