"""Opinions asked of other bodies"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0007_consultations"
down_revision = "0006_delegations"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KNOWN = {
    "case_id": "case_file",
    "unit_id": "unit",
    "asking_unit_id": "unit",
    "asked_by_id": "official",
}


def upgrade() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", KEY, nullable=False),
        *(sa.Column(name, KEY, nullable=False) for name in KNOWN),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("silence", sa.String(length=20), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_consultation_{name}_{table}")
            )
            for name, table in (*KNOWN.items(), ("ended_by_id", "official"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    op.create_index("ix_consultation_unit", "consultation", ["unit_id", "ended_at", "due_at", "id"])
    op.create_index("ix_consultation_case", "consultation", ["case_id", "id"])


def downgrade() -> None:
    op.drop_table("consultation")
