"""The pages of the postal desk, each checked as it is fetched, and who may open them."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask

from onestop.clock import StoppedClock
from onestop.post.rules.consignment import EventKind
from tests.accounts.makers import sign_in
from tests.pages import PageClient
from tests.post.makers import (
    FRIDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    a_desk,
    a_posted,
    a_result,
    case_of,
    consignment,
    hear,
    open_manifest,
    pack,
)

ITEM = "EA123456789VN"


@pytest.fixture
def desk(app: Flask, clock: StoppedClock) -> Desk:
    found = a_desk()
    clock.set(TUESDAY)
    return found


@pytest.fixture
def page(desk: Desk, client: PageClient) -> PageClient:
    sign_in(client, "thanh")
    return client


def test_the_empty_desk_says_what_to_do(page: PageClient) -> None:
    assert "Không có kết quả nào chờ gửi" in page.page("/post").text
    assert "Chưa có bảng kê" in page.page("/post/manifests").text
    assert "Chưa nạp tệp nào" in page.page("/post/files").text


def test_a_scanned_and_a_ticked_result_go_on_the_manifest(page: PageClient, desk: Desk) -> None:
    scanned, ticked = (a_result(desk.office) for _ in range(2))
    page.submit("/post", {"code": scanned}, form="scan")
    page.submit("/post", {"chosen": ticked}, form="tick")
    number = open_manifest(desk).id
    shown = page.page(f"/post/manifests/{number}")
    assert scanned in shown.text
    assert ticked in shown.text
    page.submit("/post", {"code": scanned}, form="scan")
    assert "đã đóng gói" in page.page("/post").text


def test_a_manifest_is_sealed_only_when_it_is_ready(page: PageClient, desk: Desk) -> None:
    number = pack(desk, a_result(desk.office))
    address = f"/post/manifests/{open_manifest(desk).id}"
    sealed = {"postman": "Lê Văn Bưu", "seal": "N1", "recounted": "y"}
    assert page.submit(address, {"postman": ""}, form="labels", button="seal-it").status_code == 422
    answer = page.submit(address, sealed, form="labels", button="seal-it")
    assert answer.status_code == 409
    assert "chưa có mã" in answer.get_data(as_text=True)
    page.submit(address, {f"item-{number}": ITEM, f"postage-{number}": "25.000"}, form="labels")
    assert page.submit(address, sealed, form="labels", button="seal-it").status_code == 303
    assert "25.000 ₫" in page.page(address).text
    assert consignment(number).postage == 25_000


def test_an_item_is_followed_by_hand_and_by_scanner(page: PageClient, desk: Desk) -> None:
    number = a_posted(desk, ITEM)
    address = f"/post/consignments/{number}"
    told = {"kind": "in_transit", "day": "17/11/2026", "hour": "09:00"}
    assert page.submit(address, told, form="event").status_code == 303
    assert page.submit(address, {**told, "day": "40/11/2026"}, form="event").status_code == 422
    assert page.submit(address, {**told, "day": "17/10/2026"}, form="event").status_code == 409
    page.submit("/post/scan", {"kind": "returned", "code": ITEM})
    assert [each.kind for each in consignment(number).events] == ["in_transit", "returned"]
    assert "Bưu chính chuyển hoàn" not in page.page("/post").text
    assert ITEM in page.page("/post").text
    assert page.get(f"/post/find?code={ITEM}").status_code == 303
    assert page.get("/post/find?code=EA000000009VN").status_code == 404


def test_a_returned_envelope_that_was_said_to_be_delivered_is_told_in_red(
    page: PageClient, desk: Desk
) -> None:
    number = a_posted(desk, ITEM)
    hear(desk, number, EventKind.DELIVERED, TUESDAY)
    page.submit("/post/scan", {"kind": "returned", "code": ITEM})
    shown = page.page("/post/scan")
    (told,) = shown.texts("div", class_="alert-danger")
    assert "trái với tin đã biết" in told
    assert "Đã phát" in told


def test_a_late_item_stands_on_the_desk(page: PageClient, desk: Desk, clock: StoppedClock) -> None:
    a_posted(desk, ITEM)
    clock.set(FRIDAY + (FRIDAY - TUESDAY))
    sign_in(page, "thanh")
    assert "Hỏi vì sao chưa phát" in page.page("/post").text


def test_a_file_is_looked_at_mapped_and_recorded(page: PageClient, desk: Desk, clock) -> None:
    a_posted(desk, ITEM)
    clock.set(FRIDAY)
    sign_in(page, "thanh")
    lines = f"Mã;Tin;Lúc\n{ITEM};Xong;18/11/2026\n".encode()
    sent = {"file": (BytesIO(lines), "a.csv")}
    answer = page.submit("/post/files", sent, content_type="multipart/form-data")
    address = answer.headers["Location"]
    assert "Hãy chọn cột cho" in page.page(address).text
    columns = {"column-item_code": "Mã", "column-state": "Tin", "column-happened": "Lúc"}
    page.submit(address, columns, form="map")
    assert "Hãy chọn nghĩa" in page.page(address).text
    page.submit(address, {**columns, "word-0": "delivered"}, form="map")
    assert "sẽ được ghi nhận" in page.page(address).text
    assert page.submit(address, form="apply").status_code == 200
    assert page.submit("/post/files", {"file": (BytesIO(b"x"), "b.csv")}).status_code == 422


def test_a_carrier_is_named_and_changed(page: PageClient, desk: Desk) -> None:
    assert page.submit("/post/carriers/new", {"name": "Nhanh"}).status_code == 303
    assert page.submit("/post/carriers/new", {"name": "Nhanh"}).status_code == 409
    assert page.submit("/post/carriers/new", {"name": ""}).status_code == 422
    address = f"/post/carriers/{desk.carrier_id}"
    assert page.submit(address, {"name": "Bưu điện", "active": None}).status_code == 303
    assert "không dùng" in page.page("/post/carriers").text


def test_the_case_says_that_it_is_with_the_post(
    desk: Desk, client: PageClient, clock: StoppedClock
) -> None:
    number = a_posted(desk, ITEM)
    code = case_of(number).code
    sign_in(client, "lan")
    shown = client.page(f"/cases/{code}").text
    assert ITEM in shown
    assert "Đang ở bưu chính" in shown
    hear(desk, number, EventKind.RETURNED, WEDNESDAY)
    clock.set(WEDNESDAY)
    sign_in(client, "lan")
    assert "Bưu chính chuyển hoàn" in client.page(f"/cases/{code}").text
    told = {"method": "post", "address": "5 đường mới", "reason": "Chủ hồ sơ gọi điện"}
    assert client.submit(f"/cases/{code}/do/redirect", told).status_code == 303
    assert "Địa chỉ nhận đã thay đổi" in client.page(f"/cases/{code}/journal").text
    assert "5 đường mới" not in client.page(f"/cases/{code}/journal").text


def test_an_official_of_a_department_has_no_postal_desk(desk: Desk, client: PageClient) -> None:
    sign_in(client, "thinh")
    client.page("/post", status=403)
