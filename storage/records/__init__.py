"""The words of the service: what rooms hand each other and what rows are made of.

Standard library only. Everything here is frozen, slotted and keyword-only; times are aware
datetimes in UTC; sequences are tuples; ``None`` means that the publisher did not say.

Errors::

    Failed                 something outside did not do what we asked; carries a Failure
    |- worker.fetch.errors.FetchError      the web: time-out, refused address, status, size
    |- worker.feed.errors.FeedError        bytes that are no feed
    `- worker.article.errors.PageError     bytes that are no article page
"""

from storage.records.articles import (
    Article,
    Kind,
    Signal,
    Verdict,
)
from storage.records.changes import (
    Change,
    Op,
    Saved,
)
from storage.records.entries import (
    EntryLease,
    EntryState,
    LeasedEntry,
    NewEntry,
)
from storage.records.facts import (
    Basis,
    Count,
    Credit,
    Evidence,
    Extraction,
    Money,
    Move,
    OrgMention,
    Part,
    PersonMention,
    Quote,
    Status,
)
from storage.records.failures import (
    ErrorCode,
    Failed,
    Failure,
)
from storage.records.feeds import (
    Feed,
    FeedEntry,
    FeedFormat,
    FeedHints,
    FeedHistory,
    FeedState,
    Lease,
    LeasedFeed,
    NextPoll,
    Outcome,
    ParsedFeed,
    PastPoll,
    Poll,
    Precision,
)
from storage.records.ids import (
    ArticleId,
    EntryId,
    EntryKey,
    FeedId,
    LeaseToken,
    MoveId,
    OrganisationId,
    PersonId,
    StoryId,
)
from storage.records.pages import (
    CacheHints,
    Page,
    Unchanged,
    Validators,
)
from storage.records.pushing import (
    Delivery,
    DeliveryId,
    DeliveryState,
    DueDelivery,
    Webhook,
    WebhookId,
    WebhookState,
)
from storage.records.stories import (
    StoryCard,
    StoryChoice,
    StoryKey,
)
from storage.records.subscriptions import Pushing, Subscription, SubscriptionState

__all__ = [
    "Article",
    "ArticleId",
    "Basis",
    "CacheHints",
    "Change",
    "Count",
    "Credit",
    "Delivery",
    "DeliveryId",
    "DeliveryState",
    "DueDelivery",
    "EntryId",
    "EntryKey",
    "EntryLease",
    "EntryState",
    "ErrorCode",
    "Evidence",
    "Extraction",
    "Failed",
    "Failure",
    "Feed",
    "FeedEntry",
    "FeedFormat",
    "FeedHints",
    "FeedHistory",
    "FeedId",
    "FeedState",
    "Kind",
    "Lease",
    "LeaseToken",
    "LeasedEntry",
    "LeasedFeed",
    "Money",
    "Move",
    "MoveId",
    "NewEntry",
    "NextPoll",
    "Op",
    "OrgMention",
    "OrganisationId",
    "Outcome",
    "Page",
    "ParsedFeed",
    "Part",
    "PastPoll",
    "PersonId",
    "PersonMention",
    "Poll",
    "Precision",
    "Pushing",
    "Quote",
    "Saved",
    "Signal",
    "Status",
    "StoryCard",
    "StoryChoice",
    "StoryId",
    "StoryKey",
    "Subscription",
    "SubscriptionState",
    "Unchanged",
    "Validators",
    "Verdict",
    "Webhook",
    "WebhookId",
    "WebhookState",
]
