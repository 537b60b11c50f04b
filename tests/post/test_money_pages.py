"""The pages of the desk's papers and settlements, each checked as it is fetched."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from onestop.cases.rules.guidance import GuidanceKind
from onestop.clock import StoppedClock
from onestop.db import db
from onestop.post.models import Settlement
from onestop.post.rules.consignment import EventKind
from tests.accounts.makers import sign_in
from tests.pages import PageClient
from tests.post.arrivals import a_filed, answer
from tests.post.makers import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    a_desk,
    a_posted,
    a_result,
    consignment,
    hear,
    open_manifest,
    pack,
)
from tests.printing.reading import text_of

ITEM = "EA123456789VN"
NEXT = MONDAY + timedelta(days=21)


@pytest.fixture
def desk(app: Flask, clock: StoppedClock) -> Desk:
    found = a_desk()
    clock.set(TUESDAY)
    return found


@pytest.fixture
def page(desk: Desk, client: PageClient) -> PageClient:
    sign_in(client, "thanh")
    return client


def printed(page: PageClient, address: str, label: str) -> list[str]:
    """The pages of the PDF to which that button leads."""
    answer = page.printed(address, label)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return text_of(answer.data)


def test_labels_are_printed_while_the_manifest_is_open(page: PageClient, desk: Desk) -> None:
    for _ in range(2):
        pack(desk, a_result(desk.office))
    manifest = f"/post/manifests/{open_manifest(desk).id}"
    assert "In bảng kê, hai liên" not in page.page(manifest).text
    pages = printed(page, manifest, "In tất cả nhãn")
    assert len(pages) == 2
    assert all("KHÔNG THU HỘ" in each for each in pages)
    again = printed(page, manifest, "In tất cả nhãn")
    assert all("lần 1" in each.lower() for each in again)


def test_after_sealing_enter_prints_the_manifest(page: PageClient, desk: Desk) -> None:
    number = a_posted(desk, ITEM)
    manifest = f"/post/manifests/{consignment(number).manifest_id}"
    focused = [each for each in page.page(manifest).all("button") if "autofocus" in each.attrib]
    assert [each.text for each in focused] == ["In bảng kê, hai liên"]
    assert "BẢNG KÊ BƯU GỬI" in printed(page, manifest, "In bảng kê")[0]


def test_a_label_and_a_slip_are_printed_from_the_consignment(page: PageClient, desk: Desk) -> None:
    address = f"/post/consignments/{a_posted(desk, ITEM)}"
    assert ITEM in printed(page, address, "In nhãn")[0]
    assert "PHIẾU GỬI HỒ SƠ" in printed(page, address, "In phiếu gửi")[0]


def test_an_open_manifest_is_not_printed(page: PageClient, desk: Desk) -> None:
    number = pack(desk, a_result(desk.office), ITEM)
    manifest = f"/post/manifests/{open_manifest(desk).id}"
    shown = page.page(manifest)
    told = shown.filled(shown.form("off"))
    assert page.post(f"{manifest}/print", data=told).location.endswith(manifest)
    slip = f"/post/consignments/{number}/slip/print"
    assert page.post(slip, data=told).location.endswith(f"/consignments/{number}")
    assert "Chỉ in được sau khi niêm phong" in page.page(manifest).text


def test_the_last_month_is_settled_from_the_page(
    page: PageClient, desk: Desk, clock: StoppedClock
) -> None:
    number = a_posted(desk, ITEM)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    clock.set(NEXT)
    sign_in(page, "thanh")
    shown = page.page("/post/settlements")
    proposed = shown.filled(shown.form("period"))
    assert (proposed["from_on"], proposed["to_on"]) == ("01/11/2026", "30/11/2026")
    opened = page.submit("/post/settlements", {}, form="period")
    assert opened.status_code == 303
    address = opened.location
    wrong = page.submit(address, {"postage": "nhiều", "collected": "0"}, form="statement")
    assert wrong.status_code == 422
    told = {"postage": "25.000", "collected": "0"}
    assert page.submit(address, told, form="statement").status_code == 303
    assert "nhiều hơn số cơ quan tính 25.000 ₫" in page.page(address).text
    assert page.submit(address, {}, form="close").status_code == 409
    told["note"] = "Chưa nhập cước"
    page.submit(address, told, form="statement")
    assert page.submit(address, {}, form="close").status_code == 303
    assert "Đối soát số 1/2026" in page.page(address).text
    assert "1/2026" in page.page("/post/settlements").text


def test_money_of_a_refused_dossier_is_told_on_the_page(
    page: PageClient, desk: Desk, clock: StoppedClock
) -> None:
    number = a_filed(desk, "RA000000001VN", collected=8_000)
    answer(desk, number, GuidanceKind.REFUSAL, at=TUESDAY)
    clock.set(NEXT)
    sign_in(page, "thanh")
    shown = page.page(page.submit("/post/settlements", {}, form="period").location)
    assert "trả lại số tiền này cho người gửi" in shown.text
    (link,) = [each for each in shown.all("a") if each.text == "RA000000001VN"]
    assert link.get("href") == f"/post/incoming/{number}"


def test_an_empty_period_can_only_be_discarded(
    page: PageClient, desk: Desk, clock: StoppedClock
) -> None:
    clock.set(NEXT)
    sign_in(page, "thanh")
    address = page.submit("/post/settlements", {}, form="period").location
    assert "không có gì để đối soát" in page.page(address).text
    assert page.submit("/post/settlements", {}, form="period").status_code == 409
    assert page.submit(address, {}, form="discard").status_code == 303
    assert db.session.scalar(select(Settlement.id)) is None
    assert page.submit("/post/settlements", {"from_on": "x"}, form="period").status_code == 422


def test_a_settlement_is_kept_as_a_table(page: PageClient, desk: Desk, clock: StoppedClock) -> None:
    hear(desk, a_posted(desk, ITEM), EventKind.DELIVERED, WEDNESDAY)
    clock.set(NEXT)
    sign_in(page, "thanh")
    address = page.submit("/post/settlements", {}, form="period").location
    answer = page.get(f"{address}.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    headings, row = csv.reader(answer.data.decode("utf-8-sig").splitlines())
    assert headings[1:3] == ["Bảng kê", "Mã bưu gửi"]
    assert row[1:3] == ["1/2026", ITEM]
    assert row[-2:] == ["0", "0"]
