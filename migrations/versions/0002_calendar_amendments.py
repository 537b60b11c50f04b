"""Amendments of the calendar, the outbox, and the indexes of large trays"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0002_calendar_amendments"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
INDEXES = {
    "ix_case_unit_status": ["unit_id", "status", "act_by_at", "id"],
    "ix_case_assignee": ["assignee_id", "act_by_at", "id"],
    "ix_case_agency_due": ["agency_id", "closed_at", "due_at"],
}


def upgrade() -> None:
    op.create_table(
        "calendar_amendment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("policy", sa.String(length=20), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by_id", KEY, nullable=False),
        sa.Column("cases_moved", sa.Integer(), nullable=False),
        sa.Column("steps_moved", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_calendar_amendment_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["official.id"],
            name=op.f("fk_calendar_amendment_entered_by_id_official"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_amendment")),
        sa.UniqueConstraint(
            "agency_id", "number", name=op.f("uq_calendar_amendment_agency_id_number")
        ),
    )
    op.create_table(
        "amended_day",
        sa.Column("id", KEY, nullable=False),
        sa.Column("amendment_id", KEY, nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("replaces_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["amendment_id"],
            ["calendar_amendment.id"],
            name=op.f("fk_amended_day_amendment_id_calendar_amendment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amended_day")),
        sa.UniqueConstraint(
            "amendment_id", "day_on", name=op.f("uq_amended_day_amendment_id_day_on")
        ),
    )
    op.create_table(
        "notice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("official_id", KEY, nullable=True),
        sa.Column("event", sa.String(length=30), nullable=False),
        sa.Column("event_key", sa.String(length=100), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("not_before_at", MOMENT, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_notice_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_notice_official_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("event_key", name=op.f("uq_notice_event_key")),
    )
    op.create_index(op.f("ix_notice_case_id"), "notice", ["case_id"])
    op.create_index("ix_notice_pending", "notice", ["status", "not_before_at", "id"])
    op.create_index("ix_notice_agency", "notice", ["agency_id", "id"])
    for name, columns in INDEXES.items():
        op.create_index(name, "case_file", columns)
    with op.batch_alter_table("due_change") as changed:
        changed.add_column(sa.Column("amendment_id", KEY, nullable=True))
        changed.create_foreign_key(
            op.f("fk_due_change_amendment_id_calendar_amendment"),
            "calendar_amendment",
            ["amendment_id"],
            ["id"],
        )
        changed.create_index(op.f("ix_due_change_amendment_id"), ["amendment_id"])


def downgrade() -> None:
    with op.batch_alter_table("due_change") as changed:
        changed.drop_index(op.f("ix_due_change_amendment_id"))
        changed.drop_constraint(
            op.f("fk_due_change_amendment_id_calendar_amendment"), type_="foreignkey"
        )
        changed.drop_column("amendment_id")
    for name in INDEXES:
        op.drop_index(name, "case_file")
    for name in ("notice", "amended_day", "calendar_amendment"):
        op.drop_table(name)
