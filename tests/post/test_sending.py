"""Going out: results are packed, sealed and handed over, and nothing is on two manifests."""

from __future__ import annotations

from dataclasses import replace
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from onestop.cases.models import Case, HandingOut, ReturnChange
from onestop.cases.operations import by_post, correcting, redirecting, returning
from onestop.cases.queries import invariants, one_case
from onestop.cases.queries import today as figures
from onestop.cases.queries.today import Figure
from onestop.cases.rules.lifecycle import Act, Holding
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.results import HandingOutEntry
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused, Stale
from onestop.notices.models import Notice
from onestop.notices.rules import NoticeEvent
from onestop.post.models import Consignment, Manifest
from onestop.post.operations import handing_over, packing
from onestop.post.queries import desk as desk_pages
from onestop.post.queries import places
from onestop.post.rules.consignment import ConsignmentState, EventKind
from onestop.post.rules.place import Place
from tests.cases.makers import PROCEDURE, a_case, a_small_office, paper_of
from tests.post.makers import (
    ADDRESS,
    FRIDAY,
    HOUR,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    a_posted,
    a_result,
    case_of,
    consignment,
    hand_over,
    hear,
    open_manifest,
    pack,
    settle,
)

ITEM = "EA123456789VN"


def all_holds() -> None:
    """Every invariant of the office, the one of the results' places too."""
    db.session.rollback()
    assert [*invariants.check(db.session()), *places.check(db.session())] == []


def told(event: NoticeEvent) -> int:
    return db.session.scalar(select(func.count()).where(Notice.event == event)) or 0


def test_a_result_goes_from_the_counter_to_its_receiver(desk: Desk) -> None:
    number = pack(desk, a_result(desk.office), ITEM)
    assert places.place_of(case_of(number)) is Place.ON_A_MANIFEST
    all_holds()
    hand_over(desk)
    case = case_of(number)
    assert (case.holding, case.item_code, case.post_since_at) == (Holding.WITH_POST, ITEM, TUESDAY)
    assert told(NoticeEvent.POSTED) == 1
    all_holds()
    assert hear(desk, number, EventKind.DELIVERED, WEDNESDAY, receiver_name="Trần Văn Tư")
    case = case_of(number)
    assert (case.status, case.post_since_at) == ("handed_out", None)
    handing_out = one_case.handing_out_of(db.session(), case.id)
    assert handing_out is not None
    assert (handing_out.method, handing_out.receiver_name) == ("post", "Trần Văn Tư")
    assert handing_out.handed_at == WEDNESDAY
    assert paper_of(case.code, "result_slip") is not None
    assert told(NoticeEvent.DELIVERED) == 1
    acts = [entry.act for entry in one_case.journal(db.session(), case.id)][-3:]
    assert acts == ["pack", "post", "deliver"]
    all_holds()


def test_a_result_is_on_one_manifest_only(desk: Desk) -> None:
    code = a_result(desk.office)
    pack(desk, code)
    with pytest.raises(Refused, match="packed for the post"):
        pack(desk, code)
    assert db.session.scalar(select(func.count()).select_from(Consignment)) == 1


def test_the_database_itself_keeps_a_result_off_a_second_manifest(desk: Desk) -> None:
    first, second = (pack(desk, a_result(desk.office)) for _ in range(2))
    twice = consignment(first).case_id
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Consignment).where(Consignment.id == second).values(case_id=twice))


def test_of_two_clerks_who_pack_at_once_one_wins_and_the_other_is_told(
    app: Flask, desk: Desk
) -> None:
    code, outcomes, together = a_result(desk.office), [], Barrier(2, timeout=60)
    db.session.rollback()

    def work() -> None:
        with app.app_context():
            together.wait()
            try:
                outcomes.append(pack(desk, code) > 0)
            except Refused as no:
                outcomes.append("packed for the post" in str(no))

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [True, True]
    assert db.session.scalar(select(func.count()).select_from(Consignment)) == 1
    assert db.session.scalar(select(func.count()).select_from(Manifest)) == 1


def test_an_item_code_belongs_to_one_consignment(desk: Desk) -> None:
    pack(desk, a_result(desk.office), "ea 123 456 789 vn")
    with pytest.raises(Refused, match="belongs to another"):
        pack(desk, a_result(desk.office), ITEM)
    with pytest.raises(Refused, match="no item code"):
        pack(desk, a_result(desk.office), "?!")


def test_what_is_taken_off_is_back_at_the_counter_and_can_be_packed_again(desk: Desk) -> None:
    code = a_result(desk.office)
    number = pack(desk, code, ITEM)
    with transaction() as session:
        packing.remove(session, number, by=desk.postman, at=TUESDAY)
    assert places.place_of(case_of(number)) is Place.AT_THE_COUNTER
    assert consignment(number).state == ConsignmentState.REMOVED
    assert pack(desk, code, ITEM) != number
    all_holds()


