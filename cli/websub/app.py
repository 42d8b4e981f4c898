"""The callbacks that hubs call: verification of intent, and content (WebSub, 5.3 and 7)."""

import hmac
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cli.websub.hubs import keeps_a_secret
from storage import subscriptions
from storage.database import read, write
from storage.logs import events
from storage.records import Subscription, SubscriptionState

LOG = events("push")
MOST_BYTES = 5_000_000
_TOKEN = re.compile(r"[\w-]{20,64}", re.ASCII)
_METHODS = ("sha1", "sha256", "sha384", "sha512")
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def make_callbacks(engine: Engine, *, lease: timedelta, clock: Callable[[], datetime]) -> Starlette:
    """The application. ``lease``: what is taken to be granted where the hub does not say."""

    async def callback(request: Request) -> Response:
        try:
            body = b"" if request.method == "GET" else await _body(request)
        except ClientDisconnect:
            return _said(400, "the rest did not come")
        if body is None:
            return _said(413, f"more than {MOST_BYTES:,} bytes")
        try:
            return await run_in_threadpool(_answer, engine, request, body, lease, clock())
        except SQLAlchemyError:
            return _said(503, "come again in a minute")

    app = Starlette(
        routes=[
            Route("/websub/{token}", callback, methods=["GET", "POST"]),
            Route("/healthz", lambda _: _said(200, "ok")),
        ]
    )
    app.router.redirect_slashes = False
    return app


def _answer(engine: Engine, request: Request, body: bytes, lease: timedelta, now: datetime) -> Response:
    token = request.path_params["token"]
    found = None
    if _TOKEN.fullmatch(token):
        with read(engine) as session:
            found = subscriptions.find_by_token(session, token=token)
    if request.method == "GET":
        return _said(404, "nobody here asked for that") if found is None else _verified(engine, request, found, lease, now)
    if found is None:
        # The feed is gone, or was never here: the hub may forget it (WebSub, 7).
        return _said(410, "no longer wanted")
    if keeps_a_secret(found.hub) and not is_signed(body, found.secret, request.headers.get("X-Hub-Signature", "")):
        LOG.warning("push.not_signed", feed_id=found.feed_id)
        return _said(202, "")
    with write(engine) as session:
        subscriptions.record_push(session, feed_id=found.feed_id, now=now)
    LOG.info("push.taken", feed_id=found.feed_id, bytes=len(body))
    return _said(202, "")


def _verified(engine: Engine, request: Request, found: Subscription, lease: timedelta, now: datetime) -> Response:
    query = request.query_params
    mode, topic, challenge = query.get("hub.mode", ""), query.get("hub.topic"), query.get("hub.challenge", "")
    if topic != found.topic:
        return _said(404, "that topic was not asked for here")
    if mode == "denied":
        with write(engine) as session:
            reason = query.get("hub.reason") or "the hub does not say why"
            subscriptions.record_denied(session, feed_id=found.feed_id, reason=reason, now=now)
        LOG.info("push.denied", feed_id=found.feed_id)
        return _said(200, "")
    if mode != "subscribe" or not challenge or found.attempts == 0 or found.state is SubscriptionState.DENIED:
        # Nothing else was asked for: leaving is done by forgetting the feed, and answering 410.
        return _said(404, "that was not asked for")
    granted = query.get("hub.lease_seconds", "")
    seconds = int(granted) if granted.isascii() and granted.isdigit() and len(granted) < 12 else round(lease.total_seconds())
    with write(engine) as session:
        subscriptions.record_verified(session, feed_id=found.feed_id, lease=timedelta(seconds=seconds), now=now)
    LOG.info("push.verified", feed_id=found.feed_id, lease_seconds=seconds)
    return _said(200, challenge[:2_000])


def is_signed(body: bytes, secret: str, header: str) -> bool:
    """Whether ``X-Hub-Signature`` (method=hex) is the HMAC of the body by our secret (WebSub, 7.1)."""
    method, _, given = header.partition("=")
    if method not in _METHODS:
        return False
    wanted = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(wanted.encode(), given.strip().lower().encode())


async def _body(request: Request) -> bytes | None:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def _said(status: int, text: str) -> Response:
    return PlainTextResponse(text, status_code=status, headers=_HEADERS)
