"""Coming in: listed, signed for on both sides, and registered from that moment, once."""

from __future__ import annotations

from dataclasses import replace
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from onestop.cases.models import Case, IssuedPaper, JournalEntry, Payment
from onestop.cases.queries import invariants
from onestop.cases.rules.guidance import GuidanceKind
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused, Stale
from onestop.post.models import Consignment
from onestop.post.operations import filing, incoming
from onestop.post.queries import filings, places
from onestop.post.queries import incoming as found
from onestop.post.rules.incoming import DossierState
from tests.cases.makers import an_application
from tests.post.arrivals import (
    a_filed,
    an_arrival,
    answer,
    brought,
    case_called,
    delivery_of,
    enter,
    join,
    register,
    sign,
    state_of,
)
from tests.post.makers import HOUR, THURSDAY, TUESDAY, WEDNESDAY, Desk, a_posted

FIRST, SECOND, THIRD = "RA000000001VN", "RA000000002VN", "RA000000003VN"


def all_holds() -> None:
    """Every invariant of the office, those of the post too."""
    db.session.rollback()
    session = db.session()
    breaches = [*invariants.check(session), *places.check(session), *filings.check(session)]
    db.session.rollback()
    assert breaches == []


def payments() -> list[Payment]:
    return list(db.session.scalars(select(Payment).order_by(Payment.id)))


def records() -> list[IssuedPaper]:
    kept = select(IssuedPaper).where(IssuedPaper.kind == "post_record").order_by(IssuedPaper.number)
    return list(db.session.scalars(kept))


def test_a_slip_is_listed_once(desk: Desk) -> None:
    number = an_arrival(desk, "ra 000 000 001 vn")
    assert brought(number).consignment.item_code == FIRST
    with pytest.raises(Refused, match="on the list already"):
        an_arrival(desk, FIRST)
    enter(desk, number)
    sign(desk, delivery_of(number))
    with pytest.raises(Refused, match="came in before"):
        an_arrival(desk, FIRST)
    with pytest.raises(Refused, match="no item code"):
        an_arrival(desk, "hồ sơ")


def test_a_result_that_comes_back_is_no_dossier(desk: Desk) -> None:
    a_posted(desk, FIRST)
    with pytest.raises(Refused, match="a result of ours"):
        an_arrival(desk, FIRST)


def test_what_is_left_with_the_postman_can_come_another_day(desk: Desk) -> None:
    number = an_arrival(desk, FIRST)
    with transaction() as session:
        incoming.remove(session, delivery_of(number), number, by=desk.postman, at=TUESDAY)
    assert state_of(number) == DossierState.REMOVED
    again = a_filed(desk, FIRST, at=WEDNESDAY)
    assert state_of(again) == DossierState.RECEIVED
    all_holds()


def test_nothing_is_signed_before_every_slip_is_entered(desk: Desk) -> None:
    number = an_arrival(desk, FIRST)
    delivery = delivery_of(number)
    with pytest.raises(Refused, match="name and address of the sender"):
        sign(desk, delivery)
    enter(desk, number, contents=" ; ")
    with pytest.raises(Refused, match="papers that lie in item RA000000001VN"):
        sign(desk, delivery)
    with pytest.raises(NotFound):
        enter(desk, number, procedure_code="9.999999")


def test_both_sides_sign_and_each_dossier_is_filed_with_its_record(desk: Desk) -> None:
    one, other = an_arrival(desk, FIRST), an_arrival(desk, SECOND)
    enter(desk, one, procedure_code="1.001193")
    enter(desk, other, collected=0)
    sign(desk, delivery_of(one), at=TUESDAY + HOUR)
    assert [brought(each).filed_at for each in (one, other)] == [TUESDAY + HOUR] * 2
    first, second = records()
    assert first.printed["number"] == "1/BBGN-TTPVHCC"
    assert second.printed["number"] == "2/BBGN-TTPVHCC"
    assert first.printed["procedure"] == "Đăng ký khai sinh"
    assert first.printed["postman"] == "Lê Văn Bưu"
    assert first.printed["note"] == "tiền thu hộ 8.000 đồng"
    assert [paper["copies"] for paper in first.printed["papers"]] == [0, 1]
    assert second.printed["note"] == ""
    all_holds()


