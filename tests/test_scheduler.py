"""What runs by itself: each job in one transaction with its note, and one scheduler only."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop import scheduler
from onestop.cases.models import Case, CaseStep
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.jobs import queries
from onestop.scheduler import JOBS, Job
from onestop.web import limiting
from onestop.web.limiting import Limit
from onestop.web.models import RateWindow
from tests.cases.makers import MONDAY, a_case, a_small_office
from tests.conftest import MORNING

GUESS = Limit("guess", failures=3, window=timedelta(minutes=10))


def test_every_job_runs_and_leaves_its_note(app: Flask) -> None:
    for job in JOBS:
        scheduler.run_once(job)
    runs = queries.last_runs(db.session())
    assert runs.keys() == {job.name for job in JOBS}
    assert all(run.finished_at == MORNING and run.error == "" for run in runs.values())


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
        scheduler.run_once(Job("break-down", 60, break_down, "breaks down"))
    assert queries.last_runs(db.session())["break-down"].error == "ValueError: the ink is dry"
    assert db.session.scalar(select(func.count()).select_from(RateWindow)) == 0


def test_an_unknown_job_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(LookupError, match="beat, flag-overdue, close-expired-supplements, forget"):
        scheduler.job_named("tea")


def test_one_scheduler_leads_and_another_follows_when_it_ends(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "_WAIT", 0.01)
    asked = iter([False, False, True])
    with scheduler.leadership(lambda: False) as first:
        assert first is not None
        assert first(), "who leads goes on leading"
        with scheduler.leadership(lambda: next(asked)) as second:
            assert second is None
    with scheduler.leadership(lambda: False) as third:
        assert third is not None


def test_who_lost_the_lead_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "_TICK", 0.0)
    with pytest.raises(RuntimeError, match="another scheduler leads"):
        scheduler._watch(lambda: False, lambda: False)
