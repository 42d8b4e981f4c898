"""The change feed: in commit order, never a row missed, and a word to those who fell behind."""

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from storage import events
from storage.database import open_engine, read, write
from storage.records import Change, Op


def change(name: str) -> Change:
    return Change(entity_type="article", entity_id=name, revision=1, op=Op.UPSERT, content_hash="h")


def test_changes_come_back_in_order_with_their_numbers(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        start = events.newest_seq(session)
        told = events.append(session, [change(str(n)) for n in range(5)], now=now)
        assert [one.seq for one in told] == sorted(one.seq or 0 for one in told)
        again = events.read_changes(session, after_seq=start, limit=3)
        assert again == told[:3]
        assert events.read_changes(session, after_seq=again[-1].seq or 0, limit=10) == told[3:]


def test_an_earlier_transaction_that_commits_later_is_not_missed(postgres_url: str, now: datetime) -> None:
    engine = open_engine(postgres_url)
    first_wrote, may_commit, second_done = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        with write(engine) as session:
            events.append(session, [change("slow")], now=now)
            first_wrote.set()
            may_commit.wait(10)

    def quick() -> None:
        with write(engine) as session:
            events.append(session, [change("quick")], now=now)
        second_done.set()

    one, two = threading.Thread(target=slow), threading.Thread(target=quick)
    one.start()
    assert first_wrote.wait(10)
    with read(engine) as session:
        cursor = events.newest_seq(session)
    two.start()
    # Had the second not waited, the reader would now keep its number and never see the first.
    assert not second_done.wait(0.3)
    with read(engine) as session:
        assert events.read_changes(session, after_seq=cursor, limit=10) == ()
    may_commit.set()
    one.join(10)
    two.join(10)
    with read(engine) as session:
        seen = events.read_changes(session, after_seq=cursor, limit=10)
    assert [one.entity_id for one in seen] == ["slow", "quick"]
    engine.dispose()


def test_a_reader_that_fell_behind_is_told_and_so_is_one_from_the_future(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        events.append(session, [change("old")], now=now - timedelta(days=100))
        (kept,) = events.append(session, [change("new")], now=now)
        assert kept.seq is not None
        assert events.prune_changes(session, now - timedelta(days=90)) >= 1
        assert events.oldest_seq(session) == kept.seq
        with pytest.raises(events.CursorTooOldError, match="read the views anew"):
            events.read_changes(session, after_seq=0, limit=1)
        assert events.read_changes(session, after_seq=kept.seq - 1, limit=1) == (kept,)
        assert events.read_changes(session, after_seq=kept.seq, limit=1) == ()
        with pytest.raises(events.CursorTooNewError, match="restored"):
            events.read_changes(session, after_seq=kept.seq + 1, limit=1)


def test_a_pruned_number_is_never_given_out_again(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        (last,) = events.append(session, [change("a")], now=now)
        events.prune_changes(session, now + timedelta(days=1))
    with write(engine) as session:
        assert events.newest_seq(session) == last.seq
        (meta,) = session.execute(sa.text("SELECT newest_seq, oldest_seq FROM v1_meta")).all()
        assert (meta.newest_seq, meta.oldest_seq) == (last.seq, events.oldest_seq(session))
        (fresh,) = events.append(session, [change("b")], now=now)
        assert (fresh.seq or 0) > (last.seq or 0)


def test_a_feed_pruned_to_the_last_change_goes_on_with_the_next_number(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        last = events.append(session, [change("a"), change("b")], now=now)[-1].seq
        events.prune_changes(session, now + timedelta(days=1))
        assert session.execute(sa.text("SELECT count(*) FROM changes")).scalar() == 0
        assert (events.newest_seq(session), events.oldest_seq(session)) == (last, (last or 0) + 1)
        (next_one,) = events.append(session, [change("c")], now=now)
        assert next_one.seq == (last or 0) + 1
        assert [one.entity_id for one in events.read_changes(session, after_seq=last or 0, limit=9)] == ["c"]


def test_the_turn_is_taken_once_a_transaction_and_anew_in_the_next(postgres_url: str, now: datetime) -> None:
    engine = open_engine(postgres_url)
    taken: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _cur, text, *_: taken.append(text))

    def locks() -> int:
        return sum("pg_advisory_xact_lock" in text for text in taken)

    with Session(engine) as session:
        events.take_turn(session)
        events.append(session, [change("a")], now=now)
        assert locks() == 1
        session.commit()
        events.append(session, [change("b")], now=now)
        assert locks() == 2
        session.rollback()
        part = session.begin_nested()
        events.append(session, [change("c")], now=now)
        part.rollback()
        events.append(session, [change("d")], now=now)
        assert locks() == 4, "a savepoint that is rolled back gives back the lock taken in it"
        session.commit()
    engine.dispose()


def test_pruning_goes_in_parts_from_the_oldest_on(engine: Engine, now: datetime) -> None:
    with write(engine) as session:
        first = (events.append(session, [change(str(n)) for n in range(10)], now=now)[0].seq or 0) - 1
        events.append(session, [change("new")], now=now + timedelta(days=9))
        oldest = session.execute(sa.text("SELECT min(seq) FROM changes")).scalar_one()
        events.prune_changes(session, now + timedelta(days=1), limit=first + 4 - oldest + 1)
        assert events.oldest_seq(session) == first + 5
        while events.prune_changes(session, now + timedelta(days=1), limit=3):
            pass
        assert [one.entity_id for one in events.read_changes(session, after_seq=first + 10, limit=9)] == ["new"]
