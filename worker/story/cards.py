"""From an article and its facts to its card: the keys and the sketch that story assignment compares.

Keys, with how much each matters in its article (0 to 1):

- ``person:SLUG`` 1.0 who moves, less for who speaks, recruits or stands by; no comparisons
- ``~move:SLUG>ORG`` who goes where; ``flow:ORG>ORG`` from where to where, whoever goes
- ``org:ORG`` organisations, divisions counted as the firm they belong to
- ``sum:CUR:AMOUNT`` and ``num:VALUE`` sums and figures, three significant digits
- ``~place:PLACE`` and ``~told:OUTLET`` where it is set and who is credited with the news
- ``name:WORD`` and ``term:LANG:WORD`` the words that tell most; ``lsh:N:HASH`` near-duplicate text

Articles are found by these keys, but for those that begin with ``~``: they only count in the comparison.
"""

import csv
import math
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from storage.records import Article, ArticleId, Extraction, Part, StoryCard, StoryKey, Verdict
from worker.story.figures import figures, rounded
from worker.story.places import places
from worker.story.rarity import rarity
from worker.story.sketch import bands, pack, signature
from worker.story.words import names, slug, terms

UNDATED = datetime(1, 1, 1, tzinfo=UTC)
"""As ``seen_at``: neither publication nor first sight is known; the card is compared without dates."""
MOST_TEXT = 12_000
"""Characters of the body that are looked at."""
MOVER = 0.95
"""From this weight on a person is one who moves."""

_PART = {Part.SUBJECT: 0.8, Part.SPEAKER: 0.3, Part.RECRUITER: 0.3, Part.BACKGROUND: 0.25}
_MOST = {
    "person": 10,
    "~move": 8,
    "flow": 3,
    "org": 7,
    "sum": 5,
    "num": 6,
    "~place": 4,
    "~told": 3,
    "name": 3,
    "term": 3,
}
_MOST_WORDS = 40


def card_of(
    article: Article, extraction: Extraction, verdict: Verdict, *, article_id: ArticleId, seen_at: datetime
) -> StoryCard:
    """What story assignment knows of an article. Deterministic, bounded, linear in the article's length.

    ``at`` is the publication's time, or ``seen_at`` where the publisher gave none or one after ``seen_at``
    by more than a day (a clock that runs ahead); ``UNDATED`` as ``seen_at`` means that no time is known.
    """
    lang = (article.lang or verdict.lang or "")[:2].lower() or None
    lead = f"{article.summary}\n{article.paragraphs[0] if article.paragraphs else ''}"[:2_000]
    body = "\n".join(article.paragraphs)[:MOST_TEXT]
    keys: dict[str, float] = {}
    for key, weight in _of_facts(article, extraction):
        keys[key] = max(weight, keys.get(key, 0.0))
    for key, weight in _of_figures(article.title, lead, body, lang):
        keys.setdefault(key, weight)
    told = _told(article.title, lead, body, lang)
    called = _called(article.title, lead, body)
    keys.update({f"term:{lang}:{word}": weight for word, weight in told[: _MOST["term"]]})
    keys.update({f"name:{word}": weight for word, weight in called[: _MOST["name"]]})
    keys.update(_of_places(article.title, lead, body))
    concepts = _strongest(Counter(s.concept for s in verdict.signals if s.concept.isidentifier()), "about:")
    bins = signature(body or lead)
    return StoryCard(
        article_id=article_id,
        at=_at(article, seen_at),
        lang=lang,
        kind=verdict.kind,
        keys=(*_kept(keys), *(StoryKey(key=band, weight=1.0) for band in bands(bins))),
        sketch=pack(bins, told, called, concepts),
    )


def _at(article: Article, seen_at: datetime) -> datetime:
    published = article.published_at
    if published is None:
        return seen_at
    if seen_at != UNDATED and (published - seen_at).total_seconds() > 86_400:
        return seen_at
    return published


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    with (Path(__file__).parent / "data" / "families.csv").open(encoding="utf-8", newline="") as rows:
        return {row["name"]: row["family"] for row in csv.DictReader(rows)}


def family(name: str) -> str:
    """The slug of the firm an organisation belongs to: outlets say Google for Google DeepMind and back."""
    return slug(_families().get(name, name))


