"""Rating slips of no case, papers that know whether they are owed, the register by its numbers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026_papers_put_right"
down_revision = "0025_moved_promises"
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
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_REGISTER = "register_number > 0"
REGISTER_YEARS = (
    """
    UPDATE case_file SET register_year = (
        SELECT CAST(paper.period AS INTEGER) FROM issued_paper AS paper
        WHERE paper.case_id = case_file.id AND paper.kind = 'receipt'
    )
    WHERE EXISTS (
        SELECT 1 FROM issued_paper AS paper
        WHERE paper.case_id = case_file.id AND paper.kind = 'receipt'
    )
    """,
    """
    UPDATE case_file SET register_year = (
        SELECT CAST(paper.period AS INTEGER) FROM issued_paper AS paper
        WHERE paper.sitting_id = case_file.sitting_id AND paper.kind = 'sitting_receipt'
    )
    WHERE EXISTS (
        SELECT 1 FROM issued_paper AS paper
        WHERE paper.sitting_id = case_file.sitting_id AND paper.kind = 'sitting_receipt'
    )
    """,
)
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
    _number_cases_by_year()
    op.create_table(
        "register_printing",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("number", "year")),
        sa.Column("field", sa.String(120), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("volume", "rows")),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by_id", KEY, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{to}.id"], name=op.f(f"fk_register_printing_{name}_{to}")
            )
            for name, to in (("agency_id", "agency"), ("printed_by_id", "official"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_printing")),
        sa.UniqueConstraint(
            *("agency_id", "period", "number"),
            name=op.f("uq_register_printing_agency_id_period_number"),
        ),
    )


def downgrade() -> None:
    op.drop_table("register_printing")
    op.drop_index("ix_case_register", "case_file")
    with op.batch_alter_table("case_file") as changed:
        changed.drop_column("register_year")
    op.drop_index("ix_issued_paper_owed", "issued_paper")
    with op.batch_alter_table("issued_paper") as changed:
        changed.drop_column("owed")
    _link_rating_slips()


def _number_cases_by_year() -> None:
    """A register's year is that of its numbers, whatever the clock of the database says."""
    op.add_column(
        "case_file",
        sa.Column("register_year", sa.Integer(), nullable=False, server_default="0"),
    )
    for year in REGISTER_YEARS:
        op.execute(year)
    op.create_index(
        "ix_case_register",
        "case_file",
        ["agency_id", "register_year", "register_number"],
        unique=True,
        sqlite_where=sa.text(IN_REGISTER),
        postgresql_where=sa.text(IN_REGISTER),
    )


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
