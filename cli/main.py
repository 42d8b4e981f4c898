"""Entry point of the `talentwire` command: what there is to type. The rooms are opened only when used."""

import sys
from importlib import import_module
from typing import Annotated, Any

import typer

from cli.trouble import Trouble, explain

app = typer.Typer(
    name="talentwire",
    help="Polls news feeds, finds AI-talent-war articles and stores them as normalised records.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
feeds_app = typer.Typer(help="The feeds that are polled.", no_args_is_help=True)
db_app = typer.Typer(help="The database's schema.", no_args_is_help=True)
app.add_typer(feeds_app, name="feeds")
app.add_typer(db_app, name="db")
webhooks_app = typer.Typer(help="Receivers that are sent the change feed.", no_args_is_help=True)
app.add_typer(webhooks_app, name="webhooks")

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
LinesFlag = Annotated[bool, typer.Option("--jsonl", help="JSON Lines in, JSON Lines out.")]
FileArgument = Annotated[str | None, typer.Argument(metavar="FILE|URL|-", help="What to read; - is standard input.")]


def _run(room: str, name: str, /, *arguments: Any, **options: Any) -> None:
    """Call ``cli.<room>.<name>`` and exit with the number it returns."""
    code = getattr(import_module(f"cli.{room}"), name)(*arguments, **options)
    raise typer.Exit(code or 0)


@app.command()
def demo(
    as_json: JsonFlag = False,
    serve: Annotated[bool, typer.Option("--serve", help="Show the wire (web page) on the result.")] = False,
    directory: Annotated[
        str | None, typer.Option("--dir", help="Keep the database here (default: a folder of the user's cache).")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin with an empty database.")] = False,
) -> None:
    """The whole pipeline on the built-in newsroom: ten languages, real HTTP, real Celery workers."""
    _run("demo.run", "demo", as_json=as_json, serve=serve, directory=directory, fresh=fresh)


@app.command()
def run(
    once: Annotated[
        bool, typer.Option("--once", help="Poll every feed once, settle every entry, print a summary, exit.")
    ] = False,
    feeds: Annotated[
        str | None, typer.Option("--feeds", metavar="FILE", help="OPML, TOML or one URL a line. Default: the catalogue.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Scheduler, broker and worker in one go, embedded or on the servers that the settings name."""
    _run("run", "run", once=once, feeds_file=feeds, as_json=as_json)


@app.command()
def poll(url: str, as_json: JsonFlag = False) -> None:
    """One feed, now, through the whole line into the database, outside its schedule."""
    _run("poll", "poll", url, as_json=as_json)


@app.command()
def check(
    source: FileArgument = None,
    lines: LinesFlag = False,
    stories: Annotated[bool, typer.Option("--stories", help="With --jsonl: say which lines tell the same story.")] = False,
) -> None:
    """Is it an AI-talent-war article, why, and what does it say?"""
    _run("check", "check", source, lines=lines, stories=stories)


@app.command()
def parse(source: FileArgument = None, lines: LinesFlag = False) -> None:
    """An article page as text and metadata."""
    _run("parse", "parse", source, lines=lines)


@app.command()
def status(as_json: JsonFlag = False) -> None:
    """How the service stands: feeds, entries, records, what is late, failing or parked."""
    _run("status", "status", as_json=as_json)


@feeds_app.command("add")
def feeds_add(urls: list[str]) -> None:
    """Add feeds by address."""
    _run("feeds", "add", urls)


@feeds_app.command("import")
def feeds_import(
    file: Annotated[str, typer.Argument(metavar="FILE", help="OPML, TOML or one URL a line; - is standard input.")],
) -> None:
    """Add the feeds of a list."""
    _run("feeds", "import_list", file)


@feeds_app.command("export")
def feeds_export() -> None:
    """The feeds as OPML, on standard output."""
    _run("feeds", "export")


@feeds_app.command("list")
def feeds_list(as_json: JsonFlag = False, state: Annotated[str | None, typer.Option(help="active, dormant or paused")] = None) -> None:
    """All feeds and how they stand."""
    _run("feeds", "show_all", as_json=as_json, state=state)


@feeds_app.command("show")
def feeds_show(feed: Annotated[str, typer.Argument(metavar="URL|ID")], as_json: JsonFlag = False) -> None:
    """One feed's whole story: last polls, why the next one is when it is, what it yielded."""
    _run("feeds", "show", feed, as_json=as_json)


@feeds_app.command("remove")
def feeds_remove(feed: Annotated[str, typer.Argument(metavar="URL|ID")]) -> None:
    """Stop polling a feed and forget it; its articles stay."""
    _run("feeds", "remove", feed)


@feeds_app.command("discover")
def feeds_discover(
    url: str, add: Annotated[bool, typer.Option("--add", help="Add what is found.")] = False
) -> None:
    """The feeds that a home page offers."""
    _run("feeds", "discover", url, add_them=add)


@db_app.command("upgrade")
def db_upgrade(
    roles: Annotated[bool, typer.Option("--roles", help="Also make the writer's and the reader's role.")] = False,
) -> None:
    """Bring the schema to this version."""
    _run("db", "upgrade", roles=roles)


@db_app.command("backup")
def db_backup(file: Annotated[str, typer.Argument(metavar="FILE", help="The copy; it must not be there yet.")]) -> None:
    """Copy the SQLite database while it is in use."""
    _run("db", "backup", file)


@db_app.command("check")
def db_check(as_json: JsonFlag = False) -> None:
    """Does the schema fit this version?"""
    _run("db", "check", as_json=as_json)


@app.command()
def retry(
    entry_ids: Annotated[list[int] | None, typer.Argument(metavar="[ID]…", help="Default: all that are parked.")] = None,
) -> None:
    """Give parked entries another go."""
    _run("entries", "retry", entry_ids or None)


@app.command()
def export(
    form: Annotated[str, typer.Option("--format", help="jsonl, csv, parquet, rss, json-feed or ninjs")] = "jsonl",
    view: Annotated[str | None, typer.Option(help="A view of the contract; default: the change feed.")] = None,
    since: Annotated[int | None, typer.Option(help="Only changes after this seq.")] = None,
    out: Annotated[str | None, typer.Option(metavar="FILE", help="Default: standard output.")] = None,
) -> None:
    """Records as files: the change feed with its records, a view, or the stories as a feed."""
    _run("export", "export", form=form, view=view, since=since, out=out)


@app.command()
def doctor(
    quick: Annotated[bool, typer.Option("--quick", help="Database and broker only.")] = False, as_json: JsonFlag = False
) -> None:
    """Is everything there that the service needs, and if not, what to do?"""
    _run("doctor", "doctor", quick=quick, as_json=as_json)


@app.command()
def settings(
    as_json: JsonFlag = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="As docs/settings.md has them.")] = False,
) -> None:
    """Every setting, what it means, and what holds here."""
    _run("settings", "show", as_json=as_json, as_markdown=as_markdown)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """The wire: a read-only web page over the contract's views."""
    _run("serve", "serve", host=host, port=port)


@db_app.command("contract")
def db_contract(as_json: JsonFlag = False) -> None:
    """The contract for downstream as Markdown, or as JSON Schemas."""
    _run("db", "contract", as_json=as_json)


@app.command()
def relay(
    once: Annotated[bool, typer.Option("--once", help="Hand on what there is, then exit.")] = False,
) -> None:
    """Hand the change feed on: to a Redis Stream, to webhooks, as a NOTIFY; each is off until set."""
    _run("relay.run", "relay", once=once)


WebhookArgument = Annotated[int, typer.Argument(metavar="ID")]


@webhooks_app.command("add")
def webhooks_add(
    url: str,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="Only changes of this entity (may be repeated).")
    ] = None,
    since: Annotated[int | None, typer.Option(help="Begin after this seq; default: from now on.")] = None,
) -> None:
    """Add a receiver; its secret is shown once."""
    _run("webhooks", "add", url, types=types or [], since=since)


@webhooks_app.command("list")
def webhooks_list(as_json: JsonFlag = False) -> None:
    """All receivers and how they stand."""
    _run("webhooks", "show_all", as_json=as_json)


@webhooks_app.command("show")
def webhooks_show(webhook: WebhookArgument, as_json: JsonFlag = False) -> None:
    """One receiver and the end of its ledger."""
    _run("webhooks", "show", webhook, as_json=as_json)


@webhooks_app.command("remove")
def webhooks_remove(webhook: WebhookArgument) -> None:
    """Send it nothing more, and drop its ledger."""
    _run("webhooks", "remove", webhook)


@webhooks_app.command("pause")
def webhooks_pause(webhook: WebhookArgument) -> None:
    """Send it nothing until it is resumed; what changes meanwhile waits."""
    _run("webhooks", "pause", webhook)


@webhooks_app.command("resume")
def webhooks_resume(webhook: WebhookArgument) -> None:
    """Let it go on, and give dead deliveries another go."""
    _run("webhooks", "resume", webhook)


@webhooks_app.command("replay")
def webhooks_replay(
    webhook: WebhookArgument, since: Annotated[int, typer.Option(help="Send everything after this seq again.")]
) -> None:
    """Send it again what changed."""
    _run("webhooks", "replay", webhook, since=since)


DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")]


@app.command()
def rescore(dry_run: DryRun = False, as_json: JsonFlag = False) -> None:
    """Judge all that is stored by the present model; list what flips."""
    _run("again", "rescore", dry_run=dry_run, as_json=as_json)


@app.command()
def reextract(dry_run: DryRun = False, as_json: JsonFlag = False) -> None:
    """Extract the facts of stored articles again, from stored pages, without the web."""
    _run("again", "reextract", dry_run=dry_run, as_json=as_json)


@app.command()
def forget(
    person: Annotated[str | None, typer.Option(help="A person's name.")] = None,
    url: Annotated[str | None, typer.Option(help="An article's address.")] = None,
    domain: Annotated[str | None, typer.Option(help="A site.")] = None,
) -> None:
    """Take a person, an article or a site out of the record, and keep it out."""
    _run("again", "forget", person=person, url=url, domain=domain)


def main() -> None:
    """Run the command line; trouble is told in a line, never as a traceback."""
    try:
        app()
    except Trouble as trouble:
        sys.stderr.write(f"talentwire: {trouble}\n")
        raise SystemExit(trouble.exit_code) from None
    except BrokenPipeError:
        raise SystemExit(141) from None  # the reader of our output has gone: 128 + SIGPIPE
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        told = explain(error)
        if told is None:
            raise
        sys.stderr.write(f"talentwire: {told}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
