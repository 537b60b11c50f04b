"""Two dossiers in one sitting, by keyboard alone, and the citizen who follows both."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import CARD, broken, printed, scan
from tests.browsing import at_both_sizes
from tests.cases.makers import CODE, RESIDENCE, SmallOffice, another_procedure

pytestmark = pytest.mark.browser

FIRST, SECOND = "H29.30.12-261116-0001", "H29.30.12-261116-0002"
OpenPage = Callable[..., Page]


def choose_both(page: Page) -> None:
    """Ticks one line with the space bar, and adds the only match of the next search by Enter."""
    page.goto("/cases/new")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("khai sinh")
    expect(page.locator("#found a")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found a")).to_be_focused()
    page.keyboard.press(" ")
    expect(page.locator("#chosen li")).to_have_count(1)
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(RESIDENCE.code)
    expect(page.locator("#found a")).to_have_count(1)
    expect(page.locator("#found")).to_contain_text(RESIDENCE.code)
    page.keyboard.press("Enter")
    expect(page.locator("#chosen li")).to_have_count(2)


def link_on(receipt: bytes) -> str:
    """What the QR on the receipt says, without the place where the office answers."""
    image = pypdfium2.PdfDocument(receipt)[0].render(scale=203 / 72).to_pil()
    links = [mark.text for mark in zxingcpp.read_barcodes(image) if "look-up" in mark.text]
    assert len(links) == 1
    return links[0].removeprefix("http://localhost")


@at_both_sizes
def test_two_dossiers_by_keyboard_and_both_are_followed_from_one_receipt(
    open_page: OpenPage, office: SmallOffice, size: str
) -> None:
    another_procedure(office)
    page = open_page("lan", size=size)
    choose_both(page)
    assert broken(page) == []
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/cases/new/together?*code={CODE}&code={RESIDENCE.code}")
    expect(page.locator("#scan")).to_be_focused()
    scan(page, CARD)
    expect(page.locator("#name")).to_have_value("Nguyễn Thị Ánh Nguyệt")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#faults")).to_be_focused()
    expect(page.locator("#faults li")).to_have_count(4)
    expect(page.locator("#name")).to_have_value("Nguyễn Thị Ánh Nguyệt")
    assert broken(page) == []
    for tick in page.locator(".tick").all():
        tick.focus()
        page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/cases/{FIRST}/registered")
    for said in (FIRST, SECOND, "17:00 19/11/2026", "17:00 26/11/2026"):
        expect(page.locator("main")).to_contain_text(said)
    expect(page.locator("main .btn-primary")).to_be_focused()
    assert broken(page) == []

    link = link_on(printed(page))
    citizen = open_page(size=size)
    citizen.goto(link)
    expect(citizen.locator("h1")).to_contain_text(FIRST)
    assert broken(citizen) == []
    citizen.get_by_role("link", name=SECOND).click()
    expect(citizen.locator("h1")).to_contain_text(SECOND)
    expect(citizen.locator("main")).to_contain_text(FIRST)


def test_without_script_both_are_ticked_and_received(
    open_page: OpenPage, office: SmallOffice
) -> None:
    another_procedure(office)
    page = open_page("lan", script=False)
    page.goto("/cases/new?q=khai sinh")
    page.check(f"#found input[value='{CODE}']")
    page.fill("#q", "thường trú")
    page.press("#q", "Enter")
    expect(page.locator("#chosen input")).to_be_checked()
    page.check(f"#found input[value='{RESIDENCE.code}']")
    page.click("#receive-together")
    expect(page.locator("h2", has_text=RESIDENCE.name)).to_be_visible()
    expect(page.locator("h2", has_text="Đăng ký khai sinh")).to_be_visible()
