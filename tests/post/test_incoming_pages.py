"""The pages of what comes in by post: scanned, signed, registered, answered, joined."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from onestop.cases.models import Case
from onestop.clock import StoppedClock
from onestop.db import db
from onestop.post.models import Manifest
from onestop.post.rules.incoming import DossierState, SentPaper, read_papers
from tests.accounts.makers import sign_in
from tests.cases.makers import CODE
from tests.pages import Page, PageClient
from tests.post.arrivals import SENDER, a_filed, answer, delivery_of, state_of
from tests.post.makers import ADDRESS, HOUR, TUESDAY, Desk, a_desk

FIRST, SECOND = "RA000000001VN", "RA000000002VN"


@pytest.fixture
def desk(app: Flask, clock: StoppedClock) -> Desk:
    found = a_desk()
    clock.set(TUESDAY)
    return found


@pytest.fixture
def page(desk: Desk, client: PageClient) -> PageClient:
    sign_in(client, "thanh")
    return client


def the_delivery() -> str:
    """The address of the newest delivery."""
    number = db.session.scalar(select(Manifest.id).order_by(Manifest.id.desc()).limit(1))
    db.session.rollback()
    return f"/post/incoming/deliveries/{number}"


def with_papers(shown: Page, desk: Desk, *, all_of_them: bool = True) -> dict[str, str]:
    """The begun form with what the desk adds from the papers in the envelope."""
    papers = desk.office.version.components[: 2 if all_of_them else 1]
    fields = shown.filled(shown.form("registration")) | {"identity_number": "079190012345"}
    return fields | {f"originals-{paper.id}": "1" for paper in papers}


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("Tờ khai", (SentPaper("Tờ khai"),)),
        ("2 Tờ khai; 0/1 Hộ chiếu;", (SentPaper("Tờ khai", 2), SentPaper("Hộ chiếu", 0, 1))),
        ("3/2 Ảnh 4x6", (SentPaper("Ảnh 4x6", 3, 2),)),
        (" ; ", ()),
    ],
)
def test_papers_are_read_as_one_types_them(text: str, papers: tuple[SentPaper, ...]) -> None:
    assert read_papers(text) == papers


def test_before_anything_came_in_the_page_says_what_to_do(page: PageClient) -> None:
    shown = page.page("/post/incoming").text
    for words in ("Không có hồ sơ bưu chính nào chờ", "Không có hồ sơ nào đang chờ bổ sung"):
        assert words in shown
    assert "Chưa có đợt giao nào" in shown


def test_a_delivery_is_scanned_entered_and_signed(page: PageClient, desk: Desk) -> None:
    for code in (FIRST, SECOND):
        page.submit("/post/incoming", {"code": code}, form="scan")
    address = the_delivery()
    page.submit(address, {"code": FIRST}, form="scan")
    shown = page.page(address)
    assert "đã có trong danh sách" in shown.text
    said = shown.filled(shown.form("slips"))
    numbers = sorted(int(name[5:]) for name in said if name.startswith("name-"))
    for number in numbers:
        said |= {
            f"name-{number}": SENDER,
            f"address-{number}": ADDRESS,
            f"papers-{number}": "Tờ khai; Giấy chứng sinh",
            f"collected-{number}": "8.000",
            f"procedure-{number}": "9.9",
        }
    wrong = page.submit(address, said, form="slips")
    assert wrong.status_code == 409
    assert SENDER in wrong.get_data(as_text=True)
    said |= {f"procedure-{number}": CODE for number in numbers}
    assert page.submit(address, said, form="slips").status_code == 303
    page.submit(address, {"consignment": str(numbers[1])}, form="off")
    assert state_of(numbers[1]) == DossierState.REMOVED
    assert (
        page.submit(address, {"postman": "Bưu"}, form="slips", button="sign-both").status_code
        == 422
    )
    signed = {"postman": "Lê Văn Bưu", "compared": "y"}
    assert page.submit(address, signed, form="slips", button="sign-both").status_code == 303
    assert page.submit(address, form="").status_code in (200, 303)
    assert "không thay đổi được nữa" in page.page(address).text
    assert page.printed(address).data.startswith(b"%PDF-")
    assert "Đăng ký khai sinh" in page.page("/post/incoming").text
    assert "chờ tiếp nhận" in page.page("/post").text


def test_a_dossier_is_registered_from_the_form_that_its_slip_began(
    page: PageClient, desk: Desk, clock: StoppedClock
) -> None:
    number = a_filed(desk, FIRST)
    clock.set(TUESDAY + 2 * HOUR)
    sign_in(page, "thanh")
    assert CODE in page.page(f"/post/incoming/{number}/procedure?q=khai sinh").text
    address = f"/post/incoming/{number}/register/{CODE}"
    shown = page.page(address)
    begun = shown.filled(shown.form("registration"))
    assert begun["name"] == SENDER
    assert (begun["channel"], begun["return_method"]) == ("post", "post")
    assert (begun["ward"], begun["return_address"]) == ("Phường Bến Thành", ADDRESS)
    sent = page.post(address, data=with_papers(shown, desk))
    assert sent.location == f"/post/incoming/{number}"
    told = page.page(sent.location).text
    assert "đã khớp" in told
    assert "09:00 17/11/2026" in told
    (case,) = db.session.scalars(select(Case)).all()
    assert case.received_at == TUESDAY
    code = case.code
    db.session.rollback()
    page.page(f"/cases/{code}/registered")
    assert "Biên bản giao nhận" in page.page(f"/cases/{code}").text
    again = page.get(address)
    assert again.status_code == 409
    assert "không tiếp nhận lần thứ hai" in again.get_data(as_text=True)


def test_a_difference_in_the_money_is_shown_and_left_to_the_clerk(
    page: PageClient, desk: Desk
) -> None:
    number = a_filed(desk, FIRST, collected=20_000)
    address = f"/post/incoming/{number}/register/{CODE}"
    page.post(address, data=with_papers(page.page(address), desk))
    told = page.page(f"/post/incoming/{number}").text
    assert "chênh lệch" in told
    assert "20.000 ₫" in told
    code = db.session.scalar(select(Case.code))
    db.session.rollback()
    fees = page.page(f"/cases/{code}/fees?method=post")
    assert fees.filled(fees.form("fees"))["method"] == "post"


def test_an_incomplete_dossier_goes_to_a_request_by_post(page: PageClient, desk: Desk) -> None:
    number = a_filed(desk, FIRST)
    address = f"/post/incoming/{number}/register/{CODE}"
    fields = with_papers(page.page(address), desk, all_of_them=False) | {"note": "gấp"}
    refused = page.post(address, data=fields)
    assert refused.status_code == 422
    begun = page.post(f"/post/incoming/{number}/answer/{CODE}/supplement", data=fields)
    asked = Page(begun.get_data(as_text=True), address)
    assert asked.filled(asked.form("guidance"))["requirements"].strip() == "Giấy chứng sinh"
    given = page.send(asked, form="guidance")
    assert given.status_code == 303
    assert state_of(number) == DossierState.ASKED
    assert "Giấy chứng sinh" in page.page("/post/incoming").text
    assert "Chờ người gửi bổ sung" in page.page(f"/post/incoming/{number}").text
    again = page.page(address)
    assert again.filled(again.form("registration"))["note"] == "gấp"


def test_later_papers_are_laid_to_the_dossier_that_waits(page: PageClient, desk: Desk) -> None:
    first, second = a_filed(desk, FIRST), a_filed(desk, SECOND)
    answer(desk, first, at=TUESDAY)
    address = f"/post/incoming/{second}"
    assert "Đã yêu cầu chính người gửi này" in page.page(address).text
    page.submit(address, {"earlier": "RA000000099VN"}, form="join")
    assert "Không có hồ sơ nào mang mã" in page.page(address).text
    page.submit(address, {"earlier": FIRST}, form="join")
    assert state_of(first) == DossierState.JOINED
    assert FIRST in page.page(address).text
    assert "xử lý chung" in page.page(f"/post/incoming/{first}").text
    assert page.get(f"/post/incoming/{first}/register/{CODE}").status_code == 409


def test_what_came_in_stands_on_no_page_of_what_goes_out(page: PageClient, desk: Desk) -> None:
    number = a_filed(desk, FIRST)
    for address in (
        f"/post/consignments/{number}",
        f"/post/manifests/{delivery_of(number)}",
        f"/post/find?code={FIRST}",
    ):
        assert page.get(address).status_code == 404
    told = {"kind": "delivered", "day": "17/11/2026", "hour": "09:00"}
    sheet = page.page("/post/scan")
    token = {"csrf_token": sheet.filled(sheet.all("form")[-2])["csrf_token"]}
    assert page.post(f"/post/consignments/{number}", data=told | token).status_code == 404


def test_an_official_of_a_department_sees_nothing_of_it(desk: Desk, client: PageClient) -> None:
    number = a_filed(desk, FIRST)
    sign_in(client, "thinh")
    for address in ("/post/incoming", f"/post/incoming/{number}"):
        client.page(address, status=403)