def test_a_packed_result_is_not_handed_out_at_the_counter(desk: Desk) -> None:
    code = a_result(desk.office)
    number = pack(desk, code, ITEM)
    entry = HandingOutEntry(ReturnMethod.COUNTER, case_of(number).applicant.name, "079190012345")
    for reason in ("packed for the post", "with the post"):
        for act, more in (
            (returning.hand_out, {"entry": entry}),
            (correcting.reopen, {"reason": "Ghi sai tên"}),
        ):
            by = desk.office.chair if act is correcting.reopen else desk.office.clerk
            with pytest.raises(Refused, match=reason), transaction() as session:
                act(session, code, seen=None, by=by, at=TUESDAY, **more)
        if reason.startswith("packed"):
            hand_over(desk)
    assert db.session.scalar(select(func.count()).select_from(HandingOut)) == 0


def test_a_manifest_that_was_handed_over_never_changes(desk: Desk) -> None:
    number = a_posted(desk)
    manifest_id = consignment(number).manifest_id
    changes = (
        lambda session: packing.remove(session, number, by=desk.postman, at=WEDNESDAY),
        lambda session: packing.label(
            session, number, item_code="EA999999999VN", postage=1, to_collect=0, by=desk.postman
        ),
        lambda session: handing_over.hand_over(
            session, manifest_id, seen=3, postman="Ai", seal="", by=desk.postman, at=WEDNESDAY
        ),
    )
    for change in changes:
        with pytest.raises(Refused, match="never changes"), transaction() as session:
            change(session)
    later = pack(desk, a_result(desk.office), ITEM, at=WEDNESDAY)
    assert consignment(later).manifest_id != manifest_id


def test_a_manifest_is_handed_over_as_it_was_seen(desk: Desk) -> None:
    pack(desk, a_result(desk.office), ITEM)
    seen = open_manifest(desk)
    manifest_id, version = seen.id, seen.version
    pack(desk, a_result(desk.office), "EA123456788VN")
    with pytest.raises(Stale), transaction() as session:
        handing_over.hand_over(
            session,
            manifest_id,
            seen=version,
            postman="Lê Văn Bưu",
            seal="",
            by=desk.postman,
            at=TUESDAY,
        )
    hand_over(desk)
    with db.session() as session:
        assert session.get_one(Manifest, manifest_id).number == 1


def test_nothing_is_handed_over_without_its_item_code_or_address(desk: Desk) -> None:
    pack(desk, a_result(desk.office))
    with pytest.raises(Refused, match="1 consignments have no item code"):
        hand_over(desk)
    lost = pack(desk, a_result(desk.office, return_address="nhà bà Tư"), ITEM)
    with transaction() as session:
        packing.remove(session, lost - 1, by=desk.postman, at=TUESDAY)
    with pytest.raises(Refused, match="address of case"):
        hand_over(desk)
    assert case_of(lost).holding == Holding.PACKED
    assert told(NoticeEvent.POSTED) == 0
    all_holds()


def test_what_requires_presence_never_goes_by_post(app: Flask) -> None:
    office = a_small_office(replace(PROCEDURE, presence_required=True))
    code = a_case(office).code
    settle(office, code, at=MONDAY)
    with pytest.raises(Refused, match="in person"), transaction() as session:
        redirecting.redirect_result(
            session,
            code,
            seen=None,
            by=office.clerk,
            at=TUESDAY,
            method=ReturnMethod.POST,
            address=ADDRESS,
            reason="Chủ hồ sơ gọi điện",
        )


def test_what_is_to_be_fetched_is_not_packed(desk: Desk) -> None:
    code = a_result(desk.office, return_method=ReturnMethod.COUNTER, return_address="")
    with pytest.raises(Refused, match="did not ask for the post"):
        pack(desk, code)


def test_who_is_not_of_the_desk_packs_nothing(desk: Desk) -> None:
    code = a_result(desk.office)
    with pytest.raises(NotPermitted), transaction() as session:
        packing.pack(session, code, carrier_id=desk.carrier_id, by=desk.office.official, at=TUESDAY)
    with pytest.raises(NotFound), transaction() as session:
        packing.pack(session, code, carrier_id=999, by=desk.postman, at=TUESDAY)


