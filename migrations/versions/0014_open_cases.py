"""The open cases of an agency by their state, for those who look for what is stuck"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0014_open_cases"
down_revision = "0013_clock_acts"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_case_agency_open",
        "case_file",
        ["agency_id", "status", "holding", "due_at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_case_agency_open", table_name="case_file")
