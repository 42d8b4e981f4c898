"""First tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Amount, BigId, Json, UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # One table after another, those that others refer to first.
    op.create_table('articles',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('entry_id', BigId, nullable=True),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('canonical_url', sa.Text(), nullable=False),
    sa.Column('compare_url', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), server_default='', nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), server_default='', nullable=False),
    sa.Column('paragraphs', Json, nullable=False),
    sa.Column('authors', Json, nullable=False),
    sa.Column('agencies', Json, nullable=False),
    sa.Column('published_at', UtcTime(), nullable=True),
    sa.Column('published_basis', sa.Text(), nullable=True),
    sa.Column('published_precision', sa.Text(), nullable=True),
    sa.Column('published_offset_minutes', sa.SmallInteger(), nullable=True),
    sa.Column('modified_at', UtcTime(), nullable=True),
    sa.Column('lang', sa.Text(), nullable=True),
    sa.Column('outlet', sa.Text(), nullable=True),
    sa.Column('paywalled', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('truncated', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('words', sa.Integer(), server_default='0', nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('is_match', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=True),
    sa.Column('signals', Json, nullable=False),
    sa.Column('bias', sa.Float(), server_default='0', nullable=False),
    sa.Column('model', sa.Text(), server_default='', nullable=False),
    sa.Column('extractor', sa.Text(), server_default='', nullable=False),
    sa.Column('status', sa.Text(), server_default='usable', nullable=False),
    sa.Column('first_seen_at', UtcTime(), nullable=False),
    sa.Column('first_indexed_at', UtcTime(), nullable=False),
    sa.Column('updated_at', UtcTime(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_articles'))
    )
    op.create_index('ix_articles_first_indexed_at', 'articles', ['first_indexed_at'], unique=False)
    op.create_index('ix_articles_host', 'articles', ['host'], unique=False)
    op.create_index('ix_articles_published_at', 'articles', ['published_at'], unique=False)
    op.create_table('changes',
    sa.Column('seq', BigId, nullable=False),
    sa.Column('entity_type', sa.Text(), nullable=False),
    sa.Column('entity_id', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('op', sa.Text(), nullable=False),
    sa.Column('changed_at', UtcTime(), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_changes')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_changes_entity', 'changes', ['entity_type', 'entity_id'], unique=False)
    op.create_table('feeds',
    sa.Column('id', BigId, nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), server_default='', nullable=False),
    sa.Column('outlet', sa.Text(), nullable=True),
    sa.Column('lang', sa.Text(), nullable=True),
    sa.Column('home_url', sa.Text(), nullable=True),
    sa.Column('created_at', UtcTime(), nullable=False),
    sa.Column('state', sa.Text(), server_default='active', nullable=False),
    sa.Column('state_reason', sa.Text(), server_default='', nullable=False),
    sa.Column('next_poll_at', UtcTime(), nullable=True),
    sa.Column('next_poll_reason', sa.Text(), server_default='', nullable=False),
    sa.Column('lease_token', sa.Text(), nullable=True),
    sa.Column('lease_until', UtcTime(), nullable=True),
    sa.Column('lost_leases', sa.Integer(), server_default='0', nullable=False),
    sa.Column('unplanned', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('polled_at', UtcTime(), nullable=True),
    sa.Column('succeeded_at', UtcTime(), nullable=True),
    sa.Column('changed_at', UtcTime(), nullable=True),
    sa.Column('checked_at', UtcTime(), nullable=True),
    sa.Column('etag', sa.Text(), nullable=True),
    sa.Column('last_modified', sa.Text(), nullable=True),
    sa.Column('trusts_validators', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('body_hash', sa.LargeBinary(), nullable=True),
    sa.Column('fresh_for_seconds', sa.Integer(), nullable=True),
    sa.Column('hints', Json, nullable=True),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('failing_since', UtcTime(), nullable=True),
    sa.Column('gone_seen', sa.Integer(), server_default='0', nullable=False),
    sa.Column('failure', Json, nullable=True),
    sa.Column('ill_formed', sa.Text(), nullable=True),
    sa.Column('moved_to', sa.Text(), nullable=True),
    sa.Column('moved_since', UtcTime(), nullable=True),
    sa.Column('entries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('matched', sa.Integer(), server_default='0', nullable=False),
    sa.Column('hours', Json, nullable=True),
    sa.Column('hours_since', UtcTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feeds')),
    sa.UniqueConstraint('url', name=op.f('uq_feeds_url'))
    )
    op.create_index('ix_feeds_due', 'feeds', ['next_poll_at', 'id'], unique=False, postgresql_where=sa.text("state <> 'paused' AND NOT unplanned"), sqlite_where=sa.text("state <> 'paused' AND NOT unplanned"))
    op.create_index('ix_feeds_moved', 'feeds', ['moved_since'], unique=False, postgresql_where=sa.text('moved_to IS NOT NULL'), sqlite_where=sa.text('moved_to IS NOT NULL'))
    op.create_index('ix_feeds_unplanned', 'feeds', ['id'], unique=False, postgresql_where=sa.text('unplanned'), sqlite_where=sa.text('unplanned'))
    op.create_table('notes',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_notes'))
    )
    op.create_table('organisations',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=True),
    sa.Column('parent_id', sa.Text(), nullable=True),
    sa.Column('parent_since', sa.Date(), nullable=True),
    sa.Column('parent_until', sa.Date(), nullable=True),
    sa.Column('root_id', sa.Text(), nullable=False),
    sa.Column('aliases', Json, nullable=False),
    sa.Column('known', sa.Boolean(), nullable=False),
    sa.Column('first_at', UtcTime(), nullable=False),
    sa.Column('updated_at', UtcTime(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations'))
    )
    op.create_index(op.f('ix_organisations_root_id'), 'organisations', ['root_id'], unique=False)
    op.create_table('people',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('first_at', UtcTime(), nullable=False),
    sa.Column('updated_at', UtcTime(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people'))
    )
    op.create_table('stories',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), server_default='', nullable=False),
    sa.Column('kind', sa.Text(), nullable=True),
    sa.Column('first_at', UtcTime(), nullable=False),
    sa.Column('last_at', UtcTime(), nullable=False),
    sa.Column('articles', sa.Integer(), server_default='0', nullable=False),
    sa.Column('publishers', sa.Integer(), server_default='0', nullable=False),
    sa.Column('origins', sa.Integer(), server_default='0', nullable=False),
    sa.Column('langs', Json, nullable=True),
    sa.Column('first_article_id', sa.Text(), nullable=True),
    sa.Column('merged_into', sa.Text(), nullable=True),
    sa.Column('created_at', UtcTime(), nullable=False),
    sa.Column('updated_at', UtcTime(), nullable=False),
    sa.Column('revision', sa.Integer(), server_default='0', nullable=False),
    sa.Column('content_hash', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stories'))
    )
    op.create_index('ix_stories_last_at', 'stories', ['last_at'], unique=False)
    op.create_index('ix_stories_merged_into', 'stories', ['merged_into'], unique=False, postgresql_where=sa.text('merged_into IS NOT NULL'), sqlite_where=sa.text('merged_into IS NOT NULL'))
    op.create_table('tombstones',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'digest', name=op.f('pk_tombstones'))
    )
    op.create_table('article_organisations',
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.Column('n', sa.SmallInteger(), nullable=False),
    sa.Column('organisation_id', sa.Text(), nullable=False),
    sa.Column('paragraph', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), server_default='', nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_organisations_article_id_articles'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_article_organisations_organisation_id_organisations')),
    sa.PrimaryKeyConstraint('article_id', 'n', name=op.f('pk_article_organisations'))
    )
    op.create_index(op.f('ix_article_organisations_organisation_id'), 'article_organisations', ['organisation_id'], unique=False)
    op.create_table('article_origins',
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_origins_article_id_articles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', 'origin', name=op.f('pk_article_origins'))
    )
    op.create_table('article_people',
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.Column('n', sa.SmallInteger(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=True),
    sa.Column('description', sa.Text(), nullable=True),
    sa.Column('role', sa.Text(), nullable=True),
    sa.Column('organisation_id', sa.Text(), nullable=True),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('paragraph', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), server_default='', nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_people_article_id_articles'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_article_people_organisation_id_organisations')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_article_people_person_id_people')),
    sa.PrimaryKeyConstraint('article_id', 'n', name=op.f('pk_article_people'))
    )
    op.create_index(op.f('ix_article_people_person_id'), 'article_people', ['person_id'], unique=False)
    op.create_table('article_revisions',
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('paragraphs', Json, nullable=True),
    sa.Column('score', sa.Float(), nullable=True),
    sa.Column('model', sa.Text(), nullable=True),
    sa.Column('extractor', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_revisions_article_id_articles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', 'revision', name=op.f('pk_article_revisions'))
    )
    op.create_table('counts',
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.Column('n', sa.SmallInteger(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('value_max', sa.BigInteger(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('paragraph', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), server_default='', nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_counts_article_id_articles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', 'n', name=op.f('pk_counts'))
    )
    op.create_table('credits',
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.Column('n', sa.SmallInteger(), nullable=False),
    sa.Column('outlet', sa.Text(), nullable=False),
    sa.Column('paragraph', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), server_default='', nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_credits_article_id_articles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', 'n', name=op.f('pk_credits'))
    )
    op.create_table('entries',
    sa.Column('id', BigId, nullable=False),
    sa.Column('feed_id', BigId, nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.Column('alias', sa.LargeBinary(), nullable=True),
    sa.Column('url', sa.Text(), nullable=True),
    sa.Column('host', sa.Text(), server_default='', nullable=False),
    sa.Column('title', sa.Text(), server_default='', nullable=False),
    sa.Column('summary', sa.Text(), server_default='', nullable=False),
    sa.Column('content_html', sa.Text(), server_default='', nullable=False),
    sa.Column('authors', Json, nullable=True),
    sa.Column('lang', sa.Text(), nullable=True),
    sa.Column('published_at', UtcTime(), nullable=True),
    sa.Column('first_seen_at', UtcTime(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('score', sa.Float(), nullable=True),
    sa.Column('model', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=True),
    sa.Column('attempts', sa.SmallInteger(), server_default='0', nullable=False),
    sa.Column('tries', sa.SmallInteger(), server_default='0', nullable=False),
    sa.Column('token', sa.Text(), nullable=True),
    sa.Column('due_at', UtcTime(), nullable=True),
    sa.Column('failure', Json, nullable=True),
    sa.Column('settled_at', UtcTime(), nullable=True),
    sa.Column('article_id', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['feed_id'], ['feeds.id'], name=op.f('fk_entries_feed_id_feeds'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entries')),
    sa.UniqueConstraint('feed_id', 'key', name=op.f('uq_entries_feed_id_key'))
    )
    op.create_index('ix_entries_alias', 'entries', ['feed_id', 'alias'], unique=False, postgresql_where=sa.text('alias IS NOT NULL'), sqlite_where=sa.text('alias IS NOT NULL'))
    op.create_index('ix_entries_article_id', 'entries', ['article_id'], unique=False, postgresql_where=sa.text('article_id IS NOT NULL'), sqlite_where=sa.text('article_id IS NOT NULL'))
    op.create_index('ix_entries_due', 'entries', ['due_at'], unique=False, postgresql_where=sa.text("state = 'waiting'"), sqlite_where=sa.text("state = 'waiting'"))
    op.create_index('ix_entries_parked', 'entries', ['id'], unique=False, postgresql_where=sa.text("state = 'parked'"), sqlite_where=sa.text("state = 'parked'"))
    op.create_index('ix_entries_url', 'entries', ['url'], unique=False, postgresql_using='hash')
    op.create_table('money',
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.Column('n', sa.SmallInteger(), nullable=False),
    sa.Column('amount', Amount(), nullable=True),
    sa.Column('amount_max', Amount(), nullable=True),
    sa.Column('currency', sa.Text(), nullable=True),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('payer', sa.Text(), nullable=True),
    sa.Column('payee', sa.Text(), nullable=True),
    sa.Column('period', sa.Text(), nullable=True),
    sa.Column('hedged', sa.Boolean(), nullable=False),
    sa.Column('paragraph', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), server_default='', nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_money_article_id_articles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', 'n', name=op.f('pk_money'))
    )
    op.create_index(op.f('ix_money_payer'), 'money', ['payer'], unique=False)
    op.create_table('moves',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('family', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=True),
    sa.Column('person_desc', sa.Text(), nullable=True),
    sa.Column('origin_id', sa.Text(), nullable=True),
    sa.Column('destination_id', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('hedged', sa.Boolean(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=True),
    sa.Column('on_precision', sa.Text(), nullable=True),
    sa.Column('count', sa.Integer(), nullable=True),
    sa.Column('role', sa.Text(), nullable=True),
    sa.Column('first_at', UtcTime(), nullable=False),
    sa.Column('last_at', UtcTime(), nullable=False),
    sa.Column('articles', sa.Integer(), nullable=False),
    sa.Column('publishers', sa.Integer(), nullable=False),
    sa.Column('origins', sa.Integer(), nullable=False),
    sa.Column('merged_into', sa.Text(), nullable=True),
    sa.Column('updated_at', UtcTime(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['destination_id'], ['organisations.id'], name=op.f('fk_moves_destination_id_organisations')),
    sa.ForeignKeyConstraint(['origin_id'], ['organisations.id'], name=op.f('fk_moves_origin_id_organisations')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_moves_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moves'))
    )
    op.create_index(op.f('ix_moves_destination_id'), 'moves', ['destination_id'], unique=False)
    op.create_index('ix_moves_last_at', 'moves', ['last_at'], unique=False)
    op.create_index(op.f('ix_moves_origin_id'), 'moves', ['origin_id'], unique=False)
    op.create_index(op.f('ix_moves_person_id'), 'moves', ['person_id'], unique=False)
    op.create_index('ix_moves_subject', 'moves', ['subject', 'family'], unique=False)
    op.create_table('pages',
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('fetched_at', UtcTime(), nullable=False),
    sa.Column('keep_until', UtcTime(), nullable=False),
    sa.Column('content_type', sa.Text(), nullable=True),
    sa.Column('charset', sa.Text(), nullable=True),
    sa.Column('encoding', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_pages_article_id_articles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_pages'))
    )
    op.create_index(op.f('ix_pages_keep_until'), 'pages', ['keep_until'], unique=False)
    op.create_table('polls',
    sa.Column('id', BigId, nullable=False),
    sa.Column('feed_id', BigId, nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('status', sa.SmallInteger(), nullable=True),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('message', sa.Text(), nullable=True),
    sa.Column('entries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('new', sa.Integer(), server_default='0', nullable=False),
    sa.Column('size', sa.Integer(), server_default='0', nullable=False),
    sa.Column('elapsed_ms', sa.Integer(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['feed_id'], ['feeds.id'], name=op.f('fk_polls_feed_id_feeds'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_polls'))
    )
    op.create_index('ix_polls_at', 'polls', ['at'], unique=False, postgresql_using='brin')
    op.create_index('ix_polls_feed_id_at', 'polls', ['feed_id', 'at'], unique=False)
    op.create_table('quotes',
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.Column('n', sa.SmallInteger(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=True),
    sa.Column('speaker', sa.Text(), nullable=True),
    sa.Column('speaker_desc', sa.Text(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('lang', sa.Text(), nullable=True),
    sa.Column('paragraph', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), server_default='', nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_quotes_article_id_articles'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_quotes_person_id_people')),
    sa.PrimaryKeyConstraint('article_id', 'n', name=op.f('pk_quotes'))
    )
    op.create_index(op.f('ix_quotes_person_id'), 'quotes', ['person_id'], unique=False)
    op.create_table('story_articles',
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.Column('story_id', sa.Text(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('lang', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=True),
    sa.Column('keys', Json, nullable=False),
    sa.Column('sketch', sa.LargeBinary(), nullable=False),
    sa.Column('score', sa.Float(), server_default='0', nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('near_duplicate_of', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_story_articles_article_id_articles'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['story_id'], ['stories.id'], name=op.f('fk_story_articles_story_id_stories')),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_story_articles'))
    )
    op.create_index(op.f('ix_story_articles_story_id'), 'story_articles', ['story_id'], unique=False)
    op.create_table('story_keys',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_story_keys_article_id_articles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', 'at', 'article_id', name=op.f('pk_story_keys')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_story_keys_article_id'), 'story_keys', ['article_id'], unique=False)
    op.create_table('claims',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('move_id', sa.Text(), nullable=False),
    sa.Column('article_id', sa.Text(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('origin_id', sa.Text(), nullable=True),
    sa.Column('destination_id', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('hedged', sa.Boolean(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=True),
    sa.Column('on_precision', sa.Text(), nullable=True),
    sa.Column('on_text', sa.Text(), nullable=True),
    sa.Column('count', sa.Integer(), nullable=True),
    sa.Column('role', sa.Text(), nullable=True),
    sa.Column('terms', Json, nullable=False),
    sa.Column('paragraph', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), server_default='', nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('extractor', sa.Text(), server_default='', nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_claims_article_id_articles'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['destination_id'], ['organisations.id'], name=op.f('fk_claims_destination_id_organisations')),
    sa.ForeignKeyConstraint(['move_id'], ['moves.id'], name=op.f('fk_claims_move_id_moves')),
    sa.ForeignKeyConstraint(['origin_id'], ['organisations.id'], name=op.f('fk_claims_origin_id_organisations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claims')),
    sa.UniqueConstraint('article_id', 'move_id', name=op.f('uq_claims_article_id_move_id'))
    )
    op.create_index(op.f('ix_claims_move_id'), 'claims', ['move_id'], unique=False)
    op.create_table('entry_steps',
    sa.Column('id', BigId, nullable=False),
    sa.Column('entry_id', BigId, nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('score', sa.Float(), nullable=True),
    sa.Column('model', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_entry_steps_entry_id_entries'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_steps'))
    )
    op.create_index(op.f('ix_entry_steps_entry_id'), 'entry_steps', ['entry_id'], unique=False)
    op.create_table('move_history',
    sa.Column('move_id', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('hedged', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('origin_id', sa.Text(), nullable=True),
    sa.Column('destination_id', sa.Text(), nullable=True),
    sa.Column('on_date', sa.Date(), nullable=True),
    sa.Column('articles', sa.Integer(), nullable=False),
    sa.Column('publishers', sa.Integer(), nullable=False),
    sa.Column('origins', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['move_id'], ['moves.id'], name=op.f('fk_move_history_move_id_moves'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('move_id', 'revision', name=op.f('pk_move_history'))
    )



def downgrade() -> None:
    # The way back, in reverse.
    op.drop_table('move_history')
    op.drop_index(op.f('ix_entry_steps_entry_id'), table_name='entry_steps')
    op.drop_table('entry_steps')
    op.drop_index(op.f('ix_claims_move_id'), table_name='claims')
    op.drop_table('claims')
    op.drop_index(op.f('ix_story_keys_article_id'), table_name='story_keys')
    op.drop_table('story_keys')
    op.drop_index(op.f('ix_story_articles_story_id'), table_name='story_articles')
    op.drop_table('story_articles')
    op.drop_index(op.f('ix_quotes_person_id'), table_name='quotes')
    op.drop_table('quotes')
    op.drop_index('ix_polls_feed_id_at', table_name='polls')
    op.drop_index('ix_polls_at', table_name='polls', postgresql_using='brin')
    op.drop_table('polls')
    op.drop_index(op.f('ix_pages_keep_until'), table_name='pages')
    op.drop_table('pages')
    op.drop_index('ix_moves_subject', table_name='moves')
    op.drop_index(op.f('ix_moves_person_id'), table_name='moves')
    op.drop_index(op.f('ix_moves_origin_id'), table_name='moves')
    op.drop_index('ix_moves_last_at', table_name='moves')
    op.drop_index(op.f('ix_moves_destination_id'), table_name='moves')
    op.drop_table('moves')
    op.drop_index(op.f('ix_money_payer'), table_name='money')
    op.drop_table('money')
    op.drop_index('ix_entries_url', table_name='entries', postgresql_using='hash')
    op.drop_index('ix_entries_parked', table_name='entries', postgresql_where=sa.text("state = 'parked'"), sqlite_where=sa.text("state = 'parked'"))
    op.drop_index('ix_entries_due', table_name='entries', postgresql_where=sa.text("state = 'waiting'"), sqlite_where=sa.text("state = 'waiting'"))
    op.drop_index('ix_entries_article_id', table_name='entries', postgresql_where=sa.text('article_id IS NOT NULL'), sqlite_where=sa.text('article_id IS NOT NULL'))
    op.drop_index('ix_entries_alias', table_name='entries', postgresql_where=sa.text('alias IS NOT NULL'), sqlite_where=sa.text('alias IS NOT NULL'))
    op.drop_table('entries')
    op.drop_table('credits')
    op.drop_table('counts')
    op.drop_table('article_revisions')
    op.drop_index(op.f('ix_article_people_person_id'), table_name='article_people')
    op.drop_table('article_people')
    op.drop_table('article_origins')
    op.drop_index(op.f('ix_article_organisations_organisation_id'), table_name='article_organisations')
    op.drop_table('article_organisations')
    op.drop_table('tombstones')
    op.drop_index('ix_stories_merged_into', table_name='stories', postgresql_where=sa.text('merged_into IS NOT NULL'), sqlite_where=sa.text('merged_into IS NOT NULL'))
    op.drop_index('ix_stories_last_at', table_name='stories')
    op.drop_table('stories')
    op.drop_table('people')
    op.drop_index(op.f('ix_organisations_root_id'), table_name='organisations')
    op.drop_table('organisations')
    op.drop_table('notes')
    op.drop_index('ix_feeds_unplanned', table_name='feeds', postgresql_where=sa.text('unplanned'), sqlite_where=sa.text('unplanned'))
    op.drop_index('ix_feeds_moved', table_name='feeds', postgresql_where=sa.text('moved_to IS NOT NULL'), sqlite_where=sa.text('moved_to IS NOT NULL'))
    op.drop_index('ix_feeds_due', table_name='feeds', postgresql_where=sa.text("state <> 'paused' AND NOT unplanned"), sqlite_where=sa.text("state <> 'paused' AND NOT unplanned"))
    op.drop_table('feeds')
    op.drop_index('ix_changes_entity', table_name='changes')
    op.drop_table('changes')
    op.drop_index('ix_articles_published_at', table_name='articles')
    op.drop_index('ix_articles_host', table_name='articles')
    op.drop_index('ix_articles_first_indexed_at', table_name='articles')
    op.drop_table('articles')

