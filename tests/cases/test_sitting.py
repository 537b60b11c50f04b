"""A sitting: all of its cases or none, each with its own code, all on one receipt."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update

from onestop.cases.models import Applicant, Case, CaseComponent, IssuedPaper, NumberSeries, Sitting
from onestop.cases.operations import sitting
from onestop.cases.operations.registration import RegisteredMeanwhile
from onestop.cases.queries import invariants
from onestop.cases.queries.sitting import together_for
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.sitting import MOST_TOGETHER, PapersMissing
from onestop.db import db, transaction
from onestop.errors import NotPermitted, Refused
from tests.cases.makers import (
    MONDAY,
    RESIDENCE,
    ZONE,
    SmallOffice,
    a_case,
    a_sitting,
    a_small_office,
    an_actor,
    another_procedure,
    paper_of,
    several_applications,
)

FIRST, SECOND = "H29.30.12-261116-0001", "H29.30.12-261116-0002"


@pytest.fixture
def office(app: Flask) -> SmallOffice:
    return a_small_office()


def count(model: type) -> int:
    return db.session().scalar(select(func.count()).select_from(model)) or 0


def case_called(code: str) -> Case:
    return db.session().scalars(select(Case).where(Case.code == code)).one()


def test_each_case_has_its_own_code_and_day_and_they_share_secret_and_applicant(office) -> None:
    found = a_sitting(office, another_procedure(office))
    assert found.codes == (FIRST, SECOND)
    one, other = map(case_called, found.codes)
    assert one.secret == other.secret
    assert one.applicant_id == other.applicant_id
    assert one.sitting_id == other.sitting_id == found.sitting_id
    days = [case.due_at.astimezone(ZONE).date().isoformat() for case in (one, other)]
    assert days == ["2026-11-19", "2026-11-26"]
    assert [count(Applicant), count(Sitting), count(IssuedPaper)] == [1, 1, 1]
    assert list(invariants.check(db.session())) == []


def test_the_receipt_is_stored_once_and_is_that_of_each_of_them(office) -> None:
    a_case(office)
    found = a_sitting(office, another_procedure(office))
    receipts = [paper_of(code, "sitting_receipt") for code in found.codes]
    assert receipts[0] == receipts[1]
    stored = receipts[0]
    assert stored is not None
    assert stored["number"].startswith("2/")
    told = [(each["code"], each["register_number"]) for each in stored["appointments"]]
    assert told == [(found.codes[0], 2), (found.codes[1], 3)]
    assert a_case(office).code.endswith("-0004")


def test_a_sister_without_its_papers_stops_them_all_and_burns_no_number(office) -> None:
    entry = several_applications(office, another_procedure(office))
    first, second = entry.registrations
    entry = replace(entry, registrations=(replace(first, components={}), second))
    with pytest.raises(PapersMissing) as refusal, transaction() as session:
        sitting.receive(session, entry, by=office.clerk, at=MONDAY)
    assert [place for place, _paper in refusal.value.missing] == [0, 0]
    assert [count(each) for each in (Case, Sitting, Applicant, NumberSeries)] == [0, 0, 0, 0]


def test_what_fails_after_all_is_written_leaves_nothing(office) -> None:
    entry = several_applications(office, another_procedure(office))

    def fail_after_all() -> None:
        with transaction() as session:
            sitting.receive(session, entry, by=office.clerk, at=MONDAY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_all()
    assert [count(Case), count(Sitting)] == [0, 0]
    assert a_sitting(office, another_procedure(office)).codes[0] == FIRST


def test_the_same_form_sent_twice_is_one_sitting(office) -> None:
    entry, found = several_applications(office, another_procedure(office)), []
    for _ in range(2):
        with transaction() as session:
            found.append(sitting.receive(session, entry, by=office.clerk, at=MONDAY))
    assert found[0].codes == found[1].codes
    assert [each.repeated for each in found] == [False, True]
    assert [count(Case), count(Sitting)] == [2, 1]


def test_the_same_procedure_may_be_asked_for_several_times(office) -> None:
    found = a_sitting(office, *[office.version] * (MOST_TOGETHER - 1))
    assert len(set(found.codes)) == MOST_TOGETHER
    with pytest.raises(Refused, match="At most 10"):
        a_sitting(office, *[office.version] * MOST_TOGETHER)
    with pytest.raises(Refused, match="at least two"):
        a_sitting(office)


def test_a_shared_paper_of_a_combined_dossier_says_with_which_code_it_lies(office) -> None:
    a_sitting(office, another_procedure(office), combined="Liên thông khai sinh, thường trú")
    rows = db.session().execute(
        select(Case.code, CaseComponent.note)
        .join(Case, Case.id == CaseComponent.case_id)
        .where(CaseComponent.name == "Giấy chứng sinh")
        .order_by(Case.id)
    )
    assert list(map(tuple, rows)) == [(FIRST, ""), (SECOND, f"Nộp chung, để tại hồ sơ {FIRST}")]
    found = paper_of(SECOND, "sitting_receipt")
    assert found is not None
    dossier = [(each["name"], each["note"]) for each in found["components"]]
    assert dossier == [
        ("Tờ khai đăng ký khai sinh", "Hồ sơ 1"),
        ("Giấy chứng sinh", "Hồ sơ 1, 2"),
        ("Tờ khai thay đổi thông tin cư trú", "Hồ sơ 2"),
    ]


def test_a_paper_lies_with_the_first_case_that_has_it(office) -> None:
    residence = another_procedure(
        office, replace(RESIDENCE, components=(office_paper("Văn bản uỷ quyền"),))
    )
    a_sitting(office, residence, combined="Liên thông")
    notes = db.session().scalars(
        select(CaseComponent.note).where(CaseComponent.name == "Văn bản uỷ quyền")
    )
    assert list(notes) == [""]


def office_paper(name: str):
    return replace(RESIDENCE.components[0], name=name)


def test_dossiers_that_only_came_together_share_no_paper(office) -> None:
    a_sitting(office, another_procedure(office))
    assert set(db.session().scalars(select(CaseComponent.note))) == {""}


def test_no_result_goes_by_post_where_one_of_them_must_be_collected(office) -> None:
    strict = another_procedure(office, replace(RESIDENCE, presence_required=True))
    with pytest.raises(Refused, match="in person"):
        a_sitting(office, strict, return_method=ReturnMethod.POST, return_address="1 Lê Lợi")
    assert count(Case) == 0


def test_a_way_that_one_of_them_does_not_know_is_refused(office) -> None:
    with pytest.raises(Refused, match="filed in that way"):
        a_sitting(office, another_procedure(office), channel="online")
    assert count(Case) == 0


def test_one_receipt_is_for_one_applicant(office) -> None:
    entry = several_applications(office, another_procedure(office))
    first, second = entry.registrations
    other = replace(second, applicant=replace(second.applicant, name="Lê Văn Hữu"))
    entry = replace(entry, registrations=(first, other))
    with pytest.raises(Refused, match="one applicant"), transaction() as session:
        sitting.receive(session, entry, by=office.clerk, at=MONDAY)


def test_a_form_that_another_request_is_just_receiving_is_asked_for_again(office) -> None:
    entry = several_applications(office, another_procedure(office))
    with transaction() as session:
        known = {"agency_id": office.agency_id, "submission_key": entry.submission_key}
        session.add(Sitting(**known, received_at=MONDAY))
    with pytest.raises(RegisteredMeanwhile), transaction() as session:
        sitting.receive(session, entry, by=office.clerk, at=MONDAY)
    assert [count(Case), count(NumberSeries)] == [0, 0]


def test_only_the_counter_receives(office) -> None:
    entry = several_applications(office, another_procedure(office))
    with pytest.raises(NotPermitted), transaction() as session:
        sitting.receive(session, entry, by=office.official, at=MONDAY)


def test_sisters_are_shown_to_those_who_may_see_them(office) -> None:
    found = a_sitting(office, another_procedure(office))
    stranger = an_actor(office, "xa", office.official.posts[0].role, "leaders")
    seen = together_for(db.session(), office.clerk, found.sitting_id)
    assert tuple(each.code for each in seen) == found.codes
    assert together_for(db.session(), stranger, found.sitting_id) == ()
    assert together_for(db.session(), office.clerk, None) == ()


def test_a_case_received_alone_is_written_without_a_thought_of_sittings(office) -> None:
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    found = a_case(office)
    event.remove(db.engine, "before_cursor_execute", note)
    assert asked
    assert not [each for each in asked if " sitting " in each or "combined_procedure" in each]
    case = case_called(found.code)
    assert case.sitting_id is None
    assert paper_of(case.code, "sitting_receipt") is None
    assert paper_of(case.code, "receipt") is not None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"secret": "ABCDEFGH"}, "share"),
        ({"received_at": MONDAY.replace(hour=8)}, "share"),
        ({"sitting_id": None}, "receipt"),
    ],
)
def test_a_sitting_that_does_not_hold_together_is_found(office, change, sentence) -> None:
    found = a_sitting(office, another_procedure(office))
    with transaction() as session:
        session.execute(update(Case).where(Case.code == SECOND).values(**change))
    breaches = [each for each in invariants.check(db.session()) if each.rule == 8]
    assert any(sentence in each.sentence for each in breaches)
    assert {each.code for each in breaches} <= set(found.codes)


def test_a_sitting_whose_receipt_is_lost_is_found(office) -> None:
    a_sitting(office, another_procedure(office))
    with transaction() as session:
        session.execute(update(IssuedPaper).values(kind="lost"))
    assert [(each.rule, each.code) for each in invariants.check(db.session())] == [(8, FIRST)]
