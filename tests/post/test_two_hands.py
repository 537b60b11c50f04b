"""Two officials at one list: nobody's entry undoes another's, and nothing typed is lost."""

from __future__ import annotations

import pytest
from flask import Flask

from onestop.clock import StoppedClock
from onestop.db import transaction
from onestop.post.operations import packing
from onestop.web.resume import RESUMED
from tests.accounts.makers import sign_in
from tests.pages import Page, PageClient
from tests.post.arrivals import SENDER, an_arrival, brought, delivery_of, enter
from tests.post.makers import (
    TUESDAY,
    Desk,
    a_desk,
    a_result,
    consignment,
    open_manifest,
    pack,
)

FIRST, SECOND, SLIP = "EA000000001VN", "EA000000002VN", "RA000000001VN"


@pytest.fixture
def desk(app: Flask, clock: StoppedClock) -> Desk:
    found = a_desk()
    clock.set(TUESDAY)
    return found


@pytest.fixture
def page(desk: Desk, client: PageClient) -> PageClient:
    sign_in(client, "thanh")
    return client


def noted_elsewhere(desk: Desk, number: int, item_code: str, postage: int, to_collect: int) -> None:
    """Somebody else notes this beside a consignment."""
    sums = {"postage": postage, "to_collect": to_collect}
    with transaction() as session:
        packing.label(session, number, item_code=item_code, **sums, by=desk.postman)


def beside(number: int) -> tuple[str, int, int]:
    """What stands beside a consignment."""
    found = consignment(number)
    return found.item_code, found.postage, found.to_collect


def test_a_page_that_is_out_of_date_undoes_nothing(page: PageClient, desk: Desk) -> None:
    first, second = (pack(desk, a_result(desk.office)) for _ in range(2))
    shown = page.page(f"/post/manifests/{open_manifest(desk).id}")
    noted_elsewhere(desk, first, FIRST, 8000, 9000)
    noted_elsewhere(desk, second, SECOND, 0, 0)
    sent = page.send(shown, {f"postage-{second}": "12.000"}, form="labels")
    assert sent.status_code == 303
    assert beside(first) == (FIRST, 8000, 9000)
    assert beside(second) == (SECOND, 12_000, 0)


def test_a_slip_that_another_has_entered_is_not_emptied(page: PageClient, desk: Desk) -> None:
    number = an_arrival(desk, SLIP)
    shown = page.page(f"/post/incoming/deliveries/{delivery_of(number)}")
    enter(desk, number)
    sent = page.send(shown, {f"procedure-{number}": ""}, form="slips")
    assert sent.status_code == 303
    said = brought(number).consignment
    assert (said.sender_name, said.to_collect) == (SENDER, 8000)


def test_the_second_who_enters_is_told_what_holds_and_may_insist(
    page: PageClient, desk: Desk
) -> None:
    number = pack(desk, a_result(desk.office))
    address = f"/post/manifests/{open_manifest(desk).id}"
    shown = page.page(address)
    noted_elsewhere(desk, number, FIRST, 8000, 0)
    refused = page.send(shown, {f"postage-{number}": "12000"}, form="labels")
    assert refused.status_code == 409
    told = Page(refused.get_data(as_text=True), address)
    assert "người khác đã nhập “8000”" in told.text
    assert told.filled(told.form("labels"))[f"postage-{number}"] == "12000"
    assert beside(number) == (FIRST, 8000, 0)
    assert page.send(told, form="labels").status_code == 303
    assert beside(number) == (FIRST, 12_000, 0)


def test_the_second_who_enters_a_slip_is_told_what_holds(page: PageClient, desk: Desk) -> None:
    number = an_arrival(desk, SLIP)
    shown = page.page(f"/post/incoming/deliveries/{delivery_of(number)}")
    enter(desk, number)
    refused = page.send(shown, {f"name-{number}": "Người khác"}, form="slips")
    assert refused.status_code == 409
    assert f"người khác đã nhập “{SENDER}”" in refused.get_data(as_text=True)
    assert brought(number).consignment.sender_name == SENDER


def test_after_the_session_ended_the_page_is_shown_again_before_anything_is_noted(
    page: PageClient, desk: Desk
) -> None:
    number, slip = pack(desk, a_result(desk.office)), an_arrival(desk, SLIP)
    for address, form, field in (
        (f"/post/manifests/{consignment(number).manifest_id}", "labels", f"postage-{number}"),
        (f"/post/incoming/deliveries/{delivery_of(slip)}", "slips", f"name-{slip}"),
    ):
        begun = page.page(address)
        carried = page.send(begun, {field: "8000", RESUMED: "1"}, form=form)
        again = Page(carried.get_data(as_text=True), address)
        assert again.filled(again.form(form))[field] == "8000"
    assert beside(number) == ("", 0, 0)
    assert brought(slip).consignment.sender_name == ""


