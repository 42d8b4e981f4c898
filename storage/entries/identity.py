"""Which entries are known already."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.database import is_postgres
from storage.records import EntryKey, FeedId
from storage.schema import ENTRIES

_AT_ONCE = 5_000


def known_keys(session: Session, *, keys: Mapping[FeedId, Sequence[EntryKey]]) -> dict[FeedId, frozenset[EntryKey]]:
    """Of the keys given, those stored already, as key or as alias; every feed given is in the answer."""
    known: dict[FeedId, set[EntryKey]] = {feed_id: set() for feed_id in keys}
    pairs = [(feed_id, key) for feed_id, of_feed in keys.items() for key in dict.fromkeys(of_feed)]
    for first in range(0, len(pairs), _AT_ONCE):
        for row in session.execute(_query(session, pairs[first : first + _AT_ONCE])):
            known[FeedId(row.feed_id)].add(EntryKey(bytes(row.key)))
    return {feed_id: frozenset(found) for feed_id, found in known.items()}


def _query(session: Session, pairs: Sequence[tuple[FeedId, EntryKey]]) -> Any:
    by_key = sa.select(ENTRIES.c.feed_id, ENTRIES.c.key)
    by_alias = sa.select(ENTRIES.c.feed_id, ENTRIES.c.alias.label("key")).where(sa.text("alias IS NOT NULL"))
    if not is_postgres(session):
        return sa.union_all(
            by_key.where(sa.tuple_(ENTRIES.c.feed_id, ENTRIES.c.key).in_(pairs)),
            by_alias.where(sa.tuple_(ENTRIES.c.feed_id, ENTRIES.c.alias).in_(pairs)),
        )
    # Two arrays are two parameters, however many pairs there are.
    asked = (
        sa.func.unnest(
            sa.literal([int(feed_id) for feed_id, _key in pairs], sa.ARRAY(sa.BigInteger)),
            sa.literal([bytes(key) for _feed_id, key in pairs], sa.ARRAY(sa.LargeBinary)),
        )
        .table_valued(sa.column("feed_id", sa.BigInteger), sa.column("key", sa.LargeBinary), name="asked")
        .render_derived()
    )
    same_feed = ENTRIES.c.feed_id == asked.c.feed_id
    return sa.union_all(
        by_key.join(asked, sa.and_(same_feed, ENTRIES.c.key == asked.c.key)),
        by_alias.join(asked, sa.and_(same_feed, ENTRIES.c.alias == asked.c.key)),
    )
