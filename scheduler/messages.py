"""The nudges the scheduler sends. A message carries ids and a lease token; the row is the truth.

``worker.messages`` reads them; tests/shell/test_messages.py holds both ends together.
"""

from collections.abc import Sequence
from typing import Any

from storage.records import EntryLease, Lease

POLL = "talentwire.poll"
READ = "talentwire.read"
POLL_QUEUE = "poll"
READ_QUEUE = "read"


def poll_message(leases: Sequence[Lease]) -> dict[str, Any]:
    """Keyword arguments of the task ``talentwire.poll``."""
    return {"leases": [[lease.feed_id, lease.token] for lease in leases]}


def read_message(lease: EntryLease) -> dict[str, Any]:
    """Keyword arguments of the task ``talentwire.read``."""
    return {"entry_id": lease.entry_id, "token": lease.token}
