"""A case is forwarded to the one-stop unit of another agency, and comes back from there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from onestop.accounts.models import Official
from onestop.accounts.rules import Role
from onestop.calendars.rules import EnteredDay
from onestop.cases.models import Case, CaseStep, Handover
from onestop.cases.operations import (
    apology,
    ending,
    finishing,
    forwarding,
    routing,
    supplement,
    waiting,
)
from onestop.cases.operations.deadlines import prepare_apologies
from onestop.cases.operations.transfer import transfer
from onestop.cases.queries import amendment, one_case, outlook, public, trays
from onestop.cases.queries.invariants import check
from onestop.cases.queries.leading import answered_for
from onestop.cases.rules import permission
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.promise import CalendarChange
from onestop.cases.rules.trays import Tray
from onestop.db import db, transaction
from onestop.errors import NotPermitted, Refused, SaidNo
from onestop.notices.models import Notice
from onestop.procedures.files import StepFile
from tests.accounts.makers import an_agency, sign_in
from tests.cases import driving
from tests.cases.makers import (
    MONDAY,
    PROCEDURE,
    ROUTE,
    ZONE,
    a_case,
    a_small_office,
    an_actor,
    the_actor,
)
from tests.conftest import MORNING
from tests.pages import Page

HOUR = timedelta(hours=1)
RECEIVE, ASSIGN, APPRAISE, SIGN, RETURN = ROUTE
VISIT = StepFile("Xác minh", "process", "culture", "official", "4 working hours",
                 finding="Phải xác minh")  # fmt: skip
PLEASE = "Xác nhận tình trạng hôn nhân"


@pytest.fixture
def office(app):
    return a_small_office(
        replace(PROCEDURE, steps=(RECEIVE, ASSIGN, APPRAISE, VISIT, SIGN, RETURN))
    )


@pytest.fixture
def elsewhere(office):
    """The clerk of another agency's one-stop unit."""
    return the_actor(an_agency("H29.99"), "xuan", Role.CLERK, "counter")


def do(operation, code, by, hours=1.0, **more):
    with transaction() as session:
        operation(session, code, seen=None, by=by, at=MONDAY + hours * HOUR, **more)
    return the_case(code)


def the_case(code):
    db.session().expire_all()
    return db.session().scalars(select(Case).where(Case.code == code)).one()


def to_appraisal(office):
    code = a_case(office).code
    do(finishing.complete, code, office.clerk)
    do(routing.accept, code, office.leader, 2)
    do(finishing.complete, code, office.leader, 3)
    return code


def forwarded(office, elsewhere, code=None, hours=4.0, **more):
    """A case on its way from the appraising official to the other one-stop unit."""
    code = code or to_appraisal(office)
    asked = {"unit_id": elsewhere.posts[0].unit_id, "content": PLEASE, "due_on": date(2026, 11, 18)}
    do(forwarding.forward, code, office.official, hours, **asked | more)
    return code


def way(code):
    """The visits that were not dropped: position, round, name and state."""
    db.session().expire_all()
    rows = db.session().execute(
        select(CaseStep.position, CaseStep.round, CaseStep.name, CaseStep.state)
        .join(Case, Case.id == CaseStep.case_id)
        .where(Case.code == code, CaseStep.state != "dropped")
        .order_by(CaseStep.position, CaseStep.round)
    )
    return [tuple(row) for row in rows]


def step(code, position, number):
    case = the_case(code)
    return next(s for s in case.steps if (s.position, s.round) == (position, number))


def sound():
    assert list(check(db.session())) == []


