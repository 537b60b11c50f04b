"""Carriers, manifests, consignments and what is heard of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0020_postal_desk"
down_revision = "0019_prepared_apologies"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _known(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in columns.items()
    ]


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    with op.batch_alter_table("case_file") as changed:
        changed.add_column(
            sa.Column("item_code", sa.String(length=40), nullable=False, server_default="")
        )
        changed.add_column(sa.Column("post_since_at", MOMENT, nullable=True))
        changed.add_column(sa.Column("post_by_at", MOMENT, nullable=True))
    with op.batch_alter_table("case_file") as changed:
        changed.alter_column("item_code", server_default=None)
    op.create_index(
        "ix_case_by_post",
        "case_file",
        ["agency_id", "due_at", "id"],
        **_where("status = 'settled' AND return_method = 'post'"),
    )
    op.create_index(
        "ix_case_post_by",
        "case_file",
        ["agency_id", "post_by_at"],
        **_where("holding = 'with_post'"),
    )
    op.create_index(
        *("ix_case_post_since", "case_file", ["agency_id", "post_since_at"]),
        **_where("post_since_at IS NOT NULL"),
    )
    op.create_table(
        "return_change",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("old_method", sa.String(length=20), nullable=False),
        sa.Column("old_address", sa.String(length=500), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by_id", KEY, nullable=False),
        *_known("return_change", case_id="case_file", changed_by_id="official"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_change")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_return_change_case_id_number")),
    )
    op.create_table(
        "carrier",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("heard_until", sa.String(length=100), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before_at", MOMENT, nullable=True),
        sa.Column("fault", sa.String(length=20), nullable=False),
        *_known("carrier", agency_id="agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_carrier_agency_id_name")),
    )
    _manifests()
    _consignments()
    op.create_table(
        "tracking_event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("consignment_id", KEY, nullable=False),
        sa.Column("event_key", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by_id", KEY, nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("receiver_name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("contradicts", sa.Boolean(), nullable=False),
        *_known("tracking_event", consignment_id="consignment", entered_by_id="official"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracking_event")),
        sa.UniqueConstraint(
            "consignment_id", "event_key", name=op.f("uq_tracking_event_consignment_id_event_key")
        ),
    )
    op.create_table(
        "carrier_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("carrier_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.Column("read_by_id", KEY, nullable=False),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.Column("applied", sa.Integer(), nullable=False),
        *_known("carrier_file", agency_id="agency", carrier_id="carrier", read_by_id="official"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_file")),
    )
    op.create_index("ix_carrier_file_agency", "carrier_file", ["agency_id", "id"])


def _manifests() -> None:
    op.create_table(
        "manifest",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("carrier_id", KEY, nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by_id", KEY, nullable=False),
        sa.Column("handed_over_at", MOMENT, nullable=True),
        sa.Column("handed_over_by_id", KEY, nullable=True),
        sa.Column("postman", sa.String(length=120), nullable=False),
        sa.Column("seal", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_known(
            "manifest",
            agency_id="agency",
            carrier_id="carrier",
            opened_by_id="official",
            handed_over_by_id="official",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifest")),
        sa.UniqueConstraint(
            *("agency_id", "direction", "period", "number"),
            name=op.f("uq_manifest_agency_id_direction_period_number"),
        ),
        sa.CheckConstraint(
            "(handed_over_at IS NULL) = (number IS NULL)", name=op.f("ck_manifest_numbered")
        ),
    )
    op.create_index("ix_manifest_agency", "manifest", ["agency_id", "id"])
    op.create_index(
        *("uq_manifest_open", "manifest", ["carrier_id", "direction"]),
        unique=True,
        **_where("handed_over_at IS NULL"),
    )


def _consignments() -> None:
    op.create_table(
        "consignment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("carrier_id", KEY, nullable=False),
        sa.Column("manifest_id", KEY, nullable=True),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("postage", sa.Integer(), nullable=False),
        sa.Column("to_collect", sa.Integer(), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("sender_address", sa.String(length=500), nullable=False),
        sa.Column("sender_phone", sa.String(length=40), nullable=False),
        sa.Column("receiver_name", sa.String(length=200), nullable=False),
        sa.Column("receiver_address", sa.String(length=500), nullable=False),
        sa.Column("receiver_phone", sa.String(length=40), nullable=False),
        sa.Column("receiver_identity", sa.String(length=20), nullable=False),
        sa.Column("contents", sa.Text(), nullable=False),
        sa.Column("to_withdraw", sa.JSON(), nullable=False),
        sa.Column("packed_at", MOMENT, nullable=False),
        sa.Column("packed_by_id", KEY, nullable=False),
        sa.Column("posted_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("invitations", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("announced_at", MOMENT, nullable=True),
        *_known(
            "consignment",
            agency_id="agency",
            carrier_id="carrier",
            manifest_id="manifest",
            case_id="case_file",
            packed_by_id="official",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment")),
        sa.UniqueConstraint(
            *("agency_id", "direction", "order_number"),
            name=op.f("uq_consignment_agency_id_direction_order_number"),
        ),
        sa.CheckConstraint("postage >= 0 AND to_collect >= 0", name=op.f("ck_consignment_amounts")),
        sa.CheckConstraint(
            "direction <> 'outgoing' OR (case_id IS NOT NULL AND manifest_id IS NOT NULL)",
            name=op.f("ck_consignment_belongs"),
        ),
        sa.CheckConstraint(
            "direction <> 'outgoing' OR state IN ('packed', 'removed') OR posted_at IS NOT NULL",
            name=op.f("ck_consignment_posted"),
        ),
    )
    op.create_index(
        *("uq_consignment_case", "consignment", ["case_id"]),
        unique=True,
        **_where("direction = 'outgoing' AND state IN ('packed', 'posted')"),
    )
    op.create_index(
        *("uq_consignment_item_code", "consignment", ["carrier_id", "item_code"]),
        unique=True,
        **_where("item_code <> ''"),
    )
    op.create_index(
        *("ix_consignment_due", "consignment", ["agency_id", "due_at", "id"]),
        **_where("state = 'posted'"),
    )
    op.create_index(
        *("ix_consignment_unannounced", "consignment", ["carrier_id", "id"]),
        **_where("state = 'posted' AND announced_at IS NULL"),
    )
    op.create_index("ix_consignment_manifest", "consignment", ["manifest_id", "id"])
    op.create_index("ix_consignment_of_case", "consignment", ["case_id", "id"])
    op.create_index("ix_consignment_agency", "consignment", ["agency_id", "state", "id"])


def downgrade() -> None:
    tables = ("carrier_file", "tracking_event", "consignment", "manifest", "carrier")
    for table in (*tables, "return_change"):
        op.drop_table(table)
    for name in ("ix_case_post_since", "ix_case_post_by", "ix_case_by_post"):
        op.drop_index(name, "case_file")
    with op.batch_alter_table("case_file") as changed:
        for name in ("post_by_at", "post_since_at", "item_code"):
            changed.drop_column(name)
