"""Receivers of webhooks and the ledger of deliveries: who is sent which changes, and how that went.

A receiver gets its changes in commit order, many in one delivery, and the next delivery only when the one
before is settled. What it was not sent in as many tries as we make is dead: it is kept in the ledger, the
receiver goes on with what follows, and ``retry`` gives the dead another go. Three dead in a row pause it.
"""

from storage.webhooks.deliveries import (
    WAITS,
    any_active,
    prune_deliveries,
    recent_deliveries,
    record_delivered,
    record_failed,
    take_due,
)
from storage.webhooks.receivers import (
    add_webhook,
    list_webhooks,
    load_webhook,
    remove_webhook,
    replay,
    retry_dead,
    set_state,
)

__all__ = [
    "WAITS",
    "add_webhook",
    "any_active",
    "list_webhooks",
    "load_webhook",
    "prune_deliveries",
    "recent_deliveries",
    "record_delivered",
    "record_failed",
    "remove_webhook",
    "replay",
    "retry_dead",
    "set_state",
    "take_due",
]
