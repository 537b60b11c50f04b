"""The size of the register's volumes by the year from which it holds"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029_register_volumes"
down_revision = "0028_papers_void"
branch_labels = None
depends_on = None

AGENCY = sa.table(
    "agency",
    sa.column("id", sa.BigInteger),
    sa.column("register_volume_size", sa.Integer),
    sa.column("register_volumes", sa.JSON),
)
SIZE, VOLUMES = AGENCY.c.register_volume_size, AGENCY.c.register_volumes
FROM_THE_BEGINNING = "2018"


def upgrade() -> None:
    with op.batch_alter_table("agency") as changed:
        changed.add_column(
            sa.Column("register_volumes", sa.JSON(), nullable=False, server_default="{}")
        )
    for agency_id, size in _rows(SIZE):
        if size:
            _write(agency_id, register_volumes={FROM_THE_BEGINNING: size})
    with op.batch_alter_table("agency") as changed:
        changed.alter_column("register_volumes", server_default=None)
        changed.drop_column("register_volume_size")


def downgrade() -> None:
    with op.batch_alter_table("agency") as changed:
        changed.add_column(
            sa.Column("register_volume_size", sa.Integer(), nullable=False, server_default="0")
        )
    for agency_id, volumes in _rows(VOLUMES):
        if volumes:
            _write(agency_id, register_volume_size=volumes[max(volumes, key=int)])
    with op.batch_alter_table("agency") as changed:
        changed.alter_column("register_volume_size", server_default=None)
        changed.drop_column("register_volumes")


def _rows(column: sa.ColumnElement[object]) -> list[tuple[int, object]]:
    asked = sa.select(AGENCY.c.id, column)
    return [tuple(row) for row in op.get_bind().execute(asked)]


def _write(agency_id: int, **values: object) -> None:
    op.execute(sa.update(AGENCY).where(AGENCY.c.id == agency_id).values(**values))
