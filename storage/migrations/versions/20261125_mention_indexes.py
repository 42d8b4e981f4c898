"""Indexes of mentions that hold the article too: counts of articles without a look at the rows

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ENDS = (("article_people", "person"), ("article_organisations", "organisation"))


def upgrade() -> None:
    for table, end in _ENDS:
        op.create_index(f"ix_{table}_{end}", table, [f"{end}_id", "article_id"])
        op.drop_index(f"ix_{table}_{end}_id", table_name=table)


def downgrade() -> None:
    for table, end in _ENDS:
        op.create_index(f"ix_{table}_{end}_id", table, [f"{end}_id"])
        op.drop_index(f"ix_{table}_{end}", table_name=table)
