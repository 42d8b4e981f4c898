"""Claims about one person whose ends agree become one move; what a sentence leaves open others fill."""

from collections import Counter
from dataclasses import dataclass, field

from storage.records import Kind
from worker.facts.careers import career, employer_at, named_destination, named_origin, on_record, recent_move, step_into
from worker.facts.claims import Reader
from worker.facts.crowds import crowd_claims
from worker.facts.frames import Claim
from worker.facts.gazetteer import Gazetteer


@dataclass(slots=True)
class Merged:
    """A move in the making."""

    person: str | None
    origin: str | None
    destination: str | None
    claims: list[Claim] = field(default_factory=list)
    weak_origin: bool = False


def merge(reader: Reader, gazetteer: Gazetteer, article_kind: Kind | None) -> list[Merged]:
    """Claims about one person whose ends agree become one move; ends that one leaves open the other fills."""
    groups: dict[str, list[Claim]] = {}
    unnamed: list[Claim] = []
    for claim in reader.claims:
        if claim.person is None:
            unnamed.append(claim)
        else:
            groups.setdefault(claim.person, []).append(claim)
    out: list[Merged] = []
    for person, claims in groups.items():
        person_row = gazetteer.people.get(person)
        if person_row is not None and person_row.kind in ("sport", "star", "press", "state", "head"):
            continue
        out += _merge_person(person, claims, reader, gazetteer)
    if article_kind is Kind.DEPARTURE and reader.subject_org:
        for move in out:  # an article about leaving somewhere: who goes, goes from there
            if move.origin is not None or not move.person or career(gazetteer, move.person):
                continue
            if not _related(gazetteer, reader.subject_org, move.destination):
                move.origin, move.weak_origin = reader.subject_org, True
    if article_kind is Kind.ACQUIHIRE:
        for move in out:  # the firm whose people are bought
            if move.origin is None and move.destination:
                bought = [b for a, b in reader.deals if _related(gazetteer, a, move.destination)]
                others = [n for n, _ in reader.often.most_common() if not _related(gazetteer, n, move.destination)]
                move.origin, move.weak_origin = next(iter([*bought, *others]), None), True
    for move in out:
        for end in ("origin", "destination"):
            if getattr(move, end) == "Qwen / Tongyi Lab" and "Alibaba" in reader.mentioned:
                setattr(move, end, "Alibaba")
    out += _known_to_have_moved(
        out,
        reader,
        gazetteer,
        leaving=article_kind is Kind.DEPARTURE,
        retold=article_kind in (Kind.COMPENSATION, Kind.ACQUIHIRE),
        bought=article_kind is Kind.ACQUIHIRE,
    )
    homes = Counter(m.origin for m in out if m.origin)
    for claim in unnamed:  # the whole that a share is part of is where those named come from
        if claim.whole and homes and not _related(gazetteer, claim.destination, homes.most_common(1)[0][0]):
            claim.origin = homes.most_common(1)[0][0]
    _share_origins(out, gazetteer)
    if len(out) < 100:
        _share_goals(out, gazetteer)
    crowd = crowd_claims(reader, [(m.origin, m.destination, {c.sentence for c in m.claims}) for m in out], article_kind)
    if crowd and article_kind in (Kind.ACQUIHIRE, Kind.RETENTION):
        if article_kind is Kind.ACQUIHIRE:
            unnamed = []
        out += [Merged(None, c.origin, c.destination, [c]) for c in crowd]
    else:
        unnamed += crowd
    out += _merge_unnamed(unnamed, out, gazetteer)
    return out


def _one_for_each_goal(moves: list[Merged], gazetteer: Gazetteer) -> list[Merged]:
    """Two moves to one place are one: where the person leaves outright is the origin, not a post told in passing."""
    kept: list[Merged] = []
    for move in moves:
        bid = move.claims[0].family in ("offer", "refuse")
        for other in kept:
            same = move.destination and _related(gazetteer, move.destination, other.destination)
            if same and bid == (other.claims[0].family in ("offer", "refuse")):
                leaves = any(c.family in ("leave", "quit", "lose") and c.origin for c in move.claims)
                if other.origin is None or (leaves and move.origin):
                    other.origin, other.weak_origin = move.origin, move.weak_origin
                other.claims += move.claims
                break
        else:
            kept.append(move)
    return kept


