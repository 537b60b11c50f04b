"""A procedure drawn and published in the browser, and a case of it walked to its end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from onestop.accounts.rules import Role
from tests.browser.test_journeys import broken
from tests.browsing import at_both_sizes
from tests.cases.makers import CODE, SmallOffice, a_case, an_actor

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
NEW = "9.000001"
STEPS = (
    ("Thẩm định", "culture", "appraise", "official", "2"),
    ("Ý kiến lãnh đạo", "leaders", "process", "agency_leader", "1"),
    ("Ký giấy phép", "leaders", "sign", "agency_leader", "1"),
)


def draw_it(page: Page) -> None:
    """Types a new procedure with a branch beside its second step, by keyboard and buttons."""
    page.goto("/procedures/drafts/")
    page.fill("#code", NEW)
    page.fill("#name", "Cấp phép quảng cáo <b>ngoài trời</b>")
    page.keyboard.press("Enter")
    page.wait_for_url("**/procedures/drafts/1")
    page.fill("#field", "Văn hoá")
    page.fill("#results", "Giấy phép quảng cáo")
    page.fill("#terms-1-term", "5")
    for before, (name, unit, kind, role, days) in enumerate(STEPS, start=1):
        step = f"#steps-{before + 1}"
        page.click(f"button[value=add-steps-{before}]")
        expect(page.locator(f"{step}-name")).to_be_focused()
        page.keyboard.type(name)
        page.select_option(f"{step}-unit", unit)
        page.select_option(f"{step}-kind", kind)
        page.select_option(f"{step}-role", role)
        page.fill(f"{step}-allotted", days)
    page.click("#steps-3 summary")
    page.fill("#steps-3-branch", "lanh-dao")
    page.select_option("#steps-3-beside", "2")
    page.select_option("#steps-3-joins", "4")
    page.keyboard.press("Control+s")
    expect(page.locator("#told")).to_contain_text("Chưa có bước nào kết thúc")
    page.click("#steps-4 summary")
    page.check("#steps-4-ends_settlement")
    expect(page.locator("#told")).to_contain_text("Không có lỗi")
    expect(page.locator("#drawn svg .step")).to_have_count(5)
    expect(page.locator("#hours")).to_contain_text("28")


def publish_it(page: Page) -> None:
    page.click(".editor-bar a:has-text('Ban hành')")
    page.click("#publish button")
    expect(page.locator("main")).to_contain_text("có hiệu lực từ ngày 16/11/2026")


def do(page: Page, code: str, act: str, **fields: str) -> None:
    """Does an act on a case from the case's own page."""
    page.goto(f"/cases/{code}")
    with page.expect_navigation():
        page.click(f"main [href$='/do/{act}'], main form[action$='/do/{act}'] button")
    if act == "accept":
        return
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    with page.expect_navigation():
        page.click("main form button.btn-primary")
    expect(page.locator("main .alert-success")).to_be_visible()


def test_a_procedure_is_drawn_published_and_a_case_of_it_walked(
    open_page: OpenPage, office: SmallOffice
) -> None:
    an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")
    editor, counter = open_page("quantri"), open_page("lan")
    draw_it(editor)
    editor.evaluate("window.scrollTo(0, 0)")
    assert broken(editor) == []
    publish_it(editor)

    counter.goto(f"/cases/new/{NEW}")
    counter.fill("#name", "Nguyễn Thị Ánh Nguyệt")
    counter.fill("#identity_number", "079190012345")
    counter.keyboard.press("Control+Enter")
    counter.wait_for_url(re.compile("/registered"))
    expect(counter.locator("main")).to_contain_text("17:00 23/11/2026")
    code = counter.locator(".big-code").inner_text()

    department, leader = open_page("thinh"), open_page("phuoc")
    do(counter, code, "hand_over")
    do(department, code, "accept")
    department.goto(f"/cases/{code}/do/hand_over")
    department.click("main form button.btn-primary")
    expect(department.locator("main .alert")).to_contain_text("Ý kiến lãnh đạo")
    do(leader, code, "contribute", note="Đồng ý")
    do(department, code, "hand_over")
    do(leader, code, "accept")
    do(leader, code, "hand_over", number="1/GP", signed="16/11/2026", signer="Phan Hữu Phước")
    do(counter, code, "accept")
    do(counter, code, "hand_out", receiver_identity="079190012345",
       receiver_name="Nguyễn Thị Ánh Nguyệt")  # fmt: skip
    counter.goto(f"/cases/{code}")
    expect(counter.locator("main")).to_contain_text("Đã trả kết quả")


