"""Where the record is kept, as the environment says."""

from pathlib import Path

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_FILE = Path(".talentwire") / "talentwire.sqlite3"


class StorageSettings(BaseSettings):
    """``TALENTWIRE_DATABASE_URL``, or ``TALENTWIRE_DATABASE_URL_FILE`` that names a file holding it.

    Without either, an SQLite file ``.talentwire/talentwire.sqlite3`` under the working directory. The
    address may carry a password, so it is a secret: ``str`` and ``repr`` show asterisks, and
    ``storage.database.masked`` gives a form that may be shown.
    """

    model_config = SettingsConfigDict(
        env_prefix="TALENTWIRE_",
        env_file=".env",
        extra="ignore",
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    database_url: SecretStr = SecretStr("")
    """``postgresql://user:password@host/name`` or ``sqlite:///path``; default: ``.talentwire/talentwire.sqlite3`` here."""
    database_url_file: Path | None = None
    """A file that holds the database's address."""

    @model_validator(mode="after")
    def _settle(self) -> "StorageSettings":
        url = self.database_url.get_secret_value().strip()
        if not url and self.database_url_file is not None:
            try:
                url = self.database_url_file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise ValueError(
                    f"TALENTWIRE_DATABASE_URL_FILE names {self.database_url_file}, which cannot be read: "
                    f"{type(error).__name__}. Give a text file that holds the database's address."
                ) from None
            if not url:
                raise ValueError(
                    f"TALENTWIRE_DATABASE_URL_FILE names {self.database_url_file}, which is empty."
                )
        self.database_url = SecretStr(driver_url(url) if url else f"sqlite:///{DEFAULT_FILE.as_posix()}")
        return self

    @property
    def url(self) -> str:
        """The address itself, password included: hand it to ``open_engine`` and to nothing else."""
        return self.database_url.get_secret_value()


def driver_url(url: str) -> str:
    """The address with the driver we use: ``postgres://`` and ``postgresql://`` become psycopg 3.

    Raises ValueError for a scheme that is neither PostgreSQL nor SQLite; the message carries the scheme only.
    """
    scheme, colon, rest = url.partition(":")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"} and colon:
        return f"postgresql+psycopg:{rest}"
    if scheme in {"sqlite", "sqlite+pysqlite"} and colon:
        return f"sqlite:{rest}"
    shown = scheme if colon and scheme.replace("+", "").isalnum() else "no known scheme"
    raise ValueError(
        f"the database address begins with {shown!r}; "
        "use postgresql://user:password@host/name or sqlite:///path/to/file"
    )