def _of_facts(article: Article, extraction: Extraction) -> Iterator[tuple[str, float]]:
    flows: Counter[str] = Counter()
    ends: set[str] = set()
    for move in extraction.moves:
        origin = family(move.origin) if move.origin else None
        destination = family(move.destination) if move.destination else None
        ends |= {end for end in (origin, destination) if end}
        if origin and destination and origin != destination:
            flows[f"flow:{origin}>{destination}"] += 1
        who = slug(move.person) if move.person else ""
        if who:
            yield f"person:{who}", 1.0
            if destination:
                yield f"~move:{who}>{destination}", 1.0
    most = max(flows.values(), default=1)
    yield from ((key, count / most) for key, count in flows.items())
    for person in extraction.people:
        who = slug(person.name) if person.name else ""
        if who and person.part is not Part.COMPARISON:
            in_title = person.evidence.paragraph == 0
            weight = _PART.get(person.part, 0.25) * person.confidence
            yield f"person:{who}", max(weight, 0.6) if in_title else weight
    for organisation in extraction.organisations:
        firm = family(organisation.name)
        if firm:
            place = organisation.evidence.paragraph
            weight = 1.0 if place == 0 else 0.8 if firm in ends else 0.6 if place in (-1, 1) else 0.35
            yield f"org:{firm}", weight
    for sum_ in extraction.money:
        if sum_.amount is not None and sum_.amount > 0:
            amount = rounded(float(sum_.amount_max or sum_.amount))
            yield f"sum:{sum_.currency or '?'}:{amount}", 1.0 if sum_.evidence.paragraph <= 1 else 0.6
    for count in extraction.counts:
        if count.value >= 10:
            yield f"num:{rounded(count.value)}", 1.0 if count.evidence.paragraph <= 1 else 0.6
    for credit in extraction.credits:
        if outlet := slug(credit.outlet):
            yield f"~told:{outlet}", 1.0


def _of_figures(title: str, lead: str, body: str, lang: str | None) -> Iterator[tuple[str, float]]:
    seen: set[str] = set()
    for text, weight in ((title, 1.0), (lead, 0.8), (body, 0.5)):
        for value in figures(text, lang):
            if value not in seen:
                seen.add(value)
                yield f"num:{value}", weight


def _of_places(title: str, lead: str, body: str) -> Iterator[tuple[str, float]]:
    heads = places(f"{title}\n{lead}")
    for place, count in places(body).items():
        if place not in heads:
            yield f"~place:{place}", min(0.7, 0.3 + 0.1 * count)
    yield from ((f"~place:{place}", 1.0) for place in heads)


def _told(title: str, lead: str, body: str, lang: str | None) -> list[tuple[str, float]]:
    """The terms that tell most, most first, with weights 0 to 1 (a share of the strongest)."""
    counts: Counter[str] = Counter(terms(body))
    for text, worth in ((title, 3), (lead, 2)):
        for term in set(terms(text)):
            counts[term] += worth
    return _strongest(counts, f"term:{lang}:")


def _called(title: str, lead: str, body: str) -> list[tuple[str, float]]:
    counts = names(body)
    for text, worth in ((title, 3), (lead, 2)):
        for name in names(text):
            counts[name] += worth
    return _strongest(counts, "name:")


def _strongest(counts: Counter[str], sort: str) -> list[tuple[str, float]]:
    weighed = ((word, math.sqrt(min(count, 8)) * rarity(sort + word)) for word, count in counts.items())
    best = sorted(weighed, key=lambda item: (-item[1], item[0]))[:_MOST_WORDS]
    top = best[0][1] if best else 1.0
    return [(word, weight / top) for word, weight in best if weight > 0] if top else []


def _kept(keys: dict[str, float]) -> tuple[StoryKey, ...]:
    room = dict(_MOST)
    kept = []
    for key, weight in sorted(keys.items(), key=lambda item: (-item[1] * rarity(item[0]), item[0])):
        sort = key.partition(":")[0]
        if room[sort] > 0:
            room[sort] -= 1
            kept.append(StoryKey(key=key, weight=round(weight, 3)))
    return tuple(kept)
