"""``talentwire push``: callbacks on a port, and the hubs asked, until stopped."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from cli.trouble import Trouble
from cli.websub.app import make_callbacks
from cli.websub.hubs import Hubs
from cli.websub.settings import PushSettings
from storage import migrate
from storage.database import open_engine
from storage.logs import configure_logs, events
from worker.fetch.client import Fetcher
from worker.line import fetch_settings
from worker.settings import WorkerSettings

LOG = events("push")
HUB_SECONDS = 15.0


def push(*, host: str, port: int) -> int:
    """Serve until stopped; raises ``Trouble`` without a public address, or if the schema is not this version's."""
    settings = PushSettings()
    if not settings.push_url:
        raise Trouble(
            "hubs must reach this process: set TALENTWIRE_PUSH_URL to its public address (https://push.example.org)",
            exit_code=2,
        )
    engine = open_engine(settings.url)
    state = migrate.check(engine)
    if not state.ok:
        raise Trouble(state.advice)
    configure_logs()
    lease = timedelta(days=settings.push_lease_days)
    hubs = Hubs(
        engine=engine,
        fetcher=Fetcher(replace(fetch_settings(WorkerSettings()), total_seconds=HUB_SECONDS)),
        callback=settings.push_url,
        lease=lease,
        clock=lambda: datetime.now(UTC),
    )
    stop = threading.Event()
    asking = threading.Thread(target=ask_hubs, args=(hubs, stop), kwargs={"every": settings.push_seconds}, daemon=True)
    asking.start()
    LOG.info("push.started", callback=settings.push_url)
    try:
        app = make_callbacks(engine, lease=lease, clock=lambda: datetime.now(UTC))
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)
    finally:
        stop.set()
        asking.join(HUB_SECONDS + 5)
    return 0


def ask_hubs(hubs: Hubs, stop: threading.Event, *, every: float) -> None:
    """Turn after turn; while there are more to be asked, without a pause. A database that is away is waited for."""
    while not stop.is_set():
        try:
            busy = hubs.turn()
        except SQLAlchemyError as error:
            LOG.warning("push.waits", error=f"{type(error).__name__}: {str(error)[:200]}")
            busy = 0
        if not busy:
            stop.wait(every)