def test_a_forwarded_case_comes_back_to_the_step_that_it_left_and_goes_on(office, elsewhere):
    code = forwarded(office, elsewhere)
    due_at = the_case(code).due_at
    assert way(code)[2:5] == [
        (3, 1, "Thẩm định hồ sơ", "done"),
        (3, 2, PLEASE, "offered"),
        (3, 3, "Thẩm định hồ sơ", "planned"),
    ]
    do(routing.accept, code, elsewhere, 5)
    assert step(code, 3, 2).due_at.astimezone(ZONE) == datetime(2026, 11, 18, 17, tzinfo=ZONE)
    do(finishing.complete, code, elsewhere, 26, note="đã xác nhận")
    assert step(code, 3, 2).verdict == "early"
    case = do(routing.accept, code, office.official, 27)
    assert (case.step_position, case.step_round) == (3, 3)
    case = do(finishing.complete, code, office.official, 28)
    assert (case.step_position, case.due_at) == (5, due_at)
    legs = db.session().scalars(select(Handover).order_by(Handover.id)).all()
    assert [leg.leg_verdict for leg in legs[1:3]] == ["on_time", "on_time"]
    driving.travel((office.chair, office.clerk), office.clerk, code, at=MONDAY + 29 * HOUR)
    sound()


def test_the_step_goes_on_in_the_time_that_was_left(office, elsewhere):
    code = forwarded(office, elsewhere, hours=6)
    do(routing.accept, code, elsewhere, 7)
    do(finishing.complete, code, elsewhere, 24)
    do(routing.accept, code, office.official, 24)
    assert step(code, 3, 3).allotted == "6 working hours"
    assert step(code, 3, 3).due_at == MONDAY + 31.5 * HOUR


def test_a_step_that_was_late_has_a_quarter_of_an_hour_left(office, elsewhere):
    code = forwarded(office, elsewhere, hours=48, due_on=date(2026, 11, 19))
    assert step(code, 3, 1).verdict == "late"
    assert step(code, 3, 3).allotted == "0.25 working hours"


def test_a_supplement_gives_the_step_its_whole_time_again(office, elsewhere):
    code = forwarded(office, elsewhere, hours=6)
    do(routing.accept, code, elsewhere, 7)
    do(finishing.complete, code, elsewhere, 24)
    do(routing.accept, code, office.official, 24)
    papers = {"requirements": ("Bản sao hộ chiếu",), "reason": "thiếu"}
    do(supplement.propose_supplement, code, office.official, 25, **papers)
    do(supplement.request_supplement, code, office.clerk, 25, **papers)
    do(supplement.receive_supplement, code, office.clerk, 48)
    assert step(code, 3, 3).due_at == MONDAY + 72 * HOUR
    sound()


@pytest.mark.parametrize("undo", ["decline", "take_back"])
def test_a_forwarding_that_is_not_accepted_leaves_no_visit_behind(office, elsewhere, undo):
    code = to_appraisal(office)
    before, due_at = way(code), step(code, 3, 1).due_at
    forwarded(office, elsewhere, code)
    if undo == "decline":
        case = do(routing.decline, code, elsewhere, 5, reason="không thuộc thẩm quyền")
    else:
        case = do(routing.take_back, code, office.official, 5)
    assert way(code) == before
    assert (case.unit_id, step(code, 3, 1).due_at) == (office.units["culture"], due_at)
    sound()
    forwarded(office, elsewhere, code, 6)
    assert (step(code, 3, 4).state, step(code, 3, 5).state) == ("offered", "planned")
    sound()


def test_it_is_handed_back_undone_with_a_reason_to_whoever_forwarded_it(office, elsewhere):
    code = forwarded(office, elsewhere)
    do(routing.accept, code, elsewhere, 5)
    with pytest.raises(Refused, match="earlier step"):
        do(finishing.send_back, code, elsewhere, 6, position=1, reason="thiếu")
    case = do(finishing.send_back, code, elsewhere, 6, position=3, reason="thiếu giấy tờ")
    assert (case.unit_id, case.step_position, case.step_round) == (office.units["culture"], 3, 3)
    case = do(routing.take_back, code, elsewhere, 7)
    assert (case.step_position, case.step_round) == (3, 2)
    assert step(code, 3, 3).state == "planned"
    do(finishing.send_back, code, elsewhere, 8, position=3, reason="thiếu giấy tờ")
    do(routing.accept, code, office.official, 9)
    assert do(finishing.complete, code, office.official, 10).step_position == 5
    sound()


