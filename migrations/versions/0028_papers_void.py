"""Batches know the form that asked for them, papers since when they are void"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028_papers_void"
down_revision = "0027_late_entries"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SENT_ONCE = op.f("uq_print_batch_official_id_submission_key")
FOREIGN = op.f("fk_apology_paper_id_issued_paper")
LETTERS = """
    UPDATE apology SET paper_id = (
        SELECT MAX(paper.id) FROM issued_paper AS paper
        WHERE paper.case_id = apology.case_id AND paper.kind = 'apology'
            AND paper.issued_at = apology.signed_at
    )
    WHERE signed_at IS NOT NULL
"""
VOID = (
    """
    UPDATE issued_paper SET voided_at = (
        SELECT apology.ended_at FROM apology
        WHERE apology.case_id = issued_paper.case_id AND apology.paper_id = issued_paper.id
            AND apology.state = 'called_off'
    )
    WHERE kind = 'apology'
    """,
    """
    UPDATE issued_paper SET voided_at = (
        SELECT reversal.reversed_at FROM payment_reversal AS reversal
        JOIN payment ON payment.id = reversal.payment_id
        WHERE payment.agency_id = issued_paper.agency_id AND payment.period = issued_paper.period
            AND payment.number = issued_paper.number AND reversal.kind = 'cancellation'
    )
    WHERE kind = 'fee_receipt'
    """,
    """
    UPDATE issued_paper SET voided_at = (
        SELECT MAX(handover.ended_at) FROM handover
        JOIN handover_list AS listed ON listed.id = handover.list_id
        WHERE listed.agency_id = issued_paper.agency_id AND listed.period = issued_paper.period
            AND listed.number = issued_paper.number
        HAVING COUNT(*) = SUM(CASE WHEN handover.outcome = 'taken_back' THEN 1 ELSE 0 END)
    )
    WHERE kind IN ('handover_list', 'result_list')
    """,
    "UPDATE issued_paper SET owed = false WHERE voided_at IS NOT NULL",
)


def upgrade() -> None:
    with op.batch_alter_table("print_batch") as changed:
        changed.add_column(sa.Column("submission_key", sa.String(64), nullable=True))
    op.execute("UPDATE print_batch SET submission_key = 'batch-' || id")
    with op.batch_alter_table("print_batch") as changed:
        changed.alter_column("submission_key", existing_type=sa.String(64), nullable=False)
        changed.create_unique_constraint(SENT_ONCE, ["official_id", "submission_key"])
    with op.batch_alter_table("apology") as changed:
        changed.add_column(sa.Column("paper_id", KEY, nullable=True))
        changed.create_foreign_key(FOREIGN, "issued_paper", ["paper_id"], ["id"])
    op.add_column("issued_paper", sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
    for statement in (LETTERS, *VOID):
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("issued_paper") as changed:
        changed.drop_column("voided_at")
    with op.batch_alter_table("apology") as changed:
        changed.drop_constraint(FOREIGN, type_="foreignkey")
        changed.drop_column("paper_id")
    with op.batch_alter_table("print_batch") as changed:
        changed.drop_constraint(SENT_ONCE, type_="unique")
        changed.drop_column("submission_key")
