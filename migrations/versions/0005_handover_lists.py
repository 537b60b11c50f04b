"""Lists of dossiers handed over together"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0005_handover_lists"
down_revision = "0004_branches"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "handover_list",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("from_unit_id", KEY, nullable=False),
        sa.Column("to_unit_id", KEY, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_handover_list_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["from_unit_id"], ["unit.id"], name=op.f("fk_handover_list_from_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["to_unit_id"], ["unit.id"], name=op.f("fk_handover_list_to_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["official.id"], name=op.f("fk_handover_list_given_by_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_list")),
        sa.UniqueConstraint(
            "agency_id", "period", "number", name=op.f("uq_handover_list_agency_id_period_number")
        ),
    )
    op.create_index("ix_handover_list_to", "handover_list", ["to_unit_id", "id"])
    op.create_index("ix_handover_list_from", "handover_list", ["from_unit_id", "id"])
    with op.batch_alter_table("handover") as changed:
        changed.add_column(sa.Column("list_id", KEY, nullable=True))
        changed.create_foreign_key(
            op.f("fk_handover_list_id_handover_list"), "handover_list", ["list_id"], ["id"]
        )
        changed.create_index("ix_handover_list_id", ["list_id"])


def downgrade() -> None:
    with op.batch_alter_table("handover") as changed:
        changed.drop_index("ix_handover_list_id")
        changed.drop_constraint(op.f("fk_handover_list_id_handover_list"), type_="foreignkey")
        changed.drop_column("list_id")
    op.drop_index("ix_handover_list_from", table_name="handover_list")
    op.drop_index("ix_handover_list_to", table_name="handover_list")
    op.drop_table("handover_list")
