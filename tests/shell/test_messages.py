"""Scheduler and worker never import each other: this holds both ends of a message together."""

import json

import pytest

import scheduler.app
import scheduler.messages as sent
import worker.app
import worker.messages as read
from storage.records import EntryId, EntryLease, FeedId, Lease, LeaseToken


def through_the_wire(message):
    return json.loads(json.dumps(message))


def test_the_worker_understands_the_scheduler_s_poll_message():
    leases = (Lease(feed_id=FeedId(7), token=LeaseToken("a-b_c")), Lease(feed_id=FeedId(8), token=LeaseToken("d")))
    assert read.leases_in(**through_the_wire(sent.poll_message(leases))) == leases


def test_the_worker_understands_the_scheduler_s_read_message():
    lease = EntryLease(entry_id=EntryId(9), token=LeaseToken("xyz"))
    assert read.entry_lease_in(**through_the_wire(sent.read_message(lease))) == lease
    assert sent.read_message(lease) == read.read_message(lease)


def test_both_ends_name_tasks_and_queues_alike():
    for name in ("POLL", "READ", "POLL_QUEUE", "READ_QUEUE"):
        assert getattr(sent, name) == getattr(read, name)
    worker.app.app.loader.import_default_modules()
    assert {sent.POLL, sent.READ} <= set(worker.app.app.tasks)


def test_both_ends_agree_on_json_and_on_the_visibility_time_out():
    for key in ("task_serializer", "accept_content", "task_ignore_result"):
        assert scheduler.app.app.conf[key] == worker.app.app.conf[key]
    for app in (scheduler.app.app, worker.app.app):
        assert app.conf.accept_content == ["json"]
        assert app.conf.broker_transport_options["visibility_timeout"] == worker.app.VISIBILITY_TIMEOUT


def test_times_stand_in_the_right_order():
    conf = worker.app.app.conf
    from scheduler.settings import SchedulerSettings
    from worker.settings import WorkerSettings

    lease = SchedulerSettings().lease_seconds
    assert conf.task_soft_time_limit < conf.task_time_limit < lease < worker.app.VISIBILITY_TIMEOUT
    assert WorkerSettings().lease_seconds == lease
    assert WorkerSettings().poll_box_seconds < conf.task_soft_time_limit
    assert conf.task_acks_late
    assert conf.worker_prefetch_multiplier == 1


@pytest.mark.parametrize(
    "leases",
    [None, [], "x", {"a": 1}, [[1]], [[1, 2]], [["1", "t"]], [[True, "t"]], [[-1, "t"]], [[1, "t" * 99]], [[2**70, "t"]], [[1, "é"]]],
)
def test_a_message_no_part_of_us_sends_is_refused_by_name(leases):
    with pytest.raises(read.BadMessage):
        read.leases_in(leases)
    with pytest.raises(read.BadMessage):
        read.entry_lease_in(leases, leases)
