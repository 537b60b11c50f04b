"""Running jobs: one by hand, or all of them in the process that leads."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask, current_app

from onestop import clock
from onestop.db import db, transaction
from onestop.jobs import operations, queries
from onestop.jobs.models import JobRun
from onestop.jobs.rules import Trigger
from onestop.scheduler import leadership
from onestop.scheduler.table import JOBS, Job

_TICK = 0.2
_ROUNDS = int(leadership.WAIT / _TICK)
_CATCH_UP = timedelta(minutes=10)
"""How soon a daily job is tried again that failed, or that a sleeping machine missed."""

log = structlog.get_logger()


def run_once(job: Job) -> JobRun:
    """Runs a job in one transaction with the note of its run; a failure is noted and raised.

    Nobody else runs it meanwhile, but for a job that waits: it runs before that transaction, and
    shares its work with whoever else runs it. The portions of a job come before it, too: what is
    done of them stays done.
    """
    started_at, process = clock.now(), f"{socket.gethostname()}:{os.getpid()}"[:120]
    try:
        rows = _done_before(job, at=started_at)
        with transaction() as session:
            operations.take_turn(session, job.name)
            if job.follows:
                since = queries.done_until(session, job.name)
                rows = job.operation(session, since=since, at=started_at)
            elif not (job.waits or job.portions):
                rows = job.operation(session, at=started_at)
            run = operations.keep(
                session,
                job.name,
                started_at=started_at,
                finished_at=clock.now(),
                process=process,
                rows=rows,
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
                process=process,
                error=f"{type(failure).__name__}: {failure}"[:1000],
            )
        raise


def _done_before(job: Job, *, at: datetime) -> int:
    """What a job does in transactions of its own, before the one that notes its run."""
    if job.waits:
        return job.operation(at=at)
    rows, done = 0, int(job.portions)
    while done:
        with transaction() as session:
            operations.take_turn(session, job.name)
            done = job.operation(session, at=at)
        rows += done
    return rows


def run(app: Flask) -> None:
    """Leads until it is told to stop (SIGTERM, SIGINT); stands by while another one leads.

    What is owed runs at once, beside the beat: however long it takes, a stop is obeyed and a lead
    that was lost is noticed.
    """
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: asked.append(received))
    with app.app_context(), leadership.leadership(lambda: bool(asked)) as still_leads:
        if still_leads is None:
            return
        scheduler = BackgroundScheduler(timezone="UTC")
        owed = _owed(app, JOBS)
        for job in JOBS:
            timed, run_it = _timed(job.trigger, _zone()), partial(_run_logged, app, job)
            _add(scheduler, timed, run_it, job.name, at_once=job in owed)
        missed = partial(_catch_up, app, [job for job in JOBS if job.trigger.daily_at is not None])
        _add(scheduler, _timed(Trigger(every=_CATCH_UP), _zone()), missed, "catch-up")
        scheduler.start()
        log.info("scheduler leads", jobs=len(JOBS))
        try:
            _watch(lambda: bool(asked), still_leads)
        finally:
            scheduler.shutdown(wait=True)


def _add(
    scheduler: BackgroundScheduler,
    trigger: BaseTrigger,
    run: Callable[[], None],
    name: str,
    *,
    at_once: bool = False,
) -> None:
    """Lets it run at its times: never beside itself, and late rather than not at all."""
    first = {"next_run_time": clock.now()} if at_once else {}
    scheduler.add_job(
        run, trigger, id=name, max_instances=1, coalesce=True, misfire_grace_time=None, **first
    )


def _timed(trigger: Trigger, zone: tzinfo) -> BaseTrigger:
    """The trigger as APScheduler knows it."""
    if trigger.daily_at is None:
        every = trigger.every or timedelta()
        return IntervalTrigger(seconds=every.total_seconds())
    return CronTrigger(hour=trigger.daily_at.hour, minute=trigger.daily_at.minute, timezone=zone)


def _zone() -> tzinfo:
    zone: tzinfo = current_app.config["SETTINGS"].time_zone
    return zone


def _catch_up(app: Flask, jobs: Sequence[Job]) -> None:
    """Runs those that are owed, one after the other."""
    for job in _owed(app, jobs):
        _run_logged(app, job)


def _owed(app: Flask, jobs: Sequence[Job]) -> list[Job]:
    """Those whose last good run lies further back than their trigger allows."""
    with app.app_context():
        at, zone = clock.now(), _zone()
        return [
            job
            for job in jobs
            if job.trigger.is_owed(queries.done_until(db.session(), job.name), at=at, zone=zone)
        ]


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
