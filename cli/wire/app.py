"""The wire's routes: each page in HTML and, with ``.json``, as the same data."""

import json
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from pathlib import Path
from threading import Thread
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from cli.wire import questions as ask
from cli.wire.feeds import atom_of, json_feed_of
from cli.wire.kept import Kept
from cli.wire.metrics import metrics_text
from cli.wire.openapi import openapi
from cli.wire.picture import flow_picture
from storage.database import read
from storage.records import Kind

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
Page = Callable[[Session, Request], dict[str, Any] | None]
SUMMED = frozenset({"people", "organisations", "flows", "money"})
"""Pages that add up the whole database: kept for a while, and as old as the change they were made at."""
KEPT_SECONDS = 10.0


def make_wire(engine: Engine, *, warm: bool = False) -> Starlette:
    """The application over a (read-only) engine. It writes nothing and asks only the views.

    ``warm``: make the pages that add up the whole database at once, before somebody asks.
    """
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape(default=True), trim_blocks=True
    )
    templates.filters |= {"day": _day, "sum": _sum, "who": _who}
    kept = Kept(KEPT_SECONDS)

    def page(name: str, think: Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            return await run_in_threadpool(_answer, engine, templates, name, think, request, kept)

        return answer

    pages: tuple[tuple[str, str, Page], ...] = (
        ("/", "stream", _stream),
        ("/stories/{id}", "story", _story),
        ("/people", "people", lambda session, request: {"people": ask.people(session, limit=_limit(request))}),
        ("/people/{id}", "person", lambda session, request: ask.person(session, _id(request))),
        ("/organisations", "organisations", _organisations),
        ("/organisations/{id}", "organisation", lambda session, request: ask.organisation(session, _id(request))),
        ("/flows", "flows", _flows),
        ("/money", "money", lambda session, request: {"money": ask.money(session, limit=_limit(request))}),
        ("/feeds", "feeds", lambda session, _: {"feeds": ask.feeds(session)}),
    )
    routes = [
        Route("/style.css", lambda _: Response((HERE / "style.css").read_bytes(), media_type="text/css", headers=HEADERS)),
        Route("/healthz", lambda _: PlainTextResponse("ok\n", headers=HEADERS)),
        Route("/readyz", _ready(engine)),
        Route("/metrics", _metrics(engine, kept)),
        Route("/openapi.json", lambda _: _json(openapi([path for path, _, _ in pages]))),
        Route("/feed.atom", _feed(engine, atom_of, "application/atom+xml")),
        Route("/feed.json", _feed(engine, json_feed_of, "application/feed+json")),
    ]
    for path, name, think in pages:
        routes.append(Route((path if path != "/" else "/stories") + ".json", page(name, think), name=name + ".json"))
        routes.append(Route(path, page(name, think), name=name))
    if warm:
        summed = [(path, name, think) for path, name, think in pages if name in SUMMED]
        Thread(target=_warm, args=(engine, templates, summed, kept), daemon=True).start()
    return Starlette(routes=routes, exception_handlers={404: _not_here, 405: _not_here})


def _warm(engine: Engine, templates: Environment, pages: list[tuple[str, str, Page]], kept: Kept) -> None:
    for path, name, think in pages:
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "server": ("wire", 80)}
        _answer(engine, templates, name, think, Request(scope), kept)


def _answer(
    engine: Engine, templates: Environment, name: str, think: Page, request: Request, kept: Kept
) -> Response:
    as_json = request.url.path.endswith(".json")
    try:
        with read(engine) as session:
            seq, found = ask.newest_seq(session), None
            if name in SUMMED:
                # As old as the change it was made at, whatever has come since.
                seq, found = kept.get((request.url.path, request.url.query), lambda: _summed(engine, think, request))
            etag = _etag(seq, request)
            if etag in request.headers.get("If-None-Match", ""):
                return Response(status_code=304, headers={**HEADERS, "ETag": etag})
            found = found or think(session, request)
    except ask.BadQuestion as error:
        return _trouble(400, str(error), as_json=as_json)
    except SQLAlchemyError:
        return _trouble(503, "the database is away; try again in a moment", as_json=as_json)
    if found is None:
        return _trouble(404, "there is no such thing here", as_json=as_json)
    if "merged_into" in found and len(found) == 1:
        suffix = ".json" if as_json else ""
        return RedirectResponse(f"/stories/{found['merged_into']}{suffix}", status_code=308, headers=HEADERS)
    headers = {**HEADERS, "ETag": etag}
    if as_json:
        return _json(found, headers=headers)
    shown = templates.get_template(f"{name}.html").render(**found, kinds=list(Kind), here=request.url.path)
    return Response(shown, media_type="text/html", headers=headers)


