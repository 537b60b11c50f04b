"""What runs by itself: the table of jobs, and the one process that runs them."""

from __future__ import annotations

import fcntl
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from onestop import clock
from onestop.cases.operations import deadlines, supplement
from onestop.db import db, transaction
from onestop.jobs import operations, queries
from onestop.jobs.models import JobRun
from onestop.notices import jobs as notices
from onestop.web import limiting

_LEADING = 7_304_118
"""The number of PostgreSQL's advisory lock that the leading scheduler holds."""
_WAIT = 5.0
_TICK = 0.2
_ROUNDS = int(_WAIT / _TICK)

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """A job: its name, how often it runs in seconds, what it does and for what.

    One that waits for others, outside this house, is no part of a transaction: it opens its own.
    """

    name: str
    every: int
    operation: Callable[..., int]
    purpose: str
    waits: bool = False


def _beat(_session: Session, *, at: datetime) -> int:
    return 0


JOBS: tuple[Job, ...] = (
    Job(queries.BEAT, 30, _beat, "shows that the scheduler lives"),
    Job("flag-overdue", 300, deadlines.flag_overdue, "marks cases and steps past their due moment"),
    Job(
        "close-expired-supplements",
        3600,
        supplement.close_expired_supplements,
        "closes the cases whose supplement was not brought in time",
    ),
    Job(
        "forget-rate-windows",
        3600,
        limiting.forget_expired,
        "clears the counts of failed attempts whose time is over",
    ),
    Job("send-outbox", 30, notices.send_outbox, "sends the notices that are due", waits=True),
)


def job_named(name: str) -> Job:
    """The job with that name; raises LookupError with the names that exist."""
    for job in JOBS:
        if job.name == name:
            return job
    raise LookupError(f"There is no job {name}. There are: {', '.join(j.name for j in JOBS)}.")


def run_once(job: Job) -> JobRun:
    """Runs a job in one transaction with the note of its run; a failure is noted and raised.

    A job that waits runs before that transaction.
    """
    started_at = clock.now()
    try:
        rows = job.operation(at=started_at) if job.waits else 0
        with transaction() as session:
            rows = rows if job.waits else job.operation(session, at=started_at)
            run = operations.keep(
                session, job.name, started_at=started_at, finished_at=clock.now(), rows=rows
            )
            session.expunge(run)
            return run
    except Exception as failure:
        with transaction() as session:
            operations.keep(
                session,
                job.name,
                started_at=started_at,
                finished_at=clock.now(),
                error=f"{type(failure).__name__}: {failure}"[:1000],
            )
        raise


def run(app: Flask) -> None:
    """Leads until it is told to stop (SIGTERM, SIGINT); stands by while another one leads."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: asked.append(received))
    with app.app_context(), leadership(lambda: bool(asked)) as still_leads:
        if still_leads is None:
            return
        scheduler = BackgroundScheduler(timezone="UTC")
        for job in JOBS:
            _run_logged(app, job)
            scheduler.add_job(
                _run_logged,
                IntervalTrigger(seconds=job.every),
                (app, job),
                id=job.name,
                max_instances=1,
                coalesce=True,
            )
        scheduler.start()
        log.info("scheduler leads", jobs=len(JOBS))
        try:
            _watch(lambda: bool(asked), still_leads)
        finally:
            scheduler.shutdown(wait=True)


def _watch(stopped: Callable[[], bool], still_leads: Callable[[], bool]) -> None:
    """Returns when told to stop; a lead that was lost ends the process, so that another leads."""
    rounds = 0
    while not stopped():
        time.sleep(_TICK)
        rounds += 1
        if rounds % _ROUNDS == 0 and not still_leads():
            raise RuntimeError("another scheduler leads now")


def _run_logged(app: Flask, job: Job) -> None:
    """A failed run is noted and logged, and the next one follows in its time."""
    with app.app_context():
        try:
            run_once(job)
        except Exception:
            log.exception("job failed", job=job.name)


@contextmanager
def leadership(stopped: Callable[[], bool]) -> Iterator[Callable[[], bool] | None]:
    """Waits until this process is the only scheduler; None if it was told to stop before.

    What it gives asks anew whether this process still leads, and raises when the database that
    knows it is gone.
    """
    take = _by_file if db.engine.dialect.name == "sqlite" else _by_advisory_lock
    with take() as attempt:
        told = False
        while not stopped():
            if attempt():
                yield attempt
                return
            if not told:
                log.info("another scheduler leads; standing by")
                told = True
            time.sleep(_WAIT)
        yield None


@contextmanager
def _by_file() -> Iterator[Callable[[], bool]]:
    with Path(f"{db.engine.url.database}.scheduler").open("w") as held:

        def attempt() -> bool:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        yield attempt


@contextmanager
def _by_advisory_lock() -> Iterator[Callable[[], bool]]:
    with db.engine.connect() as connection:
        connection.detach()
        held = False

        def attempt() -> bool:
            nonlocal held
            question = "SELECT 1" if held else f"SELECT pg_try_advisory_lock({_LEADING})"
            held = bool(connection.scalar(text(question)))
            return held

        yield attempt
