"""Commands that belong together: ``talentwire feeds …``, ``db …``, ``webhooks …``."""

from importlib import import_module
from typing import Annotated, Any

import typer

feeds_app = typer.Typer(help="The feeds that are polled.", no_args_is_help=True)
db_app = typer.Typer(help="The database's schema.", no_args_is_help=True)
webhooks_app = typer.Typer(help="Receivers that are sent the change feed.", no_args_is_help=True)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
WebhookArgument = Annotated[int, typer.Argument(metavar="ID")]


def call(room: str, name: str, /, *arguments: Any, **options: Any) -> None:
    """Call ``cli.<room>.<name>``, opened only now, and exit with the number it returns."""
    code = getattr(import_module(f"cli.{room}"), name)(*arguments, **options)
    raise typer.Exit(code or 0)


@feeds_app.command("add")
def feeds_add(urls: list[str]) -> None:
    """Add feeds by address."""
    call("feeds", "add", urls)


@feeds_app.command("import")
def feeds_import(
    file: Annotated[str, typer.Argument(metavar="FILE", help="OPML, TOML or one URL a line; - is standard input.")],
) -> None:
    """Add the feeds of a list."""
    call("feeds", "import_list", file)


@feeds_app.command("export")
def feeds_export() -> None:
    """The feeds as OPML, on standard output."""
    call("feeds", "export")


@feeds_app.command("list")
def feeds_list(as_json: JsonFlag = False, state: Annotated[str | None, typer.Option(help="active, dormant or paused")] = None) -> None:
    """All feeds and how they stand."""
    call("feeds", "show_all", as_json=as_json, state=state)


@feeds_app.command("show")
def feeds_show(feed: Annotated[str, typer.Argument(metavar="URL|ID")], as_json: JsonFlag = False) -> None:
    """One feed's whole story: last polls, why the next one is when it is, what it yielded."""
    call("feeds", "show", feed, as_json=as_json)


@feeds_app.command("remove")
def feeds_remove(feed: Annotated[str, typer.Argument(metavar="URL|ID")]) -> None:
    """Stop polling a feed and forget it; its articles stay."""
    call("feeds", "remove", feed)


@feeds_app.command("discover")
def feeds_discover(
    url: str, add: Annotated[bool, typer.Option("--add", help="Add what is found.")] = False
) -> None:
    """The feeds that a home page offers."""
    call("feeds", "discover", url, add_them=add)


@db_app.command("upgrade")
def db_upgrade(
    roles: Annotated[bool, typer.Option("--roles", help="Also make the writer's and the reader's role.")] = False,
) -> None:
    """Bring the schema to this version."""
    call("db", "upgrade", roles=roles)


@db_app.command("backup")
def db_backup(file: Annotated[str, typer.Argument(metavar="FILE", help="The copy; it must not be there yet.")]) -> None:
    """Copy the SQLite database while it is in use."""
    call("db", "backup", file)


@db_app.command("check")
def db_check(as_json: JsonFlag = False) -> None:
    """Does the schema fit this version?"""
    call("db", "check", as_json=as_json)


@db_app.command("contract")
def db_contract(as_json: JsonFlag = False) -> None:
    """The contract for downstream as Markdown, or as JSON Schemas."""
    call("db", "contract", as_json=as_json)


@webhooks_app.command("add")
def webhooks_add(
    url: str,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="Only changes of this entity (may be repeated).")
    ] = None,
    since: Annotated[int | None, typer.Option(help="Begin after this seq; default: from now on.")] = None,
) -> None:
    """Add a receiver; its secret is shown once."""
    call("webhooks", "add", url, types=types or [], since=since)


@webhooks_app.command("list")
def webhooks_list(as_json: JsonFlag = False) -> None:
    """All receivers and how they stand."""
    call("webhooks", "show_all", as_json=as_json)


@webhooks_app.command("show")
def webhooks_show(webhook: WebhookArgument, as_json: JsonFlag = False) -> None:
    """One receiver and the end of its ledger."""
    call("webhooks", "show", webhook, as_json=as_json)


@webhooks_app.command("remove")
def webhooks_remove(webhook: WebhookArgument) -> None:
    """Send it nothing more, and drop its ledger."""
    call("webhooks", "remove", webhook)


@webhooks_app.command("pause")
def webhooks_pause(webhook: WebhookArgument) -> None:
    """Send it nothing until it is resumed; what changes meanwhile waits."""
    call("webhooks", "pause", webhook)


@webhooks_app.command("resume")
def webhooks_resume(webhook: WebhookArgument) -> None:
    """Let it go on, and give dead deliveries another go."""
    call("webhooks", "resume", webhook)


@webhooks_app.command("replay")
def webhooks_replay(
    webhook: WebhookArgument, since: Annotated[int, typer.Option(help="Send everything after this seq again.")]
) -> None:
    """Send it again what changed."""
    call("webhooks", "replay", webhook, since=since)
