"""What is to be collected is proposed from the fees owed and the postage, never typed."""

from __future__ import annotations

import pytest
from flask import Flask

from onestop.cases.models import Payment
from onestop.cases.operations import payment
from onestop.cases.rules.payment import ChosenLine, OwedLine, PaymentEntry, PaymentMethod
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.errors import Refused
from onestop.post.operations import carriers, packing
from onestop.post.queries import manifests
from onestop.post.rules.consignment import EventKind
from onestop.post.rules.packing import Check
from onestop.post.rules.proposing import Proposed, Tariff, proposed, require_current
from onestop.post.rules.transit import Distance
from onestop.procedures.rules import Fee, FeeBasis, FeeKind
from tests.accounts.makers import sign_in
from tests.pages import PageClient
from tests.post.makers import (
    TUESDAY,
    WEDNESDAY,
    Desk,
    a_desk,
    a_result,
    case_of,
    consignment,
    hand_over,
    hear,
    open_manifest,
)

ITEM = "EA000000001VN"
TARIFF = Tariff(in_ward=18_000, in_province=22_000, elsewhere=26_000)


@pytest.fixture
def desk(app: Flask) -> Desk:
    """A desk whose carrier has named its postage."""
    found = a_desk()
    with transaction() as session:
        changed = {"name": "Bưu điện", "phone": "", "online": False, "active": True}
        carriers.change_carrier(
            session, found.carrier_id, **changed, tariff=TARIFF, by=found.postman
        )
    return found


def pack(desk: Desk, code: str) -> int:
    """Puts a result on the open manifest as a clerk does, and labels it."""
    with transaction() as session:
        one = packing.pack(
            session,
            code,
            carrier_id=desk.carrier_id,
            by=desk.postman,
            at=TUESDAY,
            item_code=ITEM,
        )
        return one.id


def note(desk: Desk, number: int, *, postage: int, to_collect: int) -> None:
    """Notes amounts that differ."""
    with transaction() as session:
        amounts = {"postage": postage, "to_collect": to_collect}
        packing.label(session, number, item_code=ITEM, **amounts, by=desk.postman)


def pay_at_the_counter(desk: Desk, code: str) -> None:
    entry = PaymentEntry((ChosenLine(1),), PaymentMethod.CASH, "Nguyễn Thị Ánh Nguyệt")
    with transaction() as session:
        payment.collect(session, code, seen=None, by=desk.office.clerk, at=TUESDAY, entry=entry)


@pytest.mark.parametrize(
    ("far", "postage"),
    [
        (Distance.SAME_DISTRICT, 18_000),
        (Distance.WITHIN_PROVINCE, 22_000),
        (Distance.SPECIAL_CITY, 26_000),
        (Distance.ELSEWHERE, 26_000),
    ],
)
def test_the_postage_is_by_ward_province_and_elsewhere(far: Distance, postage: int) -> None:
    assert TARIFF.postage(far) == postage


def test_a_fee_by_the_page_is_proposed_once_and_marked() -> None:
    lines = [
        OwedLine(1, Fee("Lệ phí", FeeKind.CHARGE, 8000)),
        OwedLine(2, Fee("Bản sao", FeeKind.FEE, 2000, per=FeeBasis.PAGE)),
    ]
    found = proposed(lines, 26_000)
    assert (found.fees, found.to_collect, found.counted) == (10_000, 36_000, True)


def test_an_amount_of_the_clerks_own_goes_whatever_is_owed_by_now() -> None:
    require_current(5000, 8000, Proposed(fees=0), code="H")
    require_current(8000, 8000, Proposed(fees=8000), code="H")
    with pytest.raises(Refused, match="something else is owed"):
        require_current(8000, 8000, Proposed(fees=0), code="H")


def test_fees_and_postage_are_proposed_as_a_result_is_packed(desk: Desk) -> None:
    one = consignment(pack(desk, a_result(desk.office)))
    assert one.postage == 26_000
    assert (one.to_collect, one.proposed) == (34_000, 34_000)


def test_what_was_paid_at_the_counter_is_not_proposed(desk: Desk) -> None:
    code = a_result(desk.office)
    pay_at_the_counter(desk, code)
    assert consignment(pack(desk, code)).to_collect == 26_000


def test_an_amount_left_as_proposed_follows_the_postage(desk: Desk) -> None:
    number = pack(desk, a_result(desk.office))
    note(desk, number, postage=30_000, to_collect=34_000)
    assert consignment(number).to_collect == 38_000
    note(desk, number, postage=30_000, to_collect=30_000)
    note(desk, number, postage=20_000, to_collect=30_000)
    one = consignment(number)
    assert (one.to_collect, one.proposed) == (30_000, 28_000)


def test_more_than_is_owed_is_looked_at(desk: Desk) -> None:
    number = pack(desk, a_result(desk.office))
    note(desk, number, postage=26_000, to_collect=40_000)
    (row,) = manifests.rows(db.session(), open_manifest(desk).id)
    assert row.failed == (Check.TO_COLLECT,)
    assert row.proposed.to_collect == 34_000


def test_what_was_paid_meanwhile_is_not_collected_once_more(desk: Desk) -> None:
    code = a_result(desk.office)
    number = pack(desk, code)
    pay_at_the_counter(desk, code)
    with pytest.raises(Refused, match="something else is owed"):
        hand_over(desk)
    note(desk, number, postage=26_000, to_collect=26_000)
    hand_over(desk)
    assert consignment(number).proposed == 26_000


def test_what_was_proposed_is_booked_when_it_is_delivered(desk: Desk) -> None:
    number = pack(desk, a_result(desk.office))
    hand_over(desk)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    booked = db.session.query(Payment).filter_by(case_id=case_of(number).id).one()
    assert (booked.total, booked.method) == (8000, "post")


def test_the_page_shows_where_the_clerk_differs(
    desk: Desk, client: PageClient, clock: StoppedClock
) -> None:
    number = pack(desk, a_result(desk.office))
    clock.set(TUESDAY)
    sign_in(client, "thanh")
    address = f"/post/manifests/{open_manifest(desk).id}"
    assert "dự tính" not in client.page(address).text
    typed = {"item": ITEM, "postage": "26.000", "collect": "30.000"}
    client.submit(address, {f"{name}-{number}": it for name, it in typed.items()}, form="labels")
    assert "dự tính 34.000 ₫" in client.page(address).text
    hand_over(desk)
    assert "dự tính 34.000 ₫" in client.page(address).text
    assert "dự tính 34.000 ₫" in client.page(f"/post/consignments/{number}").text


def test_an_office_names_the_postage_of_a_carrier(desk: Desk, client: PageClient) -> None:
    sign_in(client, "thanh")
    address = f"/post/carriers/{desk.carrier_id}"
    assert 'value="26.000 ₫"' in client.get(address).get_data(as_text=True)
    assert client.submit(address, {"postage_in_ward": "mười"}).status_code == 422
    assert client.submit(address, {"postage_in_ward": "23.000"}).status_code == 303
    assert "23.000 ₫ · 22.000 ₫ · 26.000 ₫" in client.page("/post/carriers").text
