"""Printings by agency and moment, and papers printed together as one PDF"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021_print_centre"
down_revision = "0020_postal_desk"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
FOREIGN = "fk_paper_printing_agency_id_agency"
OF_PRINTER = (
    "UPDATE paper_printing SET agency_id = "
    "(SELECT agency_id FROM official WHERE official.id = paper_printing.printed_by_id)"
)


def upgrade() -> None:
    with op.batch_alter_table("paper_printing") as changed:
        changed.add_column(sa.Column("agency_id", KEY, nullable=True))
    op.execute(OF_PRINTER)
    with op.batch_alter_table("paper_printing") as changed:
        changed.alter_column("agency_id", existing_type=KEY, nullable=False)
        changed.create_foreign_key(op.f(FOREIGN), "agency", ["agency_id"], ["id"])
    op.create_index("ix_paper_printing_printed", "paper_printing", ["agency_id", "printed_at"])
    op.create_table(
        "print_batch",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("official_id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_print_batch_{name}_{to}"))
            for name, to in (("agency_id", "agency"), ("official_id", "official"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_batch")),
    )
    op.create_index("ix_print_batch_created", "print_batch", ["created_at"])


def downgrade() -> None:
    op.drop_table("print_batch")
    op.drop_index("ix_paper_printing_printed", "paper_printing")
    with op.batch_alter_table("paper_printing") as changed:
        changed.drop_constraint(op.f(FOREIGN), type_="foreignkey")
        changed.drop_column("agency_id")
