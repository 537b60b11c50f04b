"""Coordinating branches, findings and duties on the way of a case"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0004_branches"
down_revision = "0003_catalogue"
branch_labels = None
depends_on = None

COLUMNS = (
    ("finding", sa.String(length=200), ""),
    ("branch", sa.String(length=60), ""),
    ("beside", sa.Integer(), None),
    ("joins", sa.Integer(), None),
)
IN_A_BRANCH = sa.text("branch <> ''")


def upgrade() -> None:
    with op.batch_alter_table("case_step") as changed:
        for name, kind, usual in COLUMNS:
            changed.add_column(sa.Column(name, kind, nullable=usual is None, server_default=usual))
    with op.batch_alter_table("case_step") as changed:
        changed.alter_column("finding", server_default=None)
        changed.alter_column("branch", server_default=None)
    op.create_index(
        "ix_case_step_branch",
        "case_step",
        ["unit_id", "state", "due_at", "id"],
        sqlite_where=IN_A_BRANCH,
        postgresql_where=IN_A_BRANCH,
    )


def downgrade() -> None:
    op.drop_index("ix_case_step_branch", table_name="case_step")
    with op.batch_alter_table("case_step") as changed:
        for name, _, _ in reversed(COLUMNS):
            changed.drop_column(name)