def _without_steps_before(person: str, moves: list[Merged], reader: Reader, gazetteer: Gazetteer) -> list[Merged]:
    """Without the move that brought somebody to the place that another move leaves, unless both are on record as news."""
    if len(moves) < 2:
        return moves
    fresh = on_record(gazetteer, person, reader.month, reader.mentioned) if reader.month else []
    if len(fresh) > 1:
        return moves
    left = [m.origin for m in moves if m.origin and not m.weak_origin]
    return [
        m
        for m in moves
        if m.claims[0].family in ("offer", "refuse")
        or not (m.destination and any(_related(gazetteer, m.destination, o) for o in left if o != m.origin))
    ]


def _complete(person: str, moves: list[Merged], reader: Reader, gazetteer: Gazetteer) -> None:
    """Fills the end that a sentence leaves open from what is on record, if the article names that end."""
    if not reader.month:
        return
    records = on_record(gazetteer, person, reader.month, reader.mentioned, old=True)
    for move in moves:
        if move.claims[0].family in ("offer", "refuse"):
            continue
        for origin, destination in records:
            same_goal = _related(gazetteer, destination, move.destination)
            same_source = _related(gazetteer, origin, move.origin)
            if destination and origin and same_goal and (move.origin is None or (move.weak_origin and not same_source)):
                move.origin, move.weak_origin = origin, True
                move.destination = _finer(gazetteer, move.destination or destination, destination)
            elif origin and destination and same_goal and same_source:
                move.origin = _finer(gazetteer, move.origin or origin, origin)
                move.destination = _finer(gazetteer, move.destination or destination, destination)
            elif origin and destination and move.destination is None and (same_source or move.origin is None):
                move.origin, move.destination = move.origin or origin, destination


def _known_to_have_moved(
    out: list[Merged], reader: Reader, gazetteer: Gazetteer, *, leaving: bool, retold: bool, bought: bool
) -> list[Merged]:
    """People the article names beside both ends of a move of theirs that is known and fresh."""
    if not reader.month:
        return []
    moved = {m.person for m in out if m.claims[0].family not in ("offer", "refuse")}
    added = []
    for person, sentence in reader.named.items():
        if person in moved:
            continue
        home = reader.subject_org if leaving else None
        records = [
            e
            for e in on_record(
                gazetteer, person, reader.month, reader.mentioned, old=retold, leaving=home, bought=bought
            )
            if e[0] and (e[1] or leaving)
        ]
        if retold and reader.subject_org:  # what a house paid is told of those who came to it
            records = [e for e in records if _related(gazetteer, e[1], reader.subject_org)] or records
        ends = records[-1] if records else recent_move(gazetteer, person, reader.month, reader.mentioned)
        if ends:
            where = reader.doc.sentences[sentence]
            fresh = on_record(gazetteer, person, reader.month, reader.mentioned)
            family = "known" if ends in fresh or not records else "retold"
            claim = Claim(person, *ends, family, sentence, where.start, where.end, weak_origin=True)
            added.append(Merged(person, *ends, [claim], True))
    return added


def _share_goals(out: list[Merged], gazetteer: Gazetteer) -> None:
    """Who goes together goes to the same part of the firm: one sentence names it for all."""
    for move in out:
        mine = {c.sentence for c in move.claims}
        for other in out:
            if move.destination and other.destination and mine & {c.sentence for c in other.claims}:
                move.destination = _finer(gazetteer, move.destination, other.destination)


def _share_origins(out: list[Merged], gazetteer: Gazetteer) -> None:
    """Who goes to the same place in the same sentence as somebody whose origin is told comes from there too."""
    for move in out:
        if move.origin is not None or move.destination is None:
            continue
        mates = {
            m.origin for m in out
            if m.origin and m.destination == move.destination and {c.sentence for c in m.claims} & {c.sentence for c in move.claims}
        }  # fmt: skip
        if len(mates) == 1:
            move.origin, move.weak_origin = mates.pop(), True


