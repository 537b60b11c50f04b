"""One field for every scan: what is packed, whose label it is, and that no scan goes astray."""

from __future__ import annotations

import re

import pytest

from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.errors import Refused, Stale
from onestop.post.operations import scanning
from onestop.post.operations.scanning import Outcome, Scanned, Turn
from onestop.post.queries import manifests
from tests.accounts.makers import sign_in
from tests.pages import PageClient
from tests.post.arrivals import a_filed, answer, brought
from tests.post.makers import (
    ADDRESS,
    TUESDAY,
    Desk,
    a_posted,
    a_result,
    consignment,
    hand_over,
    open_manifest,
    pack,
)

FIRST, SECOND, DOSSIER = "EA000000001VN", "EA000000002VN", "RA000000001VN"


def scan(desk: Desk, text: str, *, turn: int | None = None, had: str = "") -> Scanned:
    """Scans something at the open manifest of the carrier."""
    manifest_id, whose = open_manifest(desk).id, Turn(turn, had) if turn else None
    with transaction() as session:
        return scanning.scan(session, manifest_id, text, turn=whose, by=desk.postman, at=TUESDAY)


def begun(desk: Desk) -> int:
    """An open manifest with one result that has no label yet."""
    return pack(desk, a_result(desk.office))


def test_a_result_is_packed_and_the_next_label_is_its(desk: Desk) -> None:
    begun(desk)
    code = a_result(desk.office)
    found = scan(desk, f" {code.lower()} ")
    assert (found.outcome, found.consignment.case_id) != (Outcome.CHOSEN, None)
    number = found.consignment.id
    assert scan(desk, "ea 000 000 001 vn", turn=number).outcome is Outcome.LABELLED
    assert consignment(number).item_code == FIRST


def test_a_result_that_lies_there_already_is_chosen_not_packed_twice(desk: Desk) -> None:
    first = begun(desk)
    case = consignment(first).case
    assert case is not None
    code = case.code
    found = scan(desk, code)
    assert (found.outcome, found.consignment.id) == (Outcome.CHOSEN, first)


def test_a_label_without_a_turn_is_refused(desk: Desk) -> None:
    number = begun(desk)
    with pytest.raises(Refused, match="Nobody knows whose label"):
        scan(desk, FIRST)
    assert consignment(number).item_code == ""


def test_a_label_keeps_the_amounts_and_belongs_to_one_item(desk: Desk) -> None:
    first, second = begun(desk), begun(desk)
    scan(desk, FIRST, turn=first)
    with pytest.raises(Refused, match="belongs to another"):
        scan(desk, FIRST, turn=second)
    assert manifests.next_to_label(db.session(), open_manifest(desk).id) == second


def test_the_same_label_again_changes_nothing(desk: Desk) -> None:
    number = begun(desk)
    scan(desk, FIRST, turn=number)
    before = open_manifest(desk).version
    assert scan(desk, FIRST, turn=number).outcome is Outcome.LABELLED
    assert open_manifest(desk).version == before
    with pytest.raises(Refused, match="no item code"):
        scan(desk, "-", turn=begun(desk))


def test_of_two_who_scan_for_one_item_the_second_replaces_no_label(desk: Desk) -> None:
    number = begun(desk)
    scan(desk, FIRST, turn=number)
    with pytest.raises(Stale, match=f"has the label {FIRST} meanwhile"):
        scan(desk, SECOND, turn=number)
    assert consignment(number).item_code == FIRST
    scan(desk, SECOND, turn=number, had=FIRST)
    assert consignment(number).item_code == SECOND


def test_the_code_of_an_answered_dossier_packs_the_paper_for_its_sender(desk: Desk) -> None:
    begun(desk)
    answer(desk, a_filed(desk, DOSSIER), at=TUESDAY)
    found = scan(desk, DOSSIER)
    assert (found.outcome, found.consignment.order_number) == (Outcome.PACKED, f"{DOSSIER}/1")
    assert scan(desk, DOSSIER).outcome is Outcome.CHOSEN


def test_a_sealed_manifest_takes_no_scan(desk: Desk) -> None:
    number = a_posted(desk, FIRST)
    manifest_id = consignment(number).manifest_id or 0
    with pytest.raises(Refused, match="never changes"), transaction() as session:
        scanning.scan(session, manifest_id, SECOND, turn=Turn(number), by=desk.postman, at=TUESDAY)


def test_a_turn_of_another_manifest_labels_nothing(desk: Desk) -> None:
    posted = a_posted(desk, FIRST)
    begun(desk)
    with pytest.raises(Exception, match="no such consignment"):
        scan(desk, SECOND, turn=posted)


