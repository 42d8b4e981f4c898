"""A change as a CloudEvent (cloudevents.io, specification 1.0.2, structured JSON)."""

from typing import Any

from storage.contract.changed import change_form
from storage.records import Change

TYPE_PREFIX = "io.github.talentwire"
BATCH_TYPE = "application/cloudevents-batch+json"


def cloud_event(change: Change, record: dict[str, Any] | None, *, source: str, with_record: bool) -> dict[str, Any]:
    """The event: ``id`` is the seq, so that a receiver knows one that comes twice.

    ``sequence`` is the extension of that name: text of fixed width, in the order of commits. ``data`` says
    what changed; ``data.record`` is the row of the contract's view, or null if it is gone.
    """
    assert change.seq is not None
    data = change_form(change)
    if with_record:
        data["record"] = record
    return {
        "specversion": "1.0",
        "id": str(change.seq),
        "source": source,
        "type": f"{TYPE_PREFIX}.{change.entity_type}.{change.op.value}",
        "subject": change.entity_id,
        "time": data["changed_at"],
        "datacontenttype": "application/json",
        "sequence": f"{change.seq:020d}",
        "data": data,
    }
