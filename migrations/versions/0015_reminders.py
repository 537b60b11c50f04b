"""Reminders by thresholds, marks of what is late, runs of jobs, daily figures"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0015_reminders"
down_revision = "0014_open_cases"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SWEPT = (
    ("case_file", "ix_case_running", "status IN ('received', 'processing')"),
    ("case_step", "ix_case_step_open", "state = 'open'"),
    ("handover", "ix_handover_due", "ended_at IS NULL"),
    ("consultation", "ix_consultation_due", "ended_at IS NULL"),
)
FORMER = (("case_file", "ix_case_due", "status"), ("case_step", "ix_case_step_due", "state"))
MARKED = ("handover", "consultation")
COUNTS = (
    *("received", "settled_early", "settled_on_time", "settled_late"),
    *("handed_out", "open", "overdue"),
)
TOLD = {
    "name": sa.String(),
    "started_at": MOMENT,
    "finished_at": MOMENT,
    "milliseconds": sa.Integer(),
    "rows": sa.Integer(),
    "error": sa.Text(),
}
LAST_RUN = sa.table("job_run", *(sa.column(*each) for each in TOLD.items()))
RUN = sa.table(
    "job_run", sa.column("id"), sa.column("process"), *(sa.column(*each) for each in TOLD.items())
)


def upgrade() -> None:
    for table in MARKED:
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("overdue_since_at", MOMENT, nullable=True))
    for table, name, _ in FORMER:
        op.drop_index(name, table)
    for table, name, swept in SWEPT:
        _partial(name, table, ["due_at", "overdue_since_at"], swept)
    _partial("ix_case_settled", "case_file", ["settled_at"], "status = 'settled'")
    op.create_table(
        "reminder_setting",
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("thresholds", sa.JSON(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by_id", KEY, nullable=False),
        *_belongs("reminder_setting", {"agency_id": "agency", "changed_by_id": "official"}),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_reminder_setting")),
    )
    op.create_table(
        "daily_figure",
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        *_belongs("daily_figure", {"agency_id": "agency"}),
        sa.PrimaryKeyConstraint("agency_id", "day_on", "field", name=op.f("pk_daily_figure")),
    )
    op.create_index("ix_daily_figure_day_on", "daily_figure", ["day_on"])
    _keep_runs()


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def _belongs(table: str, known: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))
        for name, to in known.items()
    ]


def _keep_runs() -> None:
    """Every run has a row of its own from now on; the last ones are the first of them."""
    known = _taken_out(sa.select(LAST_RUN))
    op.create_table(
        "job_run",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("process", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index("ix_job_run_name", "job_run", ["name", "started_at", "id"])
    for row in known:
        ended = row["finished_at"] or row["started_at"]
        op.execute(sa.insert(RUN).values({**row, "finished_at": ended, "process": ""}))


def _taken_out(question: sa.Select[tuple[object, ...]]) -> list[dict[str, object]]:
    """The rows of the table, which is dropped: its key gets another form."""
    rows = [dict(row) for row in op.get_bind().execute(question).mappings()]
    op.drop_table("job_run")
    return rows


def downgrade() -> None:
    newest = sa.select(sa.func.max(sa.column("id"))).select_from(sa.table("job_run"))
    last = RUN.c.id.in_(newest.group_by(sa.column("name")))
    known = _taken_out(sa.select(*(RUN.c[each.name] for each in LAST_RUN.c)).where(last))
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_run")),
    )
    for row in known:
        op.execute(sa.insert(LAST_RUN).values(row))
    op.drop_table("daily_figure")
    op.drop_table("reminder_setting")
    op.drop_index("ix_case_settled", "case_file")
    for table, name, _ in SWEPT:
        op.drop_index(name, table)
    for table, name, status in FORMER:
        op.create_index(name, table, [status, "due_at"])
    for table in MARKED:
        with op.batch_alter_table(table) as changed:
            changed.drop_column("overdue_since_at")
