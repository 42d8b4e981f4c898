"""What rows are called by: one NewType for each kind of thing."""

from typing import NewType

FeedId = NewType("FeedId", int)
EntryId = NewType("EntryId", int)
EntryKey = NewType("EntryKey", bytes)
"""Sixteen bytes that say which entry of its feed this is (see worker.feed.identity)."""
LeaseToken = NewType("LeaseToken", str)
ArticleId = NewType("ArticleId", str)
PersonId = NewType("PersonId", str)
OrganisationId = NewType("OrganisationId", str)
MoveId = NewType("MoveId", str)
StoryId = NewType("StoryId", str)
