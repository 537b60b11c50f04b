"""The way of a case: handed over, accepted, assigned, completed, sent back, settled, handed out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from onestop.cases.models import Case, CaseStep, Handover, JournalEntry
from onestop.cases.operations import deadlines, ending, finishing, returning, routing, waiting
from onestop.cases.queries import invariants, one_case, public, trays
from onestop.cases.rules.lifecycle import Act, CaseStatus, Holding, NotNow
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.results import HandingOutEntry, ResultWrong
from onestop.cases.rules.trays import Tray
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused, Stale
from onestop.web.limiting import Limit
from tests.cases.makers import (
    MONDAY,
    ZONE,
    a_case,
    a_small_office,
    granted,
    paper_of,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def office(app: Flask):
    return a_small_office()


def do(operation, code: str, by, at: datetime = MONDAY, **more):
    with transaction() as session:
        operation(session, code, seen=more.pop("seen", None), by=by, at=at, **more)
    return the_case(code)


def the_case(code: str) -> Case:
    return db.session().scalars(select(Case).where(Case.code == code)).one()


def at_the_official(office) -> str:
    """A case that the leader has given to an official, Tuesday morning."""
    code = a_case(office).code
    do(finishing.complete, code, office.clerk, MONDAY + HOUR)
    do(routing.accept, code, office.leader, MONDAY + 2 * HOUR)
    tuesday = MONDAY + timedelta(days=1)
    do(
        finishing.complete,
        code,
        office.leader,
        tuesday,
        next_official_id=office.official.official_id,
    )
    return code


def settled(office) -> str:
    """A case whose result has come back to the counter on Wednesday."""
    code = at_the_official(office)
    wednesday = MONDAY + timedelta(days=2)
    do(finishing.complete, code, office.official, wednesday)
    do(routing.accept, code, office.chair, wednesday + HOUR)
    do(finishing.complete, code, office.chair, wednesday + 2 * HOUR, result=granted(wednesday))
    do(routing.accept, code, office.clerk, wednesday + 5 * HOUR)
    return code


def test_a_case_goes_all_the_way_to_the_citizens_hand(office) -> None:
    code = settled(office)
    case = the_case(code)
    assert (case.status, case.holding) == (CaseStatus.SETTLED, Holding.HELD)
    assert case.settled_at == MONDAY + timedelta(days=2, hours=5)
    entry = HandingOutEntry(ReturnMethod.COUNTER, "Nguyễn Thị Ánh Nguyệt", "079190012345")
    case = do(returning.hand_out, code, office.second_clerk, case.settled_at, entry=entry)
    assert case.status == CaseStatus.HANDED_OUT
    assert case.unit_id is None
    lines = one_case.journal(db.session(), case.id)
    assert [line.act for line in lines] == [
        *("register", "hand_over", "accept", "complete", "hand_over", "accept"),
        *("hand_over", "accept", "hand_out"),
    ]
    assert case.version == len(lines)
    assert list(invariants.check(db.session())) == []
    slip = paper_of(case.code, "result_slip")
    assert slip is not None
    assert slip["receiver"] == "Nguyễn Thị Ánh Nguyệt"


@pytest.mark.parametrize(
    ("received", "accepted", "verdict"),
    [
        ((16, 14, 59), (16, 16, 30), "on_time"),
        ((16, 14, 59), (17, 7, 31), "late"),
        ((16, 15, 1), (17, 7, 30), "on_time"),
        ((16, 15, 1), (17, 8, 0), "late"),
        ((16, 9, 0), (16, 17, 0), "on_time"),
    ],
)
def test_a_dossier_received_after_fifteen_goes_to_the_department_next_morning(
    office, received, accepted, verdict
) -> None:
    def moment(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)

    code = a_case(office, at=moment(*received)).code
    do(finishing.complete, code, office.clerk, moment(*received))
    do(routing.accept, code, office.leader, moment(*accepted))
    assert db.session().scalar(select(Handover.leg_verdict)) == verdict


def test_a_declined_dossier_is_back_at_the_giver_and_its_clock_never_stopped(office) -> None:
    code = a_case(office).code
    due_at = db.session().scalar(select(CaseStep.due_at).where(CaseStep.position == 1))
    do(finishing.complete, code, office.clerk, MONDAY + HOUR)
    case = do(routing.decline, code, office.leader, MONDAY + 2 * HOUR, reason="Thiếu danh mục")
    assert (case.holding, case.unit_id) == (Holding.HELD, office.units["counter"])
    step = db.session().scalars(select(CaseStep).where(CaseStep.position == 1)).one()
    assert (step.state, step.due_at, step.done_at) == ("open", due_at, None)
    assert list(invariants.check(db.session())) == []


def test_the_giver_takes_back_until_it_is_accepted(office) -> None:
    code = a_case(office).code
    do(finishing.complete, code, office.clerk, MONDAY)
    case = do(routing.take_back, code, office.second_clerk, MONDAY + HOUR)
    assert case.unit_id == office.units["counter"]
    do(finishing.complete, code, office.clerk, MONDAY + HOUR)
    do(routing.accept, code, office.leader, MONDAY + HOUR)
    with pytest.raises(NotPermitted):
        do(routing.take_back, code, office.clerk, MONDAY + 2 * HOUR)


def test_a_case_sent_back_visits_its_steps_again_and_keeps_the_time_spent(office) -> None:
    code = at_the_official(office)
    wednesday = MONDAY + timedelta(days=2)
    do(finishing.complete, code, office.official, wednesday)
    do(routing.accept, code, office.chair, wednesday)
    do(finishing.send_back, code, office.chair, wednesday + HOUR, position=3, reason="Thiếu ý kiến")
    case = do(routing.accept, code, office.leader, wednesday + 2 * HOUR)
    assert (case.step_position, case.step_round) == (3, 2)
    case = do(finishing.complete, code, office.colleague, wednesday + 3 * HOUR)
    assert (case.step_position, case.step_round) == (4, 2)
    states = db.session().execute(
        select(CaseStep.position, CaseStep.round, CaseStep.state).order_by(
            CaseStep.position, CaseStep.round
        )
    )
    assert states.all() == [
        (1, 1, "done"),
        (2, 1, "done"),
        (3, 1, "done"),
        (3, 2, "done"),
        (4, 1, "sent_back"),
        (4, 2, "offered"),
        (5, 1, "planned"),
    ]
    assert list(invariants.check(db.session())) == []


def test_a_sending_back_that_is_taken_back_leaves_no_trace_in_the_way(office) -> None:
    code = at_the_official(office)
    at = MONDAY + timedelta(days=2)
    do(finishing.complete, code, office.official, at)
    do(routing.accept, code, office.chair, at)
    do(finishing.send_back, code, office.chair, at, position=3, reason="Nhầm")
    do(routing.take_back, code, office.chair, at + HOUR)
    case = do(finishing.complete, code, office.chair, at + HOUR, result=granted(at))
    assert (case.step_position, case.step_round) == (5, 1)
    assert list(invariants.check(db.session())) == []


def test_two_officials_on_one_case_the_second_is_told_what_changed(office) -> None:
    code = a_case(office).code
    seen = the_case(code).version
    do(finishing.complete, code, office.clerk, seen=seen)
    with pytest.raises(Stale) as collision:
        do(finishing.complete, code, office.second_clerk, seen=seen)
    assert [change.act for change in collision.value.changes] == ["hand_over"]


def test_moves_that_the_lifecycle_lacks_are_refused_with_a_sentence(office) -> None:
    code = a_case(office).code
    with pytest.raises(NotNow, match="already been accepted"):
        do(routing.accept, code, office.second_clerk)
    do(finishing.complete, code, office.clerk)
    with pytest.raises(NotNow, match="not yet accepted"):
        do(finishing.complete, code, office.leader)


def test_a_step_belongs_to_its_role_and_to_whom_it_is_assigned(office) -> None:
    code = at_the_official(office)
    with pytest.raises(NotPermitted):
        do(finishing.complete, code, office.clerk)
    with pytest.raises(NotPermitted, match="assigned to somebody else"):
        do(finishing.complete, code, office.colleague)
    do(finishing.complete, code, office.leader, MONDAY + timedelta(days=1, hours=2))


def test_only_a_leader_assigns_to_somebody_else_but_anybody_may_take(office) -> None:
    code = a_case(office).code
    do(finishing.complete, code, office.clerk)
    do(routing.accept, code, office.leader)
    do(finishing.complete, code, office.leader)
    colleague_id = office.colleague.official_id
    with pytest.raises(NotPermitted):
        do(routing.assign, code, office.official, official_id=colleague_id)
    do(routing.assign, code, office.official, official_id=office.official.official_id)
    do(routing.assign, code, office.leader, official_id=colleague_id)
    assert the_case(code).assignee_id == colleague_id
    with pytest.raises(Refused, match="does not work"):
        do(routing.assign, code, office.leader, official_id=office.clerk.official_id)


def test_the_step_that_ends_settlement_needs_its_result_and_no_other_takes_one(office) -> None:
    code = at_the_official(office)
    with pytest.raises(ResultWrong):
        do(finishing.complete, code, office.official, result=granted())
    do(finishing.complete, code, office.official)
    do(routing.accept, code, office.chair)
    with pytest.raises(ResultWrong):
        do(finishing.complete, code, office.chair)
    with pytest.raises(ResultWrong, match="to come"):
        do(finishing.complete, code, office.chair, result=granted(MONDAY + timedelta(days=9)))


def test_a_stranger_needs_an_authorisation_to_get_the_result(office) -> None:
    code = settled(office)
    stranger = HandingOutEntry(ReturnMethod.COUNTER, "Người Lạ", "079190099999")
    with pytest.raises(ResultWrong, match="authorisation"):
        do(returning.hand_out, code, office.clerk, entry=stranger)
    with_paper = HandingOutEntry(ReturnMethod.COUNTER, "Người Lạ", "079190099999", "Giấy uỷ quyền")
    assert do(returning.hand_out, code, office.clerk, entry=with_paper).closed_at == MONDAY


def test_after_a_financial_duty_the_clock_resumes(office) -> None:
    code = at_the_official(office)
    notified = MONDAY + timedelta(days=1, hours=1)
    do(waiting.notify_duty, code, office.official, notified, note="Thông báo thuế")
    case = do(waiting.receive_duty, code, office.clerk, notified + timedelta(days=1))
    assert case.due_at.astimezone(ZONE).isoformat() == "2026-11-20T17:00:00+07:00"


def test_a_case_is_withdrawn_while_there_is_no_decision(office) -> None:
    code = at_the_official(office)
    case = do(ending.withdraw, code, office.clerk, reason="Không còn nhu cầu")
    assert (case.status, case.unit_id) == (CaseStatus.WITHDRAWN, None)
    assert list(invariants.check(db.session())) == []


def test_a_closed_case_stays_closed(office) -> None:
    code = at_the_official(office)
    do(ending.withdraw, code, office.clerk, reason="Không còn nhu cầu")
    with pytest.raises(NotNow, match="closed"):
        do(ending.withdraw, code, office.clerk, reason="Lần nữa")


def test_an_official_sees_the_cases_of_their_units_only(office) -> None:
    code = a_case(office).code
    with pytest.raises(NotFound):
        one_case.case_for(db.session(), office.official, code)
    do(finishing.complete, code, office.clerk)
    assert one_case.case_for(db.session(), office.official, code).code == code
    with pytest.raises(NotFound):
        one_case.case_for(db.session(), office.chair, "H29.30.12-261116-0099")


def test_the_tray_shows_the_most_urgent_case_first_page_by_page(office) -> None:
    codes = [a_case(office, at=MONDAY + number * HOUR).code for number in (2, 0, 1)]
    session = db.session()
    first = trays.tray(session, office.clerk, Tray.AT_WORK, limit=2)
    assert [row.code for row in first.rows] == [codes[1], codes[2]]
    second = trays.tray(session, office.clerk, Tray.AT_WORK, after=first.after, limit=2)
    assert [row.code for row in second.rows] == [codes[0]]
    assert second.after is None
    do(finishing.complete, codes[0], office.clerk)
    assert trays.tray_counts(db.session(), office.clerk)[Tray.GIVEN] == 1
    assert trays.tray_counts(db.session(), office.leader)[Tray.TO_ACCEPT] == 1


def test_cases_are_found_by_code_name_number_and_phone(office) -> None:
    code = a_case(office).code
    for text in (code, code.lower(), "anh nguyet", "Ánh Nguyệt", "079190012345", "0901234567"):
        assert [row.code for row in trays.find(db.session(), office.clerk, text)] == [code], text
    assert trays.find(db.session(), office.official, code) == ()


def test_the_code_alone_shows_the_degree_of_completion_only(office) -> None:
    code = at_the_official(office)
    asked = {"limit": Limit("look-up", 1, timedelta(1)), "visitor": "nobody", "at": MONDAY}
    assert public.by_code(db.engine, code, **asked) == public.Progress(code, 40, finished=False)
    assert public.by_code(db.engine, "H29.30.12-261116-0099", **asked) is None


def test_the_secret_shows_the_department_and_the_due_day(office) -> None:
    code = at_the_official(office)
    case = the_case(code)
    shown = public.by_secret(db.session(), code, case.secret.lower())
    assert shown is not None
    assert (shown.unit_name, shown.due_at) == ("Phòng Văn hoá - Xã hội", case.due_at)
    assert "Nguyệt" not in repr(shown)
    assert public.by_secret(db.session(), code, "22222222") is None


def test_overdue_cases_are_marked_once(office) -> None:
    a_case(office)
    later = MONDAY + timedelta(days=9)
    for rows in (2, 0):
        with transaction() as session:
            assert deadlines.flag_overdue(session, at=later) == rows


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("case_file", "due_at = received_at"),
        ("case_file", "status = 'settled'"),
        ("case_step", "verdict = 'early', done_at = received_at"),
        ("due_change", "new_due_at = changed_at"),
        ("number_series", "last = last + 1"),
        ("issued_paper", "case_id = NULL"),
        ("handover", "leg_verdict = 'late'"),
        ("handover", "due_at = ended_at"),
        ("handover", "given_at = due_at"),
        ("handover", "ended_at = due_at"),
    ],
)
def test_a_row_changed_by_hand_does_not_stay_hidden(office, table: str, change: str) -> None:
    at_the_official(office)
    assert list(invariants.check(db.session())) == []
    with transaction() as session:
        session.connection().exec_driver_sql(f"UPDATE {table} SET {change}")
    assert list(invariants.check(db.session()))


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET act = ''", "DELETE FROM journal_entry"]
)
def test_the_database_itself_refuses_to_change_the_journal(office, statement: str) -> None:
    a_case(office)
    with pytest.raises(Exception, match="never changed"), transaction() as session:
        session.connection().exec_driver_sql(statement)
    assert db.session().scalar(select(JournalEntry.act)) == Act.REGISTER
