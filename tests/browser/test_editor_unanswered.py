"""What is typed into a draft stays there until the office has kept it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from onestop.accounts.rules import Role
from tests.accounts.makers import PASSWORD
from tests.cases.makers import CODE, SmallOffice, an_actor

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
UNSAVED = "Chưa lưu được"
TYPED = "Văn hoá cơ sở"
THROWN_AWAY = """typed => {
  document.getElementById("field").value = typed;
  document.querySelector("form[action$='/discard']").requestSubmit();
}"""


@pytest.fixture
def page(open_page: OpenPage, office: SmallOffice) -> Page:
    """An administrator at the draft of the procedure's next version."""
    for username in ("quantri", "quantri2"):
        an_actor(office, username, Role.ADMINISTRATOR, "counter")
    page = open_page("quantri")
    page.goto(f"/procedures/{CODE}")
    page.click("text=Soạn phiên bản mới")
    page.wait_for_url("**/procedures/drafts/*")
    return page


def fail_to_save(page: Page, status: int) -> None:
    """The office answers what is posted with an error, until that is taken back."""

    def fail(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=status, body="<h1>busy</h1>", content_type="text/html")
        else:
            route.fallback()

    page.route("**/procedures/drafts/*", fail)


def test_no_link_leads_away_from_what_is_not_kept(page: Page) -> None:
    draft = page.url
    page.fill("#field", TYPED)
    page.context.set_offline(True)
    page.click(".editor-bar a:has-text('Ban hành')")
    expect(page.locator("#saved")).to_contain_text(UNSAVED)
    page.context.set_offline(False)
    expect(page).to_have_url(draft)
    expect(page.locator("#field")).to_have_value(TYPED)
    page.click(".editor-bar a:has-text('Ban hành')")
    page.wait_for_url("**/publish")
    page.goto(draft)
    expect(page.locator("#field")).to_have_value(TYPED)


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_fails_leaves_the_editor_as_it_is(page: Page, status: int) -> None:
    fail_to_save(page, status)
    page.fill("#field", TYPED)
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text(UNSAVED)
    expect(page.locator("#field")).to_have_value(TYPED)
    page.unroute("**/procedures/drafts/*")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_contain_text("Sửa lần cuối")
    page.reload()
    expect(page.locator("#field")).to_have_value(TYPED)


def test_a_draft_that_somebody_else_has_changed_is_not_thrown_away(
    page: Page, open_page: OpenPage
) -> None:
    other = open_page("quantri2")
    other.goto(page.url)
    other.fill("#field", "của người khác")
    other.keyboard.press("Control+s")
    expect(other.locator("#seen")).to_have_value("2")
    page.evaluate(THROWN_AWAY, TYPED)
    expect(page.locator(".alert-danger")).to_contain_text("Hai bản khác nhau ở")
    expect(page.locator("#field")).to_have_value(TYPED)


def test_a_draft_goes_through_the_sign_in_page(page: Page) -> None:
    page.context.clear_cookies(name="session")
    page.fill("#field", TYPED)
    page.keyboard.press("Tab")
    page.fill("#username", "quantri")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Quay lại").click()
    expect(page.locator("#field")).to_have_value(TYPED)
