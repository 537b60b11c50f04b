"""The pages of fees: offered after reception, filled in without loss, printed, and undone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from onestop.cases.models import Payment
from onestop.clock import StoppedClock
from onestop.db import db
from onestop.procedures.files import FeeFile
from tests.accounts.makers import sign_in
from tests.cases.makers import (
    MONDAY,
    PROCEDURE,
    a_case,
    a_sitting,
    a_small_office,
    another_procedure,
    paper_of,
)
from tests.pages import Page, PageClient
from tests.printing.reading import letters, text_of

COUNTED = replace(
    PROCEDURE,
    fees=(
        FeeFile("Phí trang 1 và 2", "fee", 2_000, per="page"),
        FeeFile("Phí từ trang 3", "fee", 1_000, per="page"),
        FeeFile("Lệ phí hộ tịch", "charge", 8_000, exemption="Trẻ em; người thuộc hộ nghèo"),
    ),
)


@pytest.fixture
def office(app: Flask, clock: StoppedClock, client: PageClient):
    clock.set(MONDAY)
    opened = a_small_office(COUNTED)
    sign_in(client)
    return opened


def printing(page: Page) -> list[str]:
    """Where the buttons of a page that print go."""
    places = [form.get("action") or "" for form in page.all("form")]
    return [place for place in places if place.endswith("/print")]


def payments() -> int:
    return db.session().scalar(select(func.count()).select_from(Payment)) or 0


def test_fees_are_offered_after_reception_collected_and_printed(client: PageClient, office) -> None:
    code = a_case(office).code
    registered = client.page(f"/cases/{code}/registered")
    offered = registered.one("a", accesskey="t")
    assert offered.get("href") == f"/cases/{code}/fees"
    assert "8.000 ₫ + 2.000 ₫ / trang + 1.000 ₫ / trang" in registered.text
    answer = client.submit(f"/cases/{code}/fees", {"count-1": "2", "count-2": "21"}, form="fees")
    assert answer.status_code == 303
    page = client.page(answer.location)
    assert "33.000 ₫" in page.text
    assert "Ba mươi ba nghìn đồng" in page.text
    printed = client.printed(answer.location)
    assert printed.mimetype == "application/pdf"
    paper = letters(text_of(printed.data)[1])
    for said in ("Liên 2: Giao người nộp", "21.000", "Ba mươi ba nghìn đồng", "Ánh Nguyệt"):
        assert letters(said) in paper
    case = client.page(f"/cases/{code}")
    assert "Đã thu: 33.000 ₫" in case.text
    assert "Còn phải thu" not in case.text
    assert not case.all("a", href=f"/cases/{code}/fees")
    assert "Biên lai thu phí, lệ phí 1/BLTP-TTPVHCC" in case.text
    assert "đã thu phí, lệ phí 33.000 ₫" in client.page(f"/cases/{code}/journal").text
    assert "không còn khoản nào phải thu" in client.page(f"/cases/{code}/fees").text


def test_the_page_begins_with_what_is_owed_and_who_filed(client: PageClient, office) -> None:
    code = a_case(office).code
    page = client.page(f"/cases/{code}/fees")
    begun = page.filled(page.form("fees"))
    assert (begun["count-1"], begun["count-2"], begun["count-3"]) == ("1", "", "1")
    assert (begun["payer_name"], begun["method"]) == ("Nguyễn Thị Ánh Nguyệt", "cash")
    assert [each.get("value") for each in page.all("option") if each.get("value")] == [
        "Trẻ em",
        "người thuộc hộ nghèo",
    ]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"count-1": "", "count-2": "0", "count-3": None}, "count-1"),
        ({"count-1": "-3"}, "count-1"),
        ({"count-2": "10000"}, "count-2"),
        ({"count-2": "²"}, "count-2"),
        ({"payer_name": " "}, "payer_name"),
        ({"method": "barter"}, "method"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    client: PageClient, office, fields, place
) -> None:
    code = a_case(office).code
    typed = {"reference": "FT26330", "ground-3": "Trẻ em", **fields}
    answer = client.submit(f"/cases/{code}/fees", typed, form="fees")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#{place}"' in text
    assert 'value="FT26330"' in text
    assert 'value="Trẻ em"' in text
    assert payments() == 0


def test_a_second_page_that_was_open_meanwhile_collects_nothing(client: PageClient, office) -> None:
    code = a_case(office).code
    open_page = client.page(f"/cases/{code}/fees")
    assert client.send(open_page, form="fees").status_code == 303
    again = client.send(open_page, form="fees")
    assert again.status_code in (409, 422)
    assert payments() == 1


def test_an_exemption_is_entered_with_its_ground(client: PageClient, office) -> None:
    code = a_case(office).code
    typed = {"count-1": "", "ground-3": "người thuộc hộ nghèo"}
    answer = client.submit(f"/cases/{code}/fees", typed, form="fees")
    page = client.page(answer.location)
    assert "được miễn: người thuộc hộ nghèo" in page.text
    assert "Không đồng" in page.text
    shown = client.page(f"/cases/{code}").text
    assert "được miễn" in shown
    assert "Còn phải thu: 2.000 ₫ / trang + 1.000 ₫ / trang" in shown


@pytest.mark.parametrize(
    ("kind", "told"), [("cancellation", "Đã hủy biên lai"), ("refund", "Đã hoàn trả tiền")]
)
def test_a_payment_is_cancelled_or_given_back_with_its_reason(
    client: PageClient, office, kind, told
) -> None:
    code = a_case(office).code
    paid = client.submit(f"/cases/{code}/fees", form="fees").location
    without = client.submit(f"{paid}/reversal", {"kind": kind})
    assert without.status_code == 422
    answer = client.submit(f"{paid}/reversal", {"kind": kind, "reason": "Ghi sai người nộp"})
    assert (answer.status_code, answer.location) == (303, f"/cases/{code}")
    shown = client.page(f"/cases/{code}").text
    assert told in shown
    assert "Ghi sai người nộp" in shown
    assert "Đã thu: 0 ₫" in shown
    page = client.page(paid)
    assert told in page.text
    assert bool(printing(page)) == (kind == "refund")
    assert not page.all("a", href=f"{paid}/reversal")
    twice = client.submit(f"{paid}/reversal", {"kind": kind, "reason": "Lần nữa"})
    assert twice.status_code == 409
    assert "từ trước" in Page(twice.get_data(as_text=True)).text


def test_a_cancelled_receipt_is_neither_owed_nor_printed(client: PageClient, office) -> None:
    code = a_case(office).code
    paid = client.submit(f"/cases/{code}/fees", form="fees").location
    seen = client.page(paid)
    assert "1/BLTP-TTPVHCC" in client.page("/papers/").text
    client.submit(f"{paid}/reversal", {"kind": "cancellation", "reason": "Ghi sai người nộp"})
    answer = client.send(seen, form=printing(seen)[0])
    assert answer.status_code == 409
    assert "không còn giá trị và không in nữa" in Page(answer.get_data(as_text=True)).text
    assert "1/BLTP-TTPVHCC" not in client.page("/papers/").text
    assert printing(client.page(paid)) == []


def test_a_cancelled_receipt_is_known_as_ours_and_as_cancelled(client: PageClient, office) -> None:
    """Whoever scans it hears that its money was not taken (F2)."""
    code = a_case(office).code
    paid = client.submit(f"/cases/{code}/fees", form="fees").location
    receipt = paper_of(code, "fee_receipt") or {}
    link = receipt["look_up_link"].removeprefix("http://localhost")
    assert "giấy thật" in client.page(link).text
    client.submit(f"{paid}/reversal", {"kind": "cancellation", "reason": "Ghi sai người nộp"})
    told = client.page(link).text
    assert "1/BLTP-TTPVHCC" in told
    assert "không còn giá trị" in told
    assert "giấy thật" not in told
    found = client.send(client.page("/papers/"), {"q": code}, form="/papers/")
    page = Page(found.get_data(as_text=True), "/papers/")
    assert len([place for place in printing(page) if "/papers/" in place]) == 1, "only the receipt"
    assert "1/BLTP-TTPVHCC" in page.text
    on_case = client.page(f"/cases/{code}")
    assert "đã hủy" in on_case.text


def test_cases_received_together_are_each_offered_their_fees(client: PageClient, office) -> None:
    free = replace(PROCEDURE, code="1.000002", name="Xác nhận", fees=())
    codes = a_sitting(office, another_procedure(office, free)).codes
    page = client.page(f"/cases/{codes[0]}/registered")
    offered = [each.get("href") for each in page.all("a") if each.get("href", "").endswith("/fees")]
    assert offered == [f"/cases/{codes[0]}/fees"]


def test_a_case_without_fees_shows_nothing_of_them(client: PageClient, office) -> None:
    free = another_procedure(office, replace(PROCEDURE, code="1.000002", fees=()))
    code = a_case(replace(office, version=free)).code
    assert "Phí, lệ phí" not in client.page(f"/cases/{code}").text
    assert not client.page(f"/cases/{code}/registered").all("a", accesskey="t")


def test_a_department_sees_what_was_paid_and_collects_nothing(client: PageClient, office) -> None:
    code = a_case(office).code
    paid = client.submit(f"/cases/{code}/fees", form="fees").location
    client.delete_cookie("session")
    sign_in(client, "phuoc")
    assert "Đã thu" in client.page(f"/cases/{code}").text
    assert not client.page(paid).all("a", href=f"{paid}/reversal")
    client.page(f"/cases/{code}/fees", status=403)
