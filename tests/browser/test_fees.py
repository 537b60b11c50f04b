"""The counter collects what is due: by keyboard, with the sum in sight, and without script too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from onestop.clock import StoppedClock
from onestop.procedures.files import FeeFile
from tests.browser.test_journeys import broken
from tests.browsing import at_both_sizes
from tests.cases.makers import MONDAY, PROCEDURE, SmallOffice, a_case, a_small_office

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
COUNTED = replace(
    PROCEDURE,
    fees=(
        FeeFile("Phí chứng thực", "fee", 2_000, per="page"),
        FeeFile("Lệ phí hộ tịch", "charge", 8_000, exemption="Trẻ em; người thuộc hộ nghèo"),
    ),
)


@pytest.fixture
def office(app: Flask, clock: StoppedClock) -> SmallOffice:
    """A small office whose procedure costs something."""
    clock.set(MONDAY)
    return a_small_office(COUNTED)


@at_both_sizes
def test_the_sum_follows_what_is_ticked_counted_and_exempted(
    open_page: OpenPage, office: SmallOffice, size: str
) -> None:
    code = a_case(office).code
    page = open_page("lan", size=size)
    page.goto(f"/cases/{code}/registered")
    expect(page.locator("main .btn-primary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{code}/fees")
    total = page.locator("#total")
    expect(total).to_contain_text("10.000 ₫")
    page.fill("#count-1", "21")
    expect(total).to_contain_text("50.000 ₫")
    page.fill("#ground-2", "Trẻ em")
    expect(total).to_contain_text("42.000 ₫")
    page.uncheck("#count-2")
    page.fill("#count-1", "0")
    expect(total).to_contain_text("0 ₫")
    assert broken(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#faults")).to_be_focused()
    assert broken(page) == []
    page.fill("#count-1", "21")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{code}/payments/*")
    expect(page.locator("main")).to_contain_text("Bốn mươi hai nghìn đồng")
    expect(page.locator("main .btn-primary")).to_be_focused()
    assert broken(page) == []


def test_without_script_the_office_reckons_alone(open_page: OpenPage, office: SmallOffice) -> None:
    code = a_case(office).code
    page = open_page("lan", script=False)
    page.goto(f"/cases/{code}/fees")
    expect(page.locator("#total")).to_be_hidden()
    page.fill("#count-1", "3")
    page.locator("main form button").click()
    expect(page.locator("main")).to_contain_text("14.000 ₫")
