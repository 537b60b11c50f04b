"""Supplements: through the counter, once, in time; brought, or closing the case by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from onestop import scheduler
from onestop.accounts.models import Official
from onestop.accounts.rules import Role
from onestop.calendars.queries import fingerprint_of
from onestop.calendars.rules import EnteredDay
from onestop.cases.models import Case, Handover, IssuedPaper, SupplementRequest
from onestop.cases.operations import finishing, routing, supplement
from onestop.cases.operations.amendment import amend
from onestop.cases.operations.deadlines import remind_of_supplements
from onestop.cases.operations.folder import find_folder
from onestop.cases.queries import invariants, one_case, trays
from onestop.cases.queries.amendment import preview
from onestop.cases.rules.lifecycle import Act, CaseStatus, NotNow
from onestop.cases.rules.promise import AmendmentPolicy, CalendarChange
from onestop.cases.rules.trays import Tray
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.errors import NotPermitted, Refused
from onestop.notices.models import Notice
from onestop.notices.rules import NoticeEvent
from onestop.procedures.files import SupplementFile
from tests.cases.makers import (
    MONDAY,
    PROCEDURE,
    ZONE,
    a_case,
    a_small_office,
    an_actor,
    paper_of,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY = MONDAY + DAY
ASKED = {"requirements": ("Bản sao sổ hộ tịch", "Ảnh 4×6"), "reason": "Thiếu căn cứ"}
OVERRIDE = "Sổ hộ tịch gốc vừa tìm thấy có nội dung khác"


@pytest.fixture
def office(app: Flask):
    return a_small_office()


def do(operation, code: str, by, at: datetime, **more) -> Case:
    with transaction() as session:
        operation(session, code, seen=None, by=by, at=at, **more)
    return the_case(code)


def the_case(code: str) -> Case:
    return db.session().scalars(select(Case).where(Case.code == code)).one()


def sound() -> None:
    assert list(invariants.check(db.session())) == []


def at_the_official(office, code: str = "") -> str:
    """A case that the leader has given to an official, Tuesday morning."""
    code = code or a_case(office).code
    do(finishing.complete, code, office.clerk, MONDAY + HOUR)
    do(routing.accept, code, office.leader, MONDAY + 2 * HOUR)
    official_id = office.official.official_id
    do(finishing.complete, code, office.leader, TUESDAY, next_official_id=official_id)
    return code


def asked(office, at: datetime = TUESDAY + HOUR) -> str:
    """A case for whose supplement the counter has asked at that moment."""
    code = at_the_official(office)
    do(supplement.propose_supplement, code, office.official, at - HOUR / 2, **ASKED)
    do(supplement.request_supplement, code, office.clerk, at, **ASKED)
    return code


def requests() -> list[SupplementRequest]:
    return list(db.session().scalars(select(SupplementRequest).order_by(SupplementRequest.id)))


def to_issue(actor) -> list[str]:
    return [row.code for row in trays.tray(db.session(), actor, Tray.TO_ISSUE).rows]


def test_a_unit_cannot_write_to_the_applicant_around_the_counter(office) -> None:
    code = at_the_official(office)
    with pytest.raises(NotPermitted):
        do(supplement.request_supplement, code, office.official, TUESDAY, **ASKED)
    with pytest.raises(Refused, match="No unit has proposed"):
        do(supplement.request_supplement, code, office.clerk, TUESDAY, **ASKED)


def test_a_proposal_waits_at_the_counter_while_the_clock_runs(office) -> None:
    code = at_the_official(office)
    case = do(supplement.propose_supplement, code, office.official, TUESDAY, **ASKED)
    assert (case.status, case.stands_since_at) == (CaseStatus.PROCESSING, None)
    assert case.assignee_id == office.official.official_id
    assert (to_issue(office.clerk), to_issue(office.official)) == ([code], [])
    sound()


def test_a_later_draft_takes_the_place_of_the_first(office) -> None:
    code = at_the_official(office)
    do(supplement.propose_supplement, code, office.official, TUESDAY, **ASKED)
    better = ASKED | {"requirements": ("Giấy chứng sinh",)}
    do(supplement.propose_supplement, code, office.official, TUESDAY, **better)
    assert [(each.state, each.requirements) for each in requests()] == [
        ("called_off", list(ASKED["requirements"])),
        ("proposed", ["Giấy chứng sinh"]),
    ]


def test_a_unit_that_finishes_its_step_needs_no_supplement_any_more(office) -> None:
    code = at_the_official(office)
    do(supplement.propose_supplement, code, office.official, TUESDAY, **ASKED)
    do(finishing.complete, code, office.official, TUESDAY)
    assert requests()[0].state == "called_off"
    assert to_issue(office.clerk) == []
    sound()


def test_the_counter_asks_and_the_clock_stands_still_from_then_on(office) -> None:
    code = asked(office)
    case = the_case(code)
    assert (case.status, case.stands_since_at) == (CaseStatus.SUPPLEMENT, TUESDAY + HOUR)
    assert to_issue(office.clerk) == []
    with pytest.raises(NotNow, match="stands still"):
        do(finishing.complete, code, office.official, TUESDAY + 2 * HOUR)
    slip = (
        db.session()
        .scalars(select(IssuedPaper).where(IssuedPaper.kind == "supplement_request"))
        .one()
    )
    assert slip.printed["number"] == "1/PBS-TTPVHCC"
    assert slip.printed["requirements"] == list(ASKED["requirements"])
    assert office.official.full_name in slip.printed["contact"]
    assert slip.printed["clerk"] == office.clerk.full_name
    (request,) = requests()
    assert (request.within_limit, request.counts_late, request.number) == (True, False, 1)
    sound()


def test_a_clerk_who_has_the_case_at_reception_asks_at_once(office) -> None:
    code = a_case(office).code
    with pytest.raises(Refused, match="still at the counter"):
        do(supplement.propose_supplement, code, office.clerk, MONDAY, **ASKED)
    do(supplement.request_supplement, code, office.clerk, MONDAY + HOUR, **ASKED)
    case = do(supplement.receive_supplement, code, office.clerk, TUESDAY)
    assert case.unit_id == office.units["counter"]
    sound()


def test_a_dossier_completed_at_reception_changes_hands_by_the_day_it_was_complete(office) -> None:
    thursday = MONDAY + 3 * DAY
    code = a_case(office).code
    do(supplement.request_supplement, code, office.clerk, MONDAY + HOUR, **ASKED)
    do(supplement.receive_supplement, code, office.clerk, thursday)
    do(finishing.complete, code, office.clerk, thursday + HOUR)
    (leg,) = db.session().scalars(select(Handover))
    assert leg.due_at == thursday.replace(hour=17)
    do(routing.accept, code, office.leader, thursday + 2 * HOUR)
    assert leg.leg_verdict == "on_time"
    sound()


def test_a_request_after_the_third_working_day_is_flagged_and_counts_as_late(office) -> None:
    code = asked(office, MONDAY + 4 * DAY)
    (request,) = requests()
    assert (request.within_limit, request.counts_late) == (False, True)
    lines = one_case.journal(db.session(), the_case(code).id)
    assert lines[-1].details["within_limit"] is False
    sound()


def test_after_a_supplement_the_term_starts_again_from_zero(office) -> None:
    code = asked(office)
    case = do(supplement.receive_supplement, code, office.clerk, MONDAY + 4 * DAY)
    assert case.due_at.astimezone(ZONE).isoformat() == "2026-11-26T17:00:00+07:00"
    assert "24/11" in case.due_reason_vi
    assert case.assignee_id == office.official.official_id
    first, second = one_case.due_changes(db.session(), case.id)
    assert (second.old_due_at, second.kind) == (first.new_due_at, Act.RECEIVE_SUPPLEMENT)
    assert requests()[0].state == "received"
    sound()


def test_a_second_request_needs_a_leader_with_a_ground_and_counts_as_late(office) -> None:
    code = asked(office)
    do(supplement.receive_supplement, code, office.clerk, TUESDAY + 2 * HOUR)
    later = TUESDAY + 3 * HOUR
    with pytest.raises(Refused, match="only a leader"):
        do(
            supplement.propose_supplement,
            code,
            office.official,
            later,
            override_reason=OVERRIDE,
            **ASKED,
        )
    with pytest.raises(Refused, match="unavoidable"):
        do(supplement.propose_supplement, code, office.leader, later, **ASKED)
    do(supplement.propose_supplement, code, office.leader, later, override_reason=OVERRIDE, **ASKED)
    do(supplement.request_supplement, code, office.clerk, later, **ASKED)
    second = requests()[-1]
    assert (second.number, second.counts_late, second.override_reason) == (2, True, OVERRIDE)
    assert second.override_by_id == office.leader.official_id
    do(supplement.receive_supplement, code, office.clerk, later + HOUR)
    with pytest.raises(Refused, match="no third"):
        do(
            supplement.propose_supplement,
            code,
            office.leader,
            later + HOUR,
            override_reason=OVERRIDE,
            **ASKED,
        )
    sound()


@pytest.fixture
def impatient(app: Flask):
    """An office whose procedure closes a case when the supplement has not come in five days."""
    content = replace(PROCEDURE, supplement=SupplementFile(close_after="5 working days"))
    return a_small_office(content)


def test_a_supplement_that_is_never_brought_closes_the_case_by_itself(impatient) -> None:
    code = asked(impatient)
    closes = requests()[0].close_by_at
    assert closes.astimezone(ZONE).isoformat() == "2026-11-25T17:00:00+07:00"
    with transaction() as session:
        assert supplement.close_expired_supplements(session, at=closes - HOUR) == 0
    for many in (1, 0):
        with transaction() as session:
            assert supplement.close_expired_supplements(session, at=closes + HOUR) == many
    case = the_case(code)
    assert (case.status, case.closed_at, case.unit_id) == (
        CaseStatus.STOPPED,
        closes + HOUR,
        None,
    )
    last = one_case.journal(db.session(), case.id)[-1]
    assert (last.act, last.official_id) == (Act.LAPSE, None)
    notice = paper_of(case.code, "stop_notice")
    assert notice is not None
    assert "Ảnh 4×6" in notice["reason"]
    assert "Giấy chứng sinh (1 bản chính)" in notice["given_back"]
    assert requests()[0].state == "lapsed"
    with pytest.raises(NotNow, match="closed"):
        do(supplement.receive_supplement, code, impatient.clerk, closes + 2 * HOUR)
    sound()


@pytest.mark.parametrize("policy", list(AmendmentPolicy))
def test_a_last_day_that_becomes_a_day_off_moves_on_and_the_applicant_is_told(
    impatient, policy: AmendmentPolicy
) -> None:
    administrator = an_actor(impatient, "quantri", Role.ADMINISTRATOR, "counter")
    code, at = asked(impatient), TUESDAY + 2 * HOUR
    closes = requests()[0].close_by_at
    day_off = CalendarChange((EnteredDay(closes.astimezone(ZONE).date(), False, "Nghỉ bão"),))
    shown = preview(db.session(), impatient.agency_id, day_off, policy, at=at)
    assert (shown.closings, shown.rows[0].closes_at) == (1, closes + DAY)
    seen = fingerprint_of(db.session(), impatient.agency_id)
    with transaction() as session:
        amend(session, day_off, policy, reason="Công điện 5", seen=seen, by=administrator, at=at)
    assert requests()[0].close_by_at == closes + DAY
    with transaction() as session:
        assert supplement.close_expired_supplements(session, at=closes + HOUR) == 0
    notice = db.session().scalars(select(Notice).where(Notice.event == "supplement_longer")).one()
    assert (notice.case_id, notice.official_id) == (the_case(code).id, None)
    assert notice.told["close_by_at"].startswith("2026-11-26T17:00")
    line = one_case.journal(db.session(), the_case(code).id)[-1]
    assert line.act == Act.AMEND_CALENDAR
    assert line.details["supplement_until_at"] == "2026-11-26T10:00:00+00:00"
    sound()


def test_one_run_closes_however_many_have_expired(
    impatient, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supplement, "PORTION", 2)
    codes = [asked(impatient) for _ in range(5)]
    clock.set(MONDAY + 60 * DAY)
    closing = scheduler.job_named("close-expired-supplements")
    assert [scheduler.run_once(closing).rows for _ in range(2)] == [5, 0]
    assert {the_case(code).status for code in codes} == {CaseStatus.STOPPED}
    sound()


def test_a_supplement_that_was_brought_closes_nothing(impatient) -> None:
    code = asked(impatient)
    do(supplement.receive_supplement, code, impatient.clerk, TUESDAY + DAY)
    with transaction() as session:
        assert supplement.close_expired_supplements(session, at=MONDAY + 60 * DAY) == 0


def test_a_case_that_went_on_in_another_way_keeps_no_other_from_closing(impatient) -> None:
    moved, late = asked(impatient), asked(impatient)
    with transaction() as session:
        gone = update(Case).where(Case.code == moved)
        session.execute(gone.values(status=CaseStatus.PROCESSING, stands_since_at=None))
    with transaction() as session:
        assert supplement.close_expired_supplements(session, at=MONDAY + 60 * DAY) == 1
    assert [the_case(code).status for code in (moved, late)] == ["processing", "stopped"]


def reminded(at: datetime) -> list[tuple[str | None, str]]:
    """Who is told what by a run of the reminders; nobody's name is an applicant's."""
    with transaction() as session:
        newest = session.scalar(select(func.max(Notice.id))) or 0
        many = remind_of_supplements(session, at=at)
        told = select(Official.username, Notice.event).select_from(Notice)
        of_officials = told.outerjoin(Official, Official.id == Notice.official_id)
        new = of_officials.where(Notice.id > newest).order_by(Official.username, Notice.id)
        rows = [tuple(row) for row in session.execute(new)]
    assert many == len(rows)
    return rows


def test_papers_that_came_back_to_the_counter_keep_a_case_open_and_the_counter_looks(
    impatient,
) -> None:
    code = asked(impatient)
    with transaction() as session:
        counter = impatient.units["counter"]
        find_folder(session, code, unit_id=counter, by=impatient.clerk, at=TUESDAY + 2 * HOUR)
    after = requests()[0].close_by_at + HOUR
    with transaction() as session:
        assert supplement.close_expired_supplements(session, at=after) == 0
    event = NoticeEvent.PAPERS_UNRECORDED
    assert reminded(after) == [("lan", event), ("mai", event)]
    assert reminded(after + HOUR) == []
    do(supplement.receive_supplement, code, impatient.clerk, after + HOUR)
    sound()


def test_the_applicant_is_reminded_once_three_working_days_before_the_end(impatient) -> None:
    code = asked(impatient)
    closes = requests()[0].close_by_at
    assert closes.astimezone(ZONE).date().isoformat() == "2026-11-25", "Tuesday is a day off"
    thursday, friday = MONDAY + 3 * DAY, MONDAY + 4 * DAY
    assert reminded(thursday.replace(hour=0) - HOUR) == []
    assert reminded(thursday) == [(None, NoticeEvent.SUPPLEMENT_ENDS)]
    assert reminded(friday) == []
    told = db.session().scalars(select(Notice.told).order_by(Notice.id.desc())).first()
    assert (told["code"], datetime.fromisoformat(told["close_by_at"])) == (code, closes)


def test_nobody_is_reminded_of_what_was_asked_today_or_came_back_to_the_counter(app) -> None:
    content = replace(PROCEDURE, supplement=SupplementFile(close_after="2 working days"))
    office = a_small_office(content)
    code = asked(office)
    assert reminded(TUESDAY + 2 * HOUR) == []
    with transaction() as session:
        counter = office.units["counter"]
        find_folder(session, code, unit_id=counter, by=office.clerk, at=TUESDAY + 2 * HOUR)
    assert reminded(TUESDAY + DAY) == []


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (4, "number = 2"),
        (4, "issued_at = NULL"),
        (5, "within_limit = NOT within_limit"),
        (5, "issued_at = close_by_at"),
        (4, "issued_at = proposed_at"),
        (4, "close_by_at = NULL"),
        (5, "ask_by_at = close_by_at"),
    ],
)
def test_a_request_changed_by_hand_does_not_stay_hidden(impatient, rule: int, change: str) -> None:
    asked(impatient)
    sound()
    with transaction() as session:
        session.connection().exec_driver_sql(f"UPDATE supplement_request SET {change}")
    assert rule in {breach.rule for breach in invariants.check(db.session())}


def test_a_promise_after_a_supplement_that_no_rule_gives_does_not_stay_hidden(office) -> None:
    code = asked(office)
    do(supplement.receive_supplement, code, office.clerk, TUESDAY + 2 * HOUR)
    with transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE due_change SET new_due_at = old_due_at WHERE kind = 'receive_supplement'"
        )
    assert {6, 10} <= {breach.rule for breach in invariants.check(db.session())}


def test_a_paper_that_the_journal_tells_of_is_missed(office) -> None:
    asked(office)
    with transaction() as session:
        session.connection().exec_driver_sql(
            "DELETE FROM issued_paper WHERE kind = 'supplement_request'"
        )
    assert [breach.rule for breach in invariants.check(db.session())] == [8]