def test_a_signed_delivery_never_changes(desk: Desk) -> None:
    number = a_filed(desk, FIRST)
    delivery = delivery_of(number)
    with pytest.raises(Refused, match="signed on both sides"):
        enter(desk, number, sender_name="Người khác")
    with pytest.raises(Refused, match="signed on both sides"), transaction() as session:
        incoming.remove(session, delivery, number, by=desk.postman, at=TUESDAY)
    with pytest.raises(Refused, match="signed on both sides"):
        sign(desk, delivery)
    assert delivery_of(an_arrival(desk, SECOND)) != delivery


def test_who_saw_less_does_not_sign(desk: Desk) -> None:
    number = an_arrival(desk, FIRST)
    enter(desk, number)
    delivery = delivery_of(number)
    an_arrival(desk, SECOND)
    with pytest.raises(Stale), transaction() as session:
        incoming.sign(session, delivery, seen=2, postman="Bưu", by=desk.postman, at=TUESDAY)


def test_an_official_of_a_department_takes_nothing_in(desk: Desk) -> None:
    with pytest.raises(NotPermitted), transaction() as session:
        incoming.arrive(session, desk.carrier_id, FIRST, by=desk.office.official, at=TUESDAY)


def test_the_clock_of_a_dossier_runs_from_its_record(desk: Desk) -> None:
    number = a_filed(desk, FIRST, at=TUESDAY)
    code = register(desk, number, at=WEDNESDAY + HOUR).code
    case = case_called(code)
    assert code == "H29.30.12-261118-0001"
    assert case.received_at == TUESDAY
    assert case.due_at == THURSDAY.replace(day=20, hour=17)
    line = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id)).first()
    assert line is not None
    assert (line.happened_at, line.entered_at) == (TUESDAY, WEDNESDAY + HOUR)
    assert line.details["paper"] == records()[0].printed["number"]
    assert records()[0].case_id == case.id
    assert brought(number).consignment.case_id == case.id
    all_holds()


def test_what_the_postman_collected_is_booked_where_it_is_owed(desk: Desk) -> None:
    register(desk, a_filed(desk, FIRST), at=WEDNESDAY)
    (paid,) = payments()
    assert (paid.total, paid.method, paid.reference) == (8000, "post", FIRST)
    register(desk, a_filed(desk, SECOND, collected=20_000), at=WEDNESDAY)
    register(desk, a_filed(desk, THIRD, collected=0), at=WEDNESDAY)
    assert len(payments()) == 1
    all_holds()


def test_a_dossier_is_registered_once(desk: Desk) -> None:
    number = a_filed(desk, FIRST)
    entry = an_application(desk.office, channel="post")
    codes = []
    for _ in range(2):
        with transaction() as session:
            came = filing.register(session, number, entry, by=desk.postman, at=WEDNESDAY)
        codes.append((came.code, came.repeated))
    assert codes == [(codes[0][0], False), (codes[0][0], True)]
    with pytest.raises(Refused, match="registered already"):
        register(desk, number, at=WEDNESDAY)
    with pytest.raises(Refused, match="registered already"):
        answer(desk, number, at=WEDNESDAY)


def test_no_two_dossiers_from_the_post_become_one_case(desk: Desk) -> None:
    one, other = a_filed(desk, FIRST), a_filed(desk, SECOND)
    register(desk, one, at=WEDNESDAY)
    case_id = brought(one).consignment.case_id
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(
            update(Consignment)
            .where(Consignment.id == other)
            .values(case_id=case_id, state=DossierState.REGISTERED)
        )


