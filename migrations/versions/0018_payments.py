"""Payments of fees and charges, what was cancelled or given back, and per what a fee is counted"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0018_payments"
down_revision = "0017_register"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
DRAFT = sa.table("procedure_draft", sa.column("id"), sa.column("content", sa.JSON()))


def _known(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in columns.items()
    ]


def upgrade() -> None:
    with op.batch_alter_table("procedure_fee") as changed:
        changed.add_column(
            sa.Column("per", sa.String(length=10), nullable=False, server_default="")
        )
    with op.batch_alter_table("procedure_fee") as changed:
        changed.alter_column("per", server_default=None)
    op.create_table(
        "payment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("receipt_number", sa.String(length=60), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("payer_name", sa.String(length=200), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", MOMENT, nullable=False),
        sa.Column("taken_by_id", KEY, nullable=False),
        *_known("payment", agency_id="agency", case_id="case_file", taken_by_id="official"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint(
            "agency_id", "period", "number", name=op.f("uq_payment_agency_id_period_number")
        ),
    )
    op.create_index("ix_payment_case", "payment", ["case_id", "id"])
    op.create_index("ix_payment_agency_paid", "payment", ["agency_id", "paid_at", "id"])
    op.create_table(
        "payment_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("payment_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("per", sa.String(length=10), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("exempt_ground", sa.String(length=300), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *_known("payment_line", payment_id="payment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_line")),
        sa.UniqueConstraint(
            "payment_id", "position", name=op.f("uq_payment_line_payment_id_position")
        ),
    )
    op.create_table(
        "payment_reversal",
        sa.Column("id", KEY, nullable=False),
        sa.Column("payment_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reversed_at", MOMENT, nullable=False),
        sa.Column("reversed_by_id", KEY, nullable=False),
        *_known("payment_reversal", payment_id="payment", reversed_by_id="official"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_reversal")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_payment_reversal_payment_id")),
    )
    _change_drafts(lambda fee: {**fee, "per": ""})


def _change_drafts(change) -> None:
    """Gives the fees of every draft the columns that the editor then knows."""
    for draft_id, content in op.get_bind().execute(sa.select(DRAFT)).all():
        fees = [change(fee) for fee in content["fees"]]
        op.execute(
            sa.update(DRAFT).where(DRAFT.c.id == draft_id).values(content={**content, "fees": fees})
        )


def downgrade() -> None:
    _change_drafts(lambda fee: {name: fee[name] for name in fee if name != "per"})
    op.drop_table("payment_reversal")
    op.drop_table("payment_line")
    op.drop_table("payment")
    with op.batch_alter_table("procedure_fee") as changed:
        changed.drop_column("per")
