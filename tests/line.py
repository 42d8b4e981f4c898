"""The line in a test's hands: one database, one website, scheduler and worker moved step by step by a clock of ours."""

from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa

from scheduler.beat import Hand
from scheduler.settings import SchedulerSettings
from storage import entries, feeds
from storage.database import read, write
from storage.feeds import NewFeed
from worker.fetch.pace import LocalPace
from worker.line import open_line
from worker.messages import entry_lease_in, leases_in
from worker.settings import WorkerSettings
from worker.tasks import poll_feeds, read_entry

HEADLINE = "OpenAI hires three senior researchers from Google DeepMind"
BODY = (
    "OpenAI has hired Jane Example, John Sample and Ada Muster, three senior researchers from Google DeepMind, "
    "The Information reported on Tuesday, citing two people familiar with the matter.",
    "The three will work on reasoning models in San Francisco. Google DeepMind declined to comment on the departures.",
    "The battle for AI talent has led to pay packages of more than $10 million a year for top researchers, recruiters say.",
)


@dataclass
class Nudges:
    """The way to the workers, kept in a list."""

    sent: list = field(default_factory=list)
    deep: int = 0

    def send(self, task, *, queue, kwargs, expires):
        self.sent.append((task, kwargs))

    def depth(self, queue):
        return self.deep


class World:
    """One database, one website, scheduler and worker in hand."""

    def __init__(self, site, engine, url, now):
        self.site, self.engine, self.now = site, engine, now
        self.reads = []
        self.line = open_line(
            WorkerSettings(
                allow_networks=site.allow, host_gap_seconds=0, fetch_seconds=5, connect_seconds=2, _env_file=None
            ),
            database_url=url,
            nudge_read=self.reads.append,
            pace=LocalPace(gap=0),
        )
        self.line.clock = lambda: self.now
        self.nudges = Nudges()
        self.hand = Hand(
            engine=engine,
            settings=SchedulerSettings(_env_file=None),
            nudges=self.nudges,
            clock=lambda: self.now,
            dice=lambda: 0.0,
        )

    def add(self, *urls):
        with write(self.engine) as session:
            return feeds.add_feeds(session, feeds=[NewFeed(url=url) for url in urls], now=self.now)

    def tick(self):
        """One tick of the clock's hand, and the messages it sent."""
        self.nudges.sent.clear()
        self.hand.tick()
        return list(self.nudges.sent)

    def work(self, messages=None):
        """Do what the messages say, and all that follows from it."""
        for task, kwargs in self.tick() if messages is None else messages:
            if task == "talentwire.poll":
                poll_feeds(self.line, leases_in(**kwargs))
            else:
                read_entry(self.line, entry_lease_in(**kwargs))
        while self.reads:
            read_entry(self.line, self.reads.pop(0))
        self.hand.plan(self.now)

    def later(self, **span):
        self.now += timedelta(**span)

    def feed(self, feed_id):
        with read(self.engine) as session:
            return feeds.find_feed(session, feed_id=feed_id)

    def states(self):
        with read(self.engine) as session:
            return {state: count for state, count in entries.entry_counts(session).items() if count}

    def rows(self, query):
        with read(self.engine) as session:
            return session.execute(sa.text(query)).all()

    def reason(self):
        return self.rows("SELECT reason FROM entries ORDER BY id")[0][0]
