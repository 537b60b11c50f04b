"""The shape of a route, and what a version says of forms, exemptions and closing"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0003_catalogue"
down_revision = "0002_calendar_amendments"
branch_labels = None
depends_on = None

SHAPE = (
    ("variant", sa.String(length=60), ""),
    ("finding", sa.String(length=200), ""),
    ("branch", sa.String(length=60), ""),
    ("beside", sa.Integer(), None),
    ("joins", sa.Integer(), None),
)
ADDED = {
    "procedure_version": (("supplement_close_after", sa.String(length=40), ""),),
    "dossier_component": (("sample", sa.String(length=200), ""),),
    "procedure_fee": (("exemption", sa.Text(), ""),),
    "routing_step": SHAPE,
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as changed:
            for name, kind, usual in columns:
                changed.add_column(
                    sa.Column(name, kind, nullable=usual is None, server_default=usual)
                )
        with op.batch_alter_table(table) as changed:
            for name, _, usual in columns:
                if usual is not None:
                    changed.alter_column(name, server_default=None)


def downgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as changed:
            for name, _, _ in reversed(columns):
                changed.drop_column(name)
