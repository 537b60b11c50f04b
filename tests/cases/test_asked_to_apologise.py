"""A day and a half before a promise is broken somebody hears of it, and of what got stuck."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update

from onestop.accounts.models import Official
from onestop.cases.models import Apology, Case
from onestop.cases.operations import apology, deadlines, finishing, stuck, waiting
from onestop.cases.queries import excuse, invariants, one_case, trays
from onestop.cases.queries.proposing import begun_apology
from onestop.cases.rules.trays import Tray
from onestop.db import db, transaction
from onestop.errors import Refused
from onestop.notices.models import Notice
from onestop.notices.rules import NoticeEvent
from tests.cases.makers import MONDAY, SmallOffice, a_case, a_small_office
from tests.cases.test_deadlines import settled
from tests.cases.test_reminders import DUE, a_case_at_work

A_DAY_AND_A_HALF_BEFORE = DUE.replace(day=18, hour=11, minute=30)
"""Twelve working hours before Thursday at five: the end of Wednesday morning."""
MINUTE = timedelta(minutes=1)
FIVE = 5 * MINUTE
FRIDAY = DUE.date() + timedelta(days=1)


@pytest.fixture
def office(app: Flask) -> SmallOffice:
    return a_small_office()


def run(operation, at, **more) -> list[tuple[str, str]]:
    """Who is told what by a run of the job."""
    with transaction() as session:
        newest = session.scalars(select(Notice.id).order_by(Notice.id.desc())).first() or 0
        operation(session, at=at, **more)
    told = select(Official.username, Notice.event).join(Official, Official.id == Notice.official_id)
    rows = db.session().execute(
        told.where(Notice.id > newest).order_by(Official.username, Notice.id)
    )
    return [tuple(row) for row in rows]


def apologies(code: str) -> list[Apology]:
    """Every apology of a case, oldest first."""
    db.session().expire_all()
    of_the_case = select(Apology).join(Case).where(Case.code == code)
    return list(db.session().scalars(of_the_case.order_by(Apology.id)))


def drafted(office: SmallOffice, code: str, *, at: datetime = A_DAY_AND_A_HALF_BEFORE) -> None:
    with transaction() as session:
        told = {"circumstances": "đang xử lý", "reason": "thiếu người", "new_due_on": FRIDAY}
        apology.draft_apology(session, code, seen=None, by=office.leader, at=at, **told)


def test_an_apology_is_prepared_once_a_day_and_a_half_before(office) -> None:
    code, prepares = a_case_at_work(office), deadlines.prepare_apologies
    assert run(prepares, A_DAY_AND_A_HALF_BEFORE - MINUTE) == []
    assert run(prepares, A_DAY_AND_A_HALF_BEFORE) == [("thinh", NoticeEvent.APOLOGY_DUE)]
    assert run(prepares, A_DAY_AND_A_HALF_BEFORE + FIVE) == []
    (prepared,) = apologies(code)
    assert (prepared.state, prepared.drafted_by_id) == ("prepared", None)
    assert "bước “Phân công thụ lý” tại" in prepared.circumstances
    assert "Cần thêm thời gian" in prepared.reason
    assert (prepared.old_due_at, prepared.new_due_at) == (DUE, DUE + timedelta(days=1))
    assert list(invariants.check(db.session())) == []


def test_a_promise_of_a_day_is_left_to_the_reminders(office) -> None:
    code, prepares = a_case_at_work(office), deadlines.prepare_apologies
    tomorrow = MONDAY + timedelta(days=1)
    with transaction() as session:
        session.execute(update(Case).values(due_at=tomorrow))
    assert run(prepares, MONDAY + timedelta(hours=2)) == []
    with transaction() as session:
        session.execute(update(Case).values(received_at=MONDAY - timedelta(days=7)))
    assert run(prepares, MONDAY + timedelta(hours=2)) == [("thinh", NoticeEvent.APOLOGY_DUE)]
    assert len(apologies(code)) == 1


def test_of_what_nobody_has_yet_the_leader_is_told(office) -> None:
    a_case_at_work(office, assigned=False)
    told = run(deadlines.prepare_apologies, A_DAY_AND_A_HALF_BEFORE)
    assert told == [("tung", NoticeEvent.APOLOGY_DUE)]


def test_a_downtime_is_caught_up_and_what_is_late_already_gets_its_late_apology(office) -> None:
    early, late = a_case_at_work(office), a_case_at_work(office)
    with transaction() as session:
        session.execute(update(Case).where(Case.code == late).values(due_at=MONDAY + FIVE))
    told = run(deadlines.prepare_apologies, DUE - timedelta(hours=1))
    assert told == [("thinh", NoticeEvent.APOLOGY_DUE)] * 2
    assert (len(apologies(early)), len(apologies(late))) == (1, 1)
    assert apologies(late)[0].new_due_at > DUE
    assert run(deadlines.prepare_apologies, DUE + timedelta(days=1)) == []


def test_what_was_prepared_for_another_day_is_called_off_and_prepared_anew(office) -> None:
    code, prepares = a_case_at_work(office), deadlines.prepare_apologies
    run(prepares, A_DAY_AND_A_HALF_BEFORE)
    later = DUE + timedelta(days=7)
    with transaction() as session:
        moved = {"due_at": later, "version": Case.version + 1}
        session.execute(update(Case).where(Case.code == code).values(moved))
    assert run(prepares, A_DAY_AND_A_HALF_BEFORE + FIVE) == []
    assert apologies(code) == []
    assert run(prepares, later) == [("thinh", NoticeEvent.APOLOGY_DUE)]
    assert [each.old_due_at for each in apologies(code)] == [later]


def test_a_case_that_is_in_no_step_keeps_no_other_from_its_apology(office) -> None:
    broken, sound = a_case_at_work(office), a_case_at_work(office)
    with transaction() as session:
        session.execute(update(Case).where(Case.code == broken).values(step_round=9))
    told = run(deadlines.prepare_apologies, A_DAY_AND_A_HALF_BEFORE)
    assert told == [("thinh", NoticeEvent.APOLOGY_DUE)]
    assert (apologies(broken), len(apologies(sound))) == ([], 1)


def test_nothing_is_prepared_for_what_is_drafted_or_stands_still(office) -> None:
    code, stopped = a_case_at_work(office), a_case_at_work(office)
    drafted(office, code)
    with transaction() as session:
        by = office.leader
        waiting.stop(session, stopped, seen=None, by=by, at=MONDAY, reason="chờ toà án")
    assert run(deadlines.prepare_apologies, A_DAY_AND_A_HALF_BEFORE) == []


@pytest.mark.parametrize("signed", [False, True])
def test_an_apology_that_lay_until_its_new_day_was_over_is_owed_again(office, signed) -> None:
    code, prepares = a_case_at_work(office), deadlines.prepare_apologies
    drafted(office, code)
    if signed:
        with transaction() as session:
            by, at = office.chair, A_DAY_AND_A_HALF_BEFORE
            apology.sign_apology(session, code, seen=None, by=by, at=at)
    over_at = apologies(code)[0].new_due_at
    case = one_case.case_for(db.session(), office.official, code)
    assert excuse.lacks_excuse(db.session(), case, case.steps[3], at=over_at - MINUTE) != signed
    assert run(prepares, over_at - MINUTE) == []
    case = one_case.case_for(db.session(), office.official, code)
    assert excuse.lacks_excuse(db.session(), case, case.steps[3], at=over_at)
    assert run(prepares, over_at) == [("thinh", NoticeEvent.APOLOGY_DUE)]
    assert [each.state for each in apologies(code)] == ["called_off", "prepared"]
    assert list(invariants.check(db.session())) == []


def test_what_was_prepared_excuses_nothing_and_the_head_does_not_see_it(office) -> None:
    code = a_case_at_work(office)
    run(deadlines.prepare_apologies, A_DAY_AND_A_HALF_BEFORE)
    assert trays.tray(db.session(), office.chair, Tray.TO_ISSUE).rows == ()
    (row,) = trays.tray(db.session(), office.official, Tray.MINE).rows
    assert row.apology_prepared
    case, by = one_case.case_for(db.session(), office.official, code), office.chair
    assert excuse.lacks_excuse(db.session(), case, case.steps[3], at=DUE + MINUTE)
    with transaction() as session, pytest.raises(Refused, match="No apology is drafted"):
        apology.sign_apology(session, code, seen=None, by=by, at=DUE - MINUTE)


def test_the_unit_sends_what_was_prepared_and_nothing_is_prepared_again(office) -> None:
    code = a_case_at_work(office)
    run(deadlines.prepare_apologies, A_DAY_AND_A_HALF_BEFORE)
    drafted(office, code)
    (sent,) = apologies(code)
    assert (sent.state, sent.drafted_by_id) == ("drafted", office.leader.official_id)
    assert run(deadlines.prepare_apologies, A_DAY_AND_A_HALF_BEFORE + FIVE) == []


def test_what_was_prepared_goes_without_a_trace_when_the_clock_stands_and_comes_again(
    office,
) -> None:
    code, prepares = a_case_at_work(office), deadlines.prepare_apologies
    run(prepares, A_DAY_AND_A_HALF_BEFORE)
    with transaction() as session:
        stop = {"by": office.leader, "at": A_DAY_AND_A_HALF_BEFORE + FIVE, "reason": "chờ toà án"}
        waiting.stop(session, code, seen=None, **stop)
    assert apologies(code) == []
    again = DUE + timedelta(hours=16)
    with transaction() as session:
        waiting.resume(session, code, seen=None, by=office.leader, at=again)
    assert run(prepares, again + FIVE) == [("thinh", NoticeEvent.APOLOGY_DUE)]
    assert [each.state for each in apologies(code)] == ["prepared"]


def test_a_case_settled_in_time_keeps_no_prepared_apology(office) -> None:
    code = a_case(office).code
    run(deadlines.prepare_apologies, A_DAY_AND_A_HALF_BEFORE)
    assert len(apologies(code)) == 1
    settled(office, code, at=A_DAY_AND_A_HALF_BEFORE + FIVE)
    assert apologies(code) == []


def test_the_form_begins_with_what_was_prepared(office) -> None:
    code = a_case_at_work(office)
    run(deadlines.prepare_apologies, A_DAY_AND_A_HALF_BEFORE)
    with transaction() as session:
        session.execute(update(Apology).values(reason="Chờ Công an xác minh nơi cư trú."))
    case = one_case.case_for(db.session(), office.official, code)
    begun = begun_apology(db.session(), case, at=A_DAY_AND_A_HALF_BEFORE + FIVE)
    assert begun.reason == "Chờ Công an xác minh nơi cư trú."
    with transaction() as session:
        official_id = office.official.official_id
        finishing.complete(
            session,
            code,
            seen=None,
            by=office.leader,
            at=A_DAY_AND_A_HALF_BEFORE + FIVE,
            next_official_id=official_id,
        )
    case = one_case.case_for(db.session(), office.official, code)
    begun = begun_apology(db.session(), case, at=A_DAY_AND_A_HALF_BEFORE + 2 * FIVE)
    assert "Thẩm định hồ sơ" in begun.circumstances


def test_many_cases_are_prepared_with_as_many_statements_as_one(office) -> None:
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    def statements_for(many: int) -> int:
        for _ in range(many):
            a_case_at_work(office)
        seen.clear()
        event.listen(db.engine, "before_cursor_execute", count)
        try:
            run(deadlines.prepare_apologies, A_DAY_AND_A_HALF_BEFORE)
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
        return len(seen)

    assert statements_for(6) == statements_for(1)
    assert db.session().scalar(select(func.count()).select_from(Apology)) == 7


def test_the_leader_hears_once_of_a_case_that_got_stuck(office) -> None:
    code = a_case(office).code
    evening, night = MONDAY.replace(hour=17), MONDAY.replace(hour=18)
    assert run(stuck.tell_stuck, evening, since=evening - FIVE) == []
    told = run(stuck.tell_stuck, night, since=evening)
    assert {what for _, what in told} == {NoticeEvent.STUCK}
    assert run(stuck.tell_stuck, night + FIVE, since=night) == []
    assert db.session().scalars(select(Notice.told)).first()["code"] == code
