"""Scans faster than the office answers, while it does not answer, and after the session ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from onestop.accounts.models import Unit
from onestop.accounts.rules import Role, UnitKind
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.post.models import TrackingEvent
from tests.accounts.makers import PASSWORD
from tests.browser.test_journeys import broken
from tests.browser.test_postal_desk import item_of, scan
from tests.browsing import at_both_sizes
from tests.cases.makers import MONDAY, SmallOffice, an_actor
from tests.post.makers import TUESDAY, Desk, a_carrier, a_posted, a_result

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SLIPS = ("RA000000001VN", "RA000000002VN", "RA000000003VN")


@pytest.fixture
def desk(app: Flask, office: SmallOffice, clock: StoppedClock) -> Desk:
    """An office with a postal desk and a carrier, on a Tuesday morning."""
    with transaction() as session:
        named = {"key": "post", "name": "Bàn bưu chính", "kind": UnitKind.POSTAL_DESK}
        session.add(Unit(agency_id=office.agency_id, **named))
    postman = an_actor(office, "buuchinh", Role.POSTAL_DESK, "post")
    clock.set(TUESDAY)
    return Desk(office, postman, a_carrier(postman, "Bưu điện thành phố"))


def forget(page: Page) -> None:
    """The session of the official ends."""
    page.context.clear_cookies(name="session")


def sign_in(page: Page) -> None:
    """Signs in again where the office asks for it, and goes back to what was typed."""
    page.fill("#username", "buuchinh")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Quay lại").click()


def scan_at_once(page: Page, *texts: str) -> None:
    """Scans one after another while the office has answered none of them."""
    for text in texts:
        scan(page, text)


def at_a_manifest(open_page: OpenPage, code: str) -> Page:
    """An official who has just put a result on a manifest: its label comes next."""
    page = open_page("buuchinh")
    page.goto("/post")
    scan(page, code)
    page.wait_for_url("**/manifests/**")
    expect(page.locator("#turn")).to_contain_text(code)
    return page


def test_scans_at_a_manifest_go_on_after_signing_in_again(open_page: OpenPage, desk: Desk) -> None:
    codes = [a_result(desk.office, at=MONDAY) for _ in range(3)]
    page = at_a_manifest(open_page, codes[0])
    collect = page.locator("input[name^=collect]")
    collect.fill("99.000")
    page.focus("#code")
    page.context.set_offline(True)
    scan_at_once(page, item_of(0), codes[1], item_of(1))
    forget(page)
    page.context.set_offline(False)
    sign_in(page)
    expect(page.locator("#turn")).to_contain_text("Trên bảng kê: 2; chưa có nhãn: 0")
    expect(page.locator("input[name^=item]").nth(0)).to_have_value(item_of(0))
    expect(page.locator("input[name^=item]").nth(1)).to_have_value(item_of(1))
    expect(collect.nth(0)).to_have_value("99.000")
    scan(page, codes[2])
    expect(page.locator("#turn")).to_contain_text("Trên bảng kê: 3; chưa có nhãn: 1")


def test_whoever_stays_on_the_page_goes_on_scanning(open_page: OpenPage, desk: Desk) -> None:
    codes = [a_result(desk.office, at=MONDAY) for _ in range(2)]
    page = at_a_manifest(open_page, codes[0])
    session = page.context.cookies()
    page.route("**/labels", lambda route: route.abort("aborted"), times=1)
    forget(page)
    with page.expect_event("requestfailed"):
        scan(page, item_of(0))
    page.context.add_cookies(session)
    scan(page, codes[1])
    expect(page.locator("#turn")).to_contain_text("Trên bảng kê: 2; chưa có nhãn: 1")


@at_both_sizes
def test_labels_are_heard_one_after_another(open_page: OpenPage, desk: Desk, size: str) -> None:
    codes = [item_of(place) for place in range(3)]
    for code in codes:
        a_posted(desk, code)
    page = open_page("buuchinh", size=size)
    page.goto("/post/scan")
    scan_at_once(page, codes[0], "EA999999999VN", codes[1], codes[2])
    expect(page.locator("#heard li")).to_have_count(4)
    for code in codes:
        expect(page.locator("#heard")).to_contain_text(f"{code}: đã ghi nhận")
    expect(page.locator("#heard .text-danger")).to_contain_text("EA999999999VN")
    assert broken(page) == []


def test_a_label_whose_answer_is_lost_is_heard_once(
    open_page: OpenPage, desk: Desk, clock: StoppedClock
) -> None:
    a_posted(desk, item_of(0))
    page = open_page("buuchinh")
    page.goto("/post/scan")
    page.select_option("#kind", "undelivered")
    page.focus("#code")

    def lose(route: Route) -> None:
        route.fetch()
        clock.set(TUESDAY + timedelta(minutes=9))
        route.abort()

    page.route("**/scan?fragment=1", lose, times=1)
    scan(page, item_of(0))
    expect(page.locator("#heard")).to_contain_text("tin này đã có")
    assert db.session.scalar(select(func.count()).select_from(TrackingEvent)) == 1
    db.session.rollback()


def test_labels_are_heard_after_signing_in_again(open_page: OpenPage, desk: Desk) -> None:
    for place in range(2):
        a_posted(desk, item_of(place))
    page = open_page("buuchinh")
    page.goto("/post/scan")
    page.context.set_offline(True)
    page.select_option("#kind", "undelivered")
    page.focus("#code")
    scan_at_once(page, item_of(0), item_of(1))
    forget(page)
    page.context.set_offline(False)
    sign_in(page)
    expect(page.locator("#heard li")).to_have_count(2)
    expect(page.locator("#kind")).to_have_value("undelivered")
    kinds = db.session.scalars(select(TrackingEvent.kind)).all()
    db.session.rollback()
    assert kinds == ["undelivered"] * 2


def test_without_a_script_a_label_comes_back_after_signing_in(
    open_page: OpenPage, desk: Desk
) -> None:
    a_posted(desk, item_of(0))
    page = open_page("buuchinh", script=False)
    page.goto("/post/scan")
    forget(page)
    scan(page, item_of(0))
    sign_in(page)
    expect(page.locator("#code")).to_have_value(item_of(0))
    page.press("#code", "Enter")
    expect(page.locator("main")).to_contain_text(f"{item_of(0)}: đã ghi nhận")


@at_both_sizes
def test_slips_are_scanned_while_others_are_typed(
    open_page: OpenPage, desk: Desk, size: str
) -> None:
    page = open_page("buuchinh", size=size)
    page.goto("/post/incoming")
    scan(page, SLIPS[0])
    page.wait_for_url("**/deliveries/*")
    page.locator("input[name^=name]").fill("Ngô Thị Một")
    page.focus("#code")
    scan_at_once(page, SLIPS[1], SLIPS[0], SLIPS[2])
    expect(page.locator("fieldset")).to_have_count(3)
    expect(page.locator("fieldset legend .code")).to_have_text(list(reversed(SLIPS)))
    expect(page.locator("input[name^=name]").nth(2)).to_have_value("Ngô Thị Một")
    expect(page.locator("#left option")).to_have_count(3)
    assert broken(page) == []
    page.locator("input[name^=name]").nth(2).press("Enter")
    expect(page.locator("main")).to_contain_text("Đã lưu: 1")


def test_what_is_typed_from_slips_comes_back_after_signing_in(
    open_page: OpenPage, desk: Desk
) -> None:
    page = open_page("buuchinh")
    page.goto("/post/incoming")
    scan(page, SLIPS[0])
    page.wait_for_url("**/deliveries/*")
    page.locator("input[name^=name]").fill("Ngô Thị Một")
    page.focus("#code")
    forget(page)
    scan(page, SLIPS[1])
    sign_in(page)
    expect(page.locator("fieldset")).to_have_count(2)
    expect(page.locator("input[name^=name]").nth(1)).to_have_value("Ngô Thị Một")


def test_a_slip_whose_answer_is_lost_is_listed_all_the_same(
    open_page: OpenPage, desk: Desk
) -> None:
    page = open_page("buuchinh")
    page.goto("/post/incoming")
    scan_at_once(page, SLIPS[0], SLIPS[1])
    page.wait_for_url("**/deliveries/*")
    expect(page.locator("fieldset")).to_have_count(2)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/incoming?fragment=1", lose, times=1)
    scan(page, SLIPS[2])
    expect(page.locator("fieldset")).to_have_count(3)
    expect(page.locator("#scan-refused")).to_be_hidden()
