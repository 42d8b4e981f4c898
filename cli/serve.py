"""``talentwire serve``: the wire on a port."""

import uvicorn

from cli.trouble import Trouble
from cli.wire.app import make_wire
from storage import migrate
from storage.database import open_read_only
from storage.settings import StorageSettings


def serve(*, host: str, port: int) -> int:
    """Serve until stopped."""
    serve_wire(StorageSettings().url, host=host, port=port)
    return 0


def serve_wire(url: str, *, host: str, port: int) -> None:
    """Serve the wire over a database; raises ``Trouble`` if the schema is not this version's."""
    engine = open_read_only(url)
    state = migrate.check(engine)
    if not state.ok:
        raise Trouble(state.advice)
    if not 0 < port < 65_536:
        raise Trouble(f"{port} is no port", exit_code=2)
    print(f"The wire is on http://{host}:{port}/ (Ctrl-C ends it)", flush=True)
    uvicorn.run(make_wire(engine, warm=True), host=host, port=port, log_level="warning", server_header=False)
