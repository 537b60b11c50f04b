"""Reading what the scheduler did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from onestop.jobs.models import JobRun

BEAT = "beat"


@dataclass(frozen=True)
class History:
    """The last run of a job, the last one that went well, and the last one that failed."""

    last: JobRun | None = None
    well: JobRun | None = None
    failed: JobRun | None = None


def histories(session: Session, names: Iterable[str]) -> dict[str, History]:
    """What is known of each of those jobs: one statement, three indexed looks for each."""
    asked = list(names)
    wanted = [_newest(name, error=error) for name in asked for error in (False, True)]
    found: dict[tuple[str, bool], JobRun] = {
        (run.name, run.error != ""): run
        for run in session.scalars(select(JobRun).where(JobRun.id.in_(wanted)))
    }
    return {name: _history(found.get((name, False)), found.get((name, True))) for name in asked}


def last_beat(session: Session) -> JobRun | None:
    """The run by which the scheduler last showed that it lives, and which process it was."""
    return session.scalars(select(JobRun).where(JobRun.id == _newest(BEAT, error=False))).first()


def failed_last(session: Session) -> Sequence[JobRun]:
    """The newest run of each job whose newest run failed, by name."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.name)
    return session.scalars(
        select(JobRun).where(JobRun.id.in_(newest), JobRun.error != "").order_by(JobRun.name)
    ).all()


def done_until(session: Session, name: str) -> datetime | None:
    """Up to which moment a job has done its work; None if it never did."""
    well = select(JobRun.started_at).where(JobRun.name == name, JobRun.error == "")
    return session.scalar(well.order_by(JobRun.started_at.desc()).limit(1))


def _newest(name: str, *, error: bool) -> ScalarSelect[int]:
    outcome = JobRun.error != "" if error else JobRun.error == ""
    runs = select(JobRun.id).where(JobRun.name == name, outcome)
    return runs.order_by(JobRun.started_at.desc(), JobRun.id.desc()).limit(1).scalar_subquery()


def _history(well: JobRun | None, failed: JobRun | None) -> History:
    known = [run for run in (well, failed) if run is not None]
    last = max(known, key=lambda run: (run.started_at, run.id), default=None)
    return History(last, well, failed)
