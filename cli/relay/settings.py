"""What an operator may set about the relay: `TALENTWIRE_RELAY_…` environment variables."""

from pydantic import Field, SecretStr

from storage.broker import BrokerSettings


class RelaySettings(BrokerSettings):
    """Every channel is off by default; read once by ``talentwire relay``."""

    relay_stream: str = Field("", max_length=200)
    """Name of the Redis Stream that events are added to; empty: no stream."""
    relay_stream_length: int = Field(10_000, ge=100, le=10_000_000)
    """Events that the stream keeps, about: a consumer that falls further behind returns to ``v1_changes``."""
    relay_redis_url: SecretStr = SecretStr("")
    """The stream's server; the broker's if empty."""
    relay_notify: bool = False
    """NOTIFY talentwire_changes on PostgreSQL, a hint that something is new."""
    relay_records: bool = False
    """Events carry the record as it is now. Without it they say only what changed: a copy that a stream or a
    receiver keeps is out of reach of ``talentwire forget``."""
    relay_source: str = Field("/talentwire", min_length=1, max_length=200)
    """``source`` of the events (CloudEvents 1.0): a URI reference that says which installation this is."""
    relay_seconds: float = Field(0.5, gt=0, le=60)
    """Between two looks at the change feed."""

    @property
    def stream_url(self) -> str:
        """The stream's server as redis-py understands it, password included."""
        return self.relay_redis_url.get_secret_value() or self.redis_url