def test_a_case_sent_back_later_visits_the_step_with_its_whole_time_and_not_the_other_unit(
    office, elsewhere
):
    code = forwarded(office, elsewhere)
    do(routing.accept, code, elsewhere, 5)
    do(finishing.complete, code, elsewhere, 6)
    do(routing.accept, code, office.official, 7)
    do(finishing.complete, code, office.official, 24)
    do(routing.accept, code, office.chair, 25)
    do(finishing.send_back, code, office.chair, 26, position=3, reason="xem lại")
    again = step(code, 3, 4)
    assert (again.name, again.allotted) == ("Thẩm định hồ sơ", "8 working hours")
    assert again.state == "offered"
    sound()


def test_what_was_found_is_asked_after_the_case_has_come_back(office, elsewhere):
    code = forwarded(office, elsewhere)
    do(routing.accept, code, elsewhere, 5)
    with pytest.raises(Refused, match="not asked for"):
        do(finishing.complete, code, elsewhere, 6, findings=("Phải xác minh",))
    do(finishing.complete, code, elsewhere, 6)
    do(routing.accept, code, office.official, 7)
    case = do(finishing.complete, code, office.official, 8, findings=("Phải xác minh",))
    assert case.step_position == 4
    do(forwarding.forward, code, office.official, 9, unit_id=elsewhere.posts[0].unit_id,
       content=PLEASE, due_on=date(2026, 11, 18))  # fmt: skip
    do(routing.accept, code, elsewhere, 10)
    case = do(finishing.complete, code, elsewhere, 11)
    assert (case.step_position, case.unit_id) == (4, office.units["culture"])
    sound()


def test_the_other_unit_neither_stops_the_clock_nor_forwards_on(office, elsewhere):
    code = forwarded(office, elsewhere)
    do(routing.accept, code, elsewhere, 5)
    for operation, more in (
        (waiting.stop, {"reason": "chờ"}),
        (waiting.notify_duty, {}),
        (supplement.propose_supplement, {"reason": "thiếu", "requirements": ("Tờ khai",)}),
        (ending.withdraw, {"reason": "thôi"}),
        (forwarding.forward, {"unit_id": 1, "content": "x", "due_on": date(2026, 11, 18)}),
    ):
        with pytest.raises(NotPermitted):
            do(operation, code, elsewhere, 6, **more)
    acts = one_case.acts_open_to(db.session(), the_case(code), elsewhere)
    assert set(acts) == {Act.HAND_OVER, Act.ASSIGN, Act.SEND_BACK}
    do(ending.withdraw, code, office.clerk, 7, reason="không còn nhu cầu")
    assert {state for *_, state in way(code)} == {"done"}
    sound()


def test_the_unit_that_forwarded_apologises_while_another_agency_has_the_case(office, elsewhere):
    code = forwarded(office, elsewhere)
    do(routing.accept, code, elsewhere, 5)
    late = the_case(code).due_at + HOUR
    with transaction() as session:
        assert prepare_apologies(session, at=late) == 1
    told = select(Official.username).join(Notice, Notice.official_id == Official.id)
    assert db.session().scalars(told.where(Notice.created_at == late)).all() == ["tung"]
    hours = (late - MONDAY) / HOUR
    draft = {"circumstances": PLEASE, "reason": "Chờ trả lời", "new_due_on": date(2026, 11, 26)}
    with pytest.raises(NotPermitted):
        do(apology.draft_apology, code, elsewhere, hours, **draft)
    case = do(apology.draft_apology, code, office.official, hours, **draft)
    assert [each.agency_id for each in case.apologies] == [office.agency_id]
    do(apology.sign_apology, code, office.chair, hours)
    case = do(apology.re_appoint, code, office.clerk, hours)
    assert case.due_at.astimezone(ZONE).date() == draft["new_due_on"]
    do(finishing.complete, code, elsewhere, hours + 1)
    do(routing.accept, code, office.official, hours + 2)
    sound()


