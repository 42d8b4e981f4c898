"""``talentwire webhooks …``: who is sent the change feed, and how that goes."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from cli.address import checked_address
from cli.trouble import Trouble
from storage import webhooks
from storage.contract.changed import RECORDS
from storage.database import open_engine, read, write
from storage.records import Delivery, Webhook, WebhookId, WebhookState
from storage.settings import StorageSettings
from worker.urls import mask_credentials


def add(url: str, *, types: list[str], since: int | None) -> int:
    """Add a receiver; its secret is shown this once."""
    strange = [name for name in types if name not in RECORDS]
    if strange:
        raise Trouble(f"{strange[0]}: no such entity; use {', '.join(RECORDS)}", exit_code=2)
    address = checked_address(url)
    with write(open_engine(StorageSettings().url)) as session:
        try:
            hook, secret = webhooks.add_webhook(
                session, url=address, entity_types=types, after_seq=since, now=datetime.now(UTC)
            )
        except ValueError as error:
            raise Trouble(f"--since {error}", exit_code=2) from None
    print(f"webhook {hook.id} is told of changes after {hook.after_seq}, by `talentwire relay`.")
    print(f"Its secret, shown this once: {secret}")
    return 0


def show_all(*, as_json: bool) -> int:
    """All receivers and how they stand."""
    with read(open_engine(StorageSettings().url)) as session:
        hooks = webhooks.list_webhooks(session)
    if as_json:
        for hook in hooks:
            sys.stdout.write(json.dumps(_form(hook)) + "\n")
        return 0
    table = Table(title=f"{len(hooks)} webhooks", title_justify="left")
    for column in ("id", "state", "address", "of", "after seq", "pending", "delivered", "dead"):
        table.add_column(column, overflow="fold")
    for hook in hooks:
        table.add_row(
            str(hook.id),
            hook.state + (f": {escape(hook.state_reason)}" if hook.state_reason else ""),
            escape(mask_credentials(hook.url)),
            ", ".join(hook.entity_types) or "everything",
            *(str(number) for number in (hook.after_seq, hook.pending, hook.delivered, hook.dead)),
        )
    Console().print(table)
    return 0


def show(number: int, *, as_json: bool) -> int:
    """One receiver and the end of its ledger."""
    with read(open_engine(StorageSettings().url)) as session:
        hook = _find(session, number)
        ledger = webhooks.recent_deliveries(session, webhook_id=hook.id)
    if as_json:
        sys.stdout.write(json.dumps({**_form(hook), "deliveries": [_line(one) for one in ledger]}) + "\n")
        return 0
    table = Table(title=f"webhook {hook.id}: {mask_credentials(hook.url)}, {hook.state}", title_justify="left")
    for column in ("delivery", "seq", "events", "state", "tries", "status", "next try", "trouble"):
        table.add_column(column, overflow="fold")
    for one in ledger:
        table.add_row(
            str(one.id),
            f"{one.first_seq}-{one.last_seq}",
            str(one.events),
            one.state,
            str(one.attempts),
            str(one.status or ""),
            f"{one.next_at:%Y-%m-%d %H:%M:%S}" if one.next_at else "",
            escape(one.message),
        )
    Console().print(table)
    return 0


def remove(number: int) -> int:
    """Send it nothing more, and drop its ledger."""
    with write(open_engine(StorageSettings().url)) as session:
        webhooks.remove_webhook(session, webhook_id=_find(session, number).id)
    print(f"webhook {number} is gone.")
    return 0


def pause(number: int) -> int:
    """Send it nothing until it is resumed; what changes meanwhile waits."""
    with write(open_engine(StorageSettings().url)) as session:
        hook = _find(session, number)
        webhooks.set_state(session, webhook_id=hook.id, state=WebhookState.PAUSED, reason="by hand")
    return 0


def resume(number: int) -> int:
    """Let it go on, and give what is dead another go."""
    with write(open_engine(StorageSettings().url)) as session:
        again = webhooks.retry_dead(session, webhook_id=_find(session, number).id, now=datetime.now(UTC))
    print(f"webhook {number} goes on; {again} dead deliveries get another go.")
    return 0


def replay(number: int, *, since: int) -> int:
    """Send it everything after a seq again."""
    with write(open_engine(StorageSettings().url)) as session:
        hook = _find(session, number)
        try:
            webhooks.replay(session, webhook_id=hook.id, after_seq=since)
        except ValueError as error:
            raise Trouble(f"--since {error}", exit_code=2) from None
    print(f"webhook {number} is sent again what changed after {since}.")
    return 0


def _find(session: Session, number: int) -> Webhook:
    try:
        return webhooks.load_webhook(session, webhook_id=WebhookId(number))
    except LookupError as error:
        raise Trouble(str(error)) from None


def _form(hook: Webhook) -> dict[str, Any]:
    return {
        "id": hook.id,
        "url": mask_credentials(hook.url),
        "entity_types": list(hook.entity_types),
        "state": hook.state,
        "state_reason": hook.state_reason,
        "after_seq": hook.after_seq,
        "created_at": hook.created_at.isoformat(),
        "pending": hook.pending,
        "delivered": hook.delivered,
        "dead": hook.dead,
    }


def _line(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.id,
        "first_seq": one.first_seq,
        "last_seq": one.last_seq,
        "events": one.events,
        "state": one.state,
        "attempts": one.attempts,
        "status": one.status,
        "message": one.message,
        "next_at": one.next_at.isoformat() if one.next_at else None,
        "settled_at": one.settled_at.isoformat() if one.settled_at else None,
    }
