"""``talentwire db …``: the schema."""

import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from rich.console import Console

from cli.prepare import prepare
from cli.trouble import Trouble
from storage import migrate
from storage.database import masked, open_engine
from storage.settings import StorageSettings


def upgrade(*, roles: bool = False) -> int:
    """Bring the schema to this version, and on PostgreSQL make or mend the writer's and the reader's role."""
    url = StorageSettings().url
    engine = open_engine(url)
    prepare(engine)
    Console().print(f"{masked(url)} is at {migrate.check(engine).current}.", markup=False, soft_wrap=True)
    if roles:
        from storage.roles import create_roles

        create_roles(
            engine,
            writer_password=_secret("TALENTWIRE_DB_WRITER_PASSWORD"),
            reader_password=_secret("TALENTWIRE_DB_READER_PASSWORD"),
        )
        Console().print("The roles talentwire_writer and talentwire_reader are as they should be.")
    return 0


def _secret(name: str) -> str:
    value, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if not value and file:
        value = Path(file).read_text(encoding="utf-8").strip()
    if not value:
        raise Trouble(f"{name} is not set, nor {name}_FILE: the role needs a password", exit_code=2)
    return value


def backup(target: str) -> int:
    """A copy of the SQLite database as of one moment, while others read and write; checked before it is named a copy."""
    url = StorageSettings().url
    if not url.startswith("sqlite"):
        raise Trouble("this copies an SQLite file; for PostgreSQL use pg_dump (docs/operations.md, Backup and restore)", exit_code=2)
    source, copy = Path(url.split(":///", 1)[1].split("?", 1)[0]), Path(target)
    if not source.is_file():
        raise Trouble(f"{source}: no such database; TALENTWIRE_DATABASE_URL says where it is")
    if copy.exists():
        raise Trouble(f"{copy} is there already: nothing was written")
    unchecked = copy.with_name(copy.name + ".part")
    unchecked.unlink(missing_ok=True)
    reading = sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)
    with closing(reading) as old, closing(sqlite3.connect(unchecked)) as new:
        old.backup(new)  # all pages in one step: one moment, and no beginning anew when somebody writes
        new.execute("PRAGMA journal_mode = DELETE")
        said = new.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        raise Trouble(f"the copy {unchecked} is not whole ({said}): check the disk and the database")
    unchecked.rename(copy)
    Console().print(f"{copy}: {copy.stat().st_size:,} bytes, whole.", markup=False, soft_wrap=True)
    return 0


def check(*, as_json: bool) -> int:
    """Does the schema fit this version? 0 if so."""
    state = migrate.check(open_engine(StorageSettings().url))
    if as_json:
        told = {"ok": state.ok, "current": state.current, "expected": state.expected, "advice": state.advice}
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        Console().print(f"{state.current} (this version wants {state.expected}). {state.advice}", markup=False)
    return 0 if state.ok else 1


def contract(*, as_json: bool) -> int:
    """Print the contract for downstream."""
    from storage.contract import VIEWS, contract_markdown, json_schemas

    if as_json:
        sys.stdout.write(json.dumps(json_schemas(VIEWS), indent=1) + "\n")
    else:
        sys.stdout.write(contract_markdown(VIEWS))
    return 0
