"""Apology and re-appointment: drafted by the unit, signed by the head, told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from onestop.accounts.models import Agency, Unit
from onestop.accounts.rules import Actor, Role, UnitKind
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Apology, Case, IssuedPaper
from onestop.cases.operations import apology, finishing, printing, routing, supplement, waiting
from onestop.cases.queries import invariants, one_case, outlook, print_centre
from onestop.cases.queries.apologies import spoilt
from onestop.cases.queries.explained import explained
from onestop.cases.queries.leading import answered_for
from onestop.cases.queries.stuck import piles
from onestop.cases.rules.apology import ApologyGate
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.paper import PaperKind
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused
from tests.accounts.makers import an_agency, sign_in
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
    the_actor,
)
from tests.cases.test_amendment import apply, off
from tests.cases.test_supplement import (
    ASKED,
    DAY,
    HOUR,
    TUESDAY,
    at_the_official,
    do,
    sound,
    the_case,
    to_issue,
)
from tests.pages import Page

NEW_DAY = date(2026, 11, 25)
DRAFT = {"circumstances": "Đang xác minh", "reason": "Chờ trả lời", "new_due_on": NEW_DAY}
LATE = MONDAY + 4 * DAY
"""Friday: the case was due on Thursday."""


@pytest.fixture
def office(app: Flask):
    return a_small_office()


@pytest.fixture
def code(office) -> str:
    return at_the_official(office)


def signed(office, code: str, at: datetime) -> None:
    do(apology.draft_apology, code, office.official, at, **DRAFT)
    do(apology.sign_apology, code, office.chair, at)


def re_appointed(office, code: str, at: datetime):
    signed(office, code, at)
    return do(apology.re_appoint, code, office.clerk, at, note="Đã gọi điện")


def the_apology() -> Apology:
    return db.session().scalars(select(Apology).order_by(Apology.id.desc())).first()


def test_an_apology_a_day_before_moves_the_promise_once(office, code) -> None:
    old = the_case(code).due_at
    do(apology.draft_apology, code, office.official, TUESDAY, **DRAFT)
    assert (to_issue(office.chair), to_issue(office.clerk)) == ([code], [])
    do(apology.sign_apology, code, office.chair, TUESDAY + HOUR)
    assert (to_issue(office.chair), to_issue(office.clerk)) == ([], [code])
    assert the_case(code).due_at == old
    case = do(apology.re_appoint, code, office.clerk, TUESDAY + 2 * HOUR)
    assert case.due_at.astimezone(ZONE).isoformat() == "2026-11-25T17:00:00+07:00"
    assert case.assignee_id == office.official.official_id
    assert to_issue(office.clerk) == []
    assert (the_apology().late, the_apology().state) == (False, "applied")
    change = one_case.due_changes(db.session(), case.id)[-1]
    assert (change.kind, change.old_due_at, change.reason) == (Act.RE_APPOINT, old, "Chờ trả lời")
    assert case.due_reason_vi == "hẹn lại, ngày hẹn cũ 19/11/2026: Chờ trả lời"
    assert explained(db.session(), case) is None
    letter = paper_of(case.code, "apology")
    assert letter is not None
    assert (letter["number"], letter["signer"]) == ("1/PXL", office.chair.full_name)
    assert letter["one_stop"] == db.session().get_one(Agency, office.agency_id).one_stop_name
    sound()


def test_an_apology_signed_too_late_is_issued_and_marked(office, code) -> None:
    case = re_appointed(office, code, LATE)
    assert the_apology().late is True
    assert case.due_at.astimezone(ZONE).date() == NEW_DAY
    line = one_case.journal(db.session(), case.id)[-2]
    assert line.details["apology_late"] is True
    sound()


def test_no_day_is_promised_that_came_while_the_apology_lay(office, code) -> None:
    do(apology.draft_apology, code, office.official, TUESDAY, **DRAFT)
    with pytest.raises(Refused, match="is over; have it drafted anew"):
        do(apology.sign_apology, code, office.chair, TUESDAY + 9 * DAY)
    do(apology.sign_apology, code, office.chair, TUESDAY + DAY)
    with pytest.raises(Refused, match="is over; have it drafted anew"):
        do(apology.re_appoint, code, office.clerk, TUESDAY + 9 * DAY)
    later = DRAFT | {"new_due_on": date(2026, 12, 2)}
    do(apology.draft_apology, code, office.official, TUESDAY + 9 * DAY, **later)
    do(apology.sign_apology, code, office.chair, TUESDAY + 9 * DAY)
    case = do(apology.re_appoint, code, office.clerk, TUESDAY + 9 * DAY)
    assert case.due_at.astimezone(ZONE).date() == date(2026, 12, 2)
    sound()


@pytest.mark.parametrize("sign_first", [False, True])
def test_no_day_is_promised_that_became_a_day_off(office, code, client, clock, sign_first) -> None:
    administrator = an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")
    do(apology.draft_apology, code, office.official, TUESDAY, **DRAFT)
    if sign_first:
        do(apology.sign_apology, code, office.chair, TUESDAY)
    (lost,) = spoilt(db.session(), office.agency_id, off(NEW_DAY))
    assert (lost.code, lost.state) == (code, "signed" if sign_first else "drafted")
    assert not spoilt(db.session(), office.agency_id, off(NEW_DAY + DAY))
    clock.set(TUESDAY + HOUR)
    sign_in(client, "quantri")
    asked = {"kind": "off", "day_on": f"{NEW_DAY:%d/%m/%Y}", "name": "Nghỉ", "reason": "QĐ 12"}
    answer = client.submit("/calendar/amendment", asked)
    shown = Page(answer.get_data(as_text=True)).text
    assert "Phiếu xin lỗi có ngày hẹn lại trở thành ngày nghỉ" in shown
    apply(administrator, off(NEW_DAY), at=TUESDAY + HOUR)
    passing = apology.re_appoint if sign_first else apology.sign_apology
    with pytest.raises(Refused, match="has become a day off; have it drafted anew"):
        do(passing, code, office.clerk if sign_first else office.chair, TUESDAY + HOUR)
    later = DRAFT | {"new_due_on": NEW_DAY + DAY}
    do(apology.draft_apology, code, office.official, TUESDAY + HOUR, **later)
    do(apology.sign_apology, code, office.chair, TUESDAY + HOUR)
    case = do(apology.re_appoint, code, office.clerk, TUESDAY + HOUR)
    assert case.due_at.astimezone(ZONE).date() == NEW_DAY + DAY
    sound()


def test_no_apology_is_signed_for_a_day_that_is_promised_anyway(office, code) -> None:
    do(apology.draft_apology, code, office.official, TUESDAY, **DRAFT)
    with transaction() as session:
        session.execute(update(Case).values(due_at=the_apology().new_due_at))
    with pytest.raises(Refused, match="meanwhile due on the new day or later"):
        do(apology.sign_apology, code, office.chair, TUESDAY)
    assert paper_of(code, "apology") is None


def test_a_second_re_appointment_is_refused_with_its_article(office, code) -> None:
    re_appointed(office, code, TUESDAY)
    later = DRAFT | {"new_due_on": date(2026, 11, 30)}
    with pytest.raises(Refused, match=r"no second .*article 19\.9"):
        do(apology.draft_apology, code, office.official, TUESDAY + DAY, **later)
    with pytest.raises(Refused, match="No signed apology"):
        do(apology.re_appoint, code, office.clerk, TUESDAY + DAY)


def test_only_the_head_signs_and_only_the_counter_changes_the_day(office, code) -> None:
    do(apology.draft_apology, code, office.official, TUESDAY, **DRAFT)
    for actor in (office.official, office.leader, office.clerk):
        with pytest.raises(NotPermitted):
            do(apology.sign_apology, code, actor, TUESDAY)
    do(apology.sign_apology, code, office.chair, TUESDAY)
    with pytest.raises(NotPermitted):
        do(apology.re_appoint, code, office.official, TUESDAY)


def test_a_new_draft_takes_the_place_of_one_that_nobody_was_told_of(office, code) -> None:
    signed(office, code, TUESDAY)
    do(apology.draft_apology, code, office.official, TUESDAY, **DRAFT)
    states = db.session().scalars(select(Apology.state).order_by(Apology.id)).all()
    assert states == ["called_off", "drafted"]
    sound()


def letters(office) -> list[tuple[bool, bool]]:
    """Of each form 04, whether it is owed on paper and whether it still counts."""
    owed = {row.id for row in print_centre.owed(db.session(), office.clerk).rows}
    found = select(IssuedPaper).where(IssuedPaper.kind == PaperKind.APOLOGY)
    ordered = db.session().scalars(found.order_by(IssuedPaper.id))
    return [(paper.id in owed, paper.voided_at is None) for paper in ordered]


@pytest.mark.parametrize("reason", ["draft", "stop", "supplement"])
def test_a_signed_apology_that_is_called_off_is_void(office, code, client, reason: str) -> None:
    """Nobody may print it, and whoever scans it hears nothing of its dead day (L1)."""
    signed(office, code, TUESDAY)
    assert letters(office) == [(True, True)]
    ended = TUESDAY + HOUR
    if reason == "draft":
        do(apology.draft_apology, code, office.official, ended, **DRAFT)
        do(apology.sign_apology, code, office.chair, ended)
    elif reason == "stop":
        do(waiting.stop, code, office.official, ended, reason="Chờ kết luận thanh tra")
    else:
        do(supplement.propose_supplement, code, office.official, ended, **ASKED)
        do(supplement.request_supplement, code, office.clerk, ended, **ASKED)
    assert letters(office)[0] == (False, False)
    assert letters(office)[1:] == ([(True, True)] if reason == "draft" else [])
    void = select(IssuedPaper).where(IssuedPaper.voided_at.is_not(None))
    paper = db.session().scalars(void).one()
    assert paper.voided_at == ended
    with pytest.raises(Refused, match="1/PXL is void"), transaction() as session:
        printing.print_papers(session, [paper.id], by=office.clerk, at=ended)
    link = paper.printed["look_up_link"].removeprefix("http://localhost")
    told = client.page(link).text
    assert "không còn giá trị" in told
    assert "giấy thật" not in told
    assert "25/11/2026" not in told
    sound()


def test_an_apology_loses_its_reason_when_the_clock_stands_or_the_result_is_there(
    office, code
) -> None:
    do(apology.draft_apology, code, office.official, TUESDAY, **DRAFT)
    do(supplement.propose_supplement, code, office.official, TUESDAY, **ASKED)
    do(supplement.request_supplement, code, office.clerk, TUESDAY, **ASKED)
    assert the_apology().state == "called_off"
    do(supplement.receive_supplement, code, office.clerk, TUESDAY + HOUR)
    do(apology.draft_apology, code, office.official, TUESDAY + HOUR, **DRAFT)
    do(finishing.complete, code, office.official, TUESDAY + 2 * HOUR)
    do(routing.accept, code, office.chair, TUESDAY + 3 * HOUR)
    assert the_apology().state == "drafted"
    do(finishing.complete, code, office.chair, TUESDAY + 4 * HOUR, result=granted(TUESDAY))
    do(routing.accept, code, office.clerk, TUESDAY + 5 * HOUR)
    assert the_apology().state == "called_off"
    sound()


def gate(kind: ApologyGate) -> None:
    with transaction() as session:
        apology.set_gate(session, "H29.30.12", kind)


def test_a_late_case_goes_to_signature_unexcused_and_that_is_told(office, code) -> None:
    case = do(finishing.complete, code, office.official, LATE)
    assert one_case.journal(db.session(), case.id)[-1].details["unexcused"] is True


def test_a_shut_gate_holds_a_late_case_back_until_the_apology_is_signed(office, code) -> None:
    gate(ApologyGate.REQUIRE)
    with pytest.raises(Refused, match="draft the apology first"):
        do(finishing.complete, code, office.official, LATE)
    signed(office, code, LATE)
    case = do(finishing.complete, code, office.official, LATE)
    assert "unexcused" not in one_case.journal(db.session(), case.id)[-1].details


def test_an_open_gate_asks_nothing_and_one_in_time_neither(office, code) -> None:
    gate(ApologyGate.OFF)
    case = do(finishing.complete, code, office.official, LATE)
    assert "unexcused" not in one_case.journal(db.session(), case.id)[-1].details
    in_time = at_the_official(office)
    gate(ApologyGate.REQUIRE)
    do(finishing.complete, in_time, office.official, TUESDAY)


def test_the_gate_of_an_unknown_agency_is_not_set(app: Flask) -> None:
    with pytest.raises(NotFound), transaction() as session:
        apology.set_gate(session, "H99", ApologyGate.OFF)


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (2, "new_due_at = old_due_at"),
        (3, "late = NOT late"),
        (3, "signed_at = new_due_at"),
    ],
)
def test_an_apology_changed_by_hand_does_not_stay_hidden(office, code, rule, change) -> None:
    re_appointed(office, code, TUESDAY)
    sound()
    with transaction() as session:
        session.connection().exec_driver_sql(f"UPDATE apology SET {change}")
    assert rule in {breach.rule for breach in invariants.check(db.session())}


def test_the_head_of_the_agency_that_settles_signs_for_its_delay(app: Flask) -> None:
    elsewhere = an_agency("H29.99")
    steps = tuple(
        replace(each, unit="H29.99/culture") if each.kind == "appraise" else each for each in ROUTE
    )
    with transaction() as session:
        unit = Unit(agency_id=elsewhere, key="leaders", name="Lãnh đạo", kind=UnitKind.LEADERS)
        session.add(unit)
    office = a_small_office(replace(PROCEDURE, steps=steps))
    official = the_actor(elsewhere, "gan", Role.OFFICIAL, "culture")
    head = the_actor(elsewhere, "dung", Role.AGENCY_LEADER, "leaders")
    code = a_case(office).code
    do(finishing.complete, code, office.clerk, MONDAY)
    do(routing.accept, code, office.leader, MONDAY + HOUR)
    with pytest.raises(NotFound):
        one_case.case_for(db.session(), head, code)
    do(finishing.complete, code, office.leader, MONDAY + 2 * HOUR)
    do(routing.accept, code, official, TUESDAY)
    assert answers_for(head, code)
    assert answers_for(office.chair, code)
    do(apology.draft_apology, code, official, TUESDAY, **DRAFT)
    assert (to_issue(head), to_issue(office.chair)) == ([code], [])
    assert one_case.case_for(db.session(), head, code).code == code
    with pytest.raises(NotPermitted):
        do(apology.sign_apology, code, office.chair, TUESDAY)
    do(apology.sign_apology, code, head, TUESDAY)
    case = do(apology.re_appoint, code, office.clerk, TUESDAY)
    assert case.due_at.astimezone(ZONE).date() == NEW_DAY
    do(finishing.complete, code, official, TUESDAY + HOUR)
    assert not answers_for(head, code)
    sound()


def answers_for(head: Actor, code: str) -> bool:
    """Whether the case stands among those that are late for that head, and can be opened."""
    session, scope = db.session(), answered_for(db.session(), head)
    case, at = one_case.case_for(session, head, code), LATE + 9 * DAY
    rows, _ = outlook.urgent(session, scope, outlook.Choice(), until=at)
    lying = piles(session, scope, calendar_of(session, case.agency_id), at=at)
    stuck = {each.code for pile in lying for each in pile.rows}
    assert stuck == {row.code for row in rows}
    return code in stuck


def test_the_draft_begins_with_what_the_case_says(office, code, client, clock) -> None:
    clock.set(TUESDAY)
    sign_in(client, "thinh")
    page = client.page(f"/cases/{code}/do/draft_apology")
    filled = page.filled(page.form())
    assert filled["circumstances"].startswith("Hồ sơ đang ở bước “Thẩm định hồ sơ” tại ")
    assert filled["reason"].startswith("Cần thêm thời gian để hoàn thành bước “Thẩm định hồ sơ”")
    answer = client.send(page, {"reason": "thiếu người"})
    assert answer.status_code == 303
    assert f"{the_apology().new_due_at.astimezone(ZONE):%d/%m/%Y}" == filled["new_due"]
