"""Celery beat's application: ``celery --app scheduler.app beat``."""

from typing import Any

from celery import Celery
from celery.signals import setup_logging

from scheduler.beat import CeleryNudges, Hand
from scheduler.settings import SchedulerSettings
from storage.database import open_engine
from storage.logs import configure_logs
from storage.settings import StorageSettings

VISIBILITY_TIMEOUT = 600
"""Seconds; longer than every hard time limit. worker/app.py says the same (a contract test compares)."""


def make_app(settings: SchedulerSettings, *, database_url: str | None = None) -> Celery:
    """An application whose beat leases feeds from the given database; opens nothing until beat starts."""
    app = Celery("talentwire-scheduler", broker=settings.celery_url, set_as_current=False)
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        enable_utc=True,
        beat_scheduler="scheduler.beat:LeasingScheduler",
        beat_max_loop_interval=settings.tick_seconds,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_TIMEOUT,
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 30,
        },
    )

    def hand() -> Hand:
        url = database_url or StorageSettings().url
        return Hand(engine=open_engine(url), settings=settings, nudges=CeleryNudges(app))

    app.talentwire_hand = hand
    return app


@setup_logging.connect  # type: ignore[untyped-decorator]  # Celery is untyped
def _logs(loglevel: Any = None, **_: Any) -> None:
    configure_logs()


app = make_app(SchedulerSettings())