def test_the_oldest_promise_stands_first_and_pages_go_on(desk: Desk) -> None:
    late = a_result(desk.office, at=TUESDAY)
    early = a_result(desk.office, at=MONDAY)
    agency_id = desk.office.agency_id
    rows, after = desk_pages.ready(db.session(), agency_id, limit=1)
    assert [row.code for row in rows] == [early]
    rows, after = desk_pages.ready(db.session(), agency_id, limit=1, after=after)
    assert ([row.code for row in rows], after) == ([late], None)
    counted = figures.figures(
        *(db.session(), desk.postman),
        at=WEDNESDAY,
        day_ends_at=WEDNESDAY + 8 * HOUR,
        new_since_at=TUESDAY,
    )
    assert counted[Figure.TO_SEND] == 2


def test_a_changed_address_is_the_one_used_and_the_old_one_stays_in_its_row(desk: Desk) -> None:
    code = a_result(desk.office)
    new = "5 đường Lê Lợi, Phường Sài Gòn, Thành phố Hồ Chí Minh"
    with transaction() as session:
        redirecting.redirect_result(
            session,
            code,
            seen=None,
            by=desk.postman,
            at=TUESDAY,
            method=ReturnMethod.POST,
            address=new,
            reason="Chủ hồ sơ gọi điện",
        )
    number = pack(desk, code, ITEM)
    assert consignment(number).receiver_address == new
    kept = db.session.scalars(select(ReturnChange)).one()
    assert (kept.old_method, kept.old_address) == ("post", ADDRESS)
    line = one_case.journal(db.session(), case_of(number).id)[-2]
    assert line.act == Act.REDIRECT
    assert "Hoa Sữa" not in str(line.details)
    assert "Lê Lợi" not in str(line.details)
    all_holds()


def test_what_came_back_is_unclaimed_and_goes_again_to_another_address(desk: Desk) -> None:
    number = a_posted(desk)
    code = case_of(number).code
    hear(desk, number, EventKind.RETURNED, FRIDAY)
    case = case_of(number)
    assert places.place_of(case) is Place.BACK_AT_THE_OFFICE
    assert (case.holding, case.post_since_at) == (Holding.HELD, FRIDAY)
    agency_id = desk.office.agency_id
    assert desk_pages.ready(db.session(), agency_id)[0] == ()
    assert [each.code for each in desk_pages.came_back(db.session(), agency_id)] == [code]
    with transaction() as session:
        redirecting.redirect_result(
            session,
            code,
            seen=None,
            by=desk.office.clerk,
            at=FRIDAY,
            method=ReturnMethod.POST,
            address=ADDRESS.replace("12", "14"),
            reason="Đổi số nhà",
        )
    again = pack(desk, code, ITEM, at=FRIDAY)
    assert consignment(again).order_number == f"{code}/2"
    all_holds()


def test_a_lost_result_is_apologised_for_and_restored(desk: Desk) -> None:
    number = a_posted(desk)
    code = case_of(number).code
    hear(desk, number, EventKind.LOST, THURSDAY)
    assert places.place_of(case_of(number)) is Place.LOST
    assert told(NoticeEvent.LOST_BY_POST) == 1
    with pytest.raises(Refused, match="lost by the post"):
        pack(desk, code, ITEM, at=THURSDAY)
    with transaction() as session:
        by_post.restore(
            session,
            code,
            seen=None,
            by=desk.office.chair,
            at=FRIDAY,
            reason="Cấp bản sao thay thế",
        )
    assert places.place_of(case_of(number)) is Place.AT_THE_COUNTER
    again = pack(desk, code, ITEM, at=FRIDAY)
    hand_over(desk, at=FRIDAY)
    assert case_of(again).item_code == ITEM
    all_holds()


def test_a_lost_result_can_be_made_anew_by_reopening_the_case(desk: Desk) -> None:
    number = a_posted(desk)
    hear(desk, number, EventKind.LOST, THURSDAY)
    with transaction() as session:
        correcting.reopen(
            session,
            case_of(number).code,
            seen=None,
            by=desk.office.chair,
            at=FRIDAY,
            reason="Bưu chính làm thất lạc kết quả",
        )
    case = case_of(number)
    assert (case.status, case.holding, case.post_since_at) == ("processing", "held", None)
    hear(desk, number, EventKind.DELIVERED, FRIDAY)
    assert consignment(number).events[-1].contradicts
    all_holds()


def test_every_case_that_is_out_counts_in_one_of_the_places(desk: Desk) -> None:
    a_posted(desk)
    db.session.execute(update(Case).values(holding=Holding.HELD))
    found = [(each.rule, each.sentence) for each in places.check(db.session())]
    db.session.rollback()
    assert len(found) == 1
    assert found[0][0] == places.RULE
    assert found[0][1] == "its result is back_at_the_office, but on its way are: posted"