def token_of(text: str) -> str:
    """The token of a page, as its script sends it."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert found is not None
    return found[1]


@pytest.fixture
def page(desk: Desk, client: PageClient, clock: StoppedClock) -> PageClient:
    clock.set(TUESDAY)
    sign_in(client, "thanh")
    return client


def test_each_scan_tells_what_changed_and_a_refusal_why(page: PageClient, desk: Desk) -> None:
    number = begun(desk)
    address = f"/post/manifests/{open_manifest(desk).id}"
    fields = {
        "csrf_token": token_of(page.get(address).get_data(as_text=True)),
        "code": FIRST,
        "turn": str(number),
    }
    told = page.post(f"{address}/scan?fragment=1", data=fields).get_json()
    assert told["told"].endswith(f"nhãn {FIRST}.")
    assert f'id="row-{number}"' in told["row"]
    assert "Tất cả đã có nhãn" in told["turn"]
    assert told["version"] == open_manifest(desk).version
    again = page.post(f"{address}/scan?fragment=1", data=fields | {"turn": ""})
    assert again.status_code == 409
    assert "quét mã kết quả trước" in again.get_json()["told"]


def test_without_a_script_the_page_says_whose_label_comes_next(
    page: PageClient, desk: Desk
) -> None:
    begun(desk)
    code = a_result(desk.office)
    address = f"/post/manifests/{open_manifest(desk).id}"
    came = page.submit(address, {"code": code}, form="scan")
    shown = page.page(came.headers["Location"])
    assert "Nhãn kế tiếp dành cho" in shown.text
    page.submit(came.headers["Location"], {"code": FIRST}, form="scan")
    found = open_manifest(desk)
    labelled = [each.consignment.item_code for each in manifests.rows(db.session(), found.id)]
    assert labelled == ["", FIRST]


def test_a_turn_that_was_shown_before_another_scanned_is_over(page: PageClient, desk: Desk) -> None:
    number = begun(desk)
    case = consignment(number).case
    assert case is not None
    code = case.code
    address = f"/post/manifests/{open_manifest(desk).id}"
    shown = page.page(address)
    scan(desk, FIRST, turn=number)
    came = page.send(shown, {"code": SECOND}, form="scan")
    assert f"đã có nhãn {FIRST}" in page.page(came.headers["Location"]).text
    assert consignment(number).item_code == FIRST
    chosen = page.submit(address, {"code": code}, form="scan")
    page.submit(chosen.headers["Location"], {"code": SECOND}, form="scan")
    assert consignment(number).item_code == SECOND


def test_what_is_refused_beside_an_item_stays_in_its_field(page: PageClient, desk: Desk) -> None:
    first, second = begun(desk), begun(desk)
    address = f"/post/manifests/{open_manifest(desk).id}"
    typed = {f"item-{first}": FIRST, f"item-{second}": FIRST, f"postage-{second}": "30.500"}
    came = page.submit(address, typed, form="labels")
    assert came.status_code == 409
    assert "30.500" in came.get_data(as_text=True)
    assert consignment(first).item_code == FIRST
    assert consignment(second).postage == 0


def test_ticked_forms_go_on_the_manifest_with_the_results(page: PageClient, desk: Desk) -> None:
    answer(desk, a_filed(desk, DOSSIER), at=TUESDAY)
    code = a_result(desk.office)
    assert "Mẫu số 02 và 03 cần gửi" in page.page("/post").text
    page.submit("/post", {"chosen": [DOSSIER, code]}, form="tick")
    lying = manifests.rows(db.session(), open_manifest(desk).id)
    assert [each.code for each in lying] == [f"{DOSSIER}/1", code]


def test_the_dossier_says_where_the_paper_for_its_sender_is(page: PageClient, desk: Desk) -> None:
    number = a_filed(desk, DOSSIER)
    answer(desk, number, at=TUESDAY)
    address = f"/post/incoming/{number}"
    assert "chờ gửi" in page.page(address).text
    page.submit(address, {"address": " "}, form="readdress")
    assert "nhập địa chỉ" in page.page(address).text
    page.submit(address, {"address": "9 đường Mới"}, form="readdress")
    assert brought(number).answer_address == "9 đường Mới"
    page.submit(address, {"address": ADDRESS}, form="readdress")
    page.submit("/post", {"code": DOSSIER}, form="scan")
    lying = manifests.rows(db.session(), open_manifest(desk).id)[0].consignment.id
    scan(desk, FIRST, turn=lying)
    hand_over(desk)
    assert FIRST in page.page(address).text
    assert DOSSIER in page.page(f"/post/consignments/{lying}").text
    page.submit("/post/scan", {"kind": "delivered", "code": FIRST})
    assert "Đã phát" in page.page(address).text


def test_a_paper_given_at_the_counter_is_noted_on_the_dossier(page: PageClient, desk: Desk) -> None:
    number = a_filed(desk, DOSSIER)
    answer(desk, number, at=TUESDAY)
    address = f"/post/incoming/{number}"
    page.submit(address, form="give")
    assert "Đã trao tại quầy hoặc gửi thư thường:" in page.page(address).text
