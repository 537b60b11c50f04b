"""The runs of the scheduler's jobs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.db import Key, Model, Moment


class JobRun(Model):
    """One run of a job: when, how long, by which process, how many rows, what went wrong.

    Written in the transaction of what the job did: a run that is noted has happened, and one
    that is not has left nothing. A job that follows up goes on from `started_at`.
    """

    __tablename__ = "job_run"
    __table_args__ = (Index("ix_job_run_name", "name", "started_at", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime] = mapped_column(Moment)
    milliseconds: Mapped[int] = mapped_column(Integer)
    rows: Mapped[int] = mapped_column(Integer)
    error: Mapped[str] = mapped_column(Text)
    process: Mapped[str] = mapped_column(String(120))
    """Which machine and which process on it: `counter-2:4711`."""
