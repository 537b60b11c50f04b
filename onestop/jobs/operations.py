"""Keeping what a job did, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast
from zlib import crc32

from sqlalchemy import CursorResult, delete, func, select, text
from sqlalchemy.orm import Session

from onestop.jobs.models import JobRun

KEPT = timedelta(days=90)
KEPT_IDLE = timedelta(days=1)
"""A run that touched nothing and failed in nothing is no news for longer."""
_TURN = text("SELECT pg_advisory_xact_lock(:house, :job)")
_HOUSE = 7_304


def take_turn(session: Session, name: str) -> None:
    """Waits until nobody else is running the job; its turn ends with the transaction.

    On SQLite the transaction itself is the turn.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = crc32(name.encode()) - 2**31
        session.execute(_TURN, {"house": _HOUSE, "job": number})


def keep(
    session: Session,
    name: str,
    *,
    started_at: datetime,
    finished_at: datetime,
    process: str,
    rows: int = 0,
    error: str = "",
) -> JobRun:
    """Keeps how a job ran."""
    run = JobRun(
        name=name,
        started_at=started_at,
        finished_at=finished_at,
        milliseconds=(finished_at - started_at) // timedelta(milliseconds=1),
        rows=rows,
        error=error,
        process=process,
    )
    session.add(run)
    session.flush()
    return run


def forget_runs(session: Session, *, at: datetime) -> int:
    """Clears runs after 90 days, idle ones after a day; the last of each job stay, well or not."""
    last = select(func.max(JobRun.id)).group_by(JobRun.name, JobRun.error == "")
    idle = (JobRun.rows == 0) & (JobRun.error == "") & (JobRun.started_at < at - KEPT_IDLE)
    old = idle | (JobRun.started_at < at - KEPT)
    cleared = session.execute(delete(JobRun).where(old, JobRun.id.not_in(last)))
    return cast("CursorResult[object]", cleared).rowcount
