"""Cases are given by a unit's own rule, or taken; none is left with somebody who is away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import event, select, update

from onestop.accounts import operations as accounts
from onestop.accounts import queries as people
from onestop.accounts.models import Membership, Official
from onestop.accounts.rules import Role
from onestop.cases.models import Case, JournalEntry
from onestop.cases.operations import finishing, routing, waiting
from onestop.cases.operations.assignment import set_rule
from onestop.cases.queries import trays
from onestop.cases.queries.invariants import check
from onestop.cases.rules.assignment import AssignmentRule, Staff, chosen
from onestop.cases.rules.trays import Tray
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused, Stale
from onestop.procedures.files import StepFile
from tests.accounts.makers import sign_in
from tests.cases.makers import MONDAY, PROCEDURE, ROUTE, a_case, a_small_office, an_actor
from tests.conftest import MORNING
from tests.pages import Page

HOUR = timedelta(hours=1)
RECEIVE, ASSIGN, APPRAISE, SIGN, RETURN = ROUTE
CHECK = StepFile("Kiểm tra", "check", "culture", "unit_leader", "4 working hours")
STRAIGHT = replace(PROCEDURE, steps=(RECEIVE, APPRAISE, CHECK, SIGN, RETURN))
"""A route that goes from the counter straight to an official, and then to the leader."""


@pytest.mark.parametrize(
    ("rule", "staff", "who"),
    [
        (AssignmentRule.BY_HAND, Staff([1, 2]), None),
        (AssignmentRule.LEAST_LOADED, Staff([1, 2, 3], {1: 4, 2: 1, 3: 1}), 2),
        (AssignmentRule.LEAST_LOADED, Staff([]), None),
        (AssignmentRule.ROUND_ROBIN, Staff([1, 2, 3]), 1),
        (AssignmentRule.ROUND_ROBIN, Staff([1, 2, 3], last=1), 2),
        (AssignmentRule.ROUND_ROBIN, Staff([1, 2, 3], last=3), 1),
        (AssignmentRule.ROUND_ROBIN, Staff([1, 3], last=2), 3),
        (AssignmentRule.ROUND_ROBIN, Staff([]), None),
        (AssignmentRule.BY_FIELD, Staff([1, 2], {1: 0, 2: 9}, in_charge=2), 2),
        (AssignmentRule.BY_FIELD, Staff([1, 2], {1: 3, 2: 2}, in_charge=7), 2),
        (AssignmentRule.BY_FIELD, Staff([1, 2], {1: 3, 2: 4}), 1),
        (AssignmentRule.ROUND_ROBIN, Staff([1, 2], last=1, before=1), 1),
        (AssignmentRule.LEAST_LOADED, Staff([1, 2], {1: 1}, before=7), 2),
        (AssignmentRule.BY_HAND, Staff([1, 2], before=1), None),
    ],
)
def test_a_rule_chooses_among_those_at_work(rule, staff, who):
    assert chosen(rule, staff) == who


@pytest.fixture
def office(app):
    return a_small_office(STRAIGHT)


def do(operation, code, by, at=MONDAY, **more):
    with transaction() as session:
        operation(session, code, seen=None, by=by, at=at, **more)
    db.session().expire_all()
    return db.session().scalars(select(Case).where(Case.code == code)).one()


def ruled(office, rule, *, at=MONDAY, seen=0, unit="culture", by=None, **charges):
    with transaction() as session:
        set_rule(session, office.units[unit], rule=rule, charges=charges, seen=seen,
                 by=by or office.leader, at=at)  # fmt: skip


def handed(office):
    code = a_case(office).code
    do(finishing.complete, code, office.clerk)
    return code


def given(office, many=1):
    """Cases accepted by the department, and to whom they went."""
    return [do(routing.accept, handed(office), office.leader).assignee_id for _ in range(many)]


def away(actor, deputy, day=MONDAY):
    with transaction() as session:
        accounts.delegate(session, official_id=actor.official_id, deputy_id=deputy.official_id,
                          from_on=day.date(), to_on=day.date() + timedelta(days=9), reason="phép",
                          by=actor, at=day, today=day.date())  # fmt: skip


def test_a_post_begins_and_ends_by_the_clock_of_the_office(office):
    """At six in the morning it is still the day before in Greenwich."""
    code, tuesday = handed(office), MONDAY + timedelta(days=1)
    do(routing.accept, code, office.leader)
    early, official_id = tuesday.replace(hour=6).astimezone(UTC), office.official.official_id
    post = update(Membership).where(Membership.official_id == official_id)
    with transaction() as session:
        session.execute(post.values(to_on=MONDAY.date()))
    with pytest.raises(Refused, match="does not work in this unit"):
        do(routing.assign, code, office.leader, early, official_id=official_id)
    with transaction() as session:
        session.execute(post.values(from_on=tuesday.date(), to_on=None))
    case = do(routing.assign, code, office.leader, early, official_id=official_id)
    assert case.assignee_id == official_id


def test_a_unit_without_a_rule_gives_nothing_by_itself(office):
    assert given(office) == [None]
    ruled(office, AssignmentRule.BY_HAND)
    assert given(office) == [None]


def test_in_turn_everybody_at_work_gets_the_next_one(office):
    thinh, hoa = office.official.official_id, office.colleague.official_id
    ruled(office, AssignmentRule.ROUND_ROBIN)
    assert given(office, 3) == [thinh, hoa, thinh]
    away(office.colleague, office.leader)
    assert given(office, 2) == [thinh, thinh]


def test_the_least_loaded_gets_the_next_one(office):
    thinh, hoa = office.official.official_id, office.colleague.official_id
    first = handed(office)
    do(routing.accept, first, office.leader)
    do(routing.assign, first, office.leader, official_id=thinh)
    ruled(office, AssignmentRule.LEAST_LOADED)
    assert given(office, 3) == [hoa, thinh, hoa]


def test_whoever_is_in_charge_of_the_field_gets_its_cases_unless_they_are_away(office):
    thinh, hoa = office.official.official_id, office.colleague.official_id
    ruled(office, AssignmentRule.BY_FIELD, **{PROCEDURE.field: hoa})
    assert given(office, 2) == [hoa, hoa]
    away(office.colleague, office.leader)
    assert given(office) == [thinh]
    ruled(office, AssignmentRule.BY_FIELD, seen=1)
    assert given(office) == [thinh]


def test_with_nobody_at_work_the_case_stays_in_the_tray_of_the_unit(office):
    ruled(office, AssignmentRule.LEAST_LOADED)
    for actor in (office.official, office.colleague):
        away(actor, office.leader)
    assert given(office) == [None]
    assert trays.tray_counts(db.session(), office.leader)[Tray.AT_WORK] == 1


def test_the_line_of_the_act_names_the_official_and_there_is_no_other_line(office):
    ruled(office, AssignmentRule.ROUND_ROBIN)
    code = handed(office)
    case = do(routing.accept, code, office.leader)
    lines = db.session().scalars(select(JournalEntry).order_by(JournalEntry.number)).all()
    assert [line.act for line in lines] == ["register", "hand_over", "accept"]
    assert lines[-1].details["official"] == case.assignee.full_name
    assert lines[-1].standing["assignee_id"] == office.official.official_id
    assert list(check(db.session())) == []


def test_a_leaders_step_is_not_given_and_a_step_after_it_is(app):
    office = a_small_office()
    ruled(office, AssignmentRule.ROUND_ROBIN)
    code = handed(office)
    assert do(routing.accept, code, office.leader).assignee_id is None
    case = do(finishing.complete, code, office.leader)
    assert case.assignee_id == office.official.official_id


def test_whoever_is_named_gets_the_step_before_any_rule(app):
    office = a_small_office()
    ruled(office, AssignmentRule.ROUND_ROBIN)
    code = handed(office)
    do(routing.accept, code, office.leader)
    named = office.colleague.official_id
    case = do(finishing.complete, code, office.leader, next_official_id=named)
    assert case.assignee_id == named


def test_a_case_sent_back_goes_to_whoever_did_the_step_before(office):
    thinh, hoa = office.official.official_id, office.colleague.official_id
    ruled(office, AssignmentRule.ROUND_ROBIN)
    code = handed(office)
    do(routing.accept, code, office.leader)
    do(finishing.complete, code, office.official)
    back = {"position": 2, "reason": "xem lại"}
    assert do(finishing.send_back, code, office.leader, **back).assignee_id == thinh
    do(finishing.complete, code, office.official)
    away(office.official, office.leader)
    case = do(finishing.send_back, code, office.leader, **back)
    assert case.assignee_id == hoa
    assert list(check(db.session())) == []


def test_the_step_after_a_payment_is_given_too(app):
    duty = StepFile("Nộp thuế", "duty", "culture", "unit_leader")
    office = a_small_office(replace(PROCEDURE, steps=(RECEIVE, duty, APPRAISE, SIGN, RETURN)))
    ruled(office, AssignmentRule.ROUND_ROBIN)
    code = handed(office)
    do(routing.accept, code, office.leader)
    case = do(waiting.receive_duty, code, office.clerk, MONDAY + HOUR)
    assert case.assignee_id == office.official.official_id
    assert list(check(db.session())) == []


def test_cases_accepted_at_once_go_to_different_people(app, office):
    ruled(office, AssignmentRule.ROUND_ROBIN)
    codes, together = [handed(office) for _ in range(4)], Barrier(4, timeout=60)

    def accept(code):
        with app.app_context():
            db.session().scalar(select(1))
            together.wait()
            with transaction() as session:
                routing.accept(session, code, seen=None, by=office.leader, at=MONDAY)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(accept, codes))
    db.session().expire_all()
    thinh, hoa = office.official.official_id, office.colleague.official_id
    assert sorted(db.session().scalars(select(Case.assignee_id))) == sorted([thinh, hoa] * 2)


def test_a_unit_without_a_rule_pays_one_cheap_look_up(office):
    code = handed(office)
    asked = []
    listen = ("before_cursor_execute", lambda *told: asked.append(told[2]))
    event.listen(db.engine, *listen)
    try:
        do(routing.accept, code, office.leader)
    finally:
        event.remove(db.engine, *listen)
    assert sum("unit_assignment" in each for each in asked) == 1
    assert not [each for each in asked if "field_charge" in each or "count(" in each]


def test_a_rule_is_set_by_the_leader_of_the_unit_or_the_administrator(office):
    administrator = an_actor(office, "quan", Role.ADMINISTRATOR, "leaders")
    ruled(office, AssignmentRule.ROUND_ROBIN, by=administrator)
    for stranger in (office.official, office.clerk, office.chair):
        with pytest.raises(NotPermitted):
            ruled(office, AssignmentRule.BY_HAND, by=stranger, seen=1)
    with pytest.raises(NotFound), transaction() as session:
        set_rule(session, 999, rule=AssignmentRule.BY_HAND, charges={}, seen=0,
                 by=office.leader, at=MONDAY)  # fmt: skip
    with pytest.raises(Refused, match="does not work"):
        ruled(office, AssignmentRule.BY_FIELD, seen=1, **{"Hộ tịch": office.clerk.official_id})


def test_of_two_leaders_who_set_the_rule_the_second_is_told(office):
    ruled(office, AssignmentRule.ROUND_ROBIN)
    with pytest.raises(Stale, match="changed this setting"):
        ruled(office, AssignmentRule.BY_HAND)
    given(office)
    ruled(office, AssignmentRule.BY_HAND, seen=1)


def test_the_page_shows_the_rule_the_fields_and_what_each_has(client, office):
    away(office.colleague, office.leader, MORNING)
    ruled(office, AssignmentRule.LEAST_LOADED)
    given(office, 2)
    sign_in(client, "tung")
    place = f"/units/{office.units['culture']}/assignment"
    assert place in client.page("/cases/").source
    page = client.page(place)
    assert "Cách giao hồ sơ" in page.text
    assert "đang nghỉ phép" in page.text
    assert page.one("input", name="rule", checked="").get("value") == "least_loaded"
    assert page.one("input", name="charges-0-field").get("value") == PROCEDURE.field
    chosen_one = str(office.official.official_id)
    fields = {"rule": "by_field", "charges-0-official_id": chosen_one}
    assert client.send(page, fields).status_code == 303
    late = client.send(page, {"rule": "by_hand"})
    assert late.status_code == 409
    assert "Người khác vừa thay đổi" in late.get_data(as_text=True)
    saved = client.page(place)
    assert saved.one("input", name="rule", checked="").get("value") == "by_field"
    assert saved.one("option", selected="", value=chosen_one) is not None
    assert client.send(saved, {"rule": "by_magic"}).status_code == 422


def test_nobody_opens_the_page_of_a_unit_that_is_not_theirs(client, office):
    sign_in(client, "tung")
    client.page(f"/units/{office.units['counter']}/assignment", status=404)
    client.page("/units/999/assignment", status=404)


def test_the_administrator_opens_the_page_of_every_unit(client, office):
    an_actor(office, "quan", Role.ADMINISTRATOR, "leaders")
    sign_in(client, "quan")
    page = client.page(f"/units/{office.units['culture']}/assignment")
    for unit_id in office.units.values():
        assert f"/units/{unit_id}/assignment" in page.source


def test_the_page_that_completes_a_step_says_by_which_rule_the_next_one_is_given(client, app):
    office = a_small_office()
    code = handed(office)
    do(routing.accept, code, office.leader)
    sign_in(client, "tung")
    assert "– bất kỳ ai" in client.page(f"/cases/{code}/do/complete").text
    ruled(office, AssignmentRule.ROUND_ROBIN)
    page = client.page(f"/cases/{code}/do/complete")
    assert "– theo cách giao của đơn vị: Giao lần lượt –" in page.text


def test_an_official_takes_a_case_with_one_button_of_the_tray(client, office):
    given(office, 2)
    sign_in(client, "thinh")
    page = client.page("/cases/?part=at_work")
    taking = next(form for form in page.all("form") if "/do/assign" in form.get("action", ""))
    answer = client.post(taking.get("action"), data=page.filled(taking))
    assert (answer.status_code, answer.location) == (303, "/cases/?part=at_work")
    db.session().expire_all()
    taken = db.session().scalars(select(Case.assignee_id)).all()
    assert sorted(taken, key=str) == sorted([office.official.official_id, None], key=str)
    again = client.page("/cases/?part=at_work")
    assert len([form for form in again.all("form") if "assign" in form.get("action", "")]) == 1


def test_a_deputy_from_another_unit_is_not_offered_to_take_its_cases(client, office):
    given(office)
    away(office.official, office.second_clerk, MORNING)
    sign_in(client, "mai")
    page = client.page("/cases/?part=at_work")
    assert len(page.all("input", name="chosen")) == 1
    assert not [form for form in page.all("form") if "assign" in form.get("action", "")]


def test_an_official_takes_many_cases_at_once(client, office):
    given(office, 2)
    sign_in(client, "thinh")
    page = client.page("/cases/?part=at_work")
    bulk = page.one("form", id="bulk")
    boxes = [box.get("value") for box in page.all("input", name="chosen")]
    fields = page.filled(bulk) | {"act": "assign", "chosen": boxes}
    asked = client.post("/cases/bulk", data=fields, buffered=True)
    sheet = Page(asked.get_data(as_text=True))
    assert "Nhận xử lý: 2" in sheet.text
    assert not sheet.all("select")
    form = next(each for each in sheet.all("form") if each.get("action") == "/cases/bulk")
    client.post("/cases/bulk", data=sheet.filled(form) | {"chosen": boxes})
    db.session().expire_all()
    assert set(db.session().scalars(select(Case.assignee_id))) == {office.official.official_id}


def leaves(actor):
    with transaction() as session:
        session.get_one(Official, actor.official_id).active = False


def marks(page):
    """How many cases of the page are marked as lying with somebody who is away."""
    badges = page.all("span", class_="badge-word")
    return sum(each.text == "người được giao đang vắng" for each in badges)


def moves_away(actor):
    with transaction() as session:
        session.execute(
            Membership.__table__.update()
            .where(Membership.official_id == actor.official_id)
            .values(to_on=date(2026, 11, 20))
        )


@pytest.mark.parametrize("goes", [leaves, moves_away])
def test_the_leader_sees_which_cases_lie_with_somebody_who_has_gone(client, office, goes):
    ruled(office, AssignmentRule.ROUND_ROBIN)
    given(office, 3)
    sign_in(client, "tung")
    assert "người được giao đang vắng" not in client.page("/cases/?part=at_work").text
    goes(office.official)
    page = client.page("/cases/?part=at_work")
    assert marks(page) == 2
    assert "không có người xử lý thay: 2" in page.text
    only = client.page("/cases/?part=at_work&away=1")
    assert len(only.all("input", name="chosen")) == 2
    assert marks(only) == 2


def test_a_case_of_somebody_on_leave_is_marked_only_while_no_deputy_works(office):
    unit, day = office.units["culture"], MORNING.date()

    def absent():
        return people.absentees(db.session(), [unit], day=day)

    assert absent() == frozenset()
    away(office.official, office.colleague, MORNING)
    assert absent() == frozenset()
    leaves(office.official)
    assert absent() == frozenset(), "the deputy still does the work"
    leaves(office.colleague)
    both = {office.official.official_id, office.colleague.official_id}
    assert absent() == {(unit, each) for each in both}