def test_a_leader_of_the_other_unit_sees_the_late_case_and_is_offered_no_apology(office, elsewhere):
    leader = the_actor(elsewhere.agency_id, "khanh", Role.UNIT_LEADER, "counter")
    code = forwarded(office, elsewhere)
    do(routing.accept, code, elsewhere, 5)
    scope = answered_for(db.session(), leader)
    due_at = the_case(code).due_at
    (row,), _ = outlook.urgent(db.session(), scope, outlook.Choice(), until=due_at)
    assert permission.permitted(Act.ASSIGN, row.where, leader)
    assert not permission.permitted(Act.DRAFT_APOLOGY, row.where, leader)


def test_the_deadline_is_a_working_day_to_come_and_not_after_the_promise(office, elsewhere):
    code = to_appraisal(office)
    for day, told in (
        (date(2026, 11, 15), "working day to come"),
        (date(2026, 11, 13), "working day to come"),
        (date(2026, 11, 20), "due on 2026-11-19"),
    ):
        with pytest.raises(Refused, match=told):
            forwarded(office, elsewhere, code, due_on=day)
    forwarded(office, elsewhere, code, hours=96, due_on=date(2026, 11, 23))
    sound()


def test_it_goes_to_a_one_stop_unit_of_another_agency_and_to_no_other(office, elsewhere):
    code = to_appraisal(office)
    assert Act.FORWARD not in one_case.acts_open_to(db.session(), the_case(code), office.clerk)
    for unit_id in (office.units["counter"], elsewhere.posts[0].unit_id + 1, 999):
        with pytest.raises(Refused, match="one-stop unit of another agency"):
            forwarded(office, elsewhere, code, unit_id=unit_id)
    with pytest.raises(Refused, match="what the other"):
        forwarded(office, elsewhere, code, content="")


def test_where_there_is_no_other_one_stop_unit_nothing_is_forwarded(office):
    code = to_appraisal(office)
    assert Act.FORWARD not in one_case.acts_open_to(db.session(), the_case(code), office.official)


def test_a_step_that_waits_for_a_payment_is_not_forwarded(app):
    duty = StepFile("Nộp thuế", "duty", "culture", "unit_leader")
    side = StepFile("Phối hợp", "process", "leaders", "agency_leader", "4 working hours",
                    branch="b", beside=2, joins=4)  # fmt: skip
    office = a_small_office(replace(PROCEDURE, steps=(RECEIVE, duty, side, APPRAISE, SIGN, RETURN)))
    elsewhere = the_actor(an_agency("H29.99"), "xuan", Role.CLERK, "counter")
    code = a_case(office).code
    do(finishing.complete, code, office.clerk)
    do(routing.accept, code, office.leader, 2)
    do(waiting.receive_duty, code, office.clerk, 3)
    asked = {"unit_id": elsewhere.posts[0].unit_id, "content": PLEASE, "due_on": date(2026, 11, 18)}
    with pytest.raises(Refused, match="waits for the payment"):
        do(forwarding.forward, code, office.leader, 4, **asked)


def test_a_transfer_of_competence_takes_the_visit_to_come_along(office, elsewhere):
    code = forwarded(office, elsewhere)
    do(routing.accept, code, elsewhere, 5)
    administrator = an_actor(office, "quan", Role.ADMINISTRATOR, "leaders")
    with transaction() as session:
        transfer(session, from_unit_id=office.units["culture"], to_unit_id=office.units["leaders"],
                 reason="QĐ 12", shown=1, by=administrator, at=MONDAY + 6 * HOUR)  # fmt: skip
    case = do(finishing.complete, code, elsewhere, 7)
    assert case.unit_id == office.units["leaders"]
    sound()


def test_a_day_off_moves_the_deadline_that_falls_on_it(office, elsewhere):
    code = forwarded(office, elsewhere)
    do(routing.accept, code, elsewhere, 5)
    off = CalendarChange(entered=(EnteredDay(date(2026, 11, 18), False, "Mất điện", "QĐ 1"),))
    found = list(amendment.affected(db.session(), office.agency_id, off, at=MONDAY + 6 * HOUR))
    moved = {policy: at.astimezone(ZONE).date() for policy, at in found[0].step_by_policy.items()}
    assert moved["later"] == moved["displaced"] == date(2026, 11, 19)
    assert moved["keep"] == date(2026, 11, 18)


