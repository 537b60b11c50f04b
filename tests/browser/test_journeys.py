"""What people do with keyboard, scanner and mouse, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from onestop.cases.models import Case
from onestop.db import db
from tests.accounts.makers import PASSWORD
from tests.browsing import at_both_sizes
from tests.cases.makers import CODE, SmallOffice, a_case

pytestmark = pytest.mark.browser

FIRST = "H29.30.12-261116-0001"
CARD = (
    "079190012345|270123456|Nguyễn Thị Ánh Nguyệt|08031990|Nữ|"
    "12 Hoa Sữa, Phường Bến Thành, Thành phố Hồ Chí Minh|01052021"
)
REGISTERED = re.compile("/registered")
OpenPage = Callable[..., Page]


def cases() -> int:
    return db.session().scalar(select(func.count()).select_from(Case)) or 0


def scan(page: Page, text: str) -> None:
    """A scanner types into whatever has the focus, and ends with Enter.

    A page gives its first field the focus a moment after it has loaded.
    """
    expect(page.locator("input:focus")).to_be_visible()
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def take_papers(page: Page, office: SmallOffice) -> None:
    """Ticks the required papers as received, by keyboard."""
    for paper in office.version.components[:2]:
        page.focus(f"#originals-{paper.id}")
        page.keyboard.type("1")


def printed(page: Page) -> bytes:
    """What the page's first button that prints brings out."""
    form = page.locator("form[action$='/print']").first
    token = form.locator("[name=csrf_token]").input_value()
    return page.request.post(form.get_attribute("action"), form={"csrf_token": token}).body()


def test_registering_takes_no_mouse(open_page: OpenPage, office: SmallOffice) -> None:
    page = open_page("lan")
    expect(page.locator('a[accesskey="n"]')).to_have_attribute("href", "/cases/new")
    page.goto("/cases/new")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("khai sinh")
    expect(page.locator("#found a")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found a")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/new/{CODE}")
    expect(page.locator("#scan")).to_be_focused()
    scan(page, CARD)
    expect(page.locator("#name")).to_have_value("Nguyễn Thị Ánh Nguyệt")
    expect(page.locator("#birth")).to_have_value("08/03/1990")
    expect(page.locator("#ward")).to_have_value("Phường Bến Thành")
    expect(page.locator("#phone")).to_be_focused()
    page.keyboard.type("0901234567")
    take_papers(page, office)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(REGISTERED)
    expect(page.locator(".big-code")).to_have_text(FIRST)
    expect(page.locator("main")).to_contain_text("17:00 19/11/2026")
    expect(page.locator("main .btn-primary")).to_be_focused()
    receipt = printed(page)
    case = db.session().scalars(select(Case)).one()
    image = pypdfium2.PdfDocument(receipt)[0].render(scale=203 / 72).to_pil()
    read = {code.text for code in zxingcpp.read_barcodes(image)}
    assert FIRST in read
    (link,) = read - {FIRST}
    assert re.fullmatch(rf"http://localhost/look-up/{FIRST}/{case.secret}/[A-Z2-7]{{16}}", link)


def test_a_card_scanned_into_the_wrong_field_lands_in_the_right_ones(
    open_page: OpenPage, office: SmallOffice
) -> None:
    page = open_page("lan")
    page.goto(f"/cases/new/{CODE}")
    page.focus("#street")
    page.keyboard.type("5 ")
    scan(page, CARD)
    expect(page.locator("#name")).to_have_value("Nguyễn Thị Ánh Nguyệt")
    expect(page.locator("#street")).to_have_value("12 Hoa Sữa")


def test_a_malformed_card_fills_nothing_and_says_so(
    open_page: OpenPage, office: SmallOffice
) -> None:
    page = open_page("lan")
    page.goto(f"/cases/new/{CODE}")
    page.fill("#name", "Tên đã gõ")
    page.focus("#scan")
    scan(page, CARD.replace("08031990", "99999999"))
    expect(page.locator("#scan-told")).to_contain_text("Chưa điền gì")
    expect(page.locator("#name")).to_have_value("Tên đã gõ")


