"""The administrator amends the calendar in a real browser; the citizen reads the new reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from onestop.accounts.rules import Role
from onestop.cases.models import Case
from onestop.db import db
from tests.browser.test_journeys import broken
from tests.browsing import at_both_sizes
from tests.cases.makers import SmallOffice, a_case, an_actor

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def without_barriers(page: Page) -> None:
    """No violation of WCAG 2.2 AA on the page, and no scrolling sideways."""
    assert broken(page) == []


@at_both_sizes
def test_a_day_off_is_shown_before_it_is_applied_and_the_citizen_reads_why(
    open_page: OpenPage, office: SmallOffice, size: str
) -> None:
    code = a_case(office).code
    an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")
    page = open_page("quantri", size=size)
    page.goto("/calendar/2026")
    without_barriers(page)
    page.click("a[href='/calendar/amendment?day=2026-11-18']")
    expect(page.locator("#day_on")).to_have_value("18/11/2026")
    page.fill("#name", "Nghỉ do bão")
    page.fill("#reason", "Công điện số 45")
    page.keyboard.press("Enter")
    effect = page.locator("section[aria-labelledby=effect]")
    expect(effect).to_contain_text(code)
    expect(effect).to_contain_text("17:00 20/11/2026")
    without_barriers(page)
    assert db.session().scalar(select(Case.version)) == 1
    page.click("button[name=apply]")
    page.wait_for_url("**/calendar/2026")
    expect(page.locator("main")).to_contain_text("Nghỉ do bão")
    db.session().expire_all()
    case = db.session().scalars(select(Case)).one()
    assert case.version == 2

    citizen = open_page(size=size)
    citizen.goto(f"/look-up/{code}/{case.secret}")
    main = citizen.locator("main")
    expect(main).to_contain_text("17:00 20/11/2026")
    expect(main).to_contain_text("ngày hẹn cũ 19/11/2026 được đổi")
    expect(main).to_contain_text("Công điện số 45")
    citizen.click("details.why summary")
    expect(main).to_contain_text("nghỉ: Nghỉ do bão")
    without_barriers(citizen)

    page.goto("/calendar/versions")
    expect(page.locator("main")).to_contain_text("Công điện số 45")
    without_barriers(page)
