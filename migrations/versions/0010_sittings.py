"""Cases received in one sitting, and procedures asked for with one dossier"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0010_sittings"
down_revision = "0009_drafts"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SHARING = (("case_file", "ix_case_sitting"), ("issued_paper", "ix_issued_paper_sitting"))


def upgrade() -> None:
    op.create_table(
        "sitting",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_sitting_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["official.id"], name=op.f("fk_sitting_received_by_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint(
            "agency_id", "submission_key", name=op.f("uq_sitting_agency_id_submission_key")
        ),
    )
    for table, index in SHARING:
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("sitting_id", KEY, nullable=True))
            changed.create_foreign_key(
                op.f(f"fk_{table}_sitting_id_sitting"), "sitting", ["sitting_id"], ["id"]
            )
            changed.create_index(
                index,
                ["sitting_id"],
                sqlite_where=sa.text("sitting_id IS NOT NULL"),
                postgresql_where=sa.text("sitting_id IS NOT NULL"),
            )
    op.create_table(
        "combined_procedure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("folded", sa.String(length=600), nullable=False),
        sa.Column("procedures", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_combined_procedure_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_combined_procedure")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_combined_procedure_agency_id_code")),
    )


def downgrade() -> None:
    op.drop_table("combined_procedure")
    for table, index in reversed(SHARING):
        with op.batch_alter_table(table) as changed:
            changed.drop_index(index)
            changed.drop_constraint(op.f(f"fk_{table}_sitting_id_sitting"), type_="foreignkey")
            changed.drop_column("sitting_id")
    op.drop_table("sitting")