def test_an_incomplete_dossier_is_refused_and_stays_filled_in(
    open_page: OpenPage, office: SmallOffice
) -> None:
    page = open_page("lan")
    page.goto(f"/cases/new/{CODE}")
    page.fill("#name", "Nguyễn Thị Ánh Nguyệt")
    page.fill("#identity_number", "079190012345")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#faults")
    missing = office.version.components[1]
    page.click(f"#faults a[href='#originals-{missing.id}']")
    expect(page.locator(f"#originals-{missing.id}")).to_be_focused()
    expect(page.locator("#name")).to_have_value("Nguyễn Thị Ánh Nguyệt")
    assert cases() == 0
    take_papers(page, office)
    page.evaluate("button => { button.click(); button.click(); }", page.query_selector("#register"))
    page.wait_for_url(REGISTERED)
    page.reload()
    assert cases() == 1


def test_everything_works_without_script(open_page: OpenPage, office: SmallOffice) -> None:
    page = open_page("lan", script=False)
    page.goto("/cases/new")
    page.fill("#q", "khai sinh")
    page.press("#q", "Enter")
    page.click("#found a")
    page.fill("#scan", CARD)
    page.press("#scan", "Enter")
    expect(page.locator("#name")).to_have_value("Nguyễn Thị Ánh Nguyệt")
    for paper in office.version.components[:2]:
        page.fill(f"#originals-{paper.id}", "1")
    page.click("#register")
    expect(page.locator(".big-code")).to_have_text(FIRST)
    page.click("text=Mở hồ sơ")
    page.click("main a.btn-primary")
    page.click("main form button.btn-primary")
    expect(page.locator("h1")).to_have_text("Hồ sơ cần xử lý")


def test_two_officials_collide_and_the_second_reads_why(
    open_page: OpenPage, office: SmallOffice
) -> None:
    code = a_case(office).code
    first, second = open_page("lan"), open_page("mai")
    for page in (first, second):
        page.goto(f"/cases/{code}/do/hand_over")
    for page in (first, second):
        page.click("main form button.btn-primary")
    expect(second.locator("main")).to_contain_text("Hoàn thành và bàn giao")


def test_somebody_signs_in_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/sign-in")
    page.fill("#username", "lan")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")


PAGES = (
    ("", "/sign-in"),
    ("", "/look-up"),
    ("", "/look-up/{code}"),
    ("", "/look-up/{code}/{secret}"),
    ("lan", "/cases/new"),
    ("lan", f"/cases/new/{CODE}"),
    ("lan", "/cases/{code}/registered"),
    ("lan", "/cases/?part=at_work"),
    ("lan", "/cases/{code}"),
    ("lan", "/cases/{code}/journal"),
    ("lan", "/cases/{code}/do/hand_over"),
    ("lan", "/cases/find"),
    ("lan", "/procedures/"),
    ("lan", f"/procedures/{CODE}"),
    ("lan", "/cases/lists/"),
    ("lan", "/cases/folders"),
    ("lan", "/papers/"),
    ("lan", "/account/leave"),
    ("lan", "/cases/today"),
    ("tung", "/cases/today"),
    ("phuoc", "/cases/outlook"),
)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}


@at_both_sizes
def test_no_page_bars_anybody(open_page: OpenPage, office: SmallOffice, size: str) -> None:
    code = a_case(office).code
    secret = db.session().scalar(select(Case.secret))
    people = sorted({username for username, _path in PAGES})
    windows = {each: open_page(each, size=size) for each in people}
    found = {}
    for username, path in PAGES:
        page = windows[username]
        page.goto(path.format(code=code, secret=secret))
        found[f"{username} {path}"] = broken(page)
    page = windows["lan"]
    page.goto(f"/cases/new/{CODE}")
    page.click("#register")
    page.wait_for_selector("#faults")
    found["error"] = broken(page)
    assert {path: ids for path, ids in found.items() if ids} == {}


def broken(page: Page) -> list[str]:
    """The accessibility rules that the page breaks, and whether it scrolls sideways."""
    page.wait_for_load_state()
    ids = [each["id"] for each in Axe().run(page, options=RULES).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return [*ids, *(["scrolls sideways"] if wide else [])]
