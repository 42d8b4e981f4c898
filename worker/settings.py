"""What an operator may set about WHAT: `TALENTWIRE_…` environment variables."""

from pydantic import Field, field_validator

from storage.broker import BrokerSettings
from worker.fetch.guard import parse_allow_networks


class WorkerSettings(BrokerSettings):
    """Read once by the entry point (worker/app.py, cli); everything below takes values."""

    concurrency: int | None = Field(None, ge=1, le=1_024)
    """Worker processes that ``talentwire run`` starts; None: one for each core."""
    allow_networks: str = ""
    """CIDR[:port] list that the address guard lets through; empty lets nothing internal through."""
    contact: str = "https://github.com/talentwire/talentwire"
    """URL or address that publishers can write to; part of the User-Agent."""
    fetch_seconds: float = Field(60.0, gt=0, le=600)
    """Wall clock for one fetch, redirects and all."""
    connect_seconds: float = Field(10.0, gt=0)
    """For the connection alone, look-up included."""
    feed_bytes: int = Field(15_000_000, gt=0)
    """Of a feed document after decompression."""
    page_bytes: int = Field(10_000_000, gt=0)
    """Of an article page after decompression."""
    fetch_concurrency: int = Field(16, ge=1, le=256)
    """Feeds of one message fetched at the same time."""
    host_concurrency: int = Field(2, ge=1)
    """Feeds of one host fetched at the same time."""
    host_gap_seconds: float = Field(5.0, ge=0)
    """Between the starts of two page fetches from one host, over all workers."""
    poll_box_seconds: float = Field(90.0, gt=0)
    """Time for all fetches of one poll message; what is not there by then is a time-out."""
    read_retry_seconds: float = Field(300.0, gt=0)
    """After the first failed fetch of a page; later ones wait longer."""
    read_tries: int = Field(5, ge=1)
    """Fetches of a page that fail for a passing reason before the entry is settled without it."""
    respect_robots: bool = True
    """robots.txt (RFC 9309) for article pages; feeds are fetched on the operator's word."""
    keep_pages: bool = True
    """Keep the raw page (compressed) so that facts can be extracted again without the web."""
    soft_time_limit: int = Field(150, gt=0)
    """Seconds after which a task is asked to end."""
    hard_time_limit: int = Field(180, gt=0)
    """Seconds after which its process is killed."""
    lease_seconds: float = Field(210.0, gt=0)
    """Longer than the hard time limit, so that a live worker never loses its lease."""
    worker_memory_mb: int = Field(1_024, ge=256)
    """Address space that a worker process may use beyond what it starts with."""

    @field_validator("allow_networks")
    @classmethod
    def _ranges(cls, text: str) -> str:
        parse_allow_networks(text)
        return text

    @property
    def user_agent(self) -> str:
        """Who we say we are (RFC 9110, 10.1.5)."""
        return f"talentwire/0.1 (+{self.contact})"
