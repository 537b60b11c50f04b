"""How a unit gives its cases, and cases forwarded to another one-stop unit"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0011_assignment_rules"
down_revision = "0010_sittings"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "unit_assignment",
        sa.Column("unit_id", KEY, autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("last_official_id", KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_assignment_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["last_official_id"],
            ["official.id"],
            name=op.f("fk_unit_assignment_last_official_id_official"),
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_assignment")),
    )
    op.create_table(
        "field_charge",
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("official_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_field_charge_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_field_charge_official_id_official")
        ),
        sa.PrimaryKeyConstraint("unit_id", "field", name=op.f("pk_field_charge")),
    )
    with op.batch_alter_table("case_step") as changed:
        changed.add_column(sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("case_step") as changed:
        changed.drop_column("deadline_at")
    op.drop_table("field_charge")
    op.drop_table("unit_assignment")