def test_the_forwarded_case_lies_in_the_tray_of_the_other_unit_and_then_comes_home(
    office, elsewhere
):
    code = forwarded(office, elsewhere)
    assert [row.code for row in trays.tray(db.session(), elsewhere, Tray.TO_ACCEPT).rows] == [code]
    assert trays.tray_counts(db.session(), office.official)[Tray.GIVEN] == 1
    do(routing.accept, code, elsewhere, 5)
    row = trays.tray(db.session(), elsewhere, Tray.AT_WORK).rows[0]
    assert (row.step_name, row.act_by_at) == (PLEASE, step(code, 3, 2).due_at)
    do(finishing.complete, code, elsewhere, 6)
    assert trays.tray_counts(db.session(), office.official)[Tray.TO_ACCEPT] == 1


def test_the_pages_ask_tell_and_show_each_agency_its_own(client, office, elsewhere):
    code = a_case(office, at=MORNING).code
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=MORNING)
        routing.accept(session, code, seen=None, by=office.leader, at=MORNING)
        finishing.complete(session, code, seen=None, by=office.leader, at=MORNING)
    sign_in(client, "thinh")
    page = client.page(f"/cases/{code}/do/forward")
    assert "Chuyển tiếp đến Bộ phận Một cửa khác" in page.text
    wrong = client.send(page, {"content": PLEASE, "due_on": "hôm nay"})
    assert wrong.status_code == 422
    late = client.send(page, {"content": PLEASE, "due_on": "30/11/2026"})
    assert late.status_code == 409
    assert "hạn chuyển trả không được sau ngày đó" in late.get_data(as_text=True)
    assert client.send(page, {"content": PLEASE, "due_on": "26/11/2026"}).status_code == 303
    assert "(chuyển tiếp)" in client.page(f"/cases/{code}").text
    assert "hạn chuyển trả 17:00 26/11/2026" in client.page(f"/cases/{code}/journal").text
    client.send(page, form="/sign-out")
    sign_in(client, "xuan")
    theirs = client.page(f"/cases/{code}").text
    assert PLEASE in theirs
    assert "Tờ khai đăng ký khai sinh" in theirs
    assert "Thẩm định hồ sơ" not in theirs
    client.page(f"/cases/{code}/journal", status=404)


def test_the_public_sees_that_it_was_forwarded_and_not_what_was_written(client, office, elsewhere):
    code = forwarded(office, elsewhere)
    case = the_case(code)
    seen = public.by_secret(db.session(), code, case.secret)
    assert seen is not None
    assert [each.forwarded for each in seen.passages].count(True) == 1
    asked = {"code": code, "secret": case.secret}
    answer = client.submit("/look-up", asked, form="/look-up")
    told = Page(answer.get_data(as_text=True)).text
    assert "Chuyển tiếp đến Bộ phận Một cửa khác" in told
    assert PLEASE not in told


@pytest.mark.parametrize("seed", range(6))
def test_random_acts_with_many_forwardings_never_lose_a_case_and_it_ends(office, elsewhere, seed):
    actors = (office.clerk, office.leader, office.official, office.chair, elsewhere)
    chance, at, many = Random(seed), MONDAY, 0
    code = a_case(office).code
    for _ in range(40):
        case = driving.case_of(office.clerk, code)
        able = driving.choices(actors, case)
        able = [each for each in able if each.act not in (Act.WITHDRAW, Act.STOP, Act.CONSULT)]
        forwarding_now = [each for each in able if each.act is Act.FORWARD]
        if not able:
            break
        chosen = chance.choice(forwarding_now if chance.random() < 0.4 and forwarding_now else able)
        at += timedelta(minutes=chance.randint(1, 200))
        with suppress(SaidNo):
            driving.act(chosen, case, at=at, findings=("Phải xác minh",))
            many += chosen.act is Act.FORWARD
        after = the_case(code)
        if after.closed_at is not None:
            break
        assert driving.lies_somewhere(actors, after), "the case lies in nobody's tray"
    driving.travel(actors, office.clerk, code, at=at)
    assert many
    sound()
