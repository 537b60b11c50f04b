"""Where the paper folder of a case is"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0008_folders"
down_revision = "0007_consultations"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KNOWN = (("folder_unit_id", "unit"), ("folder_by_id", "official"))


def upgrade() -> None:
    with op.batch_alter_table("case_file") as changed:
        for name, table in KNOWN:
            changed.add_column(sa.Column(name, KEY, nullable=True))
            changed.create_foreign_key(op.f(f"fk_case_file_{name}_{table}"), table, [name], ["id"])
        changed.add_column(sa.Column("folder_since_at", sa.DateTime(timezone=True), nullable=True))
        changed.create_index("ix_case_folder", ["folder_unit_id", "closed_at", "id"])


def downgrade() -> None:
    with op.batch_alter_table("case_file") as changed:
        changed.drop_index("ix_case_folder")
        changed.drop_column("folder_since_at")
        for name, table in reversed(KNOWN):
            changed.drop_constraint(op.f(f"fk_case_file_{name}_{table}"), type_="foreignkey")
            changed.drop_column(name)
