"""Where the broker is, as the environment says. Both ends of a message read it from here."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT = "redis://127.0.0.1:6379/0"


class BrokerSettings(BaseSettings):
    """``TALENTWIRE_BROKER_URL``, or ``TALENTWIRE_BROKER_URL_FILE`` that names a file holding it.

    ``redis://``, ``rediss://`` and ``redis+socket:///path`` are understood.
    """

    model_config = SettingsConfigDict(
        env_prefix="TALENTWIRE_",
        env_file=".env",
        extra="ignore",
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    broker_url: SecretStr = SecretStr("")
    """``redis://:password@host:6379/0``; without it ``talentwire run`` brings a broker of its own."""
    broker_url_file: Path | None = None
    """A file that holds the broker's address."""
    broker_url_given: bool = Field(default=False, init=False)
    """True if the environment names a broker."""

    @model_validator(mode="after")
    def _settle_broker(self) -> Self:
        url = self.broker_url.get_secret_value().strip()
        if not url and self.broker_url_file is not None:
            try:
                url = self.broker_url_file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise ValueError(
                    f"TALENTWIRE_BROKER_URL_FILE names {self.broker_url_file}, which cannot be read: "
                    f"{type(error).__name__}. Give a text file that holds the broker's address."
                ) from None
        self.broker_url_given = bool(url)
        url = url or DEFAULT
        scheme = url.partition(":")[0]
        if scheme not in {"redis", "rediss", "redis+socket"}:
            raise ValueError(
                f"the broker's address begins with {scheme[:20]!r}; use redis://:password@host:6379/0"
            )
        self.broker_url = SecretStr(url)
        return self

    @property
    def celery_url(self) -> str:
        """The address as Celery understands it, password included."""
        return self.broker_url.get_secret_value()

    @property
    def redis_url(self) -> str:
        """The address as redis-py understands it, password included."""
        return self.celery_url.replace("redis+socket://", "unix://", 1)
