"""What runs by itself: each job in one transaction with its note, and one scheduler only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import ROOT
from onestop import scheduler
from onestop.cases.models import Case, CaseStep
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.jobs import operations, queries
from onestop.jobs.models import JobRun
from onestop.jobs.rules import each
from onestop.scheduler import JOBS, Job, leadership, running
from onestop.web import limiting
from onestop.web.limiting import Limit
from onestop.web.models import RateWindow
from tests.cases.makers import MONDAY, a_case, a_small_office
from tests.conftest import MORNING
from tests.databases import PUBLIC_URL, SECRET, Store

GUESS = Limit("guess", failures=3, window=timedelta(minutes=10))


def test_every_job_runs_and_leaves_its_note(app: Flask) -> None:
    for job in JOBS:
        scheduler.run_once(job)
    runs = db.session().scalars(select(JobRun).order_by(JobRun.id)).all()
    assert [run.name for run in runs] == [job.name for job in JOBS]
    assert all(run.finished_at == MORNING and run.error == "" for run in runs)
    assert all(run.process.endswith(f":{os.getpid()}") for run in runs)


def test_a_job_that_follows_up_is_told_when_it_last_went_well(
    app: Flask, clock: StoppedClock
) -> None:
    heard: list[datetime | None] = []
    failing = False

    def follow(session: Session, *, since: datetime | None, at: datetime) -> int:
        if failing:
            raise ValueError("the ink is dry")
        heard.append(since)
        return 0

    job = Job("follow", each(minutes=5), follow, "follows up", follows=True)
    scheduler.run_once(job)
    clock.advance(timedelta(minutes=5))
    failing = True
    with pytest.raises(ValueError, match="the ink is dry"):
        scheduler.run_once(job)
    clock.advance(timedelta(minutes=5))
    failing = False
    scheduler.run_once(job)
    assert heard == [None, MORNING]


def test_a_job_in_portions_goes_on_until_nothing_is_left_and_keeps_what_is_done(
    app: Flask,
) -> None:
    left, names = [2, 2, 1], count()

    def do_a_portion(session: Session, *, at: datetime) -> int:
        many = left.pop(0) if left else 0
        for _ in range(many):
            limiting.count_failure(session, [(GUESS, f"guess:{next(names)}")], at=at)
        return many

    job = Job("portions", each(hours=1), do_a_portion, "goes on", portions=True)
    assert scheduler.run_once(job).rows == 5

    def break_down(session: Session, *, at: datetime) -> int:
        if not left:
            raise ValueError("the ink is dry")
        return do_a_portion(session, at=at)

    left = [3]
    with pytest.raises(ValueError, match="the ink is dry"):
        scheduler.run_once(Job("portions", each(hours=1), break_down, "fails", portions=True))
    assert db.session().scalar(select(func.count()).select_from(RateWindow)) == 5 + 3


def test_what_is_owed_is_caught_up_and_what_is_not_is_left(app: Flask, clock: StoppedClock) -> None:
    running._catch_up(app, JOBS)
    clock.advance(timedelta(seconds=30))
    running._catch_up(app, JOBS)
    ran = db.session().scalars(select(JobRun.name).where(JobRun.started_at > MORNING)).all()
    assert set(ran) == {"beat", "send-outbox"}


def test_old_runs_are_cleared_but_the_last_of_each_job(app: Flask, clock: StoppedClock) -> None:
    long_ago = MORNING - operations.KEPT - timedelta(days=1)
    yesterday = MORNING - timedelta(days=2)
    runs = (
        ("nag", long_ago, 5, ""),
        ("nag", long_ago, 0, "ValueError: the ink is dry"),
        ("nag", long_ago, 7, ""),
        ("beat", yesterday, 0, ""),
        ("beat", yesterday, 0, ""),
        ("count", yesterday, 3, ""),
        ("count", MORNING, 0, ""),
    )
    with transaction() as session:
        for name, at, rows, error in runs:
            told = {"started_at": at, "finished_at": at, "process": "here:1"}
            operations.keep(session, name, rows=rows, error=error, **told)
    assert scheduler.run_once(scheduler.job_named("keep-house")).rows == 2
    left = db.session().execute(select(JobRun.name, JobRun.rows).order_by(JobRun.id)).all()
    assert [tuple(row) for row in left] == [
        ("nag", 0),
        ("nag", 7),
        ("beat", 0),
        ("count", 3),
        ("count", 0),
        ("keep-house", 2),
    ]


def test_an_overdue_case_is_marked_once_with_the_moment_it_was_due(
    app: Flask, clock: StoppedClock
) -> None:
    office = a_small_office()
    a_case(office, at=MONDAY)
    flag = scheduler.job_named("flag-overdue")
    clock.set(MONDAY)
    assert scheduler.run_once(flag).rows == 0
    clock.set(MONDAY + timedelta(days=30))
    assert scheduler.run_once(flag).rows == 2
    assert scheduler.run_once(flag).rows == 0
    for model in (Case, CaseStep):
        marked = db.session.execute(
            select(model.due_at, model.overdue_since_at).where(model.overdue_since_at.is_not(None))
        ).one()
        assert marked.due_at == marked.overdue_since_at


def test_the_counts_of_failures_are_cleared_when_their_time_is_over(
    app: Flask, clock: StoppedClock
) -> None:
    with transaction() as session:
        limiting.count_failure(session, [(GUESS, "guess:here")], at=MORNING)
    forget = scheduler.job_named("forget-rate-windows")
    assert scheduler.run_once(forget).rows == 0
    clock.advance(GUESS.window)
    assert scheduler.run_once(forget).rows == 1


def test_a_job_that_fails_leaves_nothing_but_the_note_of_its_failure(app: Flask) -> None:
    def break_down(session: Session, *, at: datetime) -> int:
        limiting.count_failure(session, [(GUESS, "guess:here")], at=at)
        raise ValueError("the ink is dry")

    with pytest.raises(ValueError, match="the ink is dry"):
        scheduler.run_once(Job("break-down", each(minutes=1), break_down, "breaks down"))
    history = queries.histories(db.session(), ["break-down"])["break-down"]
    assert history.well is None
    assert history.last is history.failed is not None
    assert history.failed.error == "ValueError: the ink is dry"
    assert db.session.scalar(select(func.count()).select_from(RateWindow)) == 0


def test_an_unknown_job_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(LookupError, match="beat, flag-overdue, remind-officials"):
        scheduler.job_named("tea")


def test_one_scheduler_leads_and_another_follows_when_it_ends(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leadership, "WAIT", 0.01)
    asked = iter([False, False, True])
    with leadership.leadership(lambda: False) as first:
        assert first is not None
        assert first(), "who leads goes on leading"
        with leadership.leadership(lambda: next(asked)) as second:
            assert second is None
    with leadership.leadership(lambda: False) as third:
        assert third is not None


def test_who_lost_the_lead_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_TICK", 0.0)
    with pytest.raises(RuntimeError, match="another scheduler leads"):
        running._watch(lambda: False, lambda: False)


def test_what_takes_long_at_the_start_stops_neither_the_beat_nor_a_stop(
    app: Flask, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set(datetime.now(UTC))
    beaten = Event()
    waited: list[bool] = []

    def take_long(*, at: datetime) -> int:
        waited.append(beaten.wait(timeout=60))
        return 0

    def beat(_session: Session, *, at: datetime) -> int:
        beaten.set()
        os.kill(os.getpid(), signal.SIGTERM)
        return 0

    long = Job("long", each(hours=1), take_long, "takes long", waits=True)
    monkeypatch.setattr(running, "JOBS", (long, Job("beat", each(hours=1), beat, "beats")))
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        running.run(app)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert waited == [True]


def a_scheduler(store: Store) -> subprocess.Popen[str]:
    """A scheduler in a process of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONUNBUFFERED": "1",
        "ONESTOP_DATABASE_URL": store.settings.database_url,
        "ONESTOP_SECRET_KEY": SECRET,
        "ONESTOP_PUBLIC_URL": PUBLIC_URL,
    }
    command = [sys.executable, "-m", "onestop", "scheduler", "run"]
    out = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out, text=True)


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """The process, which does not outlive the test."""
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def says(process: subprocess.Popen[str], words: str) -> None:
    """Waits until the process says so; raises AssertionError if it ends before."""
    assert process.stdout is not None
    assert any(words in line for line in process.stdout), "it ended without a word"