@at_both_sizes
def test_the_editor_bars_nobody(open_page: OpenPage, office: SmallOffice, size: str) -> None:
    an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")
    page = open_page("quantri", size=size)
    page.goto(f"/procedures/{CODE}")
    page.click("text=Soạn phiên bản mới")
    page.wait_for_url("**/procedures/drafts/*")
    found = {"editor": broken(page)}
    page.fill("#name", "")
    page.keyboard.press("Control+s")
    expect(page.locator("#name-error")).to_be_visible()
    found["faults"] = broken(page)
    page.goto("/procedures/drafts/")
    found["drafts"] = broken(page)
    for path in ("drafts/1/publish", "drafts/1/simulation", f"{CODE}/versions", "?others=1"):
        page.goto(f"/procedures/{path}")
        found[path] = broken(page)
    assert {path: ids for path, ids in found.items() if ids} == {}


def test_the_editor_works_without_script(open_page: OpenPage, office: SmallOffice) -> None:
    an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")
    page = open_page("quantri", script=False)
    page.goto(f"/procedures/{CODE}")
    page.click("text=Soạn phiên bản mới")
    page.fill("#decision", "7/QĐ")
    page.click("button[value=add-fees-1]")
    page.fill("#fees-2-name", "Phí thẩm định")
    page.click(".editor-bar button")
    expect(page.locator("#fees-2-name")).to_have_value("Phí thẩm định")
    expect(page.locator("#decision")).to_have_value("7/QĐ")


def test_two_who_write_at_once_lose_nothing(open_page: OpenPage, office: SmallOffice) -> None:
    for username in ("quantri", "quantri2"):
        an_actor(office, username, Role.ADMINISTRATOR, "counter")
    first, second = open_page("quantri"), open_page("quantri2")
    first.goto(f"/procedures/{CODE}")
    first.click("text=Soạn phiên bản mới")
    second.goto(first.url)
    first.fill("#decision", "của người thứ nhất")
    first.keyboard.press("Control+s")
    expect(first.locator("#seen")).to_have_value("2")
    second.fill("#decision", "của người thứ hai")
    second.keyboard.press("Control+s")
    expect(second.locator(".alert-danger")).to_contain_text("Hai bản khác nhau ở: Quyết định.")
    expect(second.locator("#decision")).to_have_value("của người thứ hai")
    second.click(".editor-bar button.btn-primary")
    expect(second.locator("#seen")).to_have_value("3")
    expect(second.locator(".alert-danger")).to_have_count(0)
    second.reload()
    expect(second.locator("#decision")).to_have_value("của người thứ hai")


def test_during_leave_the_deputy_does_the_work(open_page: OpenPage, office: SmallOffice) -> None:
    code = a_case(office).code
    counter, leader = open_page("lan"), open_page("tung")
    on_leave, deputy = open_page("thinh"), open_page("hoa")
    do(counter, code, "hand_over")
    do(leader, code, "accept")
    leader.goto(f"/cases/{code}/do/complete")
    leader.select_option("#next_official_id", str(office.official.official_id))
    leader.click("main form button.btn-primary")
    deputy.goto("/cases/?part=mine")
    expect(deputy.locator("main")).not_to_contain_text(code)

    on_leave.goto("/account/leave")
    on_leave.select_option("#deputy_id", str(office.colleague.official_id))
    on_leave.fill("#from_on", "16/11/2026")
    on_leave.fill("#to_on", "18/11/2026")
    on_leave.click("main form button.btn-primary")
    expect(on_leave.locator("main")).to_contain_text("Đã uỷ quyền")

    deputy.goto("/cases/?part=mine")
    expect(deputy.locator("main")).to_contain_text(code)
    do(deputy, code, "hand_over")
    deputy.goto("/cases/?part=given")
    expect(deputy.locator("main")).to_contain_text(code)
