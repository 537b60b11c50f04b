"""The postman brings three dossiers: by scanner and keyboard to a case, a request, and a case."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from onestop.accounts.models import Unit
from onestop.accounts.rules import Role, UnitKind
from onestop.cases.models import Case, Payment
from onestop.cases.queries import invariants
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.post.queries import filings
from tests.browser.test_journeys import broken, scan, take_papers
from tests.browsing import at_both_sizes
from tests.cases.makers import CODE, SmallOffice, an_actor
from tests.post.makers import ADDRESS, HOUR, TUESDAY, a_carrier

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
ITEMS = ("RA000000001VN", "RA000000002VN", "RA000000003VN")
SENDERS = ("Ngô Thị Một", "Ngô Thị Hai", "Ngô Thị Ba")


@pytest.fixture
def desk(app: Flask, office: SmallOffice, clock: StoppedClock) -> SmallOffice:
    """An office with a postal desk, a carrier, and the postman at the door."""
    with transaction() as session:
        named = {"key": "post", "name": "Bàn bưu chính", "kind": UnitKind.POSTAL_DESK}
        session.add(Unit(agency_id=office.agency_id, **named))
    a_carrier(an_actor(office, "buuchinh", Role.POSTAL_DESK, "post"), "Bưu điện thành phố")
    clock.set(TUESDAY)
    return office


def enter_slip(slip: Locator, page: Page, sender: str) -> None:
    """Types what a slip says, from field to field by keyboard."""
    slip.locator("input").first.focus()
    for text in (sender, "0901234567", ADDRESS, "Tờ khai; Giấy chứng sinh", CODE):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type("8000")


def open_form(page: Page, item: str) -> None:
    """From the list of what waits to the form of that dossier."""
    page.goto("/post/incoming")
    page.get_by_role("row", name=item).get_by_text("Tiếp nhận:").click()
    page.wait_for_url(f"**/register/{CODE}")
    page.fill("#identity_number", "079190012345")


@at_both_sizes
def test_three_dossiers_come_in_and_none_is_lost(
    open_page: OpenPage, desk: SmallOffice, clock: StoppedClock, size: str
) -> None:
    page = open_page("buuchinh", size=size)
    page.goto("/post/incoming")
    assert broken(page) == []
    for item in ITEMS:
        expect(page.locator("#code")).to_be_focused()
        scan(page, item)
        expect(page.locator("main")).to_contain_text(f"{item}: đã ghi vào danh sách")
    expect(page.locator("#code")).to_be_focused()
    scan(page, ITEMS[0])
    expect(page.get_by_role("alert")).to_contain_text("đã có trong danh sách")
    for item, sender in zip(ITEMS, SENDERS, strict=True):
        enter_slip(page.locator("fieldset", has_text=item), page, sender)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Đã lưu: 3")
    assert broken(page) == []
    page.fill("#postman", "Lê Văn Bưu")
    page.check("#compared")
    page.press("#postman", "Enter")
    expect(page.locator("main")).to_contain_text("không thay đổi được nữa")
    expect(page.locator("form[action$='/print']")).to_have_count(3)
    assert broken(page) == []

    clock.set(TUESDAY + HOUR / 4)
    open_form(page, ITEMS[0])
    assert broken(page) == []
    expect(page.locator("#name")).to_have_value(SENDERS[0])
    take_papers(page, desk)
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("đã khớp")
    assert broken(page) == []

    open_form(page, ITEMS[1])
    page.get_by_role("button", name="Hướng dẫn bổ sung").click()
    expect(page.locator("#requirements")).to_have_value(
        "Tờ khai đăng ký khai sinh\nGiấy chứng sinh"
    )
    expect(page.locator("#address")).to_have_value(ADDRESS)
    page.click("#guidance button")
    expect(page.locator("main")).to_contain_text(SENDERS[1])
    page.goto("/post/incoming")
    asked = page.locator("section", has=page.locator("#asked"))
    expect(asked).to_contain_text(ITEMS[1])
    assert broken(page) == []

    clock.set(TUESDAY + HOUR / 2)
    open_form(page, ITEMS[2])
    take_papers(page, desk)
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("đã khớp")

    session = db.session()
    received = session.scalars(select(Case.received_at).order_by(Case.id)).all()
    assert received == [TUESDAY, TUESDAY]
    assert session.scalars(select(Payment.total)).all() == [8000, 8000]
    assert [*invariants.check(session), *filings.check(session)] == []
    db.session.rollback()
