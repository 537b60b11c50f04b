"""Apologies that were prepared and nobody has sent yet; drafts that were sent back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0019_prepared_apologies"
down_revision = "0018_payments"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DRAFTS = ("apology", "supplement_request")


def upgrade() -> None:
    for table in DRAFTS:
        with op.batch_alter_table(table) as changed:
            changed.add_column(
                sa.Column("sent_back_reason", sa.Text(), nullable=False, server_default="")
            )
        with op.batch_alter_table(table) as changed:
            changed.alter_column("sent_back_reason", server_default=None)
    with op.batch_alter_table("apology") as changed:
        changed.alter_column("drafted_by_id", existing_type=KEY, nullable=True)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM apology WHERE drafted_by_id IS NULL"))
    for table in DRAFTS:
        op.execute(sa.text(f"UPDATE {table} SET state = 'called_off' WHERE state = 'sent_back'"))
        with op.batch_alter_table(table) as changed:
            changed.drop_column("sent_back_reason")
    with op.batch_alter_table("apology") as changed:
        changed.alter_column("drafted_by_id", existing_type=KEY, nullable=False)
