"""Printing in a real browser: one key after registration, hundreds at once, and a specimen."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from onestop.accounts.models import Agency
from onestop.accounts.rules import Role
from onestop.cases.models import PaperPrinting, PrintBatch
from onestop.db import db
from tests.browser.test_journeys import CARD, REGISTERED, broken, scan, take_papers
from tests.browsing import at_both_sizes
from tests.cases.makers import CODE, SmallOffice, a_case, an_actor, many_receipts

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
READY = re.compile("xác nhận trong cửa sổ in")
NO_VIEWER = "Object.defineProperty(navigator, 'pdfViewerEnabled', { get: () => false })"
MANY = 120
TOLD = """addEventListener("DOMContentLoaded", () => {
  const far = document.getElementById("how-far");
  const told = () => (sessionStorage.told = `${sessionStorage.told || ""} ${far.textContent}`);
  if (far) new MutationObserver(told).observe(far, { childList: true });
})"""


def printings() -> list[int]:
    return list(db.session().scalars(select(PaperPrinting.count).order_by(PaperPrinting.id)))


def test_one_key_after_registration_prints_the_receipt(
    open_page: OpenPage, office: SmallOffice
) -> None:
    page = open_page("lan")
    page.goto(f"/cases/new/{CODE}")
    scan(page, CARD)
    expect(page.locator("#phone")).to_be_focused()
    take_papers(page, office)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(REGISTERED)
    place = page.url
    expect(page.locator("main .btn-primary")).to_be_focused()
    expect(page.locator("main .btn-primary")).to_have_attribute("accesskey", "p")
    for count in (0, 1):
        page.keyboard.press("Enter")
        expect(page.locator("#print-told")).to_have_text(READY)
        frame = page.locator("iframe.print-frame")
        expect(frame).to_have_attribute("src", re.compile(rf"/papers/1/{count}\.pdf$"))
        expect(page.locator("main .btn-primary")).to_be_focused()
        expect(page.locator("main .btn-primary")).not_to_have_attribute("aria-busy", "true")
    assert printings() == [0, 1]
    assert page.url == place
    assert len(page.context.pages) == 1


def test_a_browser_that_shows_no_pdf_gets_it_in_a_tab(
    open_page: OpenPage, office: SmallOffice
) -> None:
    code = a_case(office).code
    page = open_page("lan")
    page.add_init_script(NO_VIEWER)
    page.goto(f"/cases/{code}/registered")
    expect(page.locator("main .btn-primary")).to_be_focused()
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    opened.value.wait_for_url("**/papers/1/0.pdf")
    assert printings() == [0]


def test_what_fails_on_the_way_is_sent_as_the_form_does_it(
    open_page: OpenPage, office: SmallOffice
) -> None:
    code = a_case(office).code
    page = open_page("lan")
    page.goto(f"/cases/{code}/registered")
    expect(page.locator("main .btn-primary")).to_be_focused()
    page.context.clear_cookies(name="session")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.locator("#username")).to_be_visible()
    assert printings() == []


def test_a_mornings_receipts_are_one_pdf_and_the_page_tells_how_far_it_is(
    open_page: OpenPage, office: SmallOffice
) -> None:
    many_receipts(office, MANY)
    page = open_page("lan")
    page.goto("/papers/")
    expect(page.locator("tbody tr")).to_have_count(51)
    page.add_init_script(TOLD)
    page.click(f"text=Mọi giấy chưa in ({MANY})", no_wait_after=True)
    ready = page.locator("a[data-print]")
    expect(ready).to_be_focused(timeout=60_000)
    told = [int(each) for each in page.evaluate("sessionStorage.told").split()]
    assert told == sorted(told)
    assert told[-1] == MANY
    assert broken(page) == []
    pdf = page.request.get(ready.get_attribute("href")).body()
    assert len(pypdfium2.PdfDocument(pdf)) == 2 * MANY, "two copies of each"
    assert db.session().scalar(select(PrintBatch.size)) == len(pdf)
    page.keyboard.press("Enter")
    expect(page.locator("#print-told")).to_have_text(READY)
    assert printings() == [0] * MANY
    page.goto("/papers/")
    expect(page.locator("main")).to_contain_text("Không còn giấy nào chưa in")


def test_a_double_click_prints_once_and_a_closed_page_is_found_again(
    open_page: OpenPage, office: SmallOffice
) -> None:
    many_receipts(office, 3)
    page = open_page("lan")
    page.goto("/papers/")
    page.dblclick("text=Mọi giấy chưa in (3)", no_wait_after=True)
    expect(page.locator("a[data-print]")).to_be_focused()
    assert printings() == [0, 0, 0]
    place = page.url
    page.goto("/papers/")
    page.click("text=3 giấy")
    expect(page).to_have_url(place)
    expect(page.locator("a[data-print]")).to_be_focused()


def test_papers_are_printed_together_without_script(
    open_page: OpenPage, office: SmallOffice
) -> None:
    for _ in range(3):
        a_case(office)
    page = open_page("lan", script=False)
    page.goto("/papers/")
    for number in (1, 3):
        page.check(f"input[name=chosen][value='{number}']")
    page.click("text=In các giấy đã chọn")
    expect(page.locator("#making")).to_be_hidden()
    plain = page.locator("#plain a").first
    pdf = page.request.get(plain.get_attribute("href")).body()
    assert len(pypdfium2.PdfDocument(pdf)) == 4
    assert printings() == [0, 0]


def test_no_sign_in_page_is_printed_in_place_of_a_batch(
    open_page: OpenPage, office: SmallOffice
) -> None:
    a_case(office)
    page = open_page("lan")
    page.goto("/papers/")
    page.click("text=Mọi giấy chưa in (1)")
    expect(page.locator("a[data-print]")).to_be_focused()
    page.context.clear_cookies(name="session")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.locator("#username")).to_be_visible()
    expect(page.locator("iframe.print-frame")).to_have_count(0)
    expect(page.locator("#print-told")).not_to_have_text(READY)


@at_both_sizes
def test_a_specimen_shows_the_change_before_it_is_kept(
    open_page: OpenPage, office: SmallOffice, size: str
) -> None:
    an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")
    page = open_page("quantri", size=size)
    page.goto("/settings/papers")
    assert broken(page) == []
    page.fill("#one_stop_name", "Trung tâm Phục vụ hành chính công mới")
    apart = page.context.expect_page() if size == "phone" else nullcontext()
    preview = page.context.expect_event("response", lambda it: it.url.endswith("/preview"))
    with preview as shown, apart:
        page.locator("button:visible", has_text="Xem thử").click()
    assert shown.value.status == 200
    assert shown.value.headers["content-type"] == "application/pdf"
    assert len(page.context.pages) == (2 if size == "phone" else 1)
    named = select(Agency.one_stop_name)
    assert db.session().scalar(named) == "Trung tâm Phục vụ hành chính công phường Hoa Lan"
    page.click("text=Lưu nội dung giấy tờ")
    expect(page.locator("[role=status].alert")).to_contain_text("Đã lưu")
    db.session().expire_all()
    assert db.session().scalar(named) == "Trung tâm Phục vụ hành chính công mới"
    assert db.session().scalar(select(func.count()).select_from(PaperPrinting)) == 0
