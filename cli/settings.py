"""``talentwire settings``: every setting, what it means, and what holds here."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.relay.settings import RelaySettings
from cli.websub.settings import PushSettings
from scheduler.settings import SchedulerSettings
from storage.broker import BrokerSettings
from storage.settings import StorageSettings
from worker.settings import WorkerSettings

PREFIX = "TALENTWIRE_"
ROOMS: tuple[tuple[str, type[BaseSettings]], ...] = (
    ("Database", StorageSettings),
    ("Broker", BrokerSettings),
    ("Scheduler", SchedulerSettings),
    ("Worker", WorkerSettings),
    ("Relay", RelaySettings),
    ("Push", PushSettings),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One environment variable."""

    room: str
    name: str
    default: str
    bounds: str
    meaning: str
    field: str


def all_settings() -> Iterator[Setting]:
    """Every setting, room by room; one that two rooms share stands where it is first."""
    seen: set[str] = set()
    for room, settings in ROOMS:
        for name, info in settings.model_fields.items():
            if name not in seen and info.init is not False:
                seen.add(name)
                yield Setting(
                    room=room,
                    name=PREFIX + name.upper(),
                    default=_shown(info.default),
                    bounds=_bounds(info),
                    meaning=" ".join((info.description or "").split()),
                    field=name,
                )


def show(*, as_json: bool, as_markdown: bool) -> int:
    """Print them: for people with what holds here, as JSON, or as the page of the documentation."""
    if as_markdown:
        sys.stdout.write(settings_markdown())
        return 0
    here = {room: settings() for room, settings in ROOMS}
    rows = [(one, _shown(getattr(here[one.room], one.field))) for one in all_settings()]
    if as_json:
        for one, value in rows:
            told = {"name": one.name, "value": value, "default": one.default, "meaning": one.meaning}
            sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    table = Table(title="Settings as they hold here", title_justify="left")
    for column in ("setting", "value", "meaning"):
        table.add_column(column, overflow="fold")
    for one, value in rows:
        table.add_row(one.name, f"[bold]{escape(value)}[/bold]" if value != one.default else escape(value), escape(one.meaning))
    Console().print(table)
    return 0


def settings_markdown() -> str:
    """``docs/settings.md``."""
    lines = [
        "# Settings",
        "",
        "Environment variables, or lines of a `.env` file in the working directory. Made by `talentwire settings --markdown`; "
        "`talentwire settings` shows what holds here, `talentwire doctor` names a variable that is none.",
    ]
    room = ""
    for one in all_settings():
        if one.room != room:
            room = one.room
            lines += ["", f"## {room}", "", "| setting | default | bounds | meaning |", "|---|---|---|---|"]
        lines.append(f"| `{one.name}` | {one.default or '(none)'} | {one.bounds} | {_cell(one.meaning)} |")
    return "\n".join(lines) + "\n"


def _shown(value: Any) -> str:
    if isinstance(value, SecretStr):
        return "***" if value.get_secret_value() else ""
    if value is None or value is PydanticUndefined:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _bounds(info: FieldInfo) -> str:
    words = {"gt": "above", "ge": "from", "le": "to", "lt": "below"}
    return ", ".join(
        f"{word} {getattr(rule, name):,}" for rule in info.metadata for name, word in words.items() if hasattr(rule, name)
    )


def _cell(text: str) -> str:
    return text.replace("``", "`").replace("|", "\\|")
