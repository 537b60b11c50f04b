"""What a carrier's service tells and what fits nothing is kept, tried again, and looked into."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.errors import NotFound
from onestop.post.exchange import exchange
from onestop.post.models import StrangeEvent
from onestop.post.operations import strange
from onestop.post.queries import strange as found
from onestop.post.rules.consignment import EventKind
from onestop.post.services import HttpCarrier
from tests.accounts.makers import sign_in
from tests.pages import PageClient
from tests.post.arrivals import an_arrival
from tests.post.carriers import TOKEN, Carrier, a_carrier_service
from tests.post.makers import (
    DAY,
    FRIDAY,
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
    hear,
    pack,
)

ITEM, OTHER = "EA000000001VN", "EA000000002VN"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(app: Flask) -> Desk:
    found = a_desk()
    return Desk(found.office, found.postman, a_carrier(found.postman, "Nhanh", online=True))


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    with a_carrier_service() as carrier:
        yield carrier


def exchanged(carrier: Carrier, at: datetime) -> int:
    return exchange(HttpCarrier(carrier.url, TOKEN), now=lambda: at)


def tells(carrier: Carrier, code: str, kind: str, at: datetime, **more: str) -> None:
    carrier.events.append({"item_code": code, "kind": kind, "happened_at": at.isoformat(), **more})


def waiting(desk: Desk) -> list[tuple[str, str]]:
    db.session.rollback()
    db.session.expire_all()
    rows = found.waiting(db.session(), desk.office.agency_id)
    return [(each.event.item_code, each.why.partition(";")[0]) for each in rows]


def test_an_event_a_little_ahead_of_our_clock_happened_now(desk: Desk, carrier: Carrier) -> None:
    number = a_posted(desk, ITEM)
    tells(carrier, ITEM, "delivered", WEDNESDAY + MINUTE)
    assert exchanged(carrier, WEDNESDAY) == 1
    (heard,) = consignment(number).events
    assert heard.happened_at == WEDNESDAY
    assert case_of(number).status == "handed_out"
    carrier.repeats = 1
    assert exchanged(carrier, WEDNESDAY + HOUR) == 0
    assert (len(consignment(number).events), waiting(desk)) == (1, [])


def test_an_event_far_ahead_waits_until_our_clock_comes_to_it(desk: Desk, carrier: Carrier) -> None:
    number = a_posted(desk, ITEM)
    tells(carrier, ITEM, "delivered", WEDNESDAY + HOUR)
    assert exchanged(carrier, WEDNESDAY) == 0
    assert waiting(desk) == [(ITEM, "Its moment had not come yet")]
    assert exchanged(carrier, WEDNESDAY + HOUR - MINUTE) == 0
    assert exchanged(carrier, WEDNESDAY + HOUR) == 1
    assert (case_of(number).status, waiting(desk)) == ("handed_out", [])
    assert consignment(number).ended_at == WEDNESDAY + HOUR


def test_what_was_told_before_the_desk_sealed_is_recorded_when_it_has(
    desk: Desk, carrier: Carrier
) -> None:
    number = pack(desk, a_result(desk.office), ITEM, at=TUESDAY)
    tells(carrier, ITEM, "accepted", TUESDAY + HOUR, place="Bưu cục Bến Thành")
    tells(carrier, ITEM, "undelivered", WEDNESDAY)
    tells(carrier, OTHER, "delivered", WEDNESDAY)
    assert exchanged(carrier, WEDNESDAY + HOUR) == 0
    late = "Its manifest was not handed over yet"
    unknown = (OTHER, "No item here has this code")
    assert sorted(waiting(desk)) == [(ITEM, late), (ITEM, late), unknown]
    hand_over(desk, at=WEDNESDAY + 2 * HOUR)
    assert exchanged(carrier, WEDNESDAY + 3 * HOUR) == 2
    events = {each.kind: each for each in consignment(number).events}
    assert events["accepted"].happened_at == WEDNESDAY + 2 * HOUR
    assert events["accepted"].place == "Bưu cục Bến Thành"
    assert set(events) == {"accepted", "undelivered"}
    assert waiting(desk) == [unknown]


def test_what_happened_before_the_hand_over_is_for_somebody_to_look_into(
    desk: Desk, carrier: Carrier
) -> None:
    a_posted(desk, ITEM)
    carrier.repeats = 1
    tells(carrier, ITEM, "delivered", TUESDAY - DAY)
    exchanged(carrier, WEDNESDAY)
    assert waiting(desk) == [(ITEM, "That was before the hand-over")]
    event = db.session().scalars(select(StrangeEvent)).one()
    with transaction() as session:
        strange.see(session, event.id, by=desk.postman, at=THURSDAY)
    assert waiting(desk) == []
    exchanged(carrier, THURSDAY)
    assert waiting(desk) == []
    kept = db.session().scalars(select(StrangeEvent)).one()
    assert (kept.seen_at, kept.seen_by_id) == (THURSDAY, desk.postman.official_id)


def test_what_is_told_of_another_carriers_item_or_of_what_came_in_is_not_kept(
    desk: Desk, carrier: Carrier
) -> None:
    a_carrier(desk.postman, "Chậm", online=True)
    number = a_posted(desk, ITEM)
    an_arrival(desk, OTHER)
    tells(carrier, ITEM, "in_transit", WEDNESDAY)
    tells(carrier, OTHER, "delivered", WEDNESDAY)
    assert exchanged(carrier, THURSDAY) == 1
    assert (len(consignment(number).events), waiting(desk)) == (1, [])


def test_the_desk_of_another_agency_sees_nothing_of_it(desk: Desk, carrier: Carrier) -> None:
    tells(carrier, ITEM, "in_transit", WEDNESDAY)
    exchanged(carrier, THURSDAY)
    number = db.session().scalars(select(StrangeEvent.id)).one()
    with pytest.raises(NotFound):
        found.strange_event(db.session(), desk.office.agency_id + 1, number)


def test_the_desk_shows_what_does_not_fit_until_it_was_looked_into(
    desk: Desk, carrier: Carrier, client: PageClient, clock: StoppedClock
) -> None:
    clock.set(THURSDAY)
    tells(carrier, ITEM, "delivered", WEDNESDAY, receiver_name="Trần Văn Tư")
    exchanged(carrier, THURSDAY)
    sign_in(client, "thanh")
    shown = client.page("/post").text
    assert "Tin đơn vị bưu chính báo chưa khớp" in shown
    assert "Không có bưu gửi nào ở đây mang mã này;" in shown
    assert "Trần Văn Tư" in shown
    number = db.session().scalars(select(StrangeEvent.id)).one()
    client.submit("/post", {}, form=f"strange-{number}")
    assert ITEM not in client.page("/post").text


def test_opposite_things_stand_on_the_desk_until_somebody_has_looked_into_them(
    desk: Desk, client: PageClient, clock: StoppedClock
) -> None:
    clock.set(FRIDAY)
    sign_in(client, "thanh")
    number = a_posted(desk, ITEM)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    assert "Tin trái ngược nhau" not in client.page("/post").text
    hear(desk, number, EventKind.RETURNED, THURSDAY)
    shown = client.page("/post").text
    assert "Tin trái ngược nhau (1)" in shown
    (until,) = (each.id for each in consignment(number).events if each.contradicts)
    hear(desk, number, EventKind.LOST, THURSDAY + HOUR)
    client.submit("/post", {"until": str(until)}, form=f"contradicting-{number}")
    assert "Tin trái ngược nhau (1)" in client.page("/post").text
    client.submit("/post", {}, form=f"contradicting-{number}")
    assert "Tin trái ngược nhau" not in client.page("/post").text
    seen = [each.seen_by_id for each in consignment(number).events]
    assert seen == [None, desk.postman.official_id, desk.postman.official_id]
