"""Reminders: at the opening of a working day, to whom the agency says, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, update

from onestop.accounts import operations as accounts
from onestop.accounts.models import Official
from onestop.accounts.rules import Role
from onestop.calendars.operations import set_hours
from onestop.calendars.rules import Session
from onestop.cases.models import Case
from onestop.cases.operations import deadlines, ending, finishing, routing, waiting
from onestop.cases.operations.reminders import set_reminders
from onestop.cases.queries.reminders import reminders_of
from onestop.cases.rules.reminders import USUAL, Recipient, Reminder, Threshold
from onestop.cases.rules.seen import stamp
from onestop.db import db, transaction
from onestop.notices.models import Notice
from onestop.notices.rules import NoticeEvent
from onestop.procedures.files import TermFile
from tests.accounts.makers import an_agency
from tests.cases.makers import (
    MONDAY,
    PROCEDURE,
    SmallOffice,
    a_case,
    a_small_office,
    an_actor,
    the_actor,
)
from tests.notices.makers import deliveries, notices

MINUTE = timedelta(minutes=1)
DUE = datetime(2026, 11, 19, 17, tzinfo=MONDAY.tzinfo)
"""Thursday: three working days after Monday."""
WEDNESDAY_OPENING, THURSDAY_OPENING, FRIDAY_OPENING = (
    DUE.replace(day=day, hour=7, minute=30) for day in (18, 19, 20)
)


def a_case_at_work(office: SmallOffice, *, assigned: bool = True) -> str:
    """A case that the department has accepted, assigned to its official, or to nobody yet."""
    code = a_case(office).code
    at = MONDAY + timedelta(hours=1)
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=at)
        routing.accept(session, code, seen=None, by=office.leader, at=at)
        if assigned:
            routing.assign(
                session,
                code,
                seen=None,
                by=office.leader,
                at=at,
                official_id=office.official.official_id,
            )
    return code


def remind(at: datetime, since: datetime | None = None) -> list[tuple[str, str]]:
    """Who is told what by a sweep."""
    with transaction() as session:
        newest = session.scalars(select(Notice.id).order_by(Notice.id.desc())).first() or 0
        many = deadlines.remind_officials(session, since=since or at - timedelta(minutes=5), at=at)
        new = session.execute(
            select(Official.username, Notice.event)
            .join(Official, Official.id == Notice.official_id)
            .where(Notice.id > newest)
        ).all()
    assert many == len(new)
    return sorted((name, event) for name, event in new)


def only(office: SmallOffice, *reminders: Reminder) -> None:
    """Lets these be the agency's thresholds."""
    with transaction() as session:
        seen = stamp(reminders_of(session, office.chair.agency_id))
        set_reminders(session, reminders, seen=seen, by=office.chair, at=MONDAY)


def test_a_reminder_lies_there_at_the_opening_and_not_a_minute_before(database: Flask) -> None:
    a_case_at_work(a_small_office())
    assert remind(WEDNESDAY_OPENING - MINUTE) == []
    assert remind(WEDNESDAY_OPENING) == [("thinh", NoticeEvent.DUE_SOON)]
    assert remind(WEDNESDAY_OPENING + MINUTE) == []


def test_one_moment_told_again_tells_nobody_anything(database: Flask) -> None:
    a_case_at_work(a_small_office())
    assert remind(WEDNESDAY_OPENING)
    assert remind(WEDNESDAY_OPENING) == []


def test_on_the_day_the_leader_of_the_unit_hears_too(database: Flask) -> None:
    a_case_at_work(a_small_office())
    told = remind(THURSDAY_OPENING)
    assert told == [("thinh", NoticeEvent.DUE_SOON), ("tung", NoticeEvent.DUE_SOON)]


def test_what_is_due_on_the_day_of_its_reception_is_told_of_after_the_break(
    database: Flask,
) -> None:
    a_case_at_work(a_small_office(replace(PROCEDURE, terms=(TermFile("same day"),))))
    morning, afternoon = (MONDAY.replace(hour=hour, minute=0) for hour in (11, 13))
    assert remind(morning) == []
    assert remind(afternoon - MINUTE) == []
    both = [("thinh", NoticeEvent.DUE_SOON), ("tung", NoticeEvent.DUE_SOON)]
    assert remind(afternoon) == both
    assert remind(afternoon + MINUTE) == []


def test_what_the_morning_told_of_the_afternoon_does_not(database: Flask) -> None:
    a_case_at_work(a_small_office())
    assert len(remind(THURSDAY_OPENING)) == 2
    assert remind(THURSDAY_OPENING.replace(hour=13, minute=0)) == []


