"""A day and a half before a promise is broken somebody hears of it, and of what got stuck."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from onestop.accounts.models import Official
from onestop.cases.operations import apology, deadlines, stuck, waiting
from onestop.db import db, transaction
from onestop.notices.models import Notice
from onestop.notices.rules import NoticeEvent
from tests.cases.makers import MONDAY, SmallOffice, a_case, a_small_office
from tests.cases.test_reminders import DUE, a_case_at_work

A_DAY_AND_A_HALF_BEFORE = DUE.replace(day=18, hour=11, minute=30)
"""Twelve working hours before Thursday at five: the end of Wednesday morning."""
MINUTE = timedelta(minutes=1)
FIVE = 5 * MINUTE


@pytest.fixture
def office(app: Flask) -> SmallOffice:
    return a_small_office()


def run(operation, at, *, since=None) -> list[tuple[str, str]]:
    """Who is told what by a run of the job, five minutes after the one before."""
    with transaction() as session:
        newest = session.scalars(select(Notice.id).order_by(Notice.id.desc())).first() or 0
        operation(session, since=since or at - FIVE, at=at)
    told = select(Official.username, Notice.event).join(Official, Official.id == Notice.official_id)
    rows = db.session().execute(told.where(Notice.id > newest).order_by(Official.username))
    return [tuple(row) for row in rows]


def test_whoever_has_the_case_is_asked_once_a_day_and_a_half_before(office) -> None:
    a_case_at_work(office)
    asked = deadlines.ask_for_apologies
    assert run(asked, A_DAY_AND_A_HALF_BEFORE - MINUTE) == []
    assert run(asked, A_DAY_AND_A_HALF_BEFORE) == [("thinh", NoticeEvent.APOLOGY_DUE)]
    assert run(asked, A_DAY_AND_A_HALF_BEFORE + FIVE) == []
    assert run(asked, A_DAY_AND_A_HALF_BEFORE) == [], "a repeated run tells nothing twice"


def test_of_what_nobody_has_yet_the_leader_is_told(office) -> None:
    a_case_at_work(office, assigned=False)
    told = run(deadlines.ask_for_apologies, A_DAY_AND_A_HALF_BEFORE)
    assert told == [("tung", NoticeEvent.APOLOGY_DUE)]


def test_a_downtime_is_caught_up_and_what_is_late_already_is_left_to_the_reminders(office) -> None:
    a_case_at_work(office)
    asked, before = deadlines.ask_for_apologies, MONDAY
    assert run(asked, DUE - timedelta(hours=1), since=before) == [
        ("thinh", NoticeEvent.APOLOGY_DUE)
    ]
    assert run(asked, DUE + MINUTE, since=before) == []


def test_nobody_is_asked_for_what_is_drafted_or_stands_still(office) -> None:
    drafted, stopped = a_case_at_work(office), a_case_at_work(office)
    told = {"circumstances": "đang xử lý", "reason": "thiếu người", "new_due_on": DUE.date()}
    told["new_due_on"] += timedelta(days=1)
    with transaction() as session:
        by = office.leader
        apology.draft_apology(session, drafted, seen=None, by=by, at=MONDAY, **told)
        waiting.stop(session, stopped, seen=None, by=by, at=MONDAY, reason="chờ toà án")
    assert run(deadlines.ask_for_apologies, A_DAY_AND_A_HALF_BEFORE) == []


def test_the_leader_hears_once_of_a_case_that_got_stuck(office) -> None:
    code = a_case(office).code
    evening, night = MONDAY.replace(hour=17), MONDAY.replace(hour=18)
    assert run(stuck.tell_stuck, evening) == []
    told = run(stuck.tell_stuck, night, since=evening)
    assert {event for _, event in told} == {NoticeEvent.STUCK}
    assert run(stuck.tell_stuck, night + FIVE, since=night) == []
    assert db.session().scalars(select(Notice.told)).first()["code"] == code