def test_of_two_who_register_at_once_one_wins(desk: Desk, app: Flask) -> None:
    number = a_filed(desk, FIRST)
    together, told = Barrier(2, timeout=60), list[str]()

    def attempt() -> None:
        with app.app_context():
            together.wait()
            try:
                told.append(register(desk, number, at=WEDNESDAY).code)
            except Refused as refusal:
                told.append(refusal.sentence)
            db.session.remove()

    threads = [Thread(target=attempt) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum("registered already" in each for each in told) == 1
    assert len(list(db.session.scalars(select(Case.id)))) == 1
    all_holds()


def test_a_dossier_from_the_post_came_through_the_post(desk: Desk) -> None:
    with pytest.raises(Refused, match="came by post"):
        register(desk, a_filed(desk, FIRST), at=WEDNESDAY, channel="counter")


def test_a_refused_registration_leaves_the_dossier_waiting(desk: Desk) -> None:
    number = a_filed(desk, FIRST)
    with pytest.raises(Refused, match="not complete"):
        register(desk, number, at=WEDNESDAY, components={})
    assert state_of(number) == DossierState.RECEIVED
    assert records()[0].case_id is None


def test_an_incomplete_dossier_is_asked_for_once_and_waits(desk: Desk) -> None:
    number = a_filed(desk, FIRST)
    answer(desk, number, at=TUESDAY + HOUR)
    assert state_of(number) == DossierState.ASKED
    with pytest.raises(Refused, match="asked for papers already"):
        answer(desk, number, at=WEDNESDAY)
    agency_id = desk.office.agency_id
    rows, _more = found.open_dossiers(db.session(), agency_id, DossierState.ASKED)
    assert [row.consignment_id for row in rows] == [number]
    all_holds()


def test_later_papers_go_on_for_both_and_nothing_is_lost(desk: Desk) -> None:
    first, second, third = (a_filed(desk, code) for code in (FIRST, SECOND, THIRD))
    answer(desk, first, at=TUESDAY + HOUR)
    join(desk, second, first, at=TUESDAY + HOUR)
    answer(desk, second, at=TUESDAY + HOUR)
    join(desk, third, second, at=WEDNESDAY)
    assert [state_of(each) for each in (first, second, third)] == ["joined", "joined", "received"]
    with pytest.raises(Refused, match="laid to a later one"):
        register(desk, first, at=WEDNESDAY)
    all_holds()
    register(desk, third, at=THURSDAY)
    assert len({brought(each).consignment.case_id for each in (first, second, third)}) == 1
    assert len({each.case_id for each in records()}) == 1
    assert payments() == []
    all_holds()


def test_only_a_dossier_that_waits_for_papers_is_laid_to_a_later_one(desk: Desk) -> None:
    first, second = a_filed(desk, FIRST), a_filed(desk, SECOND)
    with pytest.raises(Refused, match="nobody was asked yet"):
        join(desk, second, first, at=WEDNESDAY)
    answer(desk, first, at=WEDNESDAY)
    with pytest.raises(Refused, match="asked for papers already"):
        join(desk, first, first, at=WEDNESDAY)


def test_papers_brought_to_the_counter_let_the_clock_run_from_then(desk: Desk) -> None:
    number = a_filed(desk, FIRST)
    answer(desk, number, at=TUESDAY + HOUR)
    code = register(desk, number, at=THURSDAY, channel="counter").code
    assert case_called(code).received_at == THURSDAY
    all_holds()


def test_what_cannot_be_received_is_refused_and_goes_back(desk: Desk) -> None:
    number = a_filed(desk, FIRST)
    answer(desk, number, GuidanceKind.REFUSAL, at=WEDNESDAY)
    assert state_of(number) == DossierState.REFUSED
    with pytest.raises(Refused, match="was refused already"):
        register(desk, number, at=WEDNESDAY)
    all_holds()


def test_another_agencys_dossier_is_not_found(desk: Desk) -> None:
    number = a_filed(desk, FIRST)
    stranger = replace(desk.postman, agency_id=desk.office.agency_id + 1)
    with pytest.raises(NotFound):
        found.dossier(db.session(), stranger, number)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"state": "received", "case_id": None}, "its hand-over record does not lie with its case"),
        ({"case_id": None}, "it is registered, but has no case"),
        ({"state": "listed"}, "it is listed, which its delivery denies"),
        ({"state": "asked"}, "it is asked, but no paper says so"),
        ({"state": "joined"}, "it is joined, and laid to none"),
    ],
)
def test_the_check_finds_a_dossier_that_is_not_where_it_is_said_to_be(
    desk: Desk, changes: dict[str, object], sentence: str
) -> None:
    number = a_filed(desk, FIRST)
    register(desk, number, at=WEDNESDAY)
    db.session.execute(update(Consignment).where(Consignment.id == number).values(changes))
    told = [(each.rule, each.code, each.sentence) for each in filings.check(db.session())]
    db.session.rollback()
    assert (13, FIRST, sentence) in told


def test_the_check_finds_a_clock_that_runs_from_another_moment(desk: Desk) -> None:
    register(desk, a_filed(desk, FIRST), at=WEDNESDAY)
    db.session.execute(update(Case).values(received_at=WEDNESDAY))
    told = [each.sentence for each in filings.check(db.session())]
    db.session.rollback()
    assert told == ["its case was not received when the hand-over record was signed"]
