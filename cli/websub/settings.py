"""What an operator may set about push: `TALENTWIRE_PUSH_…` environment variables."""

from urllib.parse import urlsplit

from pydantic import Field, field_validator

from storage.settings import StorageSettings


class PushSettings(StorageSettings):
    """Off by default, for it needs an address that hubs can reach; read once by ``talentwire push``."""

    push_url: str = ""
    """Public address under which hubs reach this process, without a path's end: ``https://push.example.org``. Empty: off."""
    push_lease_days: float = Field(10.0, gt=0, le=30)
    """How long a hub is asked to tell; it is asked again at half of what it grants."""
    push_seconds: float = Field(30.0, gt=0, le=3_600)
    """Between two looks for hubs that are to be asked."""

    @field_validator("push_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("TALENTWIRE_PUSH_URL is a web address without a query: https://push.example.org")
        return value.rstrip("/")