def _related(gazetteer: Gazetteer, a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and (a == b or gazetteer.root(a) == gazetteer.root(b))


def _recorded(move: Merged, person: str, gazetteer: Gazetteer, reader: Reader) -> bool:
    return any(
        (d is None or _related(gazetteer, d, move.destination))
        and (o is None or move.origin is None or _related(gazetteer, o, move.origin))
        for o, d in on_record(gazetteer, person, reader.month, reader.mentioned, old=True)
    )


def _finer(gazetteer: Gazetteer, a: str, b: str) -> str:
    """Of a firm and a part of it, the part: the body tells what the headline shortens."""
    if a == b or not _related(gazetteer, a, b):
        return a
    return b if gazetteer.parents.get(b) in (a, gazetteer.root(a)) and a not in gazetteer.parents else a


def _stale(claim: Claim, person: str, reader: Reader, gazetteer: Gazetteer) -> bool:
    """True if what is known of the person puts this step long before the article."""
    if not reader.month or claim.family in ("offer", "refuse"):
        return False
    recent = on_record(gazetteer, person, reader.month, reader.mentioned)
    if claim.destination:
        if any(_related(gazetteer, d, claim.destination) for _, d in recent):
            return False
        if any(_related(gazetteer, o, claim.destination) for o, _ in recent):
            return True  # where the person has just come from
        at = step_into(gazetteer, person, claim.destination, reader.month)
        if at is None:
            return bool(recent) and any(d for _, d in recent)
        since = career(gazetteer, person)[at].since
        return since is not None and reader.month - since > (10 if since % 12 else 18)
    return bool(recent) and not any(_related(gazetteer, o, claim.origin) for o, _ in recent)


def _merge_person(person: str, claims: list[Claim], reader: Reader, gazetteer: Gazetteer) -> list[Merged]:
    current = [c for c in claims if not c.history and not _stale(c, person, reader, gazetteer)]
    if any(c.family in ("offer", "refuse") for c in current):
        refused = {c.destination for c in current if c.family == "refuse"}
        for c in current:
            if c.family == "offer" and c.destination in refused:
                c.family = "refuse"
    moves: list[Merged] = []
    for claim in current:
        if claim.origin and claim.destination and _related(gazetteer, claim.origin, claim.destination):
            if claim.weak_origin:
                claim.origin = None
            else:
                continue
        for move in moves:
            bid = claim.family in ("offer", "refuse")
            if bid != (move.claims[0].family in ("offer", "refuse")):
                continue
            if _fits(gazetteer, move, claim):
                if claim.origin and (move.origin is None or (move.weak_origin and not claim.weak_origin)):
                    move.origin, move.weak_origin = claim.origin, claim.weak_origin
                elif claim.origin and move.origin and not claim.weak_origin:
                    move.origin = _finer(gazetteer, move.origin, claim.origin)
                if claim.destination and move.destination:
                    move.destination = _finer(gazetteer, move.destination, claim.destination)
                move.destination = move.destination or claim.destination
                move.claims.append(claim)
                break
        else:
            moves.append(Merged(person, claim.origin, claim.destination, [claim], claim.weak_origin))
    moves = _without_steps_before(person, _one_for_each_goal(moves, gazetteer), reader, gazetteer)
    _complete(person, moves, reader, gazetteer)
    moves = _one_for_each_goal(moves, gazetteer)
    for move in moves:
        known = (
            named_origin(gazetteer, person, move.destination, reader.month, reader.mentioned)
            if move.destination and reader.month
            else None
        )
        if known is None and move.destination and move.origin is None and reader.month:
            known = employer_at(gazetteer, person, reader.month, reader.mentioned)
            known = None if _related(gazetteer, known, move.destination) else known
        if move.origin and move.destination is None and reader.month:
            move.destination = named_destination(gazetteer, person, move.origin, reader.month, reader.mentioned)
        if known and (move.origin is None or (move.weak_origin and not _related(gazetteer, known, move.origin))):
            move.origin, move.weak_origin = known, True
        if move.origin is None:
            for candidate in (
                *(c.nearby for c in move.claims), reader.past.get(person), reader.affiliation.get(person),
            ):  # fmt: skip
                if candidate and not _related(gazetteer, candidate, move.destination):
                    move.origin, move.weak_origin = candidate, True
                    break
    for move in moves:
        if move.origin is None and move.destination is None and {c.family for c in move.claims} & {"leave", "quit"}:
            at = employer_at(gazetteer, person, reader.month, reader.mentioned) if reader.month else None
            listed = bool(career(gazetteer, person))
            move.origin, move.weak_origin = at or (None if listed else reader.subject_org), True
    for move in moves:
        for post in (reader.past.get(person), reader.affiliation.get(person)):
            if move.origin and post and not _related(gazetteer, post, move.destination):
                move.origin = _finer(gazetteer, move.origin, post)
    kept = []
    for move in moves:
        families = {c.family for c in move.claims}
        idle = person in gazetteer.heads and not families & {"offer", "refuse"}
        if idle and not _recorded(move, person, gazetteer, reader):
            continue  # heads of firms recruit far more often than they go
        if person in gazetteer.heads and all(_speaks(c, reader) for c in move.claims):
            continue  # "Altman said that nobody had taken Meta's offer"
        if move.origin is None and move.destination is None:
            continue
        if families <= {"found"} and (move.origin is None or move.destination is None):
            continue
        kept.append(move)
    return [*kept, *_first_said_no(person, kept, reader, gazetteer)]


def _speaks(claim: Claim, reader: Reader) -> bool:
    """True if the claim's person says something in its sentence rather than being told of."""
    items = next((scene.items for scene in reader.scenes if scene.index == claim.sentence), [])
    people = [i for i, item in enumerate(items) if item.mention is not None and item.mention.name == claim.person]
    return any(items[j].has("say") for i in people for j in range(max(0, i - 1), min(len(items), i + 3)))


def _first_said_no(person: str, moves: list[Merged], reader: Reader, gazetteer: Gazetteer) -> list[Merged]:
    """Who declines an offer and goes after all has done two things: "turned down the same company in the summer"."""
    bids = [m for m in moves if m.claims[0].family in ("offer", "refuse")]
    gone = [m for m in moves if m not in bids and m.origin and m.destination]
    said = [sentence for name, sentence in reader.declined if name == person]
    if len(gone) != 1 or not said or bids:
        return []
    move, where = gone[0], reader.doc.sentences[said[0]]
    claim = Claim(person, move.origin, move.destination, "refuse", said[0], where.start, where.end, weak_origin=True)
    return [Merged(person, move.origin, move.destination, [claim], True)]


def _fits(gazetteer: Gazetteer, move: Merged, claim: Claim) -> bool:
    if claim.destination and move.destination and not _related(gazetteer, claim.destination, move.destination):
        return False
    told = claim.origin and move.origin and not (claim.weak_origin or move.weak_origin)
    if told and not _related(gazetteer, claim.origin, move.origin):
        return False
    if claim.origin and not move.origin and _related(gazetteer, claim.origin, move.destination):
        return False
    return not (claim.destination and not move.destination and _related(gazetteer, claim.destination, move.origin))


def _merge_unnamed(claims: list[Claim], named: list[Merged], gazetteer: Gazetteer) -> list[Merged]:
    out: list[Merged] = []
    for claim in claims:
        told = claim.family == "refuse" and claim.origin and claim.destination  # retold refusals are the news here
        if (claim.history and not told) or not (claim.origin or claim.destination):
            continue
        if claim.origin and claim.destination and _related(gazetteer, claim.origin, claim.destination):
            continue
        if (
            claim.origin is None
            and claim.family in ("take", "taken", "leave", "quit", "join", "move")
            and (claim.count or 0) < 1
        ):
            continue  # "hires staff" tells no move
        bid = claim.family in ("offer", "refuse")
        fitting = 0 if bid else sum(_fits(gazetteer, m, claim) for m in named)
        if fitting and not (claim.whole and (claim.count or 1) > 2 * fitting):
            continue  # the body names them, or most of them
        for move in out:
            same = move.claims[0].sentence == claim.sentence and move.claims[0].description == claim.description
            if move.origin == claim.origin and move.destination == claim.destination:
                move.claims.append(claim)
                break
            if same and _fits(gazetteer, move, claim):
                move.origin, move.destination = move.origin or claim.origin, move.destination or claim.destination
                move.claims.append(claim)
                break
        else:
            out.append(Merged(None, claim.origin, claim.destination, [claim]))
    return [m for m in out if m.origin or m.destination]
