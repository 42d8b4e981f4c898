"""Which story an article belongs to: candidates come from the archive, the choice goes back to it."""

from collections.abc import Mapping, Sequence

from storage.records import StoryCard, StoryChoice, StoryId
from worker.story.cards import UNDATED, card_of
from worker.story.gather import JOIN, WINDOW_DAYS, agreement, between, needed
from worker.story.likeness import NEAR, Profile, chance, days_apart, profile
from worker.story.rarity import rarity
from worker.story.sketch import alike

__all__ = ["UNDATED", "card_of", "choose"]

MEMBERS = 8
"""Members of a story an article is compared with: the ones that share most with it."""
STORIES = 8
"""Stories an article is compared with: those whose members share most with it."""


def choose(
    card: StoryCard, candidates: Sequence[StoryCard], *, frequencies: Mapping[str, float] | None = None
) -> StoryChoice:
    """Where an article belongs: a story there is, a story of its own, or one that joins several.

    ``candidates`` are cards with a story, the best first; the article's own earlier card and cards outside
    the window of 14 days are passed over. A story is joined if the article agrees with its members taken
    together, not with one neighbour alone; another is merged if it agrees with the article and with the chosen
    story. ``frequencies`` are shares of recent articles (0 to 1) that carry a key; without them the built-in
    prior speaks.
    """
    own = profile(card)
    stories: dict[StoryId, list[Profile]] = {}
    twin, twin_likeness = None, NEAR
    before: StoryId | None = None
    for other in candidates:
        if other.article_id == card.article_id:
            before = other.story_id
            continue
        days = days_apart(card, other)
        if other.story_id is None or (days is not None and days > WINDOW_DAYS):
            continue
        if other.story_id not in stories and len(stories) >= STORIES:
            continue
        members = stories.setdefault(other.story_id, [])
        if len(members) >= MEMBERS:
            continue
        laid = profile(other)
        members.append(laid)
        if other.lang == card.lang:
            likeness = alike(own.sketch.bins, laid.sketch.bins)
            if likeness >= twin_likeness:
                twin, twin_likeness = other.article_id, likeness
    scored = sorted(
        ((agreement(own, members, frequencies), story) for story, members in stories.items()),
        key=lambda item: (-item[0], item[1] != before, item[1]),
    )
    best = [(score, story) for score, story in scored if score >= JOIN]
    if not best:
        top = scored[0][0] if scored else -9.0
        return StoryChoice(score=round(chance(top), 4), reason=_alone(len(scored)), near_duplicate_of=twin)
    score, story = best[0]
    merges = tuple(
        other
        for _, other in best[1:]
        if between(stories[story], stories[other], frequencies) >= needed(len(stories[story]), len(stories[other]))
    )
    return StoryChoice(
        story_id=story,
        score=round(chance(score), 4),
        reason=_because(own, stories[story], frequencies),
        merges=merges,
        near_duplicate_of=twin,
    )


def _alone(compared: int) -> str:
    return f"unlike the {compared} nearest stories" if compared else "nothing like it within two weeks"


def _because(own: Profile, members: Sequence[Profile], frequencies: Mapping[str, float] | None) -> str:
    """The keys the article shares with most of the story, most telling first."""
    told: dict[str, float] = {}
    for key in own.card.keys:
        sort = key.key.partition(":")[0]
        if sort in ("lsh", "term", "name") or sort.startswith("~"):
            continue
        many = sum(any(other.key == key.key for other in member.card.keys) for member in members)
        if 2 * many >= len(members):
            told[key.key] = rarity(key.key, frequencies) * key.weight
    best = sorted(told, key=lambda name: (-told[name], name))[:4]
    return f"agrees with {len(members)} of its articles: {', '.join(best) or 'the same words'}"
