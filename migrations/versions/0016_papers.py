"""Papers signed and set in the layout of their day, every printing, what an agency sets for them"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0016_papers"
down_revision = "0015_reminders"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
AGENCY = sa.table("agency", sa.column("id", KEY), sa.column("paper_key", sa.String()))
SETTINGS = {
    "paper_key": sa.String(length=64),
    "regulation_profile": sa.String(length=4),
    "paper_logo": sa.String(length=64),
    "paper_footer": sa.String(length=90),
}


def upgrade() -> None:
    with op.batch_alter_table("agency") as changed:
        for name, kind in SETTINGS.items():
            changed.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        changed.add_column(
            sa.Column("paper_copies", sa.Integer(), nullable=False, server_default="0")
        )
        changed.add_column(
            sa.Column("paper_signers", sa.JSON(), nullable=False, server_default="{}")
        )
    with op.batch_alter_table("agency") as changed:
        for name in (*SETTINGS, "paper_copies", "paper_signers"):
            changed.alter_column(name, server_default=None)
    for (agency_id,) in op.get_bind().execute(sa.select(AGENCY.c.id)).all():
        own = AGENCY.c.id == agency_id
        op.execute(sa.update(AGENCY).where(own).values(paper_key=secrets.token_hex(32)))
    with op.batch_alter_table("issued_paper") as changed:
        changed.add_column(sa.Column("layout", sa.Integer(), nullable=False, server_default="1"))
    op.create_index("ix_issued_paper_issued", "issued_paper", ["agency_id", "issued_at"])
    _drop_form_numbers()
    op.create_table(
        "paper_printing",
        sa.Column("id", KEY, nullable=False),
        sa.Column("paper_id", KEY, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("printed_at", MOMENT, nullable=False),
        sa.Column("printed_by_id", KEY, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{to}.id"], name=op.f(f"fk_paper_printing_{name}_{to}")
            )
            for name, to in (("paper_id", "issued_paper"), ("printed_by_id", "official"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_printing")),
        sa.UniqueConstraint("paper_id", "count", name=op.f("uq_paper_printing_paper_id_count")),
    )
    op.create_table(
        "paper_picture",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_paper_picture")),
    )


def _drop_form_numbers() -> None:
    """The number of the form comes from the profile of the office from now on."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE issued_paper SET printed = json_remove(printed, '$.form')")
    else:
        op.execute("UPDATE issued_paper SET printed = (printed::jsonb - 'form')::json")


def downgrade() -> None:
    op.drop_table("paper_picture")
    op.drop_table("paper_printing")
    op.drop_index("ix_issued_paper_issued", "issued_paper")
    with op.batch_alter_table("issued_paper") as changed:
        changed.drop_column("layout")
    with op.batch_alter_table("agency") as changed:
        for name in (*SETTINGS, "paper_copies", "paper_signers"):
            changed.drop_column(name)
