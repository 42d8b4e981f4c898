"""The change feed: one line for each change of a record of the contract, in the order of commits.

The line is written in the transaction of the data it tells of. On PostgreSQL a number drawn from a
sequence is no commit order by itself: a transaction that drew the lower number may commit later, and a
reader that keeps the highest number seen would miss it. So writers draw numbers under one
transaction-level advisory lock and hold it until they commit. SQLite has one writer at a time.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.database import is_postgres
from storage.records import Change, Op
from storage.schema import CHANGES, NOTES
from storage.upsert import insert

_LOCK = 0x7A1E_0002
_TAKE = sa.text("SELECT pg_advisory_xact_lock(:lock)")
_APPEND = sa.insert(CHANGES).returning(CHANGES.c.seq, sort_by_parameter_order=True)
_TURN = "transaction that holds the turn"
_PRUNED = "pruned_seq"
_LAST_EVER = 2**63 - 1
"""No database counts further."""
LARGEST_READ = 10_000
"""Changes handed out at once, at most."""


class CursorTooOldError(LookupError):
    """The reader fell behind: changes after its number have been pruned. Read the views anew."""

    def __init__(self, after_seq: int, oldest: int) -> None:
        super().__init__(
            f"changes after {after_seq} are no longer all there, the oldest kept is {oldest}: "
            "read the views anew and go on from the newest number"
        )
        self.oldest = oldest


class CursorTooNewError(LookupError):
    """The reader is ahead of the database: its number is from another one, or from before a restore."""

    def __init__(self, after_seq: int, newest: int) -> None:
        super().__init__(
            f"there is no change {after_seq} yet, the newest is {newest}: the number is of another database, "
            "or this one was restored from a backup; read the views anew"
        )
        self.newest = newest


def take_turn(session: Session) -> None:
    """Wait for the other writers of records to commit; held until this transaction ends.

    Whoever writes articles, moves or stories takes it before the first row, so that they never wait for
    each other in a circle.
    """
    held = session.info.get(_TURN)
    if not is_postgres(session) or (held is not None and held is session.get_transaction()):
        return
    session.connection().execute(_TAKE, {"lock": _LOCK})
    # A savepoint that is rolled back gives back what was taken in it: only the transaction's own is remembered.
    if not session.in_nested_transaction():
        session.info[_TURN] = session.get_transaction()


def append(session: Session, changes: Sequence[Change], *, now: datetime) -> tuple[Change, ...]:
    """Write changes in the order given; the same with their numbers and time."""
    if not changes:
        return ()
    take_turn(session)
    rows = [
        {
            "entity_type": change.entity_type,
            "entity_id": change.entity_id,
            "revision": change.revision,
            "op": change.op.value,
            "changed_at": now,
            "content_hash": change.content_hash,
            "reason": change.reason,
        }
        for change in changes
    ]
    numbers = session.connection().execute(_APPEND, rows).scalars()
    return tuple(replace(change, seq=seq, changed_at=now) for change, seq in zip(changes, numbers, strict=True))


def read_changes(session: Session, *, after_seq: int, limit: int) -> tuple[Change, ...]:
    """The next changes after a number, in commit order; at most 10,000 however many are asked for.

    Raises CursorTooOldError if changes after that number were pruned, and CursorTooNewError for a number this
    database has not reached: in both cases the reader would silently miss something.
    """
    if after_seq < _pruned(session):
        raise CursorTooOldError(after_seq, oldest_seq(session))
    if after_seq > _LAST_EVER:
        raise CursorTooNewError(after_seq, newest_seq(session))
    rows = session.execute(
        sa.select(CHANGES)
        .where(CHANGES.c.seq > after_seq)
        .order_by(CHANGES.c.seq)
        .limit(max(1, min(limit, LARGEST_READ)))
    ).all()
    if not rows and after_seq > newest_seq(session):
        raise CursorTooNewError(after_seq, newest_seq(session))
    return tuple(
        Change(
            entity_type=row.entity_type,
            entity_id=row.entity_id,
            revision=row.revision,
            op=Op(row.op),
            content_hash=row.content_hash,
            reason=row.reason,
            seq=row.seq,
            changed_at=row.changed_at,
        )
        for row in rows
    )


def prune_changes(session: Session, before: datetime, *, limit: int | None = None) -> int:
    """Drop changes older than ``before``, the oldest first, at most ``limit``; how many.

    ``oldest_seq`` tells readers about it.
    """
    take_turn(session)
    # Numbers are in commit order and times nearly so: cut at a number, never leave holes.
    last = session.execute(sa.select(sa.func.min(CHANGES.c.seq)).where(CHANGES.c.changed_at >= before)).scalar()
    end = newest_seq(session) + 1 if last is None else last
    if limit is not None:
        first = session.execute(sa.select(sa.func.min(CHANGES.c.seq))).scalar()
        end = min(end, end if first is None else first + limit)
    gone = session.execute(sa.delete(CHANGES).where(CHANGES.c.seq < end).returning(CHANGES.c.seq)).scalars().all()
    if gone:
        note = insert(session, NOTES).values(name=_PRUNED, value=str(max(gone)))
        session.execute(note.on_conflict_do_update(index_elements=["name"], set_={"value": str(max(gone))}))
    return len(gone)


def newest_seq(session: Session) -> int:
    """The number of the newest change; 0 before the first."""
    newest = session.execute(sa.select(sa.func.max(CHANGES.c.seq))).scalar()
    return newest if newest is not None else _pruned(session)


def oldest_seq(session: Session) -> int:
    """The lowest number that can still be read, or the next to come if there is none."""
    return _pruned(session) + 1


def _pruned(session: Session) -> int:
    value = session.execute(sa.select(NOTES.c.value).where(NOTES.c.name == _PRUNED)).scalar()
    return int(value) if value else 0
