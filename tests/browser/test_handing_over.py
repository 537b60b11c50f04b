"""Two people and a scanner: a list handed over, one dossier refused, the rest confirmed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import broken
from tests.browsing import at_both_sizes
from tests.cases.makers import SmallOffice, a_case

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@at_both_sizes
def test_a_list_with_one_refusal_by_scanner(
    open_page: OpenPage, office: SmallOffice, size: str
) -> None:
    codes = [a_case(office).code for _ in range(3)]
    counter, department = open_page("lan", size=size), open_page("tung", size=size)

    counter.goto("/cases/?part=at_work")
    for box in counter.locator("input[name=chosen]").all():
        box.check()
    counter.click("button[value=hand_over]")
    expect(counter.locator("main")).to_contain_text("3 hồ sơ")
    assert broken(counter) == []
    counter.click("main form button.btn-primary")
    expect(counter.locator("main")).to_contain_text("xong 3/3 hồ sơ")
    assert broken(counter) == []

    department.goto("/cases/lists/")
    department.click("table.list a")
    expect(department.locator("#code")).to_be_visible()
    assert broken(department) == []
    department.locator("#code").type(codes[0])
    department.keyboard.press("Enter")
    expect(department.locator("main")).to_contain_text("Đã xác nhận 1 hồ sơ")
    expect(department.locator("#code")).to_be_focused()
    address = department.url

    department.locator("tr", has_text=codes[1]).get_by_text("Không nhận").click()
    department.fill("#reason", "Thiếu một trang")
    department.click("main form button.btn-primary")
    department.goto(address)
    department.click("button[name=all]")
    expect(department.locator("main")).to_contain_text("Thiếu một trang")
    expect(department.locator("#code")).to_have_count(0)

    counter.goto("/cases/?part=at_work")
    expect(counter.locator("main")).to_contain_text(codes[1])
    expect(counter.locator("main")).not_to_contain_text(codes[2])
