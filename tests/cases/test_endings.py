"""How cases end and begin again: withdrawn, stopped, refused, reopened for the office's error."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from onestop.accounts.rules import Actor, Role
from onestop.cases.models import Handover
from onestop.cases.operations import correcting, ending, finishing, returning, routing, waiting
from onestop.cases.queries import one_case
from onestop.cases.queries.explained import explained
from onestop.cases.rules.endings import Wish
from onestop.cases.rules.lifecycle import Act, CaseStatus, Holding, NotNow
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.results import HandingOutEntry, ResultEntry
from onestop.db import db
from onestop.errors import NotPermitted, Refused
from onestop.procedures.files import StepFile
from tests.cases.makers import (
    MONDAY,
    PROCEDURE,
    ROUTE,
    ZONE,
    a_case,
    a_small_office,
    an_actor,
    granted,
    paper_of,
)
from tests.cases.test_supplement import DAY, HOUR, TUESDAY, at_the_official, do, sound, the_case

RECEIVER = HandingOutEntry(ReturnMethod.COUNTER, "Nguyễn Thị Ánh Nguyệt", "079190012345")
ERROR = "Ghi sai ngày sinh trên giấy khai sinh"


@pytest.fixture
def office(app: Flask):
    return a_small_office()


def decided(office, result: ResultEntry, at=TUESDAY + DAY) -> str:
    """A case whose result is on its way back to the counter."""
    code = at_the_official(office)
    do(finishing.complete, code, office.official, at)
    do(routing.accept, code, office.chair, at + HOUR)
    do(finishing.complete, code, office.chair, at + 2 * HOUR, result=result)
    return code


def settled(office) -> str:
    code = decided(office, granted(TUESDAY + DAY))
    do(routing.accept, code, office.clerk, TUESDAY + DAY + 3 * HOUR)
    return code


@pytest.mark.parametrize(
    ("wish", "status"),
    [(Wish.WITHDRAW, CaseStatus.WITHDRAWN), (Wish.STOP, CaseStatus.STOPPED)],
)
def test_a_case_ends_at_the_applicants_wish_with_its_notice(office, wish, status) -> None:
    code = at_the_official(office)
    case = do(
        ending.withdraw,
        code,
        office.clerk,
        TUESDAY,
        reason="Không còn nhu cầu",
        wish=wish,
        given_back="Giấy chứng sinh bản chính",
    )
    assert (case.status, case.holding, case.closed_at) == (status, Holding.NOBODY, TUESDAY)
    notice = paper_of(case.code, "stop_notice")
    assert notice is not None
    assert notice["given_back"] == "Giấy chứng sinh bản chính"
    assert "17/11/2026" in notice["ground"]
    with pytest.raises(NotNow, match="closed"):
        do(ending.withdraw, code, office.clerk, TUESDAY, reason="Lần nữa")
    sound()


def test_after_a_decision_a_case_is_neither_withdrawn_nor_stopped(office) -> None:
    code = decided(office, granted(TUESDAY + DAY))
    do(routing.decline, code, office.clerk, TUESDAY + 2 * DAY, reason="Thiếu dấu")
    with pytest.raises(Refused, match="decision already"):
        do(ending.withdraw, code, office.clerk, TUESDAY + 2 * DAY, reason="Không cần nữa")
    assert the_case(code).closed_at is None


def test_a_case_is_withdrawn_while_its_handling_is_stopped(office) -> None:
    code = at_the_official(office)
    do(waiting.stop, code, office.official, TUESDAY, reason="Chờ bản án của toà")
    case = do(ending.withdraw, code, office.clerk, TUESDAY + HOUR, reason="Không cần nữa")
    assert (case.status, case.stands_since_at) == (CaseStatus.WITHDRAWN, None)
    sound()


def test_a_case_is_withdrawn_while_it_is_on_its_way_between_units(office) -> None:
    code = a_case(office).code
    do(finishing.complete, code, office.clerk, MONDAY + HOUR)
    case = do(ending.withdraw, code, office.clerk, TUESDAY, reason="Không cần nữa")
    assert (case.status, case.holding) == (CaseStatus.WITHDRAWN, Holding.NOBODY)
    leg = db.session().scalars(select(Handover)).one()
    assert (leg.outcome, leg.ended_at, leg.leg_verdict) == ("called_off", TUESDAY, "late")
    assert open_to(office.clerk, code) == ()
    sound()


def test_once_the_decision_is_signed_a_case_is_not_withdrawn_unless_it_is_sent_back(
    app: Flask,
) -> None:
    signature = replace(ROUTE[3], ends_settlement=False)
    stamp = StepFile("Vào sổ, đóng dấu", "seal", "leaders", "clerk", "4 working hours", True)
    office = a_small_office(replace(PROCEDURE, steps=(*ROUTE[:3], signature, stamp, ROUTE[4])))
    stamping, wish = an_actor(office, "huong", Role.CLERK, "leaders"), {"reason": "Không cần nữa"}
    code, at = at_the_official(office), TUESDAY + HOUR
    do(finishing.complete, code, office.official, at)
    do(routing.accept, code, office.chair, at)
    assert Act.WITHDRAW in open_to(office.clerk, code)
    do(finishing.complete, code, office.chair, at + HOUR)
    assert Act.WITHDRAW not in open_to(office.clerk, code)
    with pytest.raises(Refused, match="decision already"):
        do(ending.withdraw, code, office.clerk, at + 2 * HOUR, **wish)
    back = {"position": 4, "reason": "Sai ngày sinh"}
    do(finishing.send_back, code, stamping, at + 2 * HOUR, **back)
    case = do(ending.withdraw, code, office.clerk, at + 3 * HOUR, **wish)
    assert case.status == CaseStatus.WITHDRAWN
    sound()


def open_to(actor: Actor, code: str) -> tuple[Act, ...]:
    session = db.session()
    return one_case.acts_open_to(session, one_case.case_for(session, actor, code), actor)


@pytest.mark.parametrize(("days", "late"), [(1, False), (5, True)])
def test_a_refusal_after_appraisal_is_a_result_with_form_03(office, days, late) -> None:
    at = TUESDAY + days * DAY
    refused = ResultEntry(False, "Giấy khai sinh", "3/TB", at.date(), "Phan Hữu Phước", "Trùng")
    code = decided(office, refused, at)
    case = do(routing.accept, code, office.clerk, at + 3 * HOUR)
    assert case.status == CaseStatus.SETTLED
    slip = paper_of(case.code, "refusal")
    assert slip is not None
    assert (slip["number"], slip["reason"], slip["code"]) == ("1/PTC-TTPVHCC", "Trùng", code)
    told = one_case.journal(db.session(), case.id)[-2].details
    assert (told["refused_late"], told["paper"]) == (late, slip["number"])
    do(returning.hand_out, code, office.clerk, at + 4 * HOUR, entry=RECEIVER)
    sound()


def test_a_granted_result_leaves_no_refusal(office) -> None:
    code = settled(office)
    assert paper_of(code, "refusal") is None


@pytest.mark.parametrize("handed_out", [False, True])
def test_an_error_of_the_office_opens_the_step_that_settled_again(office, handed_out) -> None:
    code, at = settled(office), TUESDAY + 2 * DAY
    if handed_out:
        do(returning.hand_out, code, office.clerk, at, entry=RECEIVER)
    case = do(correcting.reopen, code, office.chair, at + HOUR, reason=ERROR)
    assert (case.status, case.closed_at, case.settled_at) == (CaseStatus.PROCESSING, None, None)
    assert (case.unit_id, case.step_position, case.step_round) == (office.units["leaders"], 4, 2)
    assert case.due_at.astimezone(ZONE).isoformat() == "2026-11-25T17:00:00+07:00"
    assert explained(db.session(), case) is not None
    change = one_case.due_changes(db.session(), case.id)[-1]
    assert (change.kind, change.reason) == (Act.REOPEN, ERROR)
    line = one_case.journal(db.session(), case.id)[-1]
    assert line.details["old_result"] == "Giấy khai sinh, 15/2026"
    sound()
    again = ResultEntry(True, "Giấy khai sinh", "16/2026", at.date(), "Phan Hữu Phước")
    do(finishing.complete, code, office.chair, at + 2 * HOUR, result=again)
    do(routing.accept, code, office.clerk, at + 3 * HOUR)
    other = HandingOutEntry(ReturnMethod.COUNTER, "Người Khác", "079190099999", "Giấy uỷ quyền")
    case = do(returning.hand_out, code, office.clerk, at + 4 * HOUR, entry=other)
    assert case.status == CaseStatus.HANDED_OUT
    result = one_case.result_of(db.session(), case.id)
    assert (result.number, one_case.handing_out_of(db.session(), case.id).receiver_name) == (
        "16/2026",
        "Người Khác",
    )
    sound()


def test_a_case_is_reopened_by_a_leader_and_for_a_reason(office) -> None:
    code = settled(office)
    with pytest.raises(NotPermitted):
        do(correcting.reopen, code, office.clerk, TUESDAY + 2 * DAY, reason=ERROR)
    with pytest.raises(Refused, match="did wrong"):
        do(correcting.reopen, code, office.chair, TUESDAY + 2 * DAY, reason="")


def test_a_case_that_has_no_result_is_not_reopened(office) -> None:
    code = at_the_official(office)
    with pytest.raises(NotNow):
        do(correcting.reopen, code, office.leader, TUESDAY, reason=ERROR)
    assert the_case(code).step_round == 1
