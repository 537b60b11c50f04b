"""Opinions of other bodies: asked, answered, late, silent, and called off with the case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from onestop.accounts.models import Unit
from onestop.accounts.rules import Role
from onestop.cases.models import Consultation, Opinion, Silence
from onestop.cases.operations import coordination, ending, finishing, routing
from onestop.cases.queries import trays
from onestop.cases.queries.invariants import check
from onestop.cases.rules.trays import Tray
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused
from tests.accounts.makers import an_agency, sign_in
from tests.cases.makers import MONDAY, a_case, a_small_office, the_actor

HOUR = timedelta(hours=1)
WEDNESDAY = date(2026, 11, 18)


@pytest.fixture
def office(app, clock):
    clock.set(MONDAY + 5 * HOUR)
    return a_small_office()


def do(operation, code, by, hours=1, **more):
    with transaction() as session:
        return operation(session, code, seen=None, by=by, at=MONDAY + hours * HOUR, **more)


@pytest.fixture
def code(office):
    found = a_case(office).code
    do(finishing.complete, found, office.clerk)
    do(routing.accept, found, office.leader, 2)
    do(finishing.complete, found, office.leader, 3)
    return found


def ask(office, code, *units, due_on=WEDNESDAY, content="Đất có tranh chấp không?"):
    return do(
        coordination.consult,
        code,
        office.official,
        4,
        unit_ids=units or (office.units["leaders"],),
        content=content,
        due_on=due_on,
        silence=Silence.CONSENT,
    )


def answer(code, by, hours, opinion=Opinion.AGREES):
    return do(coordination.give_opinion, code, by, hours, opinion=opinion, answer="Không có")


def one() -> Consultation:
    db.session().expire_all()
    return db.session().scalars(select(Consultation)).one()


def test_the_asker_keeps_the_case_and_the_body_asked_has_it_in_a_tray(office, code):
    case = ask(office, code)
    assert (case.unit_id, case.step_position) == (office.units["culture"], 3)
    row = trays.tray(db.session(), office.chair, Tray.CONSULTED).rows[0]
    assert row.code == code
    assert trays.tray_counts(db.session(), office.chair)[Tray.CONSULTED] == 1
    assert trays.tray(db.session(), office.clerk, Tray.CONSULTED).rows == ()
    with pytest.raises(NotPermitted):
        answer(code, office.clerk, 5)
    answer(code, office.chair, 5)
    assert (one().verdict, one().outcome) == ("early", "agrees")
    assert trays.tray(db.session(), office.chair, Tray.CONSULTED).rows == ()
    assert list(check(db.session())) == []


def test_a_late_answer_counts_against_the_body_that_was_asked(office, code):
    ask(office, code)
    answer(code, office.chair, 80, Opinion.DISAGREES)
    assert (one().verdict, one().outcome) == ("late", "disagrees")


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_on": date(2026, 11, 21)},
        {"due_on": date(2026, 11, 13)},
        {"due_on": date(2999, 1, 4)},
        {"content": ""},
    ],
)
def test_a_question_needs_its_content_and_a_working_day_to_come(office, code, wrong):
    with pytest.raises(Refused):
        ask(office, code, **wrong)


def test_nobody_asks_themselves_or_twice(office, code):
    with pytest.raises(Refused, match="other units"):
        ask(office, code, office.units["culture"])
    ask(office, code)
    with pytest.raises(Refused, match="other units"):
        ask(office, code)


def test_a_case_that_ends_calls_its_questions_off(office, code):
    ask(office, code)
    do(ending.withdraw, code, office.clerk, 5, reason="đổi ý")
    assert one().outcome == "called_off"
    assert list(check(db.session())) == []


def test_a_body_of_another_agency_sees_the_question_and_no_more(office, code, client):
    elsewhere = an_agency("H29.99")
    stranger = the_actor(elsewhere, "gan", Role.OFFICIAL, "culture")
    with pytest.raises(NotFound):
        answer(code, stranger, 5)
    wanted = select(Unit.id).where(Unit.agency_id == elsewhere, Unit.key == "culture")
    ask(office, code, db.session().scalar(wanted))
    sign_in(client, "gan")
    page = client.page(f"/cases/{code}").text
    assert "Đất có tranh chấp không?" in page
    assert "Phân công thụ lý" not in page
    answer(code, stranger, 5)


def test_a_question_is_asked_and_shown_on_the_page(office, code, client):
    sign_in(client, "thinh")
    path = f"/cases/{code}/do/consult"
    page = client.page(path)
    form = next(each for each in page.all("form") if not each.get("action"))
    fields = page.filled(form) | {
        "unit_ids": [str(office.units["leaders"])],
        "content": "Có vướng quy hoạch không?",
        "due_on": "18/11/2026",
        "silence": "consent",
    }
    bad = client.post(path, data=fields | {"due_on": "mai"}, buffered=True)
    assert bad.status_code == 422
    assert client.post(path, data=fields, buffered=True).status_code == 303
    text = client.page(f"/cases/{code}").text
    assert "đang chờ trả lời" in text
