"""The papers of the postal desk, and its settlements with the carriers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022_postal_money"
down_revision = "0021_print_centre"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OFFICIALS = ("opened_by_id", "stated_by_id", "closed_by_id")


def _known(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in columns.items()
    ]


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_index(
        *("ix_consignment_ended", "consignment", ["carrier_id", "ended_at"]),
        **_where("ended_at IS NOT NULL"),
    )
    op.create_table(
        "postal_paper",
        sa.Column("paper_id", KEY, nullable=False),
        sa.Column("manifest_id", KEY, nullable=True),
        sa.Column("consignment_id", KEY, nullable=True),
        *_known(
            "postal_paper",
            paper_id="issued_paper",
            manifest_id="manifest",
            consignment_id="consignment",
        ),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_postal_paper")),
        sa.CheckConstraint(
            "(manifest_id IS NULL) <> (consignment_id IS NULL)", name=op.f("ck_postal_paper_of_one")
        ),
    )
    op.create_index("ix_postal_paper_manifest", "postal_paper", ["manifest_id"])
    op.create_index("ix_postal_paper_consignment", "postal_paper", ["consignment_id", "paper_id"])
    _settlements()
    op.create_table(
        "settled_consignment",
        sa.Column("consignment_id", KEY, nullable=False),
        sa.Column("settlement_id", KEY, nullable=False),
        sa.Column("postage", sa.Integer(), nullable=False),
        sa.Column("collected", sa.Integer(), nullable=False),
        *_known("settled_consignment", consignment_id="consignment", settlement_id="settlement"),
        sa.PrimaryKeyConstraint("consignment_id", name=op.f("pk_settled_consignment")),
    )
    op.create_index("ix_settled_consignment_settlement", "settled_consignment", ["settlement_id"])


def _settlements() -> None:
    op.create_table(
        "settlement",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("carrier_id", KEY, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by_id", KEY, nullable=False),
        sa.Column("stated_postage", sa.BigInteger(), nullable=True),
        sa.Column("stated_collected", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("stated_at", MOMENT, nullable=True),
        sa.Column("stated_by_id", KEY, nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by_id", KEY, nullable=True),
        *_known(
            "settlement",
            agency_id="agency",
            carrier_id="carrier",
            **dict.fromkeys(OFFICIALS, "official"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint(
            *("agency_id", "period", "number"), name=op.f("uq_settlement_agency_id_period_number")
        ),
        sa.UniqueConstraint("carrier_id", "from_on", name=op.f("uq_settlement_carrier_id_from_on")),
        sa.CheckConstraint("from_on <= to_on", name=op.f("ck_settlement_in_order")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (number IS NULL)", name=op.f("ck_settlement_numbered")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR (stated_postage IS NOT NULL AND stated_collected IS NOT NULL)",
            name=op.f("ck_settlement_stated"),
        ),
    )
    op.create_index("ix_settlement_agency", "settlement", ["agency_id", "id"])
    op.create_index(
        *("uq_settlement_open", "settlement", ["carrier_id"]),
        unique=True,
        **_where("closed_at IS NULL"),
    )


def downgrade() -> None:
    for table in ("settled_consignment", "settlement", "postal_paper"):
        op.drop_table(table)
    op.drop_index("ix_consignment_ended", "consignment")
