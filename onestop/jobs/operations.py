"""Keeping what a job did."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from onestop.jobs.models import JobRun


def keep(
    session: Session,
    name: str,
    *,
    started_at: datetime,
    finished_at: datetime,
    rows: int = 0,
    error: str = "",
) -> JobRun:
    """Keeps how a job ran, in place of its run before."""
    run = session.get(JobRun, name) or JobRun(name=name)
    run.started_at, run.finished_at = started_at, finished_at
    run.milliseconds = (finished_at - started_at) // timedelta(milliseconds=1)
    run.rows, run.error = rows, error
    session.add(run)
    session.flush()
    return run
