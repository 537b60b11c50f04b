"""Delegation during leave"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0006_delegations"
down_revision = "0005_handover_lists"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("official_id", KEY, nullable=False),
        sa.Column("deputy_id", KEY, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", KEY, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_delegation_official_id_official")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["official.id"], name=op.f("fk_delegation_deputy_id_official")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["official.id"], name=op.f("fk_delegation_entered_by_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    op.create_index("ix_delegation_deputy", "delegation", ["deputy_id", "to_on"])
    op.create_index("ix_delegation_official", "delegation", ["official_id", "to_on"])


def downgrade() -> None:
    op.drop_table("delegation")
