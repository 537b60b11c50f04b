"""Promises that were moved, found by their case"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0025_moved_promises"
down_revision = "0024_desk_papers"
branch_labels = None
depends_on = None

INDEX = "ix_due_change_moved"
MOVED = "old_due_at IS NOT NULL"


def upgrade() -> None:
    op.create_index(
        INDEX,
        "due_change",
        ["case_id", "changed_at"],
        sqlite_where=sa.text(MOVED),
        postgresql_where=sa.text(MOVED),
    )


def downgrade() -> None:
    op.drop_index(INDEX, "due_change")
