"""``talentwire retry``: parked entries get another go."""

from datetime import UTC, datetime

from rich.console import Console

from storage import entries
from storage.database import open_engine, write
from storage.records import EntryId
from storage.settings import StorageSettings


def retry(entry_ids: list[int] | None) -> int:
    """Put parked entries back into the line; all of them if none is named."""
    wanted = None if entry_ids is None else tuple(EntryId(number) for number in entry_ids)
    with write(open_engine(StorageSettings().url)) as session:
        count = entries.retry_parked(session, entry_ids=wanted, now=datetime.now(UTC))
    Console().print(f"{count} parked entries are back in the line.")
    return 0
