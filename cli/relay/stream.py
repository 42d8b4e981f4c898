"""A Redis Stream of CloudEvents: each change once, in commit order, trimmed."""

import json
from dataclasses import dataclass, field
from typing import Any

import redis

from cli.trouble import Trouble

SENT_AT_ONCE = 500


@dataclass(slots=True)
class Stream:
    """The stream is its own bookmark: an event's id in it is ``<seq>-0``.

    Redis refuses an id that is not above the last one, so a relay that was killed between sending and
    remembering, or two relays at once, double nothing.
    """

    client: "redis.Redis"
    name: str
    length: int
    _last: int | None = field(default=None, init=False)

    def position(self, *, oldest: int, newest: int) -> int:
        """The seq after which to go on. A stream that is not there begins with the tail it would keep.

        Raises ``Trouble`` for a stream that is ahead of the database or is none of ours.
        """
        if self._last is None:
            self._last = self._ask()
        if self._last is None:
            return max(oldest - 1, newest - self.length, 0)
        if self._last > newest:
            raise Trouble(
                f"the stream {self.name} stands at {self._last}, the database at {newest}: the stream is of another "
                "database, or this one was restored from a backup. Delete the stream, or name another in "
                "TALENTWIRE_RELAY_STREAM; consumers begin from the views again"
            )
        # Behind what is kept: the hole is the consumers' to see (oldest_seq), the stream goes on.
        return max(self._last, oldest - 1)

    def send(self, events: list[dict[str, Any]]) -> None:
        """Add events, oldest first; those already there are left out."""
        for start in range(0, len(events), SENT_AT_ONCE):
            with self.client.pipeline(transaction=False) as pipe:
                for event in events[start : start + SENT_AT_ONCE]:
                    told = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
                    pipe.xadd(
                        self.name,
                        {"event": told, "type": event["type"]},
                        id=f"{event['id']}-0",
                        maxlen=self.length,
                        approximate=True,
                    )
                answers = pipe.execute(raise_on_error=False)
            for answer in answers:
                if isinstance(answer, redis.ResponseError) and "equal or smaller" in str(answer):
                    continue  # another relay was quicker
                if isinstance(answer, Exception):
                    self._last = None
                    raise answer
        self._last = int(events[-1]["id"]) if events else self._last

    def forget_position(self) -> None:
        """Ask the server again: it may have been restarted empty."""
        self._last = None

    def _ask(self) -> int | None:
        try:
            told: Any = self.client.xinfo_stream(self.name)
        except redis.ResponseError as error:
            if "no such key" in str(error):
                return None
            raise Trouble(f"{self.name} is no stream ({error}): name another in TALENTWIRE_RELAY_STREAM") from None
        last = told["last-generated-id"]
        text = last.decode() if isinstance(last, bytes) else str(last)
        seq, _, rest = text.partition("-")
        if rest != "0" or len(seq) > 18:
            raise Trouble(f"the stream {self.name} holds events that are not ours ({text}): name another in TALENTWIRE_RELAY_STREAM")
        return int(seq) or None
