"""People who move, are wooed or are kept in numbers: what the article's kind says of those it does not name."""

from collections import Counter

from storage.records import Kind
from worker.facts.careers import related
from worker.facts.claims import Reader
from worker.facts.frames import Claim, Unnamed
from worker.facts.gazetteer import Gazetteer


def crowd_claims(
    reader: Reader, named: list[tuple[str | None, str | None, set[int]]], kind: Kind | None
) -> list[Claim]:
    """At most one claim about the unnamed people an article of this kind turns on.

    ``named``: origin, destination and sentences of the moves found so far. Nothing is made up: the claim needs a group
    told by role and number or organisation, and ends that the article names.
    """
    if kind is Kind.ACQUIHIRE:
        return _bought(reader, named)
    if kind is Kind.RETENTION:
        return _kept(reader)
    if kind is Kind.OFFER:
        return _wooed(reader)
    return []


def _claim(group: tuple[int, Unnamed], origin: str | None, destination: str | None, family: str) -> Claim:
    sentence, somebody = group
    return Claim(
        None, origin, destination, family, sentence, somebody.start, somebody.end,
        description=somebody.description, count=somebody.count, weak_origin=True,
    )  # fmt: skip


def _bought(reader: Reader, named: list[tuple[str | None, str | None, set[int]]]) -> list[Claim]:
    ends = Counter((o, d) for o, d, _ in named if o and d)
    near = set().union(*(s for _, _, s in named)) if named else set()
    if ends:
        (origin, destination), _ = ends.most_common(1)[0]
    elif reader.deals:
        destination, origin = Counter(reader.deals).most_common(1)[0][0]
    else:
        return []
    best = None
    for n, somebody in reader.groups:
        if somebody.org and not related(reader.gazetteer, somebody.org, origin):
            continue
        counted = somebody.share or (somebody.count is not None and somebody.count > 1)
        score = 2 * counted + 2 * any(abs(n - m) <= 1 for m in near) + bool(somebody.org)
        if (counted or somebody.org) and (best is None or score > best[0]):
            best = (score, (n, somebody))
    if best is None or best[0] < 2:
        return []
    return [_claim(best[1], origin, destination, "take")]


def _firm(reader: Reader, gazetteer: Gazetteer, exclude: str | None = None) -> str | None:
    """The firm most of the text is about, but for ``exclude``."""
    for name, _ in reader.often.most_common():
        if exclude is None or not related(gazetteer, name, exclude):
            return name
    return None


def _kept(reader: Reader) -> list[Claim]:
    homes = Counter(s.org for _, s in reader.groups if s.org)
    origin = homes.most_common(1)[0][0] if homes else None
    firm = _firm(reader, reader.gazetteer)
    if origin is None or (firm and reader.often[firm] > 2 * reader.often[origin]):
        origin = firm
    counted = [g for g in reader.groups if g[1].share or (g[1].count or 0) > 1]  # "the staff" is nobody in particular
    if origin is None or not counted or any(n == 0 for n in reader.titled):
        return []
    groups = sorted(counted, key=lambda g: (g[1].org != origin, g[0]))
    return [_claim(groups[0], origin, None, "retain")]


def _wooed(reader: Reader) -> list[Claim]:
    if any(c.person is None and c.family in ("offer", "refuse") for c in reader.claims):
        return []
    suitors = Counter(reader.suitors)
    groups = [g for g in reader.groups if g[1].org and g[1].org not in suitors] or [
        g for g in reader.groups if g[1].org
    ]
    suitor = suitors.most_common(1)[0][0] if suitors else None
    if groups:
        group = groups[0]
        origin = group[1].org
        if suitor is None or related(reader.gazetteer, suitor, origin):
            suitor = _firm(reader, reader.gazetteer, exclude=origin)
    elif suitor and reader.groups:
        group = reader.groups[0]
        origin = _firm(reader, reader.gazetteer, exclude=suitor)
    else:
        return []
    if suitor is None or origin is None:
        return []
    return [_claim(group, origin, suitor, "offer")]
