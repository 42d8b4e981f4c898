"""Articles with their facts, written down shortly."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from storage.records import (
    Article,
    ArticleId,
    Evidence,
    Extraction,
    Kind,
    Money,
    Move,
    OrgMention,
    Part,
    PersonMention,
    Status,
    StoryCard,
    Verdict,
)
from worker.story.assign import card_of

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LEAD = Evidence(paragraph=1, start=0, end=1, text="x")


def article(title: str, body: str, *, lang: str = "en", at: datetime | None = NOW) -> Article:
    url = "https://news.example/a"
    return Article(
        url=url, canonical_url=url, title=title, paragraphs=tuple(body.split("\n")), lang=lang, published_at=at
    )


def moves(*given: tuple[str | None, str | None, str | None], amount: int | None = None, **more: Any) -> Extraction:
    """Who goes from where to where."""
    return Extraction(
        people=tuple(PersonMention(name=who, part=Part.SUBJECT, evidence=LEAD) for who, _, _ in given if who),
        organisations=tuple(
            OrgMention(name=name, evidence=LEAD) for name in dict.fromkeys(n for g in given for n in g[1:] if n)
        ),
        moves=tuple(
            Move(person=who, origin=o, destination=d, kind=Kind.HIRE, status=Status.REPORTED, evidence=LEAD)
            for who, o, d in given
        ),
        money=(Money(amount=Decimal(amount), currency="USD", evidence=LEAD),) if amount else (),
        **more,
    )


def verdict(kind: Kind | None = Kind.HIRE) -> Verdict:
    return Verdict(score=0.9 if kind else 0.1, is_match=kind is not None, kind=kind)


def card(
    name: str, text: Article, facts: Extraction, *, story: str | None = None, kind: Kind | None = Kind.HIRE
) -> StoryCard:
    from dataclasses import replace

    from storage.records import StoryId

    made = card_of(text, facts, verdict(kind), article_id=ArticleId(name), seen_at=NOW)
    return replace(made, story_id=StoryId(story)) if story else made
