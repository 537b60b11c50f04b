"""What carriers' services tell and what fits no item, or contradicts, until it was looked into"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030_strange_events"
down_revision = "0029_register_volumes"
branch_labels = None
depends_on = None

TABLE = "strange_event"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("seen_at IS NULL")
KNOWN = {"agency_id": "agency", "carrier_id": "carrier", "seen_by_id": "official"}
SEEN_BY = op.f("fk_tracking_event_seen_by_id_official")
TEXTS = {
    "item_code": 40,
    "event_key": 100,
    "kind": 20,
    "place": 200,
    "receiver_name": 200,
    "note": 500,
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("carrier_id", KEY, nullable=False),
        *(sa.Column(name, sa.String(longest), nullable=False) for name, longest in TEXTS.items()),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("tried_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("seen_by_id", KEY, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{to}.id"], name=op.f(f"fk_strange_event_{name}_{to}")
            )
            for name, to in KNOWN.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strange_event")),
        sa.UniqueConstraint(
            *("carrier_id", "item_code", "event_key"),
            name=op.f("uq_strange_event_carrier_id_item_code_event_key"),
        ),
    )
    op.create_index(
        "ix_strange_event_open",
        TABLE,
        ["agency_id", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    with op.batch_alter_table("tracking_event") as changed:
        changed.add_column(sa.Column("seen_at", MOMENT, nullable=True))
        changed.add_column(sa.Column("seen_by_id", KEY, nullable=True))
        changed.create_foreign_key(SEEN_BY, "official", ["seen_by_id"], ["id"])
    op.create_index(
        "ix_tracking_event_contradicting",
        "tracking_event",
        ["consignment_id"],
        sqlite_where=sa.text("contradicts = 1 AND seen_at IS NULL"),
        postgresql_where=sa.text("contradicts AND seen_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_tracking_event_contradicting", "tracking_event")
    with op.batch_alter_table("tracking_event") as changed:
        changed.drop_constraint(SEEN_BY, type_="foreignkey")
        changed.drop_column("seen_by_id")
        changed.drop_column("seen_at")
    op.drop_table(TABLE)
