"""Dossiers that the post brings: their hand-over records, and what became of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0023_post_coming_in"
down_revision = "0022_postal_money"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
REGISTERED = "direction = 'incoming' AND state = 'registered'"
JOINED = "joined_to_id IS NOT NULL"


def _known(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in columns.items()
    ]


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "filing",
        sa.Column("consignment_id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("procedure_id", KEY, nullable=True),
        sa.Column("filed_at", MOMENT, nullable=True),
        sa.Column("record_period", sa.String(length=10), nullable=True),
        sa.Column("record_number", sa.Integer(), nullable=True),
        sa.Column("guidance_id", KEY, nullable=True),
        sa.Column("joined_to_id", KEY, nullable=True),
        *_known(
            "filing",
            consignment_id="consignment",
            agency_id="agency",
            procedure_id="procedure",
            guidance_id="guidance",
            joined_to_id="consignment",
        ),
        sa.PrimaryKeyConstraint("consignment_id", name=op.f("pk_filing")),
        sa.UniqueConstraint(
            *("agency_id", "record_period", "record_number"),
            name=op.f("uq_filing_agency_id_record_period_record_number"),
        ),
        sa.CheckConstraint(
            "(filed_at IS NULL) = (record_number IS NULL)", name=op.f("ck_filing_recorded")
        ),
    )
    op.create_index("ix_filing_joined", "filing", ["joined_to_id"], **_where(JOINED))
    op.create_index(
        *("uq_consignment_registered", "consignment", ["case_id"]),
        unique=True,
        **_where(REGISTERED),
    )


def downgrade() -> None:
    op.drop_index("uq_consignment_registered", "consignment")
    op.drop_table("filing")
