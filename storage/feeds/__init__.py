"""Feeds: which there are, who may poll them, what happened, when next."""

from storage.feeds.catalogue import (
    NewFeed,
    add_feeds,
    adopt_moves,
    find_feed,
    list_feeds,
    pause_feed,
    remove_feed,
    resume_feed,
)
from storage.feeds.leases import begin_alone, count_due, lease_due, lease_feed, load_leased, plan, release
from storage.feeds.ledger import load_unplanned, prune_polls, recent_polls, record_polls

__all__ = [
    "NewFeed",
    "add_feeds",
    "adopt_moves",
    "begin_alone",
    "count_due",
    "find_feed",
    "lease_due",
    "lease_feed",
    "list_feeds",
    "load_leased",
    "load_unplanned",
    "pause_feed",
    "plan",
    "prune_polls",
    "recent_polls",
    "record_polls",
    "release",
    "remove_feed",
    "resume_feed",
]
