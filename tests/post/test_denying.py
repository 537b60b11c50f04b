"""A delivery that was entered by mistake is taken back by a leader, if nothing followed from it."""

from __future__ import annotations

from datetime import datetime

import pytest

from onestop.cases.operations import correcting, payment
from onestop.cases.queries import invariants, one_case
from onestop.cases.queries.payment import payments_of
from onestop.cases.rules.lifecycle import Act, Holding
from onestop.cases.rules.payment import ReversalKind
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused, Stale
from onestop.post.operations import denying, packing, tracking
from onestop.post.operations.tracking import Heard
from onestop.post.queries import places, public
from onestop.post.rules.consignment import ConsignmentState, EventKind, EventSource
from onestop.post.rules.denying import require_deniable
from onestop.post.rules.place import Place
from tests.accounts.makers import sign_in
from tests.pages import PageClient
from tests.post.makers import (
    FRIDAY,
    HOUR,
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
    pack,
)

ITEM = "EA000000001VN"


def a_delivered(desk: Desk) -> int:
    """An item that somebody here noted as delivered."""
    number = a_posted(desk, ITEM)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY, receiver_name="Trần Văn Tư")
    return number


def deny(desk: Desk, number: int, *, reason: str = "Nhập nhầm bưu gửi", **other: object) -> None:
    """The chair takes it back."""
    code = case_of(number).code
    told = {"seen": None, "by": desk.office.chair, "at": THURSDAY, "reason": reason, **other}
    with transaction() as session:
        denying.deny_delivery(session, code, **told)  # type: ignore[arg-type]


def all_holds() -> None:
    """Every invariant of the office, the one of the results' places too."""
    db.session.rollback()
    assert [*invariants.check(db.session()), *places.check(db.session())] == []


def test_the_case_is_with_the_post_as_before(desk: Desk) -> None:
    number = a_delivered(desk)
    deny(desk, number)
    case, one = case_of(number), consignment(number)
    assert places.place_of(case) is Place.WITH_THE_POST
    assert (case.holding, case.closed_at, case.post_since_at) == (Holding.WITH_POST, None, TUESDAY)
    assert (one.state, one.ended_at) == (ConsignmentState.POSTED, None)
    assert one.events[-1].taken_back_at == THURSDAY
    line = one_case.journal(db.session(), case.id)[-1]
    assert (line.act, line.details["reason"]) == (Act.DENY_DELIVERY, "Nhập nhầm bưu gửi")
    seen = public.parcel(db.session(), case.code)
    assert seen is not None
    assert (seen.state, seen.passed) == (ConsignmentState.POSTED, ())
    all_holds()


def test_the_true_delivery_is_noted_afterwards_even_at_the_same_minute(desk: Desk) -> None:
    number = a_delivered(desk)
    deny(desk, number)
    assert hear(desk, number, EventKind.DELIVERED, WEDNESDAY, at=FRIDAY)
    assert case_of(number).status == "handed_out"
    all_holds()


def test_what_was_never_delivered_can_come_back(desk: Desk) -> None:
    number = a_delivered(desk)
    deny(desk, number)
    hear(desk, number, EventKind.RETURNED, FRIDAY)
    assert places.place_of(case_of(number)) is Place.BACK_AT_THE_OFFICE
    all_holds()


def told_by_file(desk: Desk, number: int, kind: EventKind, happened_at: datetime) -> bool:
    """The carrier's file says this, read on Thursday."""
    with transaction() as session:
        return tracking.note_event(
            session,
            number,
            Heard(kind, happened_at),
            source=EventSource.FILE,
            agency_id=desk.office.agency_id,
            by=desk.postman,
            at=THURSDAY,
        )


def test_what_the_carrier_told_meanwhile_counts_once_the_mistake_is_gone(desk: Desk) -> None:
    number = a_delivered(desk)
    told_by_file(desk, number, EventKind.RETURNED, THURSDAY - HOUR)
    told_by_file(desk, number, EventKind.UNDELIVERED, WEDNESDAY - HOUR)
    assert [each.kind for each in consignment(number).events if each.contradicts] == ["returned"]
    deny(desk, number)
    one = consignment(number)
    assert (one.state, one.ended_at) == (ConsignmentState.RETURNED, THURSDAY - HOUR)
    assert (one.invitations, [each for each in one.events if each.contradicts]) == (1, [])
    assert not told_by_file(desk, number, EventKind.RETURNED, THURSDAY - HOUR)
    assert places.place_of(case_of(number)) is Place.BACK_AT_THE_OFFICE
    lines = [line.act for line in one_case.journal(db.session(), case_of(number).id)]
    assert lines[-3:] == [Act.DENY_DELIVERY, Act.ATTEMPT, Act.COME_BACK]
    all_holds()


