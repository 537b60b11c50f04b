"""The number of each case in the register of its year, and the size of the register's volumes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017_register"
down_revision = "0016_papers"
branch_labels = None
depends_on = None

ALONE = """
    UPDATE case_file SET register_number = (
        SELECT paper.number FROM issued_paper AS paper
        WHERE paper.case_id = case_file.id AND paper.kind = 'receipt'
    )
    WHERE EXISTS (
        SELECT 1 FROM issued_paper AS paper
        WHERE paper.case_id = case_file.id AND paper.kind = 'receipt'
    )
"""
TOGETHER = """
    UPDATE case_file SET register_number = (
        SELECT paper.number FROM issued_paper AS paper
        WHERE paper.sitting_id = case_file.sitting_id AND paper.kind = 'sitting_receipt'
    ) + (
        SELECT count(*) FROM case_file AS earlier
        WHERE earlier.sitting_id = case_file.sitting_id AND earlier.id < case_file.id
    )
    WHERE EXISTS (
        SELECT 1 FROM issued_paper AS paper
        WHERE paper.sitting_id = case_file.sitting_id AND paper.kind = 'sitting_receipt'
    )
"""


def upgrade() -> None:
    with op.batch_alter_table("case_file") as changed:
        changed.add_column(
            sa.Column("register_number", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("agency") as changed:
        changed.add_column(
            sa.Column("register_volume_size", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("agency") as changed:
        changed.alter_column("register_volume_size", server_default=None)
    op.execute(ALONE)
    op.execute(TOGETHER)


def downgrade() -> None:
    with op.batch_alter_table("agency") as changed:
        changed.drop_column("register_volume_size")
    with op.batch_alter_table("case_file") as changed:
        changed.drop_column("register_number")
