"""Versions that are being written, and who published one"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0009_drafts"
down_revision = "0008_folders"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "procedure_draft",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("begun_by_id", KEY, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_procedure_draft_agency_id_agency")
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], ["official.id"], name=op.f(f"fk_procedure_draft_{name}_official")
            )
            for name in ("begun_by_id", "changed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_draft")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_procedure_draft_agency_id_code")),
    )
    with op.batch_alter_table("procedure_version") as changed:
        changed.add_column(sa.Column("published_at", MOMENT, nullable=True))
        changed.add_column(sa.Column("published_by_id", KEY, nullable=True))
        changed.create_foreign_key(
            op.f("fk_procedure_version_published_by_id_official"),
            "official",
            ["published_by_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("procedure_version") as changed:
        changed.drop_constraint(
            op.f("fk_procedure_version_published_by_id_official"), type_="foreignkey"
        )
        changed.drop_column("published_by_id")
        changed.drop_column("published_at")
    op.drop_table("procedure_draft")
