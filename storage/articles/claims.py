"""What an article claims about moves, stored: claims placed, moves summed up, history kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.articles.identity import digest, person_id
from storage.articles.moves import _FIRMNESS, Claimed, claimed, fitting, new_id, summed_up
from storage.articles.record import hash_of
from storage.records import ArticleId, Change, Move, Op
from storage.schema import ARTICLES, CLAIMS, MOVE_HISTORY, MOVES, ORGANISATIONS, ORIGINS

_HASHED = (
    "origin_id", "destination_id", "kind", "status", "hedged", "on_date", "on_precision", "on_text",
    "count", "role", "terms", "words",
)  # fmt: skip


def save_claims(
    session: Session,
    *,
    article_id: ArticleId,
    at: datetime,
    moves: Sequence[Move],
    extractor: str,
    now: datetime,
    reason: str,
) -> list[Change]:
    """Make the stored claims of an article exactly these; the changes of claims, then of their moves.

    The caller has taken its turn (storage.events), so no other transaction places claims meanwhile.
    """
    before = {
        row["move_id"]: row
        for row in session.execute(sa.select(CLAIMS).where(CLAIMS.c.article_id == article_id)).mappings()
    }
    changes: list[Change] = []
    touched = set(before)
    placed: dict[str, Claimed] = {}
    # The firmest first: if two sentences claim the same move, its words stand.
    ordered = sorted(
        (claimed(move, at=at) for move in moves),
        key=lambda claim: (-_FIRMNESS[claim.move.status.value], -claim.move.confidence),
    )
    roots = _roots(session, ordered)
    for claim in ordered:
        move_id, joined = _place(session, claim, roots, now, reason)
        changes.extend(joined)
        placed.setdefault(move_id, claim)
    if any(change.op is Op.DELETE for change in changes):
        # Moves were joined, and this article's own claims may have gone along.
        mine = session.execute(sa.select(CLAIMS).where(CLAIMS.c.article_id == article_id)).mappings()
        before = {row["move_id"]: row for row in mine}
        touched = set(before)
    for move_id, claim in placed.items():
        changes.extend(_write(session, article_id, move_id, claim, before.get(move_id), at, extractor, reason))
    for move_id, row in before.items():
        if move_id not in placed:
            session.execute(sa.delete(CLAIMS).where(CLAIMS.c.id == row["id"]))
            changes.append(_change("claim", row["id"], row["revision"] + 1, Op.DELETE, "", reason))
    claims_first = sorted(changes, key=lambda change: change.entity_type != "claim")
    return claims_first + refresh_moves(session, touched | set(placed), article_id, now=now, reason=reason)


def _roots(session: Session, claims: Sequence[Claimed]) -> dict[str | None, str]:
    """The topmost parent of every organisation there may be talk of."""
    if not claims:
        return {}
    subjects = sorted({claim.subject for claim in claims})
    asked = {place for claim in claims for place in (claim.origin_id, claim.destination_id) if place}
    for row in session.execute(
        sa.select(MOVES.c.origin_id, MOVES.c.destination_id).where(MOVES.c.subject.in_(subjects))
    ):
        asked |= {place for place in row if place}
    rows = session.execute(
        sa.select(ORGANISATIONS.c.id, ORGANISATIONS.c.root_id).where(ORGANISATIONS.c.id.in_(sorted(asked)))
    )
    return {row.id: row.root_id for row in rows}


def _place(
    session: Session, claim: Claimed, roots: Mapping[str | None, str], now: datetime, reason: str
) -> tuple[str, list[Change]]:
    """The move a claim is about, made if there is none; changes of moves that turned out to be one."""
    stored = session.execute(
        sa.select(MOVES).where(
            MOVES.c.subject == claim.subject, MOVES.c.family == claim.family, MOVES.c.merged_into.is_(None)
        )
    ).mappings()
    fits = fitting(claim, stored.all(), roots)
    if not fits:
        return _begin(session, claim, now), []
    best = fits[0]
    told = claim.move.person_desc
    if told and best["person_id"] is None and told < (best["person_desc"] or told):
        # Of several descriptions of one group the first in the alphabet stays: the same whatever came first.
        session.execute(sa.update(MOVES).where(MOVES.c.id == best["id"]).values(person_desc=told))
    changes: list[Change] = []
    if claim.origin_id and claim.destination_id:
        # Both ends are known, so whatever fits the claim on one open end fits the others too.
        for other in fits[1:]:
            if other["origin_id"] is None or other["destination_id"] is None:
                changes.extend(_join(session, other, best["id"], now, reason))
    return best["id"], changes


def _begin(session: Session, claim: Claimed, now: datetime) -> str:
    move = claim.move
    for turn in range(100):
        move_id = new_id(claim, turn)
        if session.execute(sa.select(MOVES.c.id).where(MOVES.c.id == move_id)).first() is None:
            break
    else:
        raise RuntimeError(f"a hundred moves of {claim.subject} in one month")
    session.execute(
        sa.insert(MOVES).values(
            id=move_id,
            subject=claim.subject,
            family=claim.family,
            person_id=person_id(move.person) if move.person else None,
            person_desc=move.person_desc,
            origin_id=claim.origin_id,
            destination_id=claim.destination_id,
            kind=move.kind.value,
            status=move.status.value,
            hedged=move.hedged,
            on_date=move.on,
            on_precision=move.on_precision and move.on_precision.value,
            first_at=claim.when,
            last_at=claim.when,
            articles=0,
            publishers=0,
            origins=0,
            updated_at=now,
            revision=0,
            content_hash="",
        )
    )
    return move_id


def _join(session: Session, loser: Mapping[Any, Any], winner: str, now: datetime, reason: str) -> list[Change]:
    """Make two moves one: claims go over, the loser stays as a signpost."""
    told = (CLAIMS.c.id, CLAIMS.c.revision, CLAIMS.c.content_hash)
    doubled = sa.select(CLAIMS.c.article_id).where(CLAIMS.c.move_id == winner).scalar_subquery()
    dropped = session.execute(
        sa.delete(CLAIMS).where(CLAIMS.c.move_id == loser["id"], CLAIMS.c.article_id.in_(doubled)).returning(*told)
    ).all()
    gone_over = session.execute(
        sa.update(CLAIMS)
        .where(CLAIMS.c.move_id == loser["id"])
        .values(move_id=winner, revision=CLAIMS.c.revision + 1)
        .returning(*told)
    ).all()
    session.execute(
        sa.update(MOVES)
        .where(sa.or_(MOVES.c.id == loser["id"], MOVES.c.merged_into == loser["id"]))
        .values(merged_into=winner, updated_at=now, revision=MOVES.c.revision + 1)
    )
    why = f"{reason}: merged into {winner}"
    return [
        *(_change("claim", row.id, row.revision + 1, Op.DELETE, "", why) for row in dropped),
        *(_change("claim", row.id, row.revision, Op.UPSERT, row.content_hash, why) for row in gone_over),
        _change("move", loser["id"], loser["revision"] + 1, Op.DELETE, "", why),
    ]


def _write(
    session: Session,
    article_id: ArticleId,
    move_id: str,
    claim: Claimed,
    before: Mapping[Any, Any] | None,
    at: datetime,
    extractor: str,
    reason: str,
) -> list[Change]:
    move = claim.move
    values: dict[str, Any] = {
        "move_id": move_id,
        "article_id": article_id,
        "at": at,
        "origin_id": claim.origin_id,
        "destination_id": claim.destination_id,
        "kind": move.kind.value,
        "status": move.status.value,
        "hedged": move.hedged,
        "on_date": move.on,
        "on_precision": move.on_precision and move.on_precision.value,
        "on_text": move.on_text,
        "count": move.count,
        "role": move.role,
        "terms": list(move.terms),
        "paragraph": move.evidence.paragraph,
        "start": move.evidence.start,
        "end": move.evidence.end,
        "words": move.evidence.text,
        "confidence": move.confidence,
        "extractor": extractor,
    }
    told = hash_of({name: values[name] for name in _HASHED})
    if before is None:
        claim_id, revision = "c_" + digest(article_id, move_id), 1
        session.execute(sa.insert(CLAIMS).values(id=claim_id, **values, revision=1, content_hash=told))
    else:
        claim_id, revision = before["id"], before["revision"] + (before["content_hash"] != told)
        session.execute(
            sa.update(CLAIMS).where(CLAIMS.c.id == claim_id).values(**values, revision=revision, content_hash=told)
        )
        if before["content_hash"] == told:
            return []
    return [_change("claim", claim_id, revision, Op.UPSERT, told, reason)]


def refresh_moves(
    session: Session, move_ids: Iterable[str], article_id: ArticleId | None, *, now: datetime, reason: str
) -> list[Change]:
    """Sum the claims of these moves up anew; changes and a line of history for those that differ.

    A move that lost its last claim is withdrawn: nobody says it any more.
    """
    wanted = sorted(move_ids)
    if not wanted:
        return []
    claims: dict[str, list[Mapping[Any, Any]]] = {}
    query = (
        sa.select(CLAIMS, sa.func.coalesce(ARTICLES.c.outlet, ARTICLES.c.host).label("publisher"))
        .join(ARTICLES, ARTICLES.c.id == CLAIMS.c.article_id)
        .where(CLAIMS.c.move_id.in_(wanted))
    )
    for row in session.execute(query).mappings():
        claims.setdefault(row["move_id"], []).append(row)
    origins: dict[str, int] = dict(
        session.execute(
            sa.select(CLAIMS.c.move_id, sa.func.count(sa.distinct(ORIGINS.c.origin)))
            .join(ORIGINS, ORIGINS.c.article_id == CLAIMS.c.article_id)
            .where(CLAIMS.c.move_id.in_(wanted))
            .group_by(CLAIMS.c.move_id)
        ).all()
    )
    changes = []
    for row in session.execute(sa.select(MOVES).where(MOVES.c.id.in_(wanted))).mappings().all():
        move_id, revision = row["id"], row["revision"] + 1
        if row["merged_into"] is not None:
            continue
        if move_id not in claims:
            session.execute(sa.delete(MOVES).where(MOVES.c.id == move_id))
            changes.append(_change("move", move_id, revision, Op.DELETE, "", reason))
            continue
        values = summed_up(claims[move_id], origins=origins.get(move_id, 0))
        if values["content_hash"] == row["content_hash"]:
            continue
        session.execute(
            sa.update(MOVES).where(MOVES.c.id == move_id).values(**values, updated_at=now, revision=revision)
        )
        kept = {name: values[name] for name in MOVE_HISTORY.c.keys() if name in values}  # noqa: SIM118
        session.execute(
            sa.insert(MOVE_HISTORY).values(
                **kept, move_id=move_id, revision=revision, at=now, article_id=article_id, reason=reason
            )
        )
        changes.append(_change("move", move_id, revision, Op.UPSERT, values["content_hash"], reason))
    return sorted(changes, key=lambda change: change.entity_id)


def _change(entity: str, entity_id: str, revision: int, op: Op, told: str, reason: str) -> Change:
    return Change(entity_type=entity, entity_id=entity_id, revision=revision, op=op, content_hash=told, reason=reason)
