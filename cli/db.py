"""``talentwire db …``: the schema."""

import json
import os
import sys

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
    value = os.environ.get(name, "")
    if not value:
        raise Trouble(f"{name} is not set: the role needs a password", exit_code=2)
    return value


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
