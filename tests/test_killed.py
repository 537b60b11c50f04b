"""A scheduler that is killed at any point loses no effect and doubles none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from config import ROOT
from onestop.cases.models import (
    Apology,
    Case,
    CaseStep,
    Consultation,
    DailyFigure,
    Handover,
    IssuedPaper,
    JournalEntry,
    SupplementRequest,
)
from onestop.cases.operations import finishing
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.notices.models import Delivery, Notice
from onestop.notices.rules import NotifyBy
from onestop.post.models import Consignment
from onestop.scheduler import JOBS
from onestop.web import limiting
from onestop.web.limiting import Limit
from onestop.web.models import RateWindow
from tests.busy_day import DAY, HOUR, HOURLY, ONCE, OUTSIDE, SELDOM
from tests.cases.makers import MONDAY, SmallOffice, a_case, ask_for_papers
from tests.cases.test_deadlines import settled
from tests.cases.test_reminders import a_case_at_work
from tests.databases import PUBLIC_URL, SECRET, Store
from tests.notices.makers import a_told_case
from tests.post.makers import Desk, a_desk, a_posted
from tests.standing import built_once

KILLS, SEED = 50, 20261119
GUESS = Limit("guess", failures=3, window=timedelta(days=2))


def a_busy_office() -> None:
    """An office at work whose post is late with a result."""
    a_posted(an_office_at_work())
    with transaction() as session:
        session.execute(update(Case).where(Case.post_by_at.is_not(None)).values(post_by_at=DAY))
        session.execute(update(Consignment).values(due_at=DAY + 9 * HOUR))


@built_once
def an_office_at_work() -> Desk:
    """Cases whose promises pass before, on and after the day, handed over, settled, unclaimed.

    Two supplements end on the day and another soon after.
    """
    desk = a_desk()
    office = desk.office
    for number in range(12):
        a_case_at_work(office, assigned=number % 3 != 0)
    for number in range(4):
        settled(office, a_told_case(office, NotifyBy.SMS).code, at=MONDAY + number * HOUR)
    code = a_case(office).code
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=MONDAY)
    ids = db.session().scalars(select(Case.id).where(Case.settled_at.is_(None)).order_by(Case.id))
    for number, case_id in enumerate(ids.all()):
        due_at = DAY + (number - 4) * 6 * HOUR
        with transaction() as session:
            session.execute(update(Case).where(Case.id == case_id).values(due_at=due_at))
            open_step = (CaseStep.case_id == case_id, CaseStep.state == "open")
            session.execute(update(CaseStep).where(*open_step).values(due_at=due_at - HOUR))
            handed = Handover.case_id == case_id, Handover.ended_at.is_(None)
            session.execute(update(Handover).where(*handed).values(due_at=DAY + 9 * HOUR))
    with transaction() as session:
        waits = Case.settled_at.is_not(None)
        session.execute(update(Case).where(waits).values(settled_at=DAY - timedelta(days=3)))
    with transaction() as session:
        limiting.count_failure(session, [(GUESS, "guess:here")], at=MONDAY)
    for ends_in in (9 * HOUR, 10 * HOUR, 26 * HOUR):
        _awaiting_papers(office, until_at=DAY + ends_in)
    return desk


def _awaiting_papers(office: SmallOffice, *, until_at: datetime) -> None:
    """A case whose applicant has been asked for papers until then."""
    code = a_case_at_work(office, assigned=False)
    ask_for_papers(office, code, office.leader, at=MONDAY + 2 * HOUR)
    with transaction() as session:
        new = SupplementRequest.id == select(func.max(SupplementRequest.id)).scalar_subquery()
        session.execute(update(SupplementRequest).where(new).values(close_by_at=until_at))


def effects() -> dict[str, list[object]]:
    """Everything that the jobs left behind, in an order of its own."""
    session = db.session()
    session.expire_all()
    told = select(Notice.event_key, Notice.event, Notice.told, Notice.created_at)
    ways = (
        select(Notice.event_key, Delivery.channel, Delivery.status, Delivery.not_before_at)
        .join_from(Delivery, Notice)
        .order_by(Notice.event_key, Delivery.channel)
    )
    figures = select(DailyFigure.__table__).order_by(*DailyFigure.__table__.primary_key)
    left: dict[str, list[object]] = {
        "notices": list(session.execute(told.order_by(Notice.event_key))),
        "deliveries": list(session.execute(ways)),
        "figures": list(session.execute(figures)),
    }
    prepared = select(Apology.case_id, Apology.state, Apology.reason, Apology.drafted_at)
    left["apologies"] = list(session.execute(prepared.order_by(Apology.case_id)))
    told_of = select(JournalEntry.case_id, JournalEntry.number, JournalEntry.hash)
    left["journal"] = list(session.execute(told_of.order_by(JournalEntry.id)))
    papers = select(IssuedPaper.case_id, IssuedPaper.kind, IssuedPaper.period, IssuedPaper.number)
    left["papers"] = list(session.execute(papers.order_by(IssuedPaper.id)))
    closed = select(Case.id, Case.status, Case.holding, Case.closed_at)
    left["closed"] = list(session.execute(closed.order_by(Case.id)))
    left["windows"] = list(session.execute(select(RateWindow.key, RateWindow.failures)))
    for kind in (Case, CaseStep, Handover, Consultation):
        marks = select(kind.id, kind.overdue_since_at).order_by(kind.id)
        left[kind.__tablename__] = list(session.execute(marks))
    return left


def live(store: Store, kills: int, points: int = 0) -> dict[str, int]:
    """Lives through the day; says how many points it had and how often it was killed."""
    environment = {
        "PATH": os.environ["PATH"],
        "ONESTOP_DATABASE_URL": store.settings.database_url,
        "ONESTOP_SECRET_KEY": SECRET,
        "ONESTOP_PUBLIC_URL": PUBLIC_URL,
        "POINTS_IN_A_DAY": str(points),
    }
    command = [sys.executable, "-W", "ignore", "-m", "tests.busy_day", str(SEED), str(kills)]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert ended.returncode == 0, ended.stderr
    lived: dict[str, int] = json.loads(ended.stdout.splitlines()[-1])
    return lived


def test_every_job_has_its_place_in_the_day() -> None:
    assert {job.name for job in JOBS} == {*HOURLY, *SELDOM, *ONCE, *OUTSIDE}


@pytest.mark.slow
def test_a_day_of_fifty_kills_ends_as_a_day_of_none(store: Store) -> None:
    with store.opened(StoppedClock(MONDAY)).app_context():
        a_busy_office()
        quiet = live(store, 0)
        undisturbed = effects()
        assert len(undisturbed["notices"]) > 40
        assert undisturbed["figures"]
        assert undisturbed["apologies"]
        told = {event for _, event, *_ in undisturbed["notices"]}
        assert {"stuck", "post_late", "supplement_ends", "supplement_closed"} <= told
        assert [status for _, status, *_ in undisturbed["closed"]].count("stopped") == 2
        assert undisturbed["windows"] == []
    with store.opened(StoppedClock(MONDAY)).app_context():
        a_busy_office()
        assert effects() != undisturbed
        assert live(store, KILLS, quiet["points"])["killed"] == KILLS
        assert effects() == undisturbed
