"""Stories of a heap of articles in memory, whatever their order and whether they have dates or not."""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping

from storage.records import Article, ArticleId, Extraction, StoryCard, Verdict
from worker.story.cards import UNDATED, card_of
from worker.story.gather import JOIN, WINDOW_DAYS, mean_of, needed
from worker.story.likeness import Profile, days_apart, logit, profile
from worker.story.rarity import rarity

_POSTINGS = 60
"""A key in more articles than this (or a tenth of them) finds nothing by itself."""
_CANDIDATES = 60
"""Articles one article is compared with at first: those that share most with it."""
_SAMPLE = 8
_BIG = 20
"""Articles of a big story: a key is common only from there on."""


class StoryShelf:
    """Collects articles and says which of them tell the same story.

    Cost grows with the number of articles, not with its square: articles are compared only if they share a
    key that few have, and groups only by samples.
    """

    def __init__(self) -> None:
        self._cards: list[StoryCard] = []

    def add(self, line_id: str, article: Article, extraction: Extraction, verdict: Verdict) -> None:
        """Put one article on the shelf; ``line_id`` must be its own."""
        self._cards.append(card_of(article, extraction, verdict, article_id=ArticleId(line_id), seen_at=UNDATED))

    def stories(self) -> dict[str, str]:
        """Each line's story, named by the story's first line."""
        profiles = [profile(card) for card in self._cards]
        frequencies = self._frequencies()
        groups = _Groups(profiles, frequencies)
        for a, b in self._pairs(frequencies):
            groups.see(a, b)
        groups.join_all()
        cards = self._cards
        return {card.article_id: cards[groups.first(i)].article_id for i, card in enumerate(cards)}

    def _frequencies(self) -> Mapping[str, float] | None:
        counts = Counter(key.key for card in self._cards for key in card.keys)
        # The many articles of one big story must not make its keys look common.
        return {key: (count - _BIG) / len(self._cards) for key, count in counts.items() if count > _BIG}

    def _pairs(self, frequencies: Mapping[str, float] | None) -> Iterator[tuple[int, int]]:
        postings: dict[str, list[int]] = {}
        for place, card in enumerate(self._cards):
            for key in card.keys:
                if not key.key.startswith("~"):
                    postings.setdefault(key.key, []).append(place)
        most = max(_POSTINGS, len(self._cards) // 100)
        weights = {key: rarity(key, frequencies) for key, places in postings.items() if 1 < len(places) <= most}
        for place, card in enumerate(self._cards):
            shared: dict[int, float] = {}
            for key in card.keys:
                weight = weights.get(key.key)
                if weight:
                    for other in postings[key.key]:
                        if other != place:
                            shared[other] = shared.get(other, 0.0) + weight * key.weight
            for other in heapq.nlargest(_CANDIDATES, shared, key=lambda o: (shared[o], -o)):
                yield (place, other) if place < other else (other, place)


class _Groups:
    """Groups that grow by their best pair first, each join validated on a sample of both sides."""

    def __init__(self, profiles: list[Profile], frequencies: Mapping[str, float] | None) -> None:
        self._profiles, self._frequencies = profiles, frequencies
        self._known: dict[tuple[int, int], float] = {}
        self._group = list(range(len(profiles)))
        self._members: dict[int, list[int]] = {i: [i] for i in range(len(profiles))}

    def see(self, a: int, b: int) -> float:
        """Log-odds of two articles, remembered."""
        pair = (a, b) if a < b else (b, a)
        found = self._known.get(pair)
        if found is None:
            one, two = self._profiles[a], self._profiles[b]
            days = days_apart(one.card, two.card)
            found = -9.0 if days is not None and days > WINDOW_DAYS else logit(one, two, self._frequencies)
            self._known[pair] = found
        return found

    def join_all(self) -> None:
        """Join groups, best agreement first, until none agrees any more."""
        heap = [(-value, a, b) for (a, b), value in self._known.items() if value >= JOIN]
        heapq.heapify(heap)
        while heap:
            negative, a, b = heapq.heappop(heap)
            one, two = self._group[a], self._group[b]
            if one == two:
                continue
            value = self._agreement(one, two)
            if value < needed(len(self._members[one]), len(self._members[two])):
                continue
            if value < -negative - 0.05:
                heapq.heappush(heap, (-value, a, b))
                continue
            self._join(one, two)

    def first(self, place: int) -> int:
        """The first article of an article's group."""
        return min(self._members[self._group[place]])

    def _agreement(self, one: int, two: int) -> float:
        first, second = _sample(self._members[one]), _sample(self._members[two])
        return mean_of([self.see(a, b) for a in first for b in second], min(len(first), len(second)))

    def _join(self, one: int, two: int) -> None:
        if len(self._members[one]) < len(self._members[two]):
            one, two = two, one
        for member in self._members[two]:
            self._group[member] = one
        self._members[one] += self._members.pop(two)


def _sample(members: list[int]) -> list[int]:
    step = max(1, -(-len(members) // _SAMPLE))
    return members[::step]