def test_what_is_typed_beside_an_item_is_sealed_with_it(page: PageClient, desk: Desk) -> None:
    number = pack(desk, a_result(desk.office), FIRST)
    address = f"/post/manifests/{open_manifest(desk).id}"
    sealing = {"postman": "Lê Văn Bưu", "recounted": "y"}
    wrong = {f"collect-{number}": "99.000", f"item-{number}": "?"} | sealing
    refused = page.submit(address, wrong, form="labels", button="seal-it")
    assert refused.status_code == 409
    shown = Page(refused.get_data(as_text=True), address)
    left = shown.filled(shown.form("labels"))
    assert (left[f"collect-{number}"], left["postman"]) == ("99.000", "Lê Văn Bưu")
    sealed = page.send(shown, {f"item-{number}": FIRST}, form="labels", button="seal-it")
    assert sealed.status_code == 303
    assert beside(number) == (FIRST, 0, 99_000)
    assert consignment(number).state == "posted"


def test_sealing_after_another_has_changed_the_manifest_is_stale(
    page: PageClient, desk: Desk
) -> None:
    number = pack(desk, a_result(desk.office), FIRST)
    shown = page.page(f"/post/manifests/{open_manifest(desk).id}")
    noted_elsewhere(desk, number, FIRST, 8000, 0)
    sealing = {f"collect-{number}": "99000", "postman": "Lê Văn Bưu", "recounted": "y"}
    stale = page.send(shown, sealing, form="labels", button="seal-it")
    assert stale.status_code == 409
    assert "vừa được người khác thay đổi" in stale.get_data(as_text=True)
    assert beside(number) == (FIRST, 8000, 99_000)


def test_what_is_typed_from_a_slip_is_signed_with_it(page: PageClient, desk: Desk) -> None:
    number = an_arrival(desk, SLIP)
    address = f"/post/incoming/deliveries/{delivery_of(number)}"
    enter(desk, number)
    signing = {f"collected-{number}": "9.000", "postman": "Lê Văn Bưu", "compared": "y"}
    assert page.submit(address, signing, form="slips", button="sign-both").status_code == 303
    said = brought(number)
    assert (said.consignment.to_collect, said.filed_at) == (9000, TUESDAY)


def test_noting_a_list_keeps_the_name_of_the_postman(page: PageClient, desk: Desk) -> None:
    number, slip = pack(desk, a_result(desk.office)), an_arrival(desk, SLIP)
    for address, form in (
        (f"/post/manifests/{consignment(number).manifest_id}", "labels"),
        (f"/post/incoming/deliveries/{delivery_of(slip)}", "slips"),
    ):
        kept = page.submit(address, {"postman": "Lê Văn Bưu"}, form=form).get_data(as_text=True)
        assert 'value="Lê Văn Bưu"' in kept


def test_what_is_no_sum_stays_in_its_field_and_holds_up_no_other_row(
    page: PageClient, desk: Desk
) -> None:
    first, second = (pack(desk, a_result(desk.office)) for _ in range(2))
    address = f"/post/manifests/{open_manifest(desk).id}"
    typed = {f"collect-{first}": "30k", f"postage-{first}": "8.000đ", f"postage-{second}": "9000đ"}
    refused = page.submit(address, typed, form="labels")
    assert refused.status_code == 409
    shown = Page(refused.get_data(as_text=True), address)
    assert "“30k” không phải là số tiền" in shown.text
    left = shown.filled(shown.form("labels"))
    assert (left[f"collect-{first}"], left[f"postage-{first}"]) == ("30k", "8.000đ")
    assert (beside(first), beside(second)) == (("", 0, 0), ("", 9000, 0))


def test_what_is_no_sum_on_a_slip_is_not_signed(page: PageClient, desk: Desk) -> None:
    number = an_arrival(desk, SLIP)
    enter(desk, number)
    address = f"/post/incoming/deliveries/{delivery_of(number)}"
    signing = {f"collected-{number}": "30k", "postman": "Lê Văn Bưu", "compared": "y"}
    assert page.submit(address, signing, form="slips", button="sign-both").status_code == 409
    assert brought(number).filed_at is None
