"""Who hears when a promise moves, and who must act next."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from onestop.accounts import operations as accounts
from onestop.cases.operations import correcting, finishing, routing, supplement, waiting
from onestop.db import transaction
from onestop.notices.rules import NoticeEvent
from tests.cases.makers import MONDAY, SmallOffice, a_small_office, granted, paper_of
from tests.notices.makers import a_told_case, notices

HOUR = timedelta(hours=1)
TUESDAY = MONDAY + timedelta(days=1)
PAPERS = {"requirements": ("Giấy chứng sinh",), "reason": "thiếu"}


@pytest.fixture
def office(app: Flask) -> SmallOffice:
    return a_small_office()


def do(operation, code: str, by, at, **more):
    with transaction() as session:
        return operation(session, code, seen=None, by=by, at=at, **more)


def with_the_official(office: SmallOffice, *, assigned: bool = True) -> str:
    """A case of somebody who wants an SMS, in appraisal."""
    code = a_told_case(office).code
    do(finishing.complete, code, office.clerk, MONDAY)
    do(routing.accept, code, office.leader, MONDAY)
    to = office.official.official_id if assigned else None
    do(finishing.complete, code, office.leader, MONDAY, next_official_id=to)
    return code


def told(official_id: int | None = None) -> list[tuple[str, datetime | None]]:
    """What somebody was told, and of which day; the applicant where nobody is named."""
    return [
        (each.event, datetime.fromisoformat(day) if (day := each.told.get("due_at")) else None)
        for each in notices()
        if each.official_id == official_id
    ]


def asked_and_brought(office: SmallOffice, code: str):
    do(supplement.propose_supplement, code, office.official, TUESDAY, **PAPERS)
    do(supplement.request_supplement, code, office.clerk, TUESDAY, **PAPERS)
    return do(supplement.receive_supplement, code, office.clerk, TUESDAY + HOUR)


def test_the_counter_hears_that_a_supplement_is_proposed(office) -> None:
    code = with_the_official(office)
    do(supplement.propose_supplement, code, office.official, TUESDAY, **PAPERS)
    for clerk in (office.clerk, office.second_clerk):
        assert told(clerk.official_id) == [(NoticeEvent.SUPPLEMENT_TO_ISSUE, None)]


def test_a_supplement_that_was_brought_is_told_with_the_new_day(office) -> None:
    code = with_the_official(office)
    case = asked_and_brought(office, code)
    due_at = case.due_at
    assert told()[-1] == (NoticeEvent.SUPPLEMENT_RECEIVED, due_at)
    assert told(office.official.official_id)[-1] == (NoticeEvent.BROUGHT, due_at)


def test_the_deputy_hears_what_somebody_on_leave_is_told(office) -> None:
    code = with_the_official(office)
    away, day = office.official, TUESDAY.date()
    with transaction() as session:
        accounts.delegate(
            session,
            official_id=away.official_id,
            deputy_id=office.colleague.official_id,
            from_on=day,
            to_on=day,
            reason="nghỉ phép",
            by=away,
            at=TUESDAY,
            today=day,
        )
    asked_and_brought(office, code)
    for official in (away, office.colleague):
        assert told(official.official_id)[-1][0] == NoticeEvent.BROUGHT
    assert NoticeEvent.BROUGHT not in dict(told(office.leader.official_id))


def test_everybody_whose_step_it_is_hears_where_it_is_nobodys_yet(office) -> None:
    asked_and_brought(office, with_the_official(office, assigned=False))
    for official in (office.official, office.colleague):
        assert told(official.official_id)[-1][0] == NoticeEvent.BROUGHT


def test_a_financial_duty_that_was_met_is_told_with_the_new_day(office) -> None:
    code = with_the_official(office)
    do(waiting.notify_duty, code, office.official, TUESDAY)
    case = do(waiting.receive_duty, code, office.clerk, TUESDAY + HOUR)
    assert told()[-1] == (NoticeEvent.DUTY_MET, case.due_at)
    assert told(office.official.official_id)[-1][0] == NoticeEvent.BROUGHT


def test_a_case_that_stands_and_goes_on_is_told_with_the_new_day(office) -> None:
    code = with_the_official(office)
    do(waiting.stop, code, office.official, TUESDAY, reason="chờ toà án")
    assert told()[-1] == (NoticeEvent.SUSPENDED, None)
    assert all("toà án" not in str(each.told) for each in notices())
    paper = paper_of(code, "stop_notice")
    assert (paper["for_a_while"], paper["reason"], paper["clerk"]) == (True, "chờ toà án", "")
    case = do(waiting.resume, code, office.official, TUESDAY + HOUR)
    assert told()[-1] == (NoticeEvent.RESUMED, case.due_at)


def test_a_reopened_case_is_told_to_the_applicant_and_to_the_unit_that_erred(office) -> None:
    code = with_the_official(office)
    do(finishing.complete, code, office.official, TUESDAY)
    do(routing.accept, code, office.chair, TUESDAY)
    do(finishing.complete, code, office.chair, TUESDAY, result=granted(TUESDAY))
    do(routing.accept, code, office.clerk, TUESDAY)
    case = do(correcting.reopen, code, office.leader, TUESDAY + HOUR, reason="sai ngày sinh")
    due_at = case.due_at
    assert told()[-1] == (NoticeEvent.REOPENED, due_at)
    assert told(office.chair.official_id)[-1] == (NoticeEvent.TO_CORRECT, due_at)
    assert all("ngày sinh" not in str(each.told) for each in notices())
