"""Reading what the scheduler did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.jobs.models import JobRun

BEAT = "beat"


def last_runs(session: Session) -> dict[str, JobRun]:
    """The last run of every job that ever ran, by its name."""
    return {run.name: run for run in session.scalars(select(JobRun))}


def last_beat_at(session: Session) -> datetime | None:
    """When the scheduler last showed that it lives."""
    return session.scalar(select(JobRun.finished_at).where(JobRun.name == BEAT))