def test_a_late_case_goes_up_to_the_leaders_and_stays_with_the_official_each_day(
    database: Flask,
) -> None:
    a_case_at_work(a_small_office())
    escalated, overdue = NoticeEvent.ESCALATED, NoticeEvent.OVERDUE
    assert remind(FRIDAY_OPENING) == [("thinh", overdue), ("tung", escalated)]
    saturday, monday = (FRIDAY_OPENING + timedelta(days=days) for days in (1, 3))
    assert remind(saturday) == []
    assert remind(monday) == [("thinh", overdue)]
    wednesday = monday + timedelta(days=2)
    assert remind(wednesday, since=monday) == [("phuoc", escalated), ("thinh", overdue)], (
        "Tuesday is a day off, so Wednesday is the third working day"
    )


def test_what_is_told_is_whole_and_written_to_whoever_has_an_address(database: Flask) -> None:
    office = a_small_office()
    code = a_case_at_work(office)
    with transaction() as session:
        session.execute(
            update(Official).where(Official.username == "tung").values(email="tung@example.vn")
        )
    remind(FRIDAY_OPENING)
    told = {each.event: each.told for each in notices()}[NoticeEvent.ESCALATED]
    assert told == {
        "code": code,
        "procedure": "Đăng ký khai sinh",
        "due_at": "2026-11-19T10:00:00+00:00",
        "unit": "Phòng Văn hoá - Xã hội",
    }
    sent = [each for each in deliveries() if each.channel == "email"]
    assert [each.official_id for each in sent] == [office.leader.official_id]


def test_half_of_the_time_is_told_on_the_day_in_which_it_goes_by(database: Flask) -> None:
    office = a_small_office()
    a_case_at_work(office)
    only(office, Reminder(Threshold.HALF, 0, (Recipient.ASSIGNEE,)))
    half = MONDAY + (DUE - MONDAY) / 2
    assert half.date() == WEDNESDAY_OPENING.date()
    assert remind(WEDNESDAY_OPENING - timedelta(days=1)) == []
    assert remind(WEDNESDAY_OPENING) == [("thinh", NoticeEvent.DUE_SOON)]
    assert remind(THURSDAY_OPENING) == []


def test_after_a_downtime_everybody_hears_of_the_last_threshold_only(database: Flask) -> None:
    a_case_at_work(a_small_office())
    told = remind(FRIDAY_OPENING, since=MONDAY)
    assert told == [("thinh", NoticeEvent.OVERDUE), ("tung", NoticeEvent.ESCALATED)]


def test_the_first_run_of_all_tells_of_today(database: Flask) -> None:
    a_case_at_work(a_small_office())
    with transaction() as session:
        assert deadlines.remind_officials(session, since=None, at=WEDNESDAY_OPENING) == 1


def test_while_the_clock_stands_still_nobody_is_reminded(database: Flask) -> None:
    office = a_small_office()
    code = a_case_at_work(office)
    with transaction() as session:
        waiting.stop(session, code, seen=None, by=office.leader, at=MONDAY, reason="chờ toà án")
    assert remind(FRIDAY_OPENING, since=MONDAY) == []


def test_a_closed_case_is_nobodys_concern(database: Flask) -> None:
    office = a_small_office()
    code = a_case(office).code
    with transaction() as session:
        ending.withdraw(session, code, seen=None, by=office.clerk, at=MONDAY, reason="xin rút")
    assert remind(FRIDAY_OPENING, since=MONDAY) == []


def test_what_lies_unassigned_is_told_to_the_leader_of_the_unit_alone(database: Flask) -> None:
    a_case_at_work(a_small_office(), assigned=False)
    assert remind(WEDNESDAY_OPENING) == [("tung", NoticeEvent.DUE_SOON)]


def test_where_nobody_leads_everybody_who_works_there_is_told(database: Flask) -> None:
    a_case(a_small_office())
    told = remind(WEDNESDAY_OPENING)
    assert told == [("lan", NoticeEvent.DUE_SOON), ("mai", NoticeEvent.DUE_SOON)]


def test_the_deputy_is_told_for_somebody_on_leave(database: Flask) -> None:
    office = a_small_office()
    a_case_at_work(office)
    with transaction() as session:
        accounts.delegate(
            session,
            official_id=office.official.official_id,
            deputy_id=office.colleague.official_id,
            from_on=WEDNESDAY_OPENING.date(),
            to_on=WEDNESDAY_OPENING.date(),
            reason="nghỉ phép",
            by=office.official,
            at=MONDAY,
            today=MONDAY.date(),
        )
    assert remind(WEDNESDAY_OPENING) == [("hoa", NoticeEvent.DUE_SOON)]
    assert ("thinh", NoticeEvent.DUE_SOON) in remind(THURSDAY_OPENING)


def test_no_deputy_whose_account_is_closed_is_told_instead(database: Flask) -> None:
    office = a_small_office()
    a_case_at_work(office)
    for_the_day = {"from_on": WEDNESDAY_OPENING.date(), "to_on": WEDNESDAY_OPENING.date()}
    with transaction() as session:
        accounts.delegate(
            session,
            official_id=office.official.official_id,
            deputy_id=office.colleague.official_id,
            reason="nghỉ phép",
            by=office.official,
            at=MONDAY,
            today=MONDAY.date(),
            **for_the_day,
        )
        session.execute(update(Official).where(Official.username == "hoa").values(active=False))
    assert remind(WEDNESDAY_OPENING) == [("thinh", NoticeEvent.DUE_SOON)]


