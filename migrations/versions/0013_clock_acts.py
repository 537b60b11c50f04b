"""Supplements through the counter, apologies with a new day, and guidance without a case"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0013_clock_acts"
down_revision = "0012_notices"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _known(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in columns.items()
    ]


def upgrade() -> None:
    with op.batch_alter_table("agency") as changed:
        changed.add_column(
            sa.Column("apology_gate", sa.String(length=10), nullable=False, server_default="warn")
        )
    with op.batch_alter_table("agency") as changed:
        changed.alter_column("apology_gate", server_default=None)
    op.create_table(
        "supplement_request",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("override_by_id", KEY, nullable=True),
        sa.Column("proposed_at", MOMENT, nullable=True),
        sa.Column("proposed_by_id", KEY, nullable=True),
        sa.Column("issued_at", MOMENT, nullable=True),
        sa.Column("issued_by_id", KEY, nullable=True),
        sa.Column("ask_by_at", MOMENT, nullable=True),
        sa.Column("within_limit", sa.Boolean(), nullable=True),
        sa.Column("counts_late", sa.Boolean(), nullable=False),
        sa.Column("close_by_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("received_by_id", KEY, nullable=True),
        *_known(
            "supplement_request",
            case_id="case_file",
            agency_id="agency",
            override_by_id="official",
            proposed_by_id="official",
            issued_by_id="official",
            received_by_id="official",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement_request")),
    )
    op.create_index("ix_supplement_request_case", "supplement_request", ["case_id", "id"])
    op.create_index("ix_supplement_request_waiting", "supplement_request", ["state", "agency_id"])
    op.create_index(
        "ix_supplement_request_closing", "supplement_request", ["state", "close_by_at", "id"]
    )
    op.create_table(
        "apology",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("circumstances", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("old_due_at", MOMENT, nullable=False),
        sa.Column("new_due_at", MOMENT, nullable=False),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.Column("drafted_by_id", KEY, nullable=False),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.Column("signed_by_id", KEY, nullable=True),
        sa.Column("late", sa.Boolean(), nullable=True),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.Column("applied_by_id", KEY, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        *_known(
            "apology",
            case_id="case_file",
            agency_id="agency",
            drafted_by_id="official",
            signed_by_id="official",
            applied_by_id="official",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apology")),
    )
    op.create_table(
        "guidance",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("procedure_id", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("applicant_name", sa.String(length=200), nullable=False),
        sa.Column("identity_number", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("paper_kind", sa.String(length=20), nullable=False),
        sa.Column("paper_period", sa.String(length=10), nullable=False),
        sa.Column("paper_number", sa.Integer(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("given_by_id", KEY, nullable=False),
        *_known(
            "guidance",
            agency_id="agency",
            procedure_id="procedure",
            version_id="procedure_version",
            given_by_id="official",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidance")),
    )
    op.create_index("ix_guidance_agency", "guidance", ["agency_id", "id"])
    op.create_index("ix_apology_case", "apology", ["case_id", "id"])
    op.create_index("ix_apology_waiting", "apology", ["state", "agency_id"])
    _keep_earlier_requests()


def _keep_earlier_requests() -> None:
    """Requests that the journal tells of become rows; what was not judged then stays empty."""
    entry = sa.table(
        "journal_entry",
        *(sa.column(name) for name in ("case_id", "agency_id", "act", "number", "official_id")),
        sa.column("happened_at", MOMENT),
        sa.column("details", sa.JSON()),
    )
    request = sa.table(
        "supplement_request",
        *(sa.column(name) for name in ("case_id", "agency_id", "number", "state", "reason")),
        *(sa.column(name) for name in ("override_reason", "issued_by_id", "counts_late")),
        *(sa.column(name, MOMENT) for name in ("issued_at", "ended_at")),
        sa.column("requirements", sa.JSON()),
    )
    ends = {"receive_supplement": "received", "withdraw": "called_off"}
    rows: dict[int, dict[str, object]] = {}
    told = sa.select(entry).where(entry.c.act.in_(("request_supplement", *ends)))
    for line in op.get_bind().execute(told.order_by(entry.c.case_id, entry.c.number)):
        if line.act == "request_supplement":
            rows[line.case_id] = {
                "case_id": line.case_id,
                "agency_id": line.agency_id,
                "number": 1,
                "state": "issued",
                "requirements": line.details["requirements"],
                "reason": line.details.get("reason", ""),
                "override_reason": "",
                "issued_by_id": line.official_id,
                "issued_at": line.happened_at,
                "counts_late": False,
                "ended_at": None,
            }
        elif line.case_id in rows and rows[line.case_id]["ended_at"] is None:
            rows[line.case_id] |= {"state": ends[line.act], "ended_at": line.happened_at}
    if rows:
        op.bulk_insert(request, list(rows.values()))


def downgrade() -> None:
    op.drop_table("guidance")
    op.drop_table("apology")
    op.drop_table("supplement_request")
    with op.batch_alter_table("agency") as changed:
        changed.drop_column("apology_gate")
