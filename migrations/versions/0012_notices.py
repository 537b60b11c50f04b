"""Notices on their way, channel by channel"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0012_notices"
down_revision = "0011_assignment_rules"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
UNREAD = sa.text("read_at IS NULL AND official_id IS NOT NULL")
CHOSEN = (
    ("case_file", "notify_by", sa.String(length=10), "none"),
    ("case_file", "notify_language", sa.String(length=5), "vi"),
    ("official", "email", sa.String(length=200), ""),
)
FORMER = (
    ("not_before_at", MOMENT, None),
    ("status", sa.String(length=20), "pending"),
    ("attempts", sa.Integer(), "0"),
    ("sent_at", MOMENT, None),
    ("last_error", sa.Text(), ""),
)


def upgrade() -> None:
    for table, name, kind, usual in CHOSEN:
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column(name, kind, nullable=False, server_default=usual))
        with op.batch_alter_table(table) as changed:
            changed.alter_column(name, server_default=None)
    with op.batch_alter_table("notice") as changed:
        changed.drop_index("ix_notice_pending")
        for name, _, _ in FORMER:
            changed.drop_column(name)
        changed.add_column(sa.Column("read_at", MOMENT, nullable=True))
    op.create_index("ix_notice_official", "notice", ["official_id", "id"])
    op.create_index("ix_notice_created_at", "notice", ["created_at"])
    op.create_index(
        "ix_notice_unread",
        "notice",
        ["official_id"],
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )
    op.create_table(
        "delivery",
        sa.Column("id", KEY, nullable=False),
        sa.Column("notice_id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("official_id", KEY, nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("fault", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_delivery_notice_id_notice")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_delivery_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_delivery_official_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("notice_id", "channel", name=op.f("uq_delivery_notice_id_channel")),
    )
    op.create_index("ix_delivery_due", "delivery", ["status", "channel", "not_before_at", "id"])
    op.create_index("ix_delivery_agency", "delivery", ["agency_id", "status", "id"])
    op.create_index(
        "ix_delivery_agency_channel", "delivery", ["agency_id", "status", "channel", "id"]
    )
    op.create_table(
        "notice_setting",
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("sender_name", sa.String(length=120), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=False),
        sa.Column("quiet_to", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_notice_setting_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_notice_setting")),
    )


def downgrade() -> None:
    op.drop_table("notice_setting")
    op.drop_table("delivery")
    for name in ("ix_notice_unread", "ix_notice_created_at", "ix_notice_official"):
        op.drop_index(name, "notice")
    with op.batch_alter_table("notice") as changed:
        changed.drop_column("read_at")
        for name, kind, usual in FORMER:
            changed.add_column(sa.Column(name, kind, nullable=True, server_default=usual))
    op.execute("UPDATE notice SET not_before_at = created_at")
    with op.batch_alter_table("notice") as changed:
        for name, _, _usual in FORMER:
            if name != "sent_at":
                changed.alter_column(name, nullable=False, server_default=None)
        changed.create_index("ix_notice_pending", ["status", "not_before_at", "id"])
    for table, name, _, _ in reversed(CHOSEN):
        with op.batch_alter_table(table) as changed:
            changed.drop_column(name)
