"""The postal desk by scanner: ten results go out, a carrier's file is read, citizens look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from onestop.accounts.models import Unit
from onestop.accounts.rules import Role, UnitKind
from onestop.cases.models import Case
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.post.queries import places
from tests.browser.test_journeys import broken
from tests.browsing import at_both_sizes
from tests.cases.makers import MONDAY, SmallOffice, an_actor
from tests.post.makers import HOUR, TUESDAY, a_carrier, a_result

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
MANY = 10


@pytest.fixture
def codes(app: Flask, office: SmallOffice, clock: StoppedClock) -> list[str]:
    """Ten results that wait for the post, at an office with a desk and a carrier."""
    with transaction() as session:
        named = {"key": "post", "name": "Bàn bưu chính", "kind": UnitKind.POSTAL_DESK}
        session.add(Unit(agency_id=office.agency_id, **named))
    desk = an_actor(office, "buuchinh", Role.POSTAL_DESK, "post")
    a_carrier(desk, "Bưu điện thành phố")
    found = [a_result(office, at=MONDAY) for _ in range(MANY)]
    clock.set(TUESDAY)
    return found


def item_of(place: int) -> str:
    return f"EA{place:09d}VN"


def carriers_file(folder: Path) -> Path:
    """Three delivered, one refused, one of which nobody knows."""
    lines = ["Số hiệu bưu gửi;Trạng thái;Thời gian;Bưu cục;Người ký nhận"]
    for place in range(3):
        told = f"17/11/2026 15:0{place};Bưu cục Bến Thành;Trần Văn Tư"
        lines.append(f"{item_of(place)};Phát thành công;{told}")
    lines.append(f"{item_of(3)};Người nhận từ chối;17/11/2026 15:30;Bưu cục Bến Thành;")
    lines.append("EA999999999VN;Phát thành công;17/11/2026 15:40;Bưu cục Bến Thành;")
    path = folder / "buu-gui.csv"
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


def followed(page: Page, code: str) -> None:
    """Opens the case's own page, as the receipt's QR does."""
    secret = db.session.scalar(select(Case.secret).where(Case.code == code))
    db.session.rollback()
    page.goto(f"/look-up/{code}/{secret}")
    assert broken(page) == []


@at_both_sizes
def test_ten_results_go_out_and_the_citizen_sees_each(
    open_page: OpenPage, codes: list[str], clock: StoppedClock, tmp_path: Path, size: str
) -> None:
    desk = open_page("buuchinh", size=size)
    desk.goto("/post")
    assert broken(desk) == []
    for code in codes:
        desk.locator("#code").type(code)
        desk.keyboard.press("Enter")
        expect(desk.locator("main")).to_contain_text("Đã đưa vào bảng kê: 1")
        expect(desk.locator("#code")).to_be_focused()
    desk.locator("#code").type(codes[0])
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("đã đóng gói")

    desk.get_by_text("trên bảng kê đang mở").click()
    assert broken(desk) == []
    expect(desk.locator("input[data-scanned]").first).to_be_focused()
    for place in range(MANY):
        desk.keyboard.type(item_of(place))
        desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_contain_text(f"Đã lưu: {MANY}")
    desk.fill("#postman", "Lê Văn Bưu")
    desk.fill("#seal", "N0001")
    desk.click("#hand-over button")
    expect(desk.locator("main")).to_contain_text("Hãy kiểm đếm lại")
    desk.check("#recounted")
    desk.click("#hand-over button")
    expect(desk.locator("main")).to_contain_text("Bảng kê không thay đổi được nữa")
    assert broken(desk) == []

    clock.set(TUESDAY + timedelta(days=1))
    desk = open_page("buuchinh", size=size)
    desk.goto("/post/files")
    desk.set_input_files("#file", carriers_file(tmp_path))
    desk.click("main form button.btn-primary")
    expect(desk.locator("main")).to_contain_text("Bưu gửi không có ở đây: 1")
    assert broken(desk) == []
    desk.click("#apply button")
    expect(desk.locator("main")).to_contain_text("EA999999999VN")
    assert broken(desk) == []

    citizen = open_page(size=size)
    for place, words in ((0, "Đã phát"), (3, "bị từ chối nhận"), (9, "đang ở bưu chính")):
        followed(citizen, codes[place])
        expect(citizen.locator("main")).to_contain_text(item_of(place))
        expect(citizen.locator("main")).to_contain_text(words)
        expect(citizen.locator("main")).not_to_contain_text("Trần Văn Tư")
    assert list(places.check(db.session())) == []
    db.session.rollback()


def test_without_a_script_labels_are_noted_all_the_same(
    open_page: OpenPage, codes: list[str], clock: StoppedClock
) -> None:
    clock.set(TUESDAY + HOUR)
    desk = open_page("buuchinh", script=False)
    desk.goto("/post")
    for box in desk.locator("input[name=chosen]").all()[:2]:
        box.check()
    desk.click("#tick button")
    desk.get_by_text("trên bảng kê đang mở").click()
    desk.locator("input[data-scanned]").first.fill(item_of(1))
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_contain_text("Đã lưu: 1")
    desk.locator("button[name=consignment]").nth(1).click()
    expect(desk.locator("main")).to_contain_text("kết quả trở lại quầy")
