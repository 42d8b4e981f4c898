"""Tables of what articles say: articles, their revisions and pages, and the facts found in them."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint

from storage.schema.columns import METADATA, Amount, BigId, Json, UtcTime

ARTICLES = Table(
    "articles",
    METADATA,
    Column("id", sa.Text, primary_key=True),
    Column("entry_id", BigId),
    Column("url", sa.Text, nullable=False),
    Column("canonical_url", sa.Text, nullable=False),
    Column("compare_url", sa.Text, nullable=False),
    Column("host", sa.Text, nullable=False, server_default=""),
    Column("title", sa.Text, nullable=False),
    Column("summary", sa.Text, nullable=False, server_default=""),
    Column("paragraphs", Json, nullable=False),
    Column("authors", Json, nullable=False),
    Column("agencies", Json, nullable=False),
    Column("published_at", UtcTime),
    Column("published_basis", sa.Text),
    Column("published_precision", sa.Text),
    Column("published_offset_minutes", sa.SmallInteger),
    Column("modified_at", UtcTime),
    Column("lang", sa.Text),
    Column("outlet", sa.Text),
    Column("paywalled", sa.Boolean, nullable=False, server_default=sa.false()),
    Column("truncated", sa.Boolean, nullable=False, server_default=sa.false()),
    Column("words", sa.Integer, nullable=False, server_default="0"),
    Column("score", sa.Float, nullable=False),
    Column("is_match", sa.Boolean, nullable=False),
    Column("kind", sa.Text),
    Column("signals", Json, nullable=False),
    Column("bias", sa.Float, nullable=False, server_default="0"),
    Column("model", sa.Text, nullable=False, server_default=""),
    Column("extractor", sa.Text, nullable=False, server_default=""),
    Column("status", sa.Text, nullable=False, server_default="usable"),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("first_indexed_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("revision", sa.Integer, nullable=False),
    Column("content_hash", sa.Text, nullable=False),
)
Index("ix_articles_published_at", ARTICLES.c.published_at)
Index("ix_articles_first_indexed_at", ARTICLES.c.first_indexed_at)
Index("ix_articles_host", ARTICLES.c.host)

REVISIONS = Table(
    "article_revisions",
    METADATA,
    Column("article_id", sa.Text, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", sa.Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("reason", sa.Text, nullable=False, server_default=""),
    Column("content_hash", sa.Text, nullable=False),
    Column("title", sa.Text, nullable=False),
    # Filled when the next revision supersedes this one; the newest text stands in articles.
    Column("paragraphs", Json),
    Column("score", sa.Float),
    Column("model", sa.Text),
    Column("extractor", sa.Text),
)

PAGES = Table(
    "pages",
    METADATA,
    Column("article_id", sa.Text, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("url", sa.Text, nullable=False),
    Column("fetched_at", UtcTime, nullable=False),
    Column("keep_until", UtcTime, nullable=False, index=True),
    Column("content_type", sa.Text),
    Column("charset", sa.Text),
    Column("encoding", sa.Text, nullable=False),
    Column("body", sa.LargeBinary, nullable=False),
)

ORIGINS = Table(
    "article_origins",
    METADATA,
    Column("article_id", sa.Text, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("origin", sa.Text, primary_key=True),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("id", sa.Text, primary_key=True),
    Column("name", sa.Text, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("revision", sa.Integer, nullable=False),
    Column("content_hash", sa.Text, nullable=False),
)

ORGANISATIONS = Table(
    "organisations",
    METADATA,
    Column("id", sa.Text, primary_key=True),
    Column("name", sa.Text, nullable=False),
    Column("kind", sa.Text),
    Column("parent_id", sa.Text),
    Column("parent_since", sa.Date),
    Column("parent_until", sa.Date),
    # The topmost parent, itself if it has none: what flows roll up to.
    Column("root_id", sa.Text, nullable=False, index=True),
    Column("aliases", Json, nullable=False),
    Column("known", sa.Boolean, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("revision", sa.Integer, nullable=False),
    Column("content_hash", sa.Text, nullable=False),
)


def _fact(name: str, *columns: Column[object]) -> Table:
    """A table of facts of an article: numbered, with evidence and confidence."""
    return Table(
        name,
        METADATA,
        Column("article_id", sa.Text, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
        Column("n", sa.SmallInteger, primary_key=True),
        *columns,
        Column("paragraph", sa.Integer, nullable=False),
        Column("start", sa.Integer, nullable=False),
        Column("end", sa.Integer, nullable=False),
        Column("words", sa.Text, nullable=False, server_default=""),
        Column("confidence", sa.Float, nullable=False),
    )


ARTICLE_PEOPLE = _fact(
    "article_people",
    Column("person_id", sa.Text, ForeignKey("people.id")),
    Column("description", sa.Text),
    Column("role", sa.Text),
    Column("organisation_id", sa.Text, ForeignKey("organisations.id")),
    Column("part", sa.Text, nullable=False),
)
ARTICLE_ORGANISATIONS = _fact(
    "article_organisations",
    Column("organisation_id", sa.Text, ForeignKey("organisations.id"), nullable=False),
)
# With the article, so that the articles of each are counted from the index alone.
Index("ix_article_people_person", ARTICLE_PEOPLE.c.person_id, ARTICLE_PEOPLE.c.article_id)
Index(
    "ix_article_organisations_organisation",
    ARTICLE_ORGANISATIONS.c.organisation_id,
    ARTICLE_ORGANISATIONS.c.article_id,
)
MONEY = _fact(
    "money",
    Column("amount", Amount),
    Column("amount_max", Amount),
    Column("currency", sa.Text),
    Column("basis", sa.Text, nullable=False),
    Column("what", sa.Text, nullable=False),
    Column("payer", sa.Text, index=True),
    Column("payee", sa.Text),
    Column("period", sa.Text),
    Column("hedged", sa.Boolean, nullable=False),
)
COUNTS = _fact(
    "counts",
    Column("value", sa.BigInteger, nullable=False),
    Column("value_max", sa.BigInteger),
    Column("unit", sa.Text, nullable=False),
    Column("basis", sa.Text, nullable=False),
)
QUOTES = _fact(
    "quotes",
    Column("person_id", sa.Text, ForeignKey("people.id"), index=True),
    Column("speaker", sa.Text),
    Column("speaker_desc", sa.Text),
    Column("text", sa.Text, nullable=False),
    Column("lang", sa.Text),
)
CREDITS = _fact("credits", Column("outlet", sa.Text, nullable=False))

MOVES = Table(
    "moves",
    METADATA,
    Column("id", sa.Text, primary_key=True),
    # Who moves: the person's id, or a key made of the description for an unnamed subject.
    Column("subject", sa.Text, nullable=False),
    Column("family", sa.Text, nullable=False),
    Column("person_id", sa.Text, ForeignKey("people.id"), index=True),
    Column("person_desc", sa.Text),
    Column("origin_id", sa.Text, ForeignKey("organisations.id"), index=True),
    Column("destination_id", sa.Text, ForeignKey("organisations.id"), index=True),
    Column("kind", sa.Text, nullable=False),
    Column("status", sa.Text, nullable=False),
    Column("hedged", sa.Boolean, nullable=False),
    Column("on_date", sa.Date),
    Column("on_precision", sa.Text),
    Column("count", sa.Integer),
    Column("role", sa.Text),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("articles", sa.Integer, nullable=False),
    Column("publishers", sa.Integer, nullable=False),
    Column("origins", sa.Integer, nullable=False),
    Column("merged_into", sa.Text),
    Column("updated_at", UtcTime, nullable=False),
    Column("revision", sa.Integer, nullable=False),
    Column("content_hash", sa.Text, nullable=False),
)
Index("ix_moves_subject", MOVES.c.subject, MOVES.c.family)
Index("ix_moves_last_at", MOVES.c.last_at)

CLAIMS = Table(
    "claims",
    METADATA,
    Column("id", sa.Text, primary_key=True),
    Column("move_id", sa.Text, ForeignKey("moves.id"), nullable=False, index=True),
    Column("article_id", sa.Text, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("origin_id", sa.Text, ForeignKey("organisations.id")),
    Column("destination_id", sa.Text, ForeignKey("organisations.id")),
    Column("kind", sa.Text, nullable=False),
    Column("status", sa.Text, nullable=False),
    Column("hedged", sa.Boolean, nullable=False),
    Column("on_date", sa.Date),
    Column("on_precision", sa.Text),
    Column("on_text", sa.Text),
    Column("count", sa.Integer),
    Column("role", sa.Text),
    Column("terms", Json, nullable=False),
    Column("paragraph", sa.Integer, nullable=False),
    Column("start", sa.Integer, nullable=False),
    Column("end", sa.Integer, nullable=False),
    Column("words", sa.Text, nullable=False, server_default=""),
    Column("confidence", sa.Float, nullable=False),
    Column("extractor", sa.Text, nullable=False, server_default=""),
    Column("revision", sa.Integer, nullable=False),
    Column("content_hash", sa.Text, nullable=False),
    UniqueConstraint("article_id", "move_id"),
)

MOVE_HISTORY = Table(
    "move_history",
    METADATA,
    Column("move_id", sa.Text, ForeignKey("moves.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", sa.Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("status", sa.Text, nullable=False),
    Column("hedged", sa.Boolean, nullable=False),
    Column("kind", sa.Text, nullable=False),
    Column("origin_id", sa.Text),
    Column("destination_id", sa.Text),
    Column("on_date", sa.Date),
    Column("articles", sa.Integer, nullable=False),
    Column("publishers", sa.Integer, nullable=False),
    Column("origins", sa.Integer, nullable=False),
    Column("article_id", sa.Text),
    Column("reason", sa.Text, nullable=False, server_default=""),
)
