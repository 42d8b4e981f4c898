"""Entry point of the `talentwire` command: what there is to type. The rooms are opened only when used."""

import sys
from typing import Annotated

import typer

from cli.groups import JsonFlag, call, db_app, feeds_app, webhooks_app
from cli.trouble import Trouble, explain

app = typer.Typer(
    name="talentwire",
    help="Polls news feeds, finds AI-talent-war articles and stores them as normalised records.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(feeds_app, name="feeds")
app.add_typer(db_app, name="db")
app.add_typer(webhooks_app, name="webhooks")

LinesFlag = Annotated[bool, typer.Option("--jsonl", help="JSON Lines in, JSON Lines out.")]
FileArgument = Annotated[str | None, typer.Argument(metavar="FILE|URL|-", help="What to read; - is standard input.")]


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
    call("demo.run", "demo", as_json=as_json, serve=serve, directory=directory, fresh=fresh)


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
    call("run", "run", once=once, feeds_file=feeds, as_json=as_json)


@app.command()
def poll(url: str, as_json: JsonFlag = False) -> None:
    """One feed, now, through the whole line into the database, outside its schedule."""
    call("poll", "poll", url, as_json=as_json)


@app.command()
def check(
    source: FileArgument = None,
    lines: LinesFlag = False,
    stories: Annotated[bool, typer.Option("--stories", help="With --jsonl: say which lines tell the same story.")] = False,
    no_facts: Annotated[bool, typer.Option("--no-facts", help="With --jsonl: the verdict alone, several times as fast.")] = False,
) -> None:
    """Is it an AI-talent-war article, why, and what does it say?"""
    call("check", "check", source, lines=lines, stories=stories, facts=not no_facts)


@app.command()
def parse(source: FileArgument = None, lines: LinesFlag = False) -> None:
    """An article page as text and metadata."""
    call("parse", "parse", source, lines=lines)


@app.command()
def status(as_json: JsonFlag = False) -> None:
    """How the service stands: feeds, entries, records, what is late, failing or parked."""
    call("status", "status", as_json=as_json)


@app.command()
def retry(
    entry_ids: Annotated[list[int] | None, typer.Argument(metavar="[ID]…", help="Default: all that are parked.")] = None,
) -> None:
    """Give parked entries another go."""
    call("entries", "retry", entry_ids or None)


@app.command()
def export(
    form: Annotated[str, typer.Option("--format", help="jsonl, csv, parquet, rss, json-feed or ninjs")] = "jsonl",
    view: Annotated[str | None, typer.Option(help="A view of the contract; default: the change feed.")] = None,
    since: Annotated[int | None, typer.Option(help="Only changes after this seq.")] = None,
    out: Annotated[str | None, typer.Option(metavar="FILE", help="Default: standard output.")] = None,
) -> None:
    """Records as files: the change feed with its records, a view, or the stories as a feed."""
    call("export", "export", form=form, view=view, since=since, out=out)


@app.command()
def doctor(
    quick: Annotated[bool, typer.Option("--quick", help="Database and broker only.")] = False, as_json: JsonFlag = False
) -> None:
    """Is everything there that the service needs, and if not, what to do?"""
    call("doctor", "doctor", quick=quick, as_json=as_json)


@app.command()
def settings(
    as_json: JsonFlag = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="As docs/settings.md has them.")] = False,
) -> None:
    """Every setting, what it means, and what holds here."""
    call("settings", "show", as_json=as_json, as_markdown=as_markdown)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """The wire: a read-only web page over the contract's views."""
    call("serve", "serve", host=host, port=port)


@app.command()
def relay(
    once: Annotated[bool, typer.Option("--once", help="Hand on what there is, then exit.")] = False,
) -> None:
    """Hand the change feed on: to a Redis Stream, to webhooks, as a NOTIFY; each is off until set."""
    call("relay.run", "relay", once=once)


@app.command()
def push(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8001,
) -> None:
    """Let hubs tell of new entries (WebSub); needs TALENTWIRE_PUSH_URL, an address that they can reach."""
    call("websub.run", "push", host=host, port=port)


DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")]


@app.command()
def rescore(dry_run: DryRun = False, as_json: JsonFlag = False) -> None:
    """Judge all that is stored by the present model; list what flips."""
    call("again", "rescore", dry_run=dry_run, as_json=as_json)


@app.command()
def reextract(dry_run: DryRun = False, as_json: JsonFlag = False) -> None:
    """Extract the facts of stored articles again, from stored pages, without the web."""
    call("again", "reextract", dry_run=dry_run, as_json=as_json)


@app.command()
def forget(
    person: Annotated[str | None, typer.Option(help="A person's name.")] = None,
    url: Annotated[str | None, typer.Option(help="An article's address.")] = None,
    domain: Annotated[str | None, typer.Option(help="A site.")] = None,
) -> None:
    """Take a person, an article or a site out of the record, and keep it out."""
    call("again", "forget", person=person, url=url, domain=domain)


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
