"""Lines of the journal that tell of what had happened before, found by when they were entered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027_late_entries"
down_revision = "0026_papers_put_right"
branch_labels = None
depends_on = None

INDEX = "ix_journal_of_past"
OF_PAST = "happened_at < entered_at"


def upgrade() -> None:
    op.create_index(
        INDEX,
        "journal_entry",
        ["entered_at"],
        sqlite_where=sa.text(OF_PAST),
        postgresql_where=sa.text(OF_PAST),
    )


def downgrade() -> None:
    op.drop_index(INDEX, "journal_entry")
