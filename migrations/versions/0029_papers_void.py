"""Batches know the form that asked for them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029_papers_void"
down_revision = "0026_papers_put_right"
branch_labels = None
depends_on = None

SENT_ONCE = op.f("uq_print_batch_official_id_submission_key")


def upgrade() -> None:
    with op.batch_alter_table("print_batch") as changed:
        changed.add_column(sa.Column("submission_key", sa.String(64), nullable=True))
    op.execute("UPDATE print_batch SET submission_key = 'batch-' || id")
    with op.batch_alter_table("print_batch") as changed:
        changed.alter_column("submission_key", existing_type=sa.String(64), nullable=False)
        changed.create_unique_constraint(SENT_ONCE, ["official_id", "submission_key"])


def downgrade() -> None:
    with op.batch_alter_table("print_batch") as changed:
        changed.drop_constraint(SENT_ONCE, type_="unique")
        changed.drop_column("submission_key")
