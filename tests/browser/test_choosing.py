"""Choosing a procedure faster than the office answers, or while it does not answer at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.makers import PASSWORD
from tests.cases.makers import CODE, RESIDENCE, SmallOffice, another_procedure

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SEARCH = "**/cases/new?q=*"


@pytest.fixture
def page(open_page: OpenPage, office: SmallOffice) -> Page:
    """A clerk who has found one of two procedures."""
    another_procedure(office)
    page = open_page("lan")
    page.goto("/cases/new")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("khai sinh")
    expect(page.locator("#found a")).to_have_count(1)
    expect(page.locator("#found")).to_contain_text("Đăng ký khai sinh")
    return page


def instead(page: Page, text: str) -> None:
    """Types other words in place of those in the field."""
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_enter_opens_what_is_typed_not_what_was_found_before(page: Page) -> None:
    instead(page, "thường trú")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/new/{RESIDENCE.code}")


def test_the_down_arrow_leads_to_no_old_line_either(page: Page) -> None:
    instead(page, "thường trú")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/new/{RESIDENCE.code}")


def test_an_old_list_goes_when_the_office_does_not_answer(page: Page) -> None:
    page.context.set_offline(True)
    instead(page, "thường trú")
    expect(page.locator("#found")).to_contain_text("máy chủ chưa trả lời")
    expect(page.locator("#found a")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("máy chủ chưa trả lời")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/new/{RESIDENCE.code}")


def test_a_server_that_fails_shows_no_old_list(page: Page) -> None:
    page.route(SEARCH, lambda route: route.fulfill(status=502, body="<a href='/'>bad</a>"))
    instead(page, "thường trú")
    expect(page.locator("#found")).to_contain_text("bấm Enter để tìm lại")
    expect(page.locator("#found a")).to_have_count(0)


def test_a_clerk_whose_session_ended_signs_in_and_finds_what_was_typed(page: Page) -> None:
    page.context.clear_cookies(name="session")
    instead(page, "khai")
    expect(page.locator("#found")).to_contain_text("Phiên làm việc đã hết hạn")
    page.keyboard.press("Enter")
    page.fill("#username", "lan")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value("khai")
    expect(page.locator(f"#found a[href$='{CODE}']")).to_be_visible()