def _summed(engine: Engine, think: Page, request: Request) -> tuple[int, dict[str, Any] | None]:
    """A page that adds up the whole database, in a session of its own: who asked may be gone when it is made."""
    with read(engine) as session:
        return ask.newest_seq(session), think(session, request)


def _etag(seq: int, request: Request) -> str:
    """As old as the latest change, and of this very address."""
    asked = blake2b(f"{request.url.path}?{request.url.query}".encode(), digest_size=6).hexdigest()
    return f'"{seq}-{asked}"'


def _json(value: Any, *, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    body = json.dumps(value, ensure_ascii=False, default=str)
    return Response(body, status_code=status, media_type="application/json", headers=headers or HEADERS)


def _trouble(status: int, message: str, *, as_json: bool) -> Response:
    if as_json:
        return _json({"error": {"status": status, "message": message}}, status=status)
    return PlainTextResponse(message + "\n", status_code=status, headers=HEADERS)


async def _not_here(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    message = "there is no such page here" if status == 404 else "this page can only be read (GET)"
    return _trouble(status, message, as_json=request.url.path.endswith(".json"))


def _limit(request: Request) -> int:
    return ask.checked_limit(request.query_params.get("limit"))


def _id(request: Request) -> str:
    return ask.checked_id(request.path_params["id"])


def _stream(session: Session, request: Request) -> dict[str, Any]:
    limit, kind = _limit(request), request.query_params.get("kind") or None
    if kind is not None and kind not in set(Kind):
        raise ask.BadQuestion(f"kind is one of {', '.join(Kind)}")
    before = ask.checked_cursor(request.query_params.get("before"))
    found = ask.stories(session, limit=limit, before=before, kind=kind)
    older = f"{found[-1]['last_at']}~{found[-1]['story_id']}" if len(found) == limit else None
    return {"stories": found, "older": older, "kind": kind}


def _story(session: Session, request: Request) -> dict[str, Any] | None:
    return ask.story(session, _id(request))


def _organisations(session: Session, request: Request) -> dict[str, Any]:
    return {"organisations": ask.organisations(session, limit=_limit(request))}


def _flows(session: Session, request: Request) -> dict[str, Any]:
    found = ask.flows(session)
    shown: dict[str, Any] = {"flows": found}
    if not request.url.path.endswith(".json"):
        shown["picture"] = flow_picture(found)
    return shown


def _ready(engine: Engine) -> Callable[[Request], Response]:
    def ready(_: Request) -> Response:
        try:
            with read(engine) as session:
                ask.newest_seq(session)
        except SQLAlchemyError:
            return _trouble(503, "the database is away", as_json=False)
        return PlainTextResponse("ready\n", headers=HEADERS)

    return ready


def _metrics(engine: Engine, kept: Kept) -> Callable[[Request], Response]:
    def metrics(_: Request) -> Response:
        def make() -> str:
            with read(engine) as session:
                return metrics_text(session)

        told = kept.get("metrics", make)
        return PlainTextResponse(told, headers=HEADERS, media_type="text/plain; version=0.0.4")

    return metrics


def _feed(engine: Engine, make: Callable[[list[dict[str, Any]], str], str], media: str) -> Callable[[Request], Response]:
    def feed(request: Request) -> Response:
        with read(engine) as session:
            etag = _etag(ask.newest_seq(session), request)
            if etag in request.headers.get("If-None-Match", ""):
                return Response(status_code=304, headers={**HEADERS, "ETag": etag})
            stories = ask.stories(session, limit=50)
        site = str(request.base_url).rstrip("/")
        return Response(make(stories, site), media_type=media, headers={**HEADERS, "ETag": etag})

    return feed


def _sum(money: dict[str, Any]) -> str:
    """A sum as people write it: USD 2.7 billion."""
    words = {"at most": "up to ", "at least": "at least ", "about": "about "}.get(money["basis"], "")
    if money["amount"] is None:
        return f"{words}{money['currency'] or ''} (vague)".strip()
    most = f" to {_short(money['amount_max'])}" if money["amount_max"] else ""
    return f"{words}{money['currency'] or ''} {_short(money['amount'])}{most}".strip()


def _short(amount: float) -> str:
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if amount >= size:
            return f"{amount / size:.4g} {word}"
    return f"{amount:,.0f}"


def _who(move: dict[str, Any]) -> str:
    return move.get("person") or move.get("person_desc") or "somebody"


def _day(at: str | None) -> str:
    return (at or "")[:10]
