"""The Celery application: ``celery --app worker.app worker --queues poll,read``."""

import ctypes
import resource
import signal
import sys
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init, worker_ready

from storage.logs import configure_logs, events
from worker import mailbox
from worker.fetch.guard import parse_allow_networks
from worker.line import current_line, rest_collector
from worker.settings import WorkerSettings

log = events("worker")
VISIBILITY_TIMEOUT = 600
"""Seconds; longer than every hard time limit. scheduler/app.py says the same (a contract test compares)."""
PR_SET_PDEATHSIG = 1


def make_app(settings: WorkerSettings) -> Celery:
    """An application on the given broker; opens nothing until a worker starts."""
    mailbox.use()
    app = Celery("talentwire", broker=settings.celery_url, include=["worker.tasks"])
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_default_queue="poll",
        enable_utc=True,
        # The message is gone only when the work is done, and a worker takes one at a time.
        task_acks_late=True,
        task_reject_on_worker_lost=False,  # the lease brings work back, with its attempts counted
        worker_prefetch_multiplier=1,
        task_soft_time_limit=settings.soft_time_limit,
        task_time_limit=settings.hard_time_limit,
        worker_max_tasks_per_child=2_000,
        worker_max_memory_per_child=400_000,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        worker_enable_remote_control=True,
        worker_cancel_long_running_tasks_on_connection_loss=True,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_TIMEOUT,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 30,
        },
    )
    return app


@worker_process_init.connect  # type: ignore[untyped-decorator]  # Celery is untyped
def _start_process(**_: Any) -> None:
    """Bound what one process may take, die with the parent, and open the line before the first message."""
    settings = WorkerSettings()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        limit = settings.worker_memory_mb * 1_048_576 + _address_space()
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
    current_line.cache_clear()
    current_line()
    rest_collector()


def _address_space() -> int:
    """Bytes of address space this process has now."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - a kernel table, not a file
        return int(statm.read().split()[0]) * resource.getpagesize()


@worker_ready.connect  # type: ignore[untyped-decorator]  # Celery is untyped
def _say_what_is_open(**_: Any) -> None:
    """The exceptions of the address guard, so that nobody forgets them."""
    opened = parse_allow_networks(WorkerSettings().allow_networks)
    if opened:
        log.warning("guard.opened", networks=[str(one) for one in opened])


@setup_logging.connect  # type: ignore[untyped-decorator]  # Celery is untyped
def _logs(**_: Any) -> None:
    configure_logs()


app = make_app(WorkerSettings())
