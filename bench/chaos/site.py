"""A website whose feeds grow while they are polled, and what it has published."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.website import Website, open_website

HEADLINE = "OpenAI hires {n} senior researchers from Google DeepMind"
BODY = (
    "OpenAI has hired {n} senior researchers from Google DeepMind, The Information reported on Tuesday, citing two "
    "people familiar with the matter.",
    "The {n} will work on reasoning models in San Francisco. Google DeepMind declined to comment on the departures.",
)


@dataclass(kw_only=True)
class Press:
    """Feeds with their items, oldest first, and the addresses of those that are in scope."""

    site: Website
    feeds: dict[str, list[str]] = field(default_factory=dict)
    published: set[tuple[str, str]] = field(default_factory=set)
    """Feed and article address of every entry."""
    in_scope: set[str] = field(default_factory=set)
    count: int = 0

    def open_feed(self) -> str:
        url = self.site.feed(f"/feed-{len(self.feeds)}")
        self.feeds[url] = []
        return url

    def publish(self, chance: random.Random) -> None:
        """One more entry in some feed: every other one in scope, with a page."""
        self.count += 1
        feed = chance.choice(list(self.feeds))
        name = f"story-{self.count}"
        if self.count % 2:
            title = HEADLINE.format(n=self.count + 2)
            body = [paragraph.format(n=self.count + 2) for paragraph in BODY]
            self.site.page(name, title, *body)
            self.in_scope.add(f"{self.site.url}/{name}")
        else:
            title, body = f"Heavy rain expected in the north, {self.count} mm of it", ["Keep an umbrella at hand."]
        self.feeds[feed].append(self.site.item(name, title, body[0]))
        self.published.add((feed, f"{self.site.url}/{name}"))
        self.site.feed(feed.removeprefix(self.site.url), *self.feeds[feed])


@contextmanager
def open_press(feeds: int) -> Iterator[Press]:
    """A website on loopback with so many empty feeds."""
    with open_website() as site:
        press = Press(site=site)
        for _ in range(feeds):
            press.open_feed()
        yield press
