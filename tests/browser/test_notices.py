"""The bell rings while somebody works, and the outbox is walked by an administrator."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from onestop.accounts.rules import Role
from onestop.cases.operations import finishing
from onestop.db import transaction
from onestop.notices.models import Delivery
from onestop.notices.rules import DeliveryStatus, Fault
from tests.browser.test_journeys import broken
from tests.browsing import at_both_sizes
from tests.cases.makers import MONDAY, SmallOffice, an_actor
from tests.notices.makers import a_told_case

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@at_both_sizes
def test_a_case_that_comes_rings_the_bell_until_it_is_read(
    open_page: OpenPage, office: SmallOffice, size: str
) -> None:
    code = a_told_case(office).code
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=MONDAY)
    page = open_page("tung", size=size)
    expect(page.locator(".bell .many")).to_have_text("1")
    page.click(".bell")
    page.wait_for_url("**/bell", wait_until="load")
    expect(page.locator("main")).to_contain_text(f"Hồ sơ {code}")
    assert broken(page) == []
    page.get_by_role("button", name="Đánh dấu đã đọc tất cả").click()
    expect(page.locator(".bell .many")).to_have_count(0)
    page.click("table.list a")
    expect(page.locator("h1")).to_have_text(code)


@at_both_sizes
def test_an_administrator_sends_again_what_was_given_up(
    open_page: OpenPage, office: SmallOffice, size: str
) -> None:
    an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")
    for _ in range(2):
        a_told_case(office)
    given_up = {"status": DeliveryStatus.DEAD, "fault": Fault.TIMED_OUT, "attempts": 6}
    with transaction() as session:
        session.execute(update(Delivery).values(given_up))
    page = open_page("quantri", size=size)
    page.click(".bell")
    page.get_by_role("link", name="Hộp gửi đi").click()
    page.wait_for_url("**/notices", wait_until="load")
    assert broken(page) == []
    page.get_by_role("link", name="Không gửi được (2)").click()
    page.wait_for_url("**/notices?status=dead", wait_until="load")
    expect(page.locator("main")).to_contain_text("máy chủ nhận không trả lời kịp")
    assert broken(page) == []
    page.get_by_role("button", name="Gửi lại tất cả…").click()
    page.wait_for_url("**/notices/resend", wait_until="load")
    assert broken(page) == []
    page.get_by_role("button", name="Gửi lại tất cả").click()
    expect(page.locator("main")).to_contain_text("Sẽ gửi lại 2 thông báo.")