def test_an_invitation_is_counted_once_whatever_is_taken_back(desk: Desk) -> None:
    number = a_posted(desk, ITEM)
    hear(desk, number, EventKind.UNDELIVERED, WEDNESDAY - HOUR)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    deny(desk, number)
    assert consignment(number).invitations == 1
    lines = [line.act for line in one_case.journal(db.session(), case_of(number).id)]
    assert lines.count(Act.ATTEMPT) == 1
    all_holds()


def test_a_label_that_was_scanned_twice_is_taken_back_as_one(desk: Desk) -> None:
    number = a_delivered(desk)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY + HOUR)
    deny(desk, number)
    assert consignment(number).state == ConsignmentState.POSTED
    assert [each.taken_back_at for each in consignment(number).events] == [THURSDAY, THURSDAY]
    all_holds()


def test_what_the_carrier_confirmed_is_not_taken_back(desk: Desk) -> None:
    number = a_delivered(desk)
    told_by_file(desk, number, EventKind.DELIVERED, WEDNESDAY + HOUR)
    with pytest.raises(Refused, match="carrier itself told"):
        deny(desk, number)


def test_a_leader_takes_it_back_with_a_reason_only(desk: Desk) -> None:
    number = a_delivered(desk)
    with pytest.raises(Refused, match="how the mistake came about"):
        deny(desk, number, reason="")
    with pytest.raises(NotPermitted):
        deny(desk, number, by=desk.postman)
    with pytest.raises(Stale):
        deny(desk, number, seen=1)
    deny(desk, number)
    with pytest.raises(NotFound):
        deny(desk, number)


def test_what_the_carrier_told_is_not_taken_back(desk: Desk) -> None:
    number = a_posted(desk, ITEM)
    with transaction() as session:
        tracking.note_event(
            session,
            number,
            Heard(EventKind.DELIVERED, WEDNESDAY),
            source=EventSource.SERVICE,
            agency_id=desk.office.agency_id,
            by=None,
            at=WEDNESDAY,
        )
    with pytest.raises(Refused, match="carrier itself told"):
        deny(desk, number)


def test_money_that_was_booked_is_cancelled_first(desk: Desk) -> None:
    number = pack(desk, a_result(desk.office), ITEM)
    with transaction() as session:
        amounts = {"item_code": ITEM, "postage": 0, "to_collect": 8000}
        packing.label(session, number, **amounts, by=desk.postman)
    hand_over(desk)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    with pytest.raises(Refused, match="cancel their receipt"):
        deny(desk, number)
    case = case_of(number)
    with transaction() as session:
        payment.reverse(
            session,
            case.code,
            payment_id=payments_of(session, case.id)[0].id,
            seen=None,
            by=desk.office.clerk,
            at=THURSDAY,
            kind=ReversalKind.CANCELLATION,
            reason="Nhập nhầm",
        )
    deny(desk, number)
    all_holds()


def test_after_another_act_it_is_too_late(desk: Desk) -> None:
    number = a_delivered(desk)
    with transaction() as session:
        correcting.reopen(
            session,
            case_of(number).code,
            seen=None,
            by=desk.office.chair,
            at=THURSDAY,
            reason="Ghi sai tên",
        )
    with pytest.raises(Refused, match="Something else followed"):
        deny(desk, number)


def test_what_was_settled_stays() -> None:
    with pytest.raises(Refused, match="settled with the carrier"):
        require_deniable([EventSource.SCANNER], settled=True, booked=False, followed=False)


def test_a_leader_finds_it_on_the_case(desk: Desk, client: PageClient, clock: StoppedClock) -> None:
    number = a_delivered(desk)
    code = case_of(number).code
    clock.set(THURSDAY)
    sign_in(client, desk.office.chair.username)
    assert "Chưa phát (tin nhập nhầm)" in client.page(f"/cases/{code}").text
    address = f"/post/delivered/{code}"
    assert "Trần Văn Tư" in client.page(address).text
    assert client.submit(address, {"reason": ""}, form="deny").status_code == 422
    assert client.submit(address, {"reason": "Nhầm bưu gửi"}, form="deny").status_code == 303
    assert "thu hồi tin đã phát" in client.page(f"/cases/{code}/journal").text
    assert "Chưa phát (tin nhập nhầm)" not in client.page(f"/cases/{code}").text


def test_the_desk_sees_what_was_taken_back_and_takes_nothing_back_itself(
    desk: Desk, client: PageClient, clock: StoppedClock
) -> None:
    number = a_delivered(desk)
    deny(desk, number)
    clock.set(THURSDAY)
    sign_in(client, "thanh")
    client.page(f"/post/delivered/{case_of(number).code}", status=403)
    assert "đã thu hồi" in client.page(f"/post/consignments/{number}").text
