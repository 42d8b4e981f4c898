"""Entries: stored once, read under a lease, settled with a reason."""

from storage.entries.arrival import AddedEntries, add_entries, known_keys
from storage.entries.path import (
    Entry,
    EntryStep,
    entry_article,
    entry_counts,
    entry_path,
    find_entry_by_url,
    list_parked,
)
from storage.entries.reading import (
    begin_read,
    lease_entry,
    lease_reads,
    park_poison,
    postpone_read,
    retry_parked,
    settle_entry,
)

__all__ = [
    "AddedEntries",
    "Entry",
    "EntryStep",
    "add_entries",
    "begin_read",
    "entry_article",
    "entry_counts",
    "entry_path",
    "find_entry_by_url",
    "known_keys",
    "lease_entry",
    "lease_reads",
    "list_parked",
    "park_poison",
    "postpone_read",
    "retry_parked",
    "settle_entry",
]
