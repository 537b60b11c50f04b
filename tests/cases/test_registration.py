"""Registration: what becomes a case, what does not, and under which number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from onestop.cases.models import Case, CaseComponent, CaseStep, DueChange, NumberSeries
from onestop.cases.operations import registration
from onestop.cases.queries import invariants
from onestop.cases.rules.codes import well_formed_secret
from onestop.cases.rules.reception import ComponentsMissing
from onestop.db import db, transaction
from onestop.errors import NotPermitted, Refused
from tests.cases.makers import (
    MONDAY,
    ZONE,
    a_case,
    a_small_office,
    an_application,
    paper_of,
)


@pytest.fixture
def office(app: Flask):
    return a_small_office()


def the_case(code: str) -> Case:
    return db.session().scalars(select(Case).where(Case.code == code)).one()


def test_a_complete_dossier_gets_a_code_a_promise_and_a_way(office) -> None:
    registered = a_case(office)
    case = the_case(registered.code)
    assert registered.code == "H29.30.12-261116-0001"
    assert case.due_at.astimezone(ZONE).isoformat() == "2026-11-19T17:00:00+07:00"
    assert case.due_reason_vi == "3 ngày làm việc"
    assert well_formed_secret(case.secret)
    steps = db.session().scalars(select(CaseStep).order_by(CaseStep.position)).all()
    assert [step.state for step in steps] == ["open", *["planned"] * 4]
    assert steps[0].due_at.astimezone(ZONE).hour == 14
    assert db.session().scalar(select(func.count()).select_from(CaseComponent)) == 2
    assert db.session().scalar(select(DueChange.new_due_at)) == case.due_at
    assert list(invariants.check(db.session())) == []


def test_the_promise_leaves_out_a_named_holiday(office) -> None:
    registered = a_case(office, at=MONDAY + timedelta(days=4))
    assert the_case(registered.code).due_reason_vi == "3 ngày làm việc, không tính ngày 24/11"


def test_codes_of_a_day_follow_each_other_and_a_new_day_begins_anew(office) -> None:
    codes = [a_case(office, at=MONDAY + timedelta(hours=h)).code[-11:] for h in (0, 1, 24, 25)]
    assert codes == ["261116-0001", "261116-0002", "261117-0001", "261117-0002"]


def test_a_required_paper_that_is_missing_stops_the_registration(office) -> None:
    first = office.version.components[0]
    entry = an_application(office, components={})
    with pytest.raises(ComponentsMissing) as refusal, transaction() as session:
        registration.register(session, entry, by=office.clerk, at=MONDAY)
    assert first.name in str(refusal.value)
    assert [paper.name for paper in refusal.value.missing] == [
        "Tờ khai đăng ký khai sinh",
        "Giấy chứng sinh",
    ]
    assert db.session().scalar(select(func.count()).select_from(NumberSeries)) == 0


def test_the_same_form_sent_twice_is_one_case(office) -> None:
    entry = an_application(office)
    found = []
    for _ in range(2):
        with transaction() as session:
            found.append(registration.register(session, entry, by=office.clerk, at=MONDAY))
    assert found[0].code == found[1].code
    assert [each.repeated for each in found] == [False, True]
    assert db.session().scalar(select(func.count()).select_from(Case)) == 1


def test_a_registration_that_fails_burns_no_number(office) -> None:
    def fail_after_all() -> None:
        with transaction() as session:
            registration.register(session, an_application(office), by=office.clerk, at=MONDAY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_all()
    assert a_case(office).code.endswith("-0001")


def test_only_the_counter_registers(office) -> None:
    with pytest.raises(NotPermitted), transaction() as session:
        registration.register(session, an_application(office), by=office.official, at=MONDAY)


def test_a_channel_without_a_term_is_refused(office) -> None:
    entry = an_application(office, channel="carrier pigeon")
    with pytest.raises(Refused), transaction() as session:
        registration.register(session, entry, by=office.clerk, at=MONDAY)


def test_a_dossier_by_post_is_not_registered_without_its_hand_over_record(office) -> None:
    entry = an_application(office, channel="post")
    with pytest.raises(Refused, match="comes in at the postal desk"), transaction() as session:
        registration.register(session, entry, by=office.clerk, at=MONDAY)


def test_the_receipt_is_stored_as_it_was_promised(office) -> None:
    registered = a_case(office)
    stored = paper_of(registered.code, "receipt")
    case = the_case(registered.code)
    assert stored is not None
    assert stored["code"] == registered.code
    assert stored["look_up_link"].startswith(f"http://localhost/look-up/{case.code}/{case.secret}/")
    assert stored["due_at"] == "2026-11-19T17:00:00+07:00"
    assert stored["register_number"] == 1
