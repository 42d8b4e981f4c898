"""Canonical moves: which one an article's claim is about, and what all its claims together say.

A move is known by who moves (the person; description and organisations for an unnamed one), by its family
(going, or staying), by where from and where to, and by when. A claim that leaves one side open belongs to
the move that fits; a claim that shows two half-known moves to be one joins them. The status follows from
the claims, the firmest wins, and among equals the newest; a denial never overwrites a firmer report.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from storage.articles.identity import digest, folded, organisation_id, person_id
from storage.articles.record import hash_of
from storage.records import Kind, Move, MoveId, OrganisationId, Precision, Status

GOING = "going"
STAYING = "staying"
OTHER = "other"
_FAMILIES = {
    Kind.HIRE: GOING,
    Kind.DEPARTURE: GOING,
    Kind.OFFER: GOING,
    Kind.COMPENSATION: GOING,
    Kind.ACQUIHIRE: GOING,
    Kind.RETENTION: STAYING,
    Kind.SCARCITY: OTHER,
    Kind.RULES: OTHER,
}
UNNAMED = "x_"
"""How the subjects begin that have no name."""
_FIRMNESS = {
    Status.CONFIRMED.value: 4,
    Status.REPORTED.value: 3,
    Status.REFUSED.value: 2,
    Status.ATTEMPTED.value: 2,
    Status.RUMOURED.value: 1,
}
_NEAR = timedelta(days=60)
_NEAR_IF_ALIKE = timedelta(days=400)
_SLACK = {Precision.MONTH: timedelta(days=31), Precision.YEAR: timedelta(days=366)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A claim ready to be placed: ids instead of names, a moment instead of a maybe."""

    subject: str
    family: str
    origin_id: OrganisationId | None
    destination_id: OrganisationId | None
    when: datetime
    slack: timedelta
    move: Move


def claimed(move: Move, *, at: datetime) -> Claimed:
    """What a claim is about; ``at`` is when its article appeared."""
    origin = organisation_id(move.origin) if move.origin else None
    destination = organisation_id(move.destination) if move.destination else None
    if move.person:
        subject: str = person_id(move.person)
    elif origin and destination and (move.count or 0) > 1:
        # "About 40 colleagues" and 約40人 are the same forty: a counted group is known by its ends, not by its words.
        subject = UNNAMED + digest("group", origin, destination, str(move.count))
    else:
        subject = UNNAMED + digest(
            folded(move.person_desc or move.role or ""),
            origin or "",
            destination or "",
            str(move.count or ""),
        )
    on = None if move.on is None else datetime.combine(move.on, time(12), UTC)
    return Claimed(
        subject=subject,
        family=_FAMILIES[move.kind],
        origin_id=origin,
        destination_id=destination,
        when=on or at,
        slack=_SLACK.get(move.on_precision, timedelta(0)) if on and move.on_precision else timedelta(0),
        move=move,
    )


def fitting(
    claim: Claimed, moves: Sequence[Mapping[Any, Any]], roots: Mapping[str | None, str]
) -> list[Mapping[Any, Any]]:
    """The moves of the same subject and family that a claim may be about, the best first."""
    fits = []
    for move in moves:
        alike = (
            _alike(claim.origin_id, move["origin_id"], roots),
            _alike(claim.destination_id, move["destination_id"], roots),
        )
        if False in alike:
            continue
        away = _away(claim.when, move)
        # Another three may go the same way next year; the same person hardly does.
        both = alike == (True, True) and not claim.subject.startswith(UNNAMED)
        if away <= (_NEAR_IF_ALIKE if both else _NEAR) + claim.slack:
            fits.append((-sum(side is True for side in alike), away, move["first_at"], move["id"], move))
    return [fit[-1] for fit in sorted(fits, key=lambda fit: fit[:-1])]


def _alike(one: str | None, other: str | None, roots: Mapping[str | None, str]) -> bool | None:
    """Whether two organisations are the same or of one house; None if one of them is not known."""
    if one is None or other is None:
        return None
    return one == other or roots.get(one, one) == roots.get(other, other)


def _away(when: datetime, move: Mapping[Any, Any]) -> timedelta:
    """How far a moment is from the time of a move."""
    if move["on_date"] is not None:
        start = end = datetime.combine(move["on_date"], time(12), UTC)
    else:
        start, end = move["first_at"], move["last_at"]
    return max(start - when, when - end, timedelta(0))


def new_id(claim: Claimed, turn: int) -> MoveId:
    """The id of a move first told of by this claim; ``turn`` tells apart those alike in everything."""
    return MoveId(
        "m_"
        + digest(
            claim.subject,
            claim.family,
            claim.origin_id or "",
            claim.destination_id or "",
            f"{claim.when:%Y-%m}",
            str(turn),
        )
    )


def summed_up(claims: Sequence[Mapping[Any, Any]], *, origins: int) -> dict[str, Any]:
    """What all claims of a move say together. ``origins``: independent sources behind them."""
    newest_first = sorted(claims, key=lambda claim: (claim["at"], claim["article_id"]), reverse=True)
    firm = max(_FIRMNESS[claim["status"]] for claim in claims)
    firmest = [claim for claim in newest_first if _FIRMNESS[claim["status"]] == firm]
    on_date, precision = _date(newest_first)
    row: dict[str, Any] = {
        "origin_id": _commonest(newest_first, "origin_id"),
        "destination_id": _commonest(newest_first, "destination_id"),
        "kind": _commonest(firmest, "kind"),
        "status": firmest[0]["status"],
        "hedged": all(claim["hedged"] for claim in firmest),
        "on_date": on_date,
        "on_precision": precision,
        "count": _commonest(newest_first, "count"),
        "role": _commonest(newest_first, "role"),
        "first_at": newest_first[-1]["at"],
        "last_at": newest_first[0]["at"],
        "articles": len({claim["article_id"] for claim in claims}),
        "publishers": len({claim["publisher"] for claim in claims}),
        "origins": origins,
    }
    return {**row, "content_hash": hash_of(row)}


def _commonest(claims: Sequence[Mapping[Any, Any]], column: str) -> Any:
    """The value most claims give; of equals, the newest claim's; None if none gives one."""
    values = [claim[column] for claim in claims if claim[column] is not None]
    return Counter(values).most_common(1)[0][0] if values else None


def _date(claims: Sequence[Mapping[Any, Any]]) -> tuple[date | None, str | None]:
    """The most exact date given; of those equally exact, the one most claims give."""
    for precision in (Precision.SECOND, Precision.MINUTE, Precision.DAY, Precision.MONTH, Precision.YEAR):
        exact = [claim for claim in claims if claim["on_precision"] == precision.value]
        if exact:
            return _commonest(exact, "on_date"), precision.value
    return _commonest(claims, "on_date"), None
