"""A carrier's service: orders go out, events come in, and no failure loses or doubles anything."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask

from onestop.cases.queries import one_case
from onestop.db import db
from onestop.notices.rules import BACK_OFF, Fault
from onestop.post.exchange import exchange
from onestop.post.models import Carrier as CarrierRow
from onestop.post.queries import places
from onestop.post.rules.consignment import EventKind, EventSource
from onestop.post.services import HttpCarrier, NotReached, Order, Page
from tests.post.carriers import DRIPS, HANGS, NONSENSE, TOKEN, Carrier, a_carrier_service
from tests.post.makers import (
    ADDRESS,
    DAY,
    HOUR,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    a_carrier,
    a_desk,
    a_posted,
    a_result,
    case_of,
    consignment,
    hand_over,
    pack,
)

ITEM, OTHER = "EA000000001VN", "EA000000002VN"


@pytest.fixture
def desk(app: Flask) -> Desk:
    found = a_desk()
    return Desk(found.office, found.postman, a_carrier(found.postman, "Nhanh", online=True))


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    with a_carrier_service() as carrier:
        yield carrier


def exchanged(carrier: Carrier, at: datetime, *, patience: float = 5.0) -> int:
    return exchange(HttpCarrier(carrier.url, TOKEN, patience), now=lambda: at)


def row(desk: Desk) -> CarrierRow:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(CarrierRow, desk.carrier_id)


def event(code: str, kind: str, at: datetime, **more: object) -> dict[str, object]:
    return {"item_code": code, "kind": kind, "happened_at": at.isoformat(), **more}


def test_a_handed_over_item_is_announced_once_with_its_order(desk: Desk, carrier: Carrier) -> None:
    number = a_posted(desk, ITEM)
    pack(desk, a_result(desk.office), OTHER)
    for _twice in range(2):
        exchanged(carrier, TUESDAY + HOUR)
    (order,) = carrier.orders
    assert (order["item_code"], order["to_collect"]) == (ITEM, 0)
    assert order["order_number"] == f"{case_of(number).code}/1"
    assert order["receiver"]["address"] == ADDRESS
    assert set(order) >= {"sender", "receiver", "order_number", "item_code", "to_collect"}
    assert set(order["sender"]) == {"name", "address", "phone"}
    assert carrier.tokens == {f"Bearer {TOKEN}"}
    assert consignment(number).announced_at == TUESDAY + HOUR


def test_what_the_service_tells_moves_the_case(desk: Desk, carrier: Carrier) -> None:
    number = a_posted(desk, ITEM)
    told = {"place": "Bưu cục Bến Thành", "receiver_name": "Trần Văn Tư"}
    carrier.events.append(event(ITEM, "delivered", WEDNESDAY, **told))
    assert exchanged(carrier, THURSDAY) == 1
    (heard,) = consignment(number).events
    assert (heard.kind, heard.source) == (EventKind.DELIVERED, EventSource.SERVICE)
    assert heard.entered_by_id is None
    line = one_case.journal(db.session(), case_of(number).id)[-1]
    assert (line.act, line.official_id, line.happened_at) == ("deliver", None, WEDNESDAY)
    assert list(places.check(db.session())) == []


def test_what_is_told_twice_and_page_by_page_is_recorded_once(desk: Desk, carrier: Carrier) -> None:
    number = a_posted(desk, ITEM)
    carrier.page, carrier.repeats = 2, 2
    kinds = ("accepted", "in_transit", "undelivered", "delivered", "delivered")
    carrier.events += [event(ITEM, kind, WEDNESDAY + HOUR) for kind in kinds]
    assert exchanged(carrier, THURSDAY) == 4
    assert exchanged(carrier, THURSDAY + HOUR) == 0
    assert len(consignment(number).events) == 4
    assert carrier.asked_after == ["", "2", "4", "5"]
    assert row(desk).heard_until == "5"


def test_what_fits_no_item_or_cannot_be_right_holds_up_no_other(
    desk: Desk, carrier: Carrier
) -> None:
    number = a_posted(desk, ITEM)
    carrier.events += [
        event("EA999999999VN", "delivered", WEDNESDAY),
        event(ITEM, "eaten by a dog", WEDNESDAY),
        event(ITEM, "in_transit", TUESDAY - 3 * DAY),
        {"item_code": ITEM},
        {"item_code": ITEM, "kind": "lost", "happened_at": "2026-11-18T09:00:00"},
        {"item_code": ITEM, "kind": "lost", "happened_at": "0001-01-01T00:00:00+07:00"},
        {"item_code": ITEM, "kind": "lost", "happened_at": "9999-12-31T23:59:59-12:00"},
        {"item_code": "EA\ud8001\x00", "kind": "lost", "happened_at": WEDNESDAY.isoformat()},
        event(ITEM, "in_transit", WEDNESDAY, place="\ud800Bưu\x00 cục", note={"a": [None]}),
    ]
    assert exchanged(carrier, THURSDAY) == 1
    (heard,) = consignment(number).events
    assert (heard.kind, heard.place) == ("in_transit", "Bưu cục")
    assert row(desk).heard_until == "9"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (500, Fault.DECLINED),
        (302, Fault.DECLINED),
        (HANGS, Fault.TIMED_OUT),
        (DRIPS, Fault.TIMED_OUT),
        (NONSENSE, Fault.DECLINED),
        (b"[" * 200_000, Fault.DECLINED),
        (b"[]", Fault.DECLINED),
        (b'{"events": {"one": 1}, "mark": "1"}', Fault.DECLINED),
        (b'{"events": [], "mark": {"one": 1}}', Fault.DECLINED),
        (b'{"events": [], "mark": "\\ud800"}', Fault.DECLINED),
        (b'{"events": [], "mark": "' + b"m" * 101 + b'"}', Fault.DECLINED),
    ],
    ids=lambda it: str(it)[:40],
)
def test_a_service_that_fails_is_asked_again_later_and_nothing_is_lost(
    desk: Desk, carrier: Carrier, answer: int | bytes, fault: Fault
) -> None:
    number = a_posted(desk, ITEM)
    carrier.events.append(event(ITEM, "in_transit", TUESDAY + HOUR))
    carrier.answers = [200, answer]
    at = TUESDAY + 2 * HOUR
    assert exchanged(carrier, at, patience=2.0) == 0
    assert (row(desk).fault, row(desk).attempts) == (fault, 1)
    assert row(desk).not_before_at == at + BACK_OFF[0]
    asked = len(carrier.asked_after)
    assert exchanged(carrier, at + BACK_OFF[0] - timedelta(seconds=1)) == 0
    assert len(carrier.asked_after) == asked
    assert exchanged(carrier, at + BACK_OFF[0]) == 1
    assert (row(desk).fault, row(desk).attempts, row(desk).not_before_at) == ("", 0, None)
    assert len(carrier.orders) == 1
    assert [each.kind for each in consignment(number).events] == ["in_transit"]


def test_a_page_without_a_new_mark_is_heard_and_the_mark_stays(
    desk: Desk, carrier: Carrier
) -> None:
    number = a_posted(desk, ITEM)
    told = {"events": [event(ITEM, "accepted", WEDNESDAY)], "mark": None, "more": True}
    carrier.answers = [200, json.dumps(told).encode()]
    assert exchanged(carrier, THURSDAY) == 1
    assert [each.kind for each in consignment(number).events] == ["accepted"]
    assert (row(desk).heard_until, row(desk).fault) == ("", "")


class Strange:
    """Another kind of service, that fails in a way nobody thought of, once."""

    def __init__(self, carrier: Carrier) -> None:
        self.fails, self.known = True, HttpCarrier(carrier.url, TOKEN)

    def announce(self, orders: Sequence[Order]) -> None:
        self.known.announce(orders)

    def heard_since(self, mark: str) -> Page:
        if self.fails:
            self.fails = False
            raise ArithmeticError("nobody thought of this")
        return self.known.heard_since(mark)


def test_a_failure_that_nobody_thought_of_is_noted_and_holds_up_no_other(
    desk: Desk, carrier: Carrier
) -> None:
    number = a_posted(desk, ITEM)
    second = a_carrier(desk.postman, "Chậm", online=True)
    carrier.events.append(event(ITEM, "in_transit", WEDNESDAY))
    service = Strange(carrier)
    assert exchange(service, now=lambda: THURSDAY) == 0
    assert (row(desk).fault, row(desk).attempts) == (Fault.NOT_KEPT, 1)
    assert row(desk).heard_until == ""
    other = db.session.get_one(CarrierRow, second)
    assert (other.fault, other.heard_until) == ("", "1")
    assert exchange(service, now=lambda: THURSDAY + HOUR) == 1
    assert (row(desk).fault, len(consignment(number).events)) == ("", 1)


def test_each_failure_in_a_row_waits_longer_and_never_gives_up(
    desk: Desk, carrier: Carrier
) -> None:
    a_posted(desk, ITEM)
    at, waits = TUESDAY, []
    for _failure in range(len(BACK_OFF) + 2):
        carrier.answers = [503]
        exchanged(carrier, at)
        until = row(desk).not_before_at
        assert until is not None
        waits.append(until - at)
        at = until
    assert waits == [*BACK_OFF, BACK_OFF[-1], BACK_OFF[-1]]
    exchanged(carrier, at)
    assert len(carrier.orders) == 1


def test_an_order_that_was_taken_without_an_answer_goes_again_under_the_same_number(
    desk: Desk, carrier: Carrier
) -> None:
    a_posted(desk, ITEM)
    carrier.answers = [HANGS]
    exchanged(carrier, TUESDAY, patience=2.0)
    pack(desk, a_result(desk.office), OTHER)
    hand_over(desk)
    exchanged(carrier, TUESDAY + HOUR)
    assert len({each["order_number"] for each in carrier.orders}) == 2


def test_a_carrier_that_is_not_there_is_said_to_be_unreachable() -> None:
    with pytest.raises(NotReached) as told:
        HttpCarrier("http://127.0.0.1:9", TOKEN).heard_since("")
    assert told.value.fault is Fault.UNREACHABLE