def test_somebody_who_has_left_is_told_nothing(database: Flask) -> None:
    office = a_small_office()
    a_case_at_work(office)
    with transaction() as session:
        session.execute(update(Official).where(Official.username == "thinh").values(active=False))
    assert remind(WEDNESDAY_OPENING) == []


def test_an_agency_sets_its_own_thresholds(database: Flask) -> None:
    office = a_small_office()
    a_case_at_work(office)
    only(office, Reminder(Threshold.BEFORE, 2, (Recipient.AGENCY_LEADERS,)))
    assert remind(WEDNESDAY_OPENING - timedelta(days=1)) == [("phuoc", NoticeEvent.DUE_SOON)]
    assert remind(FRIDAY_OPENING, since=WEDNESDAY_OPENING) == []


def test_agencies_with_other_thresholds_are_reminded_each_by_its_own(database: Flask) -> None:
    office = a_small_office()
    a_case_at_work(office)
    elsewhere = an_agency("H29.30.13")
    head = the_actor(elsewhere, "khac", Role.AGENCY_LEADER, "counter")
    weekday = [Session(time(8), time(12)), Session(time(13), time(17))]
    with transaction() as session:
        set_hours(session, elsewhere, [weekday] * 5 + [[], []], at=MONDAY)
        rule = Reminder(Threshold.HALF, 0, (Recipient.AGENCY_LEADERS,))
        set_reminders(session, (rule,), seen=stamp(USUAL), by=head, at=MONDAY)
    assert remind(WEDNESDAY_OPENING) == [("thinh", NoticeEvent.DUE_SOON)]


def test_an_agency_that_wants_no_reminders_gets_none(database: Flask) -> None:
    office = a_small_office()
    a_case_at_work(office)
    only(office)
    assert remind(FRIDAY_OPENING, since=MONDAY) == []


def test_two_thresholds_on_one_day_are_told_as_one(database: Flask) -> None:
    office = a_small_office()
    a_case_at_work(office)
    only(
        office,
        Reminder(Threshold.HALF, 0, (Recipient.ASSIGNEE,)),
        Reminder(Threshold.BEFORE, 1, (Recipient.ASSIGNEE, Recipient.UNIT_LEADERS)),
    )
    told = remind(WEDNESDAY_OPENING)
    assert told == [("thinh", NoticeEvent.DUE_SOON), ("tung", NoticeEvent.DUE_SOON)]


def test_a_promise_that_was_moved_is_reminded_of_anew(database: Flask) -> None:
    a_case_at_work(a_small_office())
    assert remind(WEDNESDAY_OPENING) == [("thinh", NoticeEvent.DUE_SOON)]
    with transaction() as session:
        session.execute(update(Case).values(due_at=DUE + timedelta(days=1)))
    assert remind(THURSDAY_OPENING) == [("thinh", NoticeEvent.DUE_SOON)]


def test_half_of_the_time_is_reckoned_anew_when_the_promise_was_moved(database: Flask) -> None:
    office = a_small_office()
    code = a_case_at_work(office)
    only(office, Reminder(Threshold.HALF, 0, (Recipient.ASSIGNEE,)))
    stood = {"seen": None, "by": office.leader}
    monday = WEDNESDAY_OPENING.replace(day=30)
    with transaction() as session:
        waiting.stop(session, code, at=MONDAY + timedelta(hours=2), reason="chờ toà án", **stood)
    with transaction() as session:
        waiting.resume(session, code, at=monday + timedelta(hours=2), **stood)
    (thursday,) = db.session().scalars(select(Case.due_at))
    assert thursday.astimezone(MONDAY.tzinfo).date() == monday.date() + timedelta(days=3)
    tuesday, wednesday = (monday + timedelta(days=days) for days in (1, 2))
    assert remind(tuesday, since=monday) == []
    assert remind(wednesday, since=tuesday) == [("thinh", NoticeEvent.DUE_SOON)]


@pytest.mark.usefixtures("database")
def test_the_sweep_takes_as_many_statements_for_many_cases_as_for_one() -> None:
    office = a_small_office()
    an_actor(office, "sau", Role.OFFICIAL, "culture")
    a_case_at_work(office)
    few = statements(WEDNESDAY_OPENING)
    with transaction() as session:
        session.execute(delete(Notice))
    for _ in range(5):
        a_case_at_work(office)
    assert statements(WEDNESDAY_OPENING) == few
    told = [each for each in notices() if each.event == NoticeEvent.DUE_SOON]
    assert len(told) == 6


def statements(at: datetime) -> int:
    """How many statements a sweep takes."""
    seen: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        remind(at)
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)
