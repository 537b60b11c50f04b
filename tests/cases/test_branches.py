"""Coordinating branches, findings, variants, duties, and steps in another agency."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from onestop.accounts.models import Unit
from onestop.accounts.rules import Role
from onestop.cases.models import CaseStep, IssuedPaper
from onestop.cases.operations import (
    apology,
    coordination,
    ending,
    finishing,
    routing,
    supplement,
    waiting,
)
from onestop.cases.operations.deadlines import flag_overdue
from onestop.cases.queries import trays
from onestop.cases.queries.invariants import check
from onestop.cases.rules.apology import ApologyGate
from onestop.cases.rules.lifecycle import Act, CaseStatus
from onestop.cases.rules.trays import Tray
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused
from onestop.procedures.files import StepFile, VariantFile
from tests.accounts.makers import an_agency, an_official, sign_in
from tests.cases import driving
from tests.cases.makers import (
    MONDAY,
    PROCEDURE,
    ROUTE,
    a_case,
    a_small_office,
    ask_for_papers,
    the_actor,
)
from tests.pages import PageClient

HOUR = timedelta(hours=1)
RECEIVE, ASSIGN, APPRAISE, SIGN, RETURN = ROUTE
TAX = StepFile("Xác định thuế", "process", "counter", "clerk", "4 working hours",
               branch="tax", beside=3, joins=6)  # fmt: skip
TAX_AGAIN = replace(TAX, name="Soát thuế")


def office_with(*steps, **more):
    return a_small_office(replace(PROCEDURE, steps=steps, **more))


def do(operation, code, by, hours=1, **more):
    with transaction() as session:
        return operation(session, code, seen=None, by=by, at=MONDAY + hours * HOUR, **more)


def to_appraisal(office, code):
    do(finishing.complete, code, office.clerk)
    do(routing.accept, code, office.leader, 2)
    do(finishing.complete, code, office.leader, 3)


def states(code):
    db.session().expire_all()
    rows = db.session().execute(
        select(CaseStep.name, CaseStep.state).order_by(CaseStep.position, CaseStep.round)
    )
    return [(row.name, str(row.state)) for row in rows]


def sound():
    assert list(check(db.session())) == []


@pytest.fixture
def branched(app):
    return office_with(RECEIVE, ASSIGN, APPRAISE, TAX, TAX_AGAIN, SIGN, RETURN)


def test_a_branch_begins_with_its_step_and_the_join_waits_for_it(branched):
    office, code = branched, a_case(branched).code
    with pytest.raises(NotPermitted):
        do(coordination.contribute, code, office.clerk)
    to_appraisal(office, code)
    assert dict(states(code))["Xác định thuế"] == "open"
    with pytest.raises(Refused, match="Wait for Bộ phận Một cửa: “Xác định thuế”"):
        do(finishing.complete, code, office.official, 4)
    do(coordination.contribute, code, office.clerk, 4, note="đủ")
    assert dict(states(code))["Soát thuế"] == "open"
    with pytest.raises(Refused, match="Soát thuế"):
        do(finishing.complete, code, office.official, 5)
    do(coordination.contribute, code, office.clerk, 5, note="đủ")
    do(finishing.complete, code, office.official, 6)
    sound()


def test_a_branch_lies_in_the_tray_of_its_unit_and_of_no_other(branched):
    office, code = branched, a_case(branched).code
    to_appraisal(office, code)
    for actor, many in ((office.clerk, 1), (office.official, 0), (office.chair, 0)):
        page = trays.tray(db.session(), actor, Tray.COORDINATING)
        assert len(page.rows) == many
        assert trays.tray_counts(db.session(), actor)[Tray.COORDINATING] == many
    row = trays.tray(db.session(), office.clerk, Tray.COORDINATING).rows[0]
    assert (row.code, row.step_name) == (code, "Xác định thuế")
    with pytest.raises(NotPermitted):
        do(coordination.contribute, code, office.official, 4)


def test_a_withdrawn_case_ends_its_branches(branched):
    office, code = branched, a_case(branched).code
    to_appraisal(office, code)
    do(ending.withdraw, code, office.clerk, 4, reason="đổi ý")
    assert dict(states(code))["Xác định thuế"] == "dropped"
    sound()


def test_a_standstill_moves_the_branch_on(branched):
    office, code = branched, a_case(branched).code
    to_appraisal(office, code)
    step = select(CaseStep.due_at).where(CaseStep.name == "Xác định thuế")
    due_at = db.session().scalar(step)
    do(waiting.notify_duty, code, office.official, 4)
    do(waiting.receive_duty, code, office.clerk, 28)
    db.session().expire_all()
    assert db.session().scalar(step) == due_at + timedelta(days=1)
    sound()


def test_a_branch_step_that_begins_in_a_standstill_gains_only_what_stood_since(branched):
    office, code = branched, a_case(branched).code
    to_appraisal(office, code)
    do(waiting.notify_duty, code, office.official, 4)
    do(coordination.contribute, code, office.clerk, 48)
    step = select(CaseStep.due_at).where(CaseStep.name == "Soát thuế")
    due_at = db.session().scalar(step)
    do(waiting.receive_duty, code, office.clerk, 49)
    db.session().expire_all()
    assert db.session().scalar(step) == due_at + HOUR
    sound()


def test_after_a_supplement_a_branch_has_its_whole_time_again(branched):
    office, code = branched, a_case(branched).code
    to_appraisal(office, code)
    step = select(CaseStep).where(CaseStep.name == "Xác định thuế")
    ask_for_papers(office, code, office.official, at=MONDAY + 4 * HOUR)
    do(supplement.receive_supplement, code, office.clerk, 72)
    db.session().expire_all()
    assert db.session().scalars(step).one().due_at == MONDAY + 72 * HOUR + timedelta(hours=5.5)
    with transaction() as session:
        assert flag_overdue(session, at=MONDAY + 73 * HOUR) == 0
    sound()


@pytest.mark.parametrize("found", [True, False])
def test_a_step_that_needs_a_finding_is_taken_or_dropped(app, *, found):
    visit = StepFile("Xác minh", "process", "culture", "official", "4 working hours",
                     finding="Phải xác minh")  # fmt: skip
    office = office_with(RECEIVE, ASSIGN, APPRAISE, visit, SIGN, RETURN)
    code = a_case(office).code
    to_appraisal(office, code)
    with pytest.raises(Refused, match="not asked for"):
        do(finishing.complete, code, office.official, 4, findings=("Lạ",))
    findings = ("Phải xác minh",) if found else ()
    case = do(finishing.complete, code, office.official, 4, findings=findings)
    assert (case.step_position, dict(states(code))["Xác minh"]) == (
        (4, "open") if found else (5, "dropped")
    )
    sound()


@pytest.mark.parametrize(("variant", "names"), [("", 5), ("hard", 6)])
def test_a_step_of_a_variant_is_on_the_way_of_that_variant_only(app, variant, names):
    extra = StepFile("Xác minh", "process", "culture", "official", "4 working hours",
                     variant="hard")  # fmt: skip
    office = office_with(
        RECEIVE, ASSIGN, APPRAISE, extra, SIGN, RETURN, variants=(VariantFile("hard", "Khó"),)
    )
    code = a_case(office, variant=variant).code
    assert len(states(code)) == names


def test_the_clock_stands_in_a_duty_and_the_receipt_leads_on(app):
    duty = StepFile("Nhận biên lai", "duty", "counter", "clerk")
    office = office_with(RECEIVE, ASSIGN, APPRAISE, duty, SIGN, RETURN)
    code = a_case(office).code
    to_appraisal(office, code)
    do(finishing.complete, code, office.official, 4)
    case = do(routing.accept, code, office.clerk, 5)
    assert case.status == CaseStatus.FINANCIAL_DUTY
    due_at = case.due_at
    case = do(waiting.receive_duty, code, office.clerk, 29)
    assert case.due_at == due_at + timedelta(days=1)
    assert (case.step_position, case.holding) == (5, "offered")
    do(routing.accept, code, office.chair, 30)
    do(finishing.send_back, code, office.chair, 31, position=3, reason="xem lại")
    again = [name for name, state in states(code) if state in ("planned", "offered")]
    assert again.count("Nhận biên lai") == 0
    sound()


def test_a_late_case_is_not_led_past_the_shut_gate_by_its_payment(app):
    duty = StepFile("Nhận biên lai", "duty", "counter", "clerk")
    office = office_with(RECEIVE, ASSIGN, APPRAISE, duty, SIGN, RETURN)
    with transaction() as session:
        apology.set_gate(session, "H29.30.12", ApologyGate.REQUIRE)
    code, late = a_case(office).code, 24 * 14
    to_appraisal(office, code)
    do(finishing.complete, code, office.official, late)
    do(routing.accept, code, office.clerk, late + 1)
    case = do(waiting.receive_duty, code, office.clerk, late + 2)
    assert (case.step_position, case.status) == (4, CaseStatus.PROCESSING)
    with pytest.raises(Refused, match="draft the apology first"):
        do(finishing.complete, code, office.clerk, late + 3)
    day = (MONDAY + timedelta(days=16)).date()
    excuse = {"circumstances": "đã nộp thuế", "reason": "thiếu người", "new_due_on": day}
    do(apology.draft_apology, code, office.clerk, late + 3, **excuse)
    do(apology.sign_apology, code, office.chair, late + 3)
    case = do(finishing.complete, code, office.clerk, late + 4)
    assert (case.step_position, case.holding) == (5, "offered")
    sound()


def test_another_agency_has_its_step_and_nothing_else_of_the_house(app, client: PageClient):
    elsewhere = an_agency("H29.99")
    stranger = an_official(elsewhere, "xa", Role.OFFICIAL, "culture")
    office = office_with(RECEIVE, ASSIGN, replace(APPRAISE, unit="H29.99/culture"), SIGN, RETURN)
    actor = the_actor(elsewhere, "gan", Role.OFFICIAL, "culture")
    case = a_case(office)
    wanted = select(Unit.id).where(Unit.agency_id == elsewhere, Unit.key == "culture")
    assert actor.unit_ids == {db.session().scalar(wanted)}
    with pytest.raises(NotFound):
        do(routing.accept, case.code, actor)
    do(finishing.complete, case.code, office.clerk)
    do(routing.accept, case.code, office.leader, 2)
    do(finishing.complete, case.code, office.leader, 3)
    assert trays.tray(db.session(), actor, Tray.TO_ACCEPT).rows[0].code == case.code
    do(routing.accept, case.code, actor, 4)
    with pytest.raises(NotPermitted):
        do(ending.withdraw, case.code, actor, 5, reason="không được")
    sign_in(client, stranger.username)
    page = client.page(f"/cases/{case.code}").text
    assert "Thẩm định hồ sơ" in page
    assert "Tờ khai đăng ký khai sinh" in page
    assert "Phân công thụ lý" not in page
    assert "Giấy tiếp nhận" not in page
    assert client.get(f"/cases/{case.code}/journal").status_code == 404
    for paper_id in db.session().scalars(select(IssuedPaper.id)):
        assert client.get(f"/papers/{paper_id}/0.pdf").status_code == 404
    do(finishing.complete, case.code, actor, 6)
    driving.travel((office.clerk, office.chair), office.clerk, case.code, at=MONDAY + 7 * HOUR)
    sound()


def test_the_page_asks_what_was_found(app, client: PageClient):
    visit = StepFile("Xác minh", "process", "leaders", "agency_leader", "4 working hours",
                     finding="Phải xác minh")  # fmt: skip
    office = office_with(RECEIVE, ASSIGN, APPRAISE, visit, SIGN, RETURN)
    code = a_case(office).code
    to_appraisal(office, code)
    sign_in(client, "thinh")
    acts = driving.choices((office.official,), driving.case_of(office.clerk, code))
    name = next(each.act for each in acts if each.act in (Act.COMPLETE, Act.HAND_OVER)).value
    page = client.page(f"/cases/{code}/do/{name}")
    assert "Phải xác minh" in page.text
    path = f"/cases/{code}/do/{name}"
    form = next(form for form in page.all("form") if "do/" in (form.get("action") or "do/"))
    fields = page.filled(form) | {"findings": ["Phải xác minh"]}
    assert client.post(path, data=fields, buffered=True).status_code == 303
    assert dict(states(code))["Xác minh"] == "offered"
