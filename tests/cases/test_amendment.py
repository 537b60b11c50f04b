"""A calendar amended under open cases: what moves, what stays, and what is told."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from onestop.accounts.rules import Role
from onestop.calendars.models import AmendedDay, CalendarAmendment, CalendarDay
from onestop.calendars.queries import calendar_of, fingerprint_of, versions
from onestop.calendars.rules import EnteredDay
from onestop.cases.models import Case, CaseStep, DueChange, JournalEntry
from onestop.cases.operations.amendment import Amended, amend, amending
from onestop.cases.queries import invariants
from onestop.cases.queries.amendment import preview
from onestop.cases.queries.explained import explained
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.promise import AmendmentPolicy, CalendarChange
from onestop.db import db, transaction
from onestop.errors import NotPermitted, Refused, Stale
from onestop.notices.models import Notice
from tests.cases.makers import MONDAY, ZONE, a_case, a_small_office, an_actor

LATER, DISPLACED, RECOMPUTE, KEEP = (
    AmendmentPolicy.LATER,
    AmendmentPolicy.DISPLACED,
    AmendmentPolicy.RECOMPUTE,
    AmendmentPolicy.KEEP,
)
WEDNESDAY, THURSDAY, FRIDAY = date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)
AFTERWARDS = MONDAY + timedelta(hours=2)


@pytest.fixture
def office(app: Flask):
    return a_small_office()


@pytest.fixture
def administrator(office):
    return an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")


def off(*days: date) -> CalendarChange:
    return CalendarChange(tuple(EnteredDay(day, False, "Nghỉ đột xuất") for day in days))


def apply(by, change, policy=LATER, *, seen: str | None = None, at=AFTERWARDS) -> Amended:
    seen = seen or fingerprint_of(db.session(), by.agency_id)
    with transaction() as session:
        return amend(session, change, policy, reason="Quyết định 12", seen=seen, by=by, at=at)


def due_on(code: str) -> date:
    due_at = db.session().scalar(select(Case.due_at).where(Case.code == code))
    local = due_at.astimezone(ZONE)
    assert local.time() == time(17)
    return local.date()


@pytest.mark.parametrize(
    ("policy", "day", "due"),
    [
        (LATER, WEDNESDAY, FRIDAY),
        (LATER, THURSDAY, FRIDAY),
        (RECOMPUTE, WEDNESDAY, FRIDAY),
        (DISPLACED, WEDNESDAY, THURSDAY),
        (DISPLACED, THURSDAY, FRIDAY),
        (KEEP, THURSDAY, THURSDAY),
    ],
)
def test_a_day_off_moves_a_promise_as_the_policy_says(office, administrator, policy, day, due):
    code = a_case(office).code
    assert due_on(code) == THURSDAY
    done = apply(administrator, off(day), policy)
    assert due_on(code) == due
    assert done.cases_moved == (due != THURSDAY)
    assert not list(invariants.check(db.session()))


def test_a_withdrawn_day_off_gives_nothing_back_unless_everything_is_reckoned_anew(
    office, administrator
):
    code = a_case(office).code
    apply(administrator, off(WEDNESDAY))
    apply(administrator, CalendarChange(withdrawn=(WEDNESDAY,)), LATER)
    assert due_on(code) == FRIDAY
    apply(administrator, off(WEDNESDAY))
    apply(administrator, CalendarChange(withdrawn=(WEDNESDAY,)), RECOMPUTE)
    assert due_on(code) == THURSDAY
    assert not list(invariants.check(db.session()))


def test_a_swap_is_entered_in_one_go(office, administrator):
    code = a_case(office, at=MONDAY + timedelta(days=2)).code
    assert due_on(code) == date(2026, 11, 23)
    swap = CalendarChange(
        (
            EnteredDay(FRIDAY, False, "Nghỉ hoán đổi"),
            EnteredDay(SATURDAY, True, "Làm bù", FRIDAY),
        )
    )
    apply(administrator, swap, at=MONDAY + timedelta(days=2, hours=1))
    assert due_on(code) == date(2026, 11, 23)
    calendar = calendar_of(db.session(), office.agency_id)
    assert (calendar.works_on(FRIDAY), calendar.works_on(SATURDAY)) == (False, True)


def test_the_event_the_journal_and_the_notice_tell_of_it_once(office, administrator):
    code = a_case(office).code
    apply(administrator, off(WEDNESDAY))
    session = db.session()
    case = session.scalars(select(Case).where(Case.code == code)).one()
    change = session.scalars(select(DueChange).where(DueChange.kind == Act.AMEND_CALENDAR)).one()
    amendment = session.scalars(select(CalendarAmendment)).one()
    assert (change.amendment_id, change.new_due_at) == (amendment.id, case.due_at)
    assert (case.version, change.number) == (2, 2)
    line = session.scalars(select(JournalEntry).where(JournalEntry.number == 2)).one()
    assert (line.act, line.details["reason"]) == (Act.AMEND_CALENDAR, "Quyết định 12")
    notice = session.scalars(select(Notice)).one()
    assert notice.told["code"] == code
    assert notice.told["due_at"].startswith("2026-11-20T17:00")
    assert "Quyết định 12" in case.due_reason_vi
    assert "19/11/2026" in case.due_reason_vi
    assert explained(session, case) is not None


def test_the_present_step_moves_with_its_case(office, administrator):
    a_case(office, at=MONDAY + timedelta(hours=7))
    step = select(CaseStep).where(CaseStep.position == 1)
    before = db.session().scalars(step).one().due_at
    assert before.astimezone(ZONE).date() == date(2026, 11, 17)
    apply(administrator, off(date(2026, 11, 17)), at=MONDAY + timedelta(hours=8))
    db.session().expire_all()
    after = db.session().scalars(step).one().due_at
    assert after - before == timedelta(days=1)
    assert db.session().scalars(select(Case)).one().act_by_at == after


def test_a_day_off_after_the_promise_moves_nothing(office, administrator):
    code = a_case(office).code
    assert apply(administrator, off(date(2026, 11, 30))).cases_moved == 0
    assert due_on(code) == THURSDAY


def test_two_administrators_collide_and_the_second_is_told(office, administrator):
    a_case(office)
    seen = fingerprint_of(db.session(), office.agency_id)
    apply(administrator, off(WEDNESDAY), seen=seen)
    with pytest.raises(Stale):
        apply(administrator, off(FRIDAY), seen=seen)
    assert db.session().scalar(select(func.count()).select_from(CalendarAmendment)) == 1


def test_a_failure_half_way_leaves_nothing_changed(office, administrator):
    codes = [a_case(office).code for _ in range(3)]
    seen = fingerprint_of(db.session(), office.agency_id)

    asked = {"reason": "Quyết định 12", "seen": seen, "by": administrator, "at": AFTERWARDS}

    def fail_half_way() -> None:
        with transaction() as session:
            for told in amending(session, off(WEDNESDAY), LATER, **asked):
                if told.done:
                    raise RuntimeError("the light went out")

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert {due_on(code) for code in codes} == {THURSDAY}
    for model in (CalendarDay, AmendedDay, CalendarAmendment, Notice):
        assert db.session().scalar(select(func.count()).select_from(model)) == 0
    assert fingerprint_of(db.session(), office.agency_id) == seen
    assert not list(invariants.check(db.session()))


def test_the_preview_says_what_each_policy_would_do_and_changes_nothing(office, administrator):
    for hour in range(3):
        a_case(office, at=MONDAY + timedelta(hours=hour))
    shown = preview(db.session(), office.agency_id, off(THURSDAY), LATER, at=AFTERWARDS)
    assert shown.cases == {LATER: 3, DISPLACED: 3, RECOMPUTE: 3}
    assert (shown.displaced, len(shown.rows), shown.by_unit[0][1]) == (3, 3, 3)
    shown = preview(db.session(), office.agency_id, off(WEDNESDAY), LATER, at=AFTERWARDS)
    assert shown.cases == {LATER: 3, RECOMPUTE: 3}
    assert shown.displaced == 0
    assert db.session().scalar(select(func.count()).select_from(CalendarDay)) == 0


def test_reading_the_effect_costs_as_many_statements_for_many_cases_as_for_few(
    office, administrator
):
    counted = []
    for many in (1, 5):
        for _ in range(many):
            a_case(office)
        statements: list[str] = []

        def note(_c, _cursor, statement, *_rest, into=statements) -> None:
            into.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        preview(db.session(), office.agency_id, off(WEDNESDAY), LATER, at=AFTERWARDS)
        event.remove(db.engine, "before_cursor_execute", note)
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_nobody_else_amends_and_an_empty_change_is_refused(office, administrator):
    with pytest.raises(NotPermitted):
        apply(office.clerk, off(WEDNESDAY))
    with pytest.raises(Refused):
        apply(administrator, CalendarChange())
    with pytest.raises(Refused):
        apply(administrator, CalendarChange(withdrawn=(WEDNESDAY,)))
    apply(administrator, off(WEDNESDAY))
    with pytest.raises(Refused):
        apply(administrator, off(WEDNESDAY))


def test_the_versions_of_the_calendar_are_kept(office, administrator):
    apply(administrator, off(WEDNESDAY))
    apply(administrator, CalendarChange(withdrawn=(WEDNESDAY,)))
    newest, oldest = versions(db.session(), office.agency_id)
    assert (oldest.amendment.number, newest.amendment.number) == (1, 2)
    assert [day.withdrawn for day in (*oldest.days, *newest.days)] == [False, True]
