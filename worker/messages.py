"""The nudges a worker reads, checked: nothing that is not ids and tokens gets past this door.

``scheduler.messages`` writes them; tests/shell/test_messages.py holds both ends together.
"""

from storage.records import EntryId, EntryLease, FeedId, Lease, LeaseToken

POLL = "talentwire.poll"
READ = "talentwire.read"
POLL_QUEUE = "poll"
READ_QUEUE = "read"
MOST_LEASES = 500
MOST_TOKEN = 64


class BadMessage(ValueError):  # noqa: N818 - the thing's name
    """A message that no part of this service sends. It is counted, logged and dropped."""


def leases_in(leases: object) -> tuple[Lease, ...]:
    """The leases a ``poll`` message carries; raises ``BadMessage``."""
    if not isinstance(leases, list) or not 0 < len(leases) <= MOST_LEASES:
        raise BadMessage(f"leases: a list of 1 to {MOST_LEASES} pairs, not {type(leases).__name__}")
    found: dict[int, Lease] = {}
    for pair in leases:
        if not isinstance(pair, list) or len(pair) != 2:
            raise BadMessage("a lease is a pair of feed id and token")
        feed_id = _id(pair[0])
        found[feed_id] = Lease(feed_id=FeedId(feed_id), token=_token(pair[1]))
    return tuple(found.values())


def entry_lease_in(entry_id: object, token: object) -> EntryLease:
    """The lease a ``read`` message carries; raises ``BadMessage``."""
    return EntryLease(entry_id=EntryId(_id(entry_id)), token=_token(token))


def read_message(lease: EntryLease) -> dict[str, object]:
    """Keyword arguments of the task ``talentwire.read``: the worker nudges itself after a poll."""
    return {"entry_id": lease.entry_id, "token": lease.token}


def _id(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
        raise BadMessage("an id is a positive whole number")
    return value


def _token(value: object) -> LeaseToken:
    if not isinstance(value, str) or not 0 < len(value) <= MOST_TOKEN or not value.isascii():
        raise BadMessage(f"a token is a text of 1 to {MOST_TOKEN} letters")
    return LeaseToken(value)
