"""Rating slips that tell of no case, and papers that know whether they are owed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026_papers_put_right"
down_revision = "0023_post_coming_in"
branch_labels = None
depends_on = None

PAPER = sa.table(
    "issued_paper",
    sa.column("id", sa.BigInteger),
    sa.column("case_id", sa.BigInteger),
    sa.column("kind", sa.String),
    sa.column("printed", sa.JSON),
)
MUST_BE_PRINTED = (
    *("receipt", "sitting_receipt", "supplement_request", "refusal", "apology", "stop_notice"),
    *("result_slip", "fee_receipt", "handover_list", "result_list", "manifest", "post_record"),
)
NEVER_PRINTED = """
    UPDATE issued_paper SET owed = true
    WHERE kind IN ({kinds}) AND NOT EXISTS (
        SELECT 1 FROM paper_printing WHERE paper_printing.paper_id = issued_paper.id
    )
"""
RATING = PAPER.c.kind == "rating_slip"


def upgrade() -> None:
    _free_rating_slips()
    op.add_column(
        "issued_paper",
        sa.Column("owed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(NEVER_PRINTED.format(kinds=", ".join(f"'{kind}'" for kind in MUST_BE_PRINTED)))
    owed = sa.text("owed")
    op.create_index(
        "ix_issued_paper_owed",
        "issued_paper",
        ["agency_id", "issued_at"],
        sqlite_where=owed,
        postgresql_where=owed,
    )


def downgrade() -> None:
    op.drop_index("ix_issued_paper_owed", "issued_paper")
    with op.batch_alter_table("issued_paper") as changed:
        changed.drop_column("owed")
    _link_rating_slips()


def _free_rating_slips() -> None:
    """A rating slip is anonymous, yet its QR held the case and the secret of who rates."""
    for paper_id, printed in _rating_slips():
        printed.pop("look_up_link", None)
        _write(paper_id, printed)
    op.execute(sa.update(PAPER).where(RATING).values(case_id=None))


def _link_rating_slips() -> None:
    """The older design reads a link from each; those of no case lead to the look-up's question."""
    for paper_id, printed in _rating_slips():
        _write(paper_id, printed | {"look_up_link": "/look-up"})


def _rating_slips() -> list[tuple[int, dict[str, object]]]:
    asked = sa.select(PAPER.c.id, PAPER.c.printed).where(RATING)
    return [tuple(row) for row in op.get_bind().execute(asked)]


def _write(paper_id: int, printed: dict[str, object]) -> None:
    op.execute(sa.update(PAPER).where(PAPER.c.id == paper_id).values(printed=printed))
