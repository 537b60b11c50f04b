"""The counter's form while the office is not reached, fails, or has forgotten the clerk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.makers import PASSWORD
from tests.browser.test_journeys import CARD, REGISTERED, cases, scan, take_papers
from tests.cases.makers import CODE, SmallOffice

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
NAME = "Nguyễn Thị Ánh Nguyệt"
UNREAD = "Chưa đọc được thẻ"


@pytest.fixture
def page(open_page: OpenPage, office: SmallOffice) -> Page:
    """A clerk at the empty form of the office's procedure."""
    page = open_page("lan")
    page.goto(f"/cases/new/{CODE}")
    expect(page.locator("#scan")).to_be_focused()
    return page


def test_a_card_that_reaches_nobody_waits_in_its_field(page: Page) -> None:
    page.focus("#name")
    page.keyboard.type("Ông ")
    page.context.set_offline(True)
    scan(page, CARD)
    expect(page.locator("#scan-told")).to_contain_text(UNREAD)
    expect(page.locator("#scan")).to_have_value(CARD)
    expect(page.locator("#scan")).to_be_focused()
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.locator("#name")).to_have_value(NAME)
    expect(page.locator("#scan")).to_have_value("")


def test_a_card_is_read_though_the_wards_are_not(page: Page) -> None:
    page.route("**/cases/wards/*", lambda route: route.abort())
    scan(page, CARD)
    expect(page.locator("#scan-told")).to_contain_text("Đã đọc thẻ")
    expect(page.locator("#name")).to_have_value(NAME)
    expect(page.locator("#ward")).to_have_value("Phường Bến Thành")
    expect(page.locator("#phone")).to_be_focused()


@pytest.mark.parametrize("status", [500, 502])
def test_a_server_that_fails_registers_nothing(
    page: Page, office: SmallOffice, status: int
) -> None:
    page.fill("#name", NAME)
    page.fill("#identity_number", "079190012345")
    take_papers(page, office)
    page.route("**/identity-card", lambda route: route.fulfill(status=status, body="bad"))
    page.focus("#scan")
    scan(page, CARD)
    expect(page.locator("#scan-told")).to_contain_text(UNREAD)
    expect(page.locator("#scan")).to_have_value(CARD)
    assert cases() == 0


def test_a_card_goes_through_the_sign_in_page_with_all_that_was_typed(page: Page) -> None:
    page.fill("#email", "anh.nguyet@example.vn")
    page.context.clear_cookies(name="session")
    page.focus("#scan")
    scan(page, CARD)
    page.fill("#username", "lan")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Quay lại").click()
    expect(page.locator("#scan")).to_have_value(CARD)
    page.press("#scan", "Enter")
    expect(page.locator("#name")).to_have_value(NAME)
    expect(page.locator("#email")).to_have_value("anh.nguyet@example.vn")


def test_a_sending_that_was_stopped_can_be_sent_again(page: Page, office: SmallOffice) -> None:
    page.fill("#name", NAME)
    page.fill("#identity_number", "079190012345")
    take_papers(page, office)
    page.route(f"**/cases/new/{CODE}", lambda route: route.abort("aborted"), times=1)
    with page.expect_event("requestfailed"):
        page.click("#register", no_wait_after=True)
    expect(page.locator("#registration")).not_to_have_attribute("aria-busy", "true")
    page.click("#register")
    page.wait_for_url(REGISTERED)
    assert cases() == 1
