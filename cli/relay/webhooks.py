"""Deliveries to receivers: signed, tried again, written down."""

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from cli.relay.cloud import BATCH_TYPE, TYPE_PREFIX, cloud_event
from cli.relay.signing import signature
from storage import webhooks
from storage.contract.changed import read_changed
from storage.database import read, write
from storage.events import oldest_seq
from storage.logs import events
from storage.records import DeliveryState, DueDelivery, ErrorCode, Failed, Failure
from storage.schema.columns import utc_text
from worker.fetch.client import Fetcher
from worker.fetch.request import Post

LOG = events("relay")
AT_ONCE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """Takes deliveries to their receivers, each transaction closed before anything is sent."""

    engine: Engine
    fetcher: Fetcher
    source: str
    with_records: bool
    clock: Callable[[], datetime]

    def turn(self) -> int:
        """One delivery for each receiver that has one due; how many were tried."""
        with read(self.engine) as session:
            if not webhooks.any_active(session):
                return 0
        with write(self.engine) as session:
            due = webhooks.take_due(session, now=self.clock(), limit=AT_ONCE)
        if due:
            with ThreadPoolExecutor(len(due)) as pool:
                list(pool.map(self._deliver, due))
        return len(due)

    def _deliver(self, due: DueDelivery) -> None:
        body = json.dumps(self._events(due), ensure_ascii=False, separators=(",", ":")).encode()
        now = self.clock()
        told, timestamp = str(due.delivery.id), int(now.timestamp())
        headers = (
            ("webhook-id", told),
            ("webhook-timestamp", str(timestamp)),
            ("webhook-signature", signature(due.secret, delivery_id=told, timestamp=timestamp, body=body)),
        )
        failure: Failure | None = None
        status: int | None = None
        try:
            status = self.fetcher.post(due.url, Post(body=body, content_type=BATCH_TYPE, headers=headers)).status
        except Failed as error:
            # A talkative receiver took it: only a 2xx has its body read that far.
            if error.failure.code is not ErrorCode.TOO_LARGE:
                failure, status = error.failure, error.failure.status
        with write(self.engine) as session:
            if failure is None:
                webhooks.record_delivered(session, delivery=due.delivery, status=status or 200, now=now)
                state = DeliveryState.DELIVERED
            else:
                state = webhooks.record_failed(
                    session,
                    delivery=due.delivery,
                    status=status,
                    message=f"{failure.code}: {failure.message}"[:500],
                    gone=failure.code is ErrorCode.GONE,
                    jitter=random.random(),  # noqa: S311 - spreads load, guards nothing
                    now=now,
                )
        LOG.info(
            "webhook.tried",
            webhook_id=due.delivery.webhook_id,
            delivery_id=due.delivery.id,
            state=state.value,
            events=due.delivery.events,
            error=failure.code.value if failure else None,
        )

    def _events(self, due: DueDelivery) -> list[dict[str, Any]]:
        """The delivery's changes as CloudEvents, as far as they are still kept."""
        delivery, wanted = due.delivery, set(due.entity_types)
        found: list[dict[str, Any]] = []
        with read(self.engine) as session:
            oldest = oldest_seq(session)
            if delivery.first_seq < oldest:
                found.append(self._hole(delivery.first_seq, oldest))
            after = max(delivery.first_seq, oldest) - 1
            while after < delivery.last_seq:
                batch = read_changed(session, after_seq=after, limit=1_000)
                if not batch:
                    break
                for change, record in batch:
                    assert change.seq is not None
                    after = change.seq
                    if after > delivery.last_seq:
                        break
                    if not wanted or change.entity_type in wanted:
                        found.append(cloud_event(change, record, source=self.source, with_record=self.with_records))
        return found

    def _hole(self, first: int, oldest: int) -> dict[str, Any]:
        """Tells a receiver that it fell behind what is kept: it has to read the views again."""
        return {
            "specversion": "1.0",
            "id": f"hole-{first}-{oldest}",
            "source": self.source,
            "type": f"{TYPE_PREFIX}.hole",
            "time": utc_text(self.clock()),
            "datacontenttype": "application/json",
            "data": {"missed_from": first, "oldest_seq": oldest},
        }
