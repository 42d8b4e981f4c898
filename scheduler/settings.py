"""What an operator may set about WHEN: `TALENTWIRE_…` environment variables."""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from scheduler.cadence import CadenceSettings
from storage.broker import BrokerSettings


class SchedulerSettings(BrokerSettings):
    """Read once by the entry point (scheduler/app.py, cli); everything below takes values."""

    tick_seconds: float = Field(5.0, gt=0, le=300)
    """Between two looks for what is due."""
    poll_min_seconds: float = Field(900.0, gt=0)
    """The floor between two polls of one feed."""
    poll_max_seconds: float = Field(86_400.0, gt=0)
    """The ceiling for a feed that is alive."""
    polls_per_hour: float | None = Field(None, gt=0)
    """Polls an hour over all feeds: intervals are stretched or shortened to come to it. None: each feed at its own pace."""
    polls_per_hour_per_host: float | None = Field(None, gt=0)
    """Polls an hour of the feeds of any one host: intervals of those that would come to more are stretched, those that bring
    stories in scope least. None: ``TALENTWIRE_POLL_PER_HOST`` a tick is all that bounds a host."""
    poll_batch: int = Field(25, ge=1, le=500)
    """Feeds in one message, at most."""
    poll_per_host: int = Field(2, ge=1)
    """Feeds of one host leased in one tick, at most."""
    lease_limit: int = Field(1_000, ge=1)
    """Feeds leased in one tick, at most."""
    queue_limit: int = Field(200, ge=1)
    """Messages waiting in a queue above which no more nudges are sent (back-pressure)."""
    lease_seconds: float = Field(210.0, gt=0)
    """Longer than the hard time limit of a task, so that a live worker never loses its lease."""
    read_attempts: int = Field(3, ge=1)
    """Reads begun and not ended after which an entry is parked as poison."""
    poll_history_days: int = Field(90, ge=1)
    """How long the ledger of polls is kept."""
    change_history_days: int = Field(365, ge=1)
    """How long the change feed is kept; a reader that falls further behind begins from the views again."""

    @model_validator(mode="after")
    def _floor_below_ceiling(self) -> Self:
        if self.poll_min_seconds > self.poll_max_seconds:
            raise ValueError("TALENTWIRE_POLL_MIN_SECONDS is above TALENTWIRE_POLL_MAX_SECONDS")
        return self

    @property
    def cadence(self) -> CadenceSettings:
        """The part the cadence thinks with."""
        return CadenceSettings(
            floor=timedelta(seconds=self.poll_min_seconds), ceiling=timedelta(seconds=self.poll_max_seconds)
        )

    @property
    def lease_for(self) -> timedelta:
        """How long a lease holds."""
        return timedelta(seconds=self.lease_seconds)