def until_all_ran(process: subprocess.Popen[str]) -> None:
    """Waits until every job has left its note of that process."""
    by_it = select(JobRun.name).where(JobRun.process.endswith(f":{process.pid}"))
    names, patience = {job.name for job in JOBS}, time.monotonic() + 300
    while not names <= set(db.session().scalars(by_it)):
        assert time.monotonic() < patience, "a job that is owed does not run"
        db.session().rollback()
        time.sleep(0.1)


@pytest.mark.slow
def test_a_killed_leader_is_followed_and_no_job_runs_twice(app: Flask, store: Store) -> None:
    with ExitStack() as both:
        first = both.enter_context(ended(a_scheduler(store)))
        says(first, "scheduler leads")
        until_all_ran(first)
        second = both.enter_context(ended(a_scheduler(store)))
        says(second, "another scheduler leads; standing by")
        first.kill()
        first.communicate()
        says(second, "scheduler leads")
        second.terminate()
        second.communicate(timeout=120)
    runs = db.session().scalars(select(JobRun).order_by(JobRun.id)).all()
    ours = [run for run in runs if run.process.endswith(f":{first.pid}")]
    theirs = [run for run in runs if run.process.endswith(f":{second.pid}")]
    assert {run.name for run in ours} == {job.name for job in JOBS}
    assert all(run.started_at >= max(each.finished_at for each in ours) for run in theirs)
    ran, now = {run.name: run.started_at for run in ours}, datetime.now(UTC)
    daily = {job.name: job.trigger for job in JOBS if job.trigger.daily_at is not None}
    zone = MORNING.tzinfo
    not_due = {name for name, each in daily.items() if each.next_after(ran[name], zone) > now}
    assert not not_due & {run.name for run in theirs}, "a daily job that had run ran again"
