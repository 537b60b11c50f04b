"""The postal desk by scanner: ten results go out, a carrier's file is read, citizens look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
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


def scan(desk: Page, text: str) -> None:
    """Types as a scanner does: at once, ended with Enter, waiting for nothing."""
    expect(desk.locator("#code")).to_be_focused()
    desk.keyboard.insert_text(text)
    desk.keyboard.press("Enter")


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
    scan(desk, codes[0])
    desk.wait_for_url("**/manifests/**")
    assert broken(desk) == []
    scan(desk, item_of(0))
    for place, code in enumerate(codes[1:], start=1):
        scan(desk, code)
        scan(desk, item_of(place))
    expect(desk.locator("#turn")).to_contain_text(f"Trên bảng kê: {MANY}; chưa có nhãn: 0")
    expect(desk.locator("#code")).to_be_focused()
    assert broken(desk) == []
    desk.keyboard.press("Enter")
    expect(desk.locator("#postman")).to_be_focused()
    desk.fill("#postman", "Lê Văn Bưu")
    desk.fill("#seal", "N0001")
    desk.click("#seal-it")
    expect(desk.locator("#faults")).to_be_focused()
    expect(desk.locator("#faults")).to_contain_text("Hãy kiểm đếm lại")
    desk.check("#recounted")
    desk.click("#seal-it")
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


def test_all_is_ticked_with_one_key_and_a_refused_label_stops_the_row(
    open_page: OpenPage, codes: list[str]
) -> None:
    desk = open_page("buuchinh")
    desk.goto("/post")
    expect(desk.locator("#code")).to_be_focused()
    desk.keyboard.press("Alt+a")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/manifests/**")
    expect(desk.locator("#turn")).to_contain_text(f"chưa có nhãn: {MANY}")
    scan(desk, item_of(0))
    desk.locator("input[name^=collect]").nth(1).fill("5000")
    desk.locator("#code").focus()
    scan(desk, item_of(0))
    refused = desk.locator("#scan-refused")
    expect(refused).to_contain_text(f"{item_of(0)}: ")
    scan(desk, item_of(1))
    expect(refused).to_contain_text(f"{item_of(1)}: ")
    expect(desk.locator("#turn")).to_be_hidden()
    scan(desk, codes[1])
    expect(refused).to_be_hidden()
    scan(desk, item_of(1))
    expect(desk.locator("#turn")).to_contain_text(f"chưa có nhãn: {MANY - 2}")
    expect(desk.locator("input[name^=item]").nth(1)).to_have_value(item_of(1))
    expect(desk.locator("input[name^=collect]").nth(1)).to_have_value("5000")
    scan(desk, "???")
    expect(refused).to_be_visible()
    desk.keyboard.press("Escape")
    expect(refused).to_be_hidden()
    expect(desk.locator("#turn")).to_contain_text(codes[2])


def test_scans_that_reach_nobody_are_sent_again_by_themselves(
    open_page: OpenPage, codes: list[str]
) -> None:
    desk = open_page("buuchinh")
    desk.goto("/post")
    scan(desk, codes[0])
    desk.wait_for_url("**/manifests/**")
    desk.context.set_offline(True)
    scan(desk, item_of(0))
    scan(desk, codes[1])
    expect(desk.locator("#scan-told")).to_contain_text("không mất lượt quét nào")
    desk.context.set_offline(False)
    expect(desk.locator("#turn")).to_contain_text("Trên bảng kê: 2; chưa có nhãn: 1")
    scan(desk, item_of(1))
    expect(desk.locator("#turn")).to_contain_text("Trên bảng kê: 2; chưa có nhãn: 0")


def test_a_scan_whose_answer_is_lost_counts_once(open_page: OpenPage, codes: list[str]) -> None:
    desk = open_page("buuchinh")
    desk.goto("/post")
    scan(desk, codes[0])
    desk.wait_for_url("**/manifests/**")
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort() if len(lost) % 2 else route.fulfill(status=503)

    desk.route("**/scan?fragment=1", lose, times=4)
    for text in (item_of(0), codes[1], item_of(1)):
        scan(desk, text)
    expect(desk.locator("#turn")).to_contain_text("Trên bảng kê: 2; chưa có nhãn: 0")
    assert lost == [200] * 4
    desk.fill("#postman", "Lê Văn Bưu")
    desk.check("#recounted")
    desk.click("#seal-it")
    expect(desk.locator("main")).to_contain_text("Bảng kê không thay đổi được nữa")


def test_without_a_script_labels_are_noted_all_the_same(
    open_page: OpenPage, codes: list[str], clock: StoppedClock
) -> None:
    clock.set(TUESDAY + HOUR)
    desk = open_page("buuchinh", script=False)
    desk.goto("/post")
    for box in desk.locator("input[name=chosen]").all()[:2]:
        box.check()
    desk.click("#tick button")
    expect(desk.locator("#turn")).to_contain_text("chưa có nhãn: 2")
    scan(desk, item_of(1))
    expect(desk.locator("#turn")).to_contain_text("chưa có nhãn: 1")
    desk.locator("input[name^=collect]").nth(1).fill("5.000")
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_contain_text("Đã lưu: 1")
    desk.locator("button[name=consignment]").nth(1).click()
    expect(desk.locator("main")).to_contain_text("kết quả trở lại quầy")


def test_no_label_is_printed_before_what_is_typed_is_noted_and_enter_seals(
    open_page: OpenPage, codes: list[str]
) -> None:
    desk = open_page("buuchinh")
    desk.goto("/post")
    scan(desk, codes[0])
    desk.wait_for_url("**/manifests/**")
    scan(desk, item_of(0))
    expect(desk.locator("#turn")).to_contain_text("chưa có nhãn: 0")
    collect = desk.locator("input[name^=collect]")
    collect.fill("99.000")
    desk.get_by_role("button", name="In tất cả nhãn").click()
    expect(desk.locator("#unnoted")).to_be_visible()
    expect(collect).to_be_focused()
    desk.check("#recounted")
    desk.fill("#postman", "Lê Văn Bưu")
    desk.press("#postman", "Enter")
    expect(desk.locator("main")).to_contain_text("Bảng kê không thay đổi được nữa")
    expect(desk.locator("#lying")).to_contain_text("99.000")
