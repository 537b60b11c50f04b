"""The counter's pages: nothing typed is lost, nothing is registered twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from onestop.cases.models import Case
from onestop.clock import StoppedClock
from onestop.db import db
from tests.accounts.makers import PASSWORD, sign_in
from tests.cases.makers import CODE, MONDAY, a_case, a_small_office
from tests.pages import Page, PageClient

CARD = (
    "079190012345|270123456|Nguyễn Thị Ánh Nguyệt|08031990|Nữ|"
    "12 Hoa Sữa, Phường Bến Thành, Thành phố Hồ Chí Minh|01052021"
)


@pytest.fixture
def office(app: Flask, clock: StoppedClock, client: PageClient):
    clock.set(MONDAY)
    opened = a_small_office()
    sign_in(client)
    return opened


def filled(client: PageClient, office, **changes: str) -> dict[str, str]:
    """The form as a clerk fills it in."""
    page = client.page(f"/cases/new/{CODE}")
    fields = page.filled(page.form("registration"))
    fields |= {
        "name": "Nguyễn Thị Ánh Nguyệt",
        "identity_number": "079190012345",
        "birth": "08/03/1990",
        "sex": "female",
        "phone": "0901234567",
        "province_code": "79",
        "ward": "ben thanh",
        "street": "12 đường Hoa Sữa",
    }
    for paper in office.version.components[:2]:
        fields[f"originals-{paper.id}"] = "1"
    return fields | changes


def cases() -> int:
    return db.session().scalar(select(func.count()).select_from(Case)) or 0


def test_the_counter_registers_nothing_by_post_and_says_where(client: PageClient, office) -> None:
    page = client.page(f"/cases/new/{CODE}")
    offered = [it.get("value") for it in page.one("select", name="channel") if it.tag == "option"]
    assert offered == ["counter", "online"]
    assert "được tiếp nhận tại bàn bưu chính" in page.text
    assert "Hồ sơ đến qua bưu chính" in page.text
    answer = client.submit(f"/cases/new/{CODE}", filled(client, office, channel="post"))
    assert answer.status_code == 422
    assert cases() == 0


def test_a_procedure_is_found_without_accents_and_by_code(client: PageClient, office) -> None:
    for text in ("khai sinh", "KHAI", "1.001193", "đăng ký"):
        assert CODE in client.page(f"/cases/new?q={text}").text
    assert CODE not in client.page("/cases/new?q=xyz").text


def test_a_filled_form_becomes_a_case_with_its_receipt(client: PageClient, office) -> None:
    answer = client.post(f"/cases/new/{CODE}", data=filled(client, office))
    assert (answer.status_code, answer.location) == (
        303,
        "/cases/H29.30.12-261116-0001/registered",
    )
    page = client.page(answer.location)
    assert "H29.30.12-261116-0001" in page.text
    assert "17:00 19/11/2026" in page.text
    receipt = client.printed(answer.location)
    assert receipt.mimetype == "application/pdf"
    assert receipt.data.startswith(b"%PDF-")
    assert client.get(receipt.request.path).data == receipt.data


def test_the_same_form_sent_twice_leads_to_the_same_case(client: PageClient, office) -> None:
    fields = filled(client, office)
    first = client.post(f"/cases/new/{CODE}", data=fields)
    second = client.post(f"/cases/new/{CODE}", data=fields)
    assert first.location == second.location
    assert cases() == 1


def test_missing_papers_are_named_and_nothing_typed_is_lost(client: PageClient, office) -> None:
    paper = office.version.components[1]
    fields = filled(client, office, note="gấp") | {f"originals-{paper.id}": ""}
    answer = client.post(f"/cases/new/{CODE}", data=fields)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#originals-{paper.id}"' in text
    for kept in ("Nguyễn Thị Ánh Nguyệt", "079190012345", "12 đường Hoa Sữa", "gấp"):
        assert kept in text
    assert fields["submission_key"] in text
    assert cases() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"identity_number": "123"},
        {"birth": "31/02/1990"},
        {"phone": "12"},
        {"ward": "Phường Không Có"},
        {"return_method": "post"},
        {"return_method": "online"},
        {"by_other": "y"},
        {"kind": "organisation", "identity_number": "0000000001"},
    ],
)
def test_a_field_that_is_wrong_is_told_beside_it(client: PageClient, office, changes) -> None:
    answer = client.post(f"/cases/new/{CODE}", data=filled(client, office, **changes))
    assert answer.status_code == 422
    assert 'id="faults"' in answer.get_data(as_text=True)
    assert cases() == 0


def test_a_scanned_card_fills_the_fields(client: PageClient, office) -> None:
    page = client.page(f"/cases/new/{CODE}")
    token = page.filled(page.form("registration"))["csrf_token"]
    answer = client.post("/cases/identity-card", data={"scan": CARD, "csrf_token": token})
    fields = answer.get_json()["fields"]
    assert fields["name"] == "Nguyễn Thị Ánh Nguyệt"
    assert (fields["birth"], fields["sex"]) == ("08/03/1990", "female")
    assert (fields["province_code"], fields["ward"]) == ("79", "Phường Bến Thành")


@pytest.mark.parametrize("scan", ["abc", CARD.replace("08031990", "99999999"), CARD[3:], "||||||"])
def test_a_malformed_card_fills_nothing_and_says_so(client: PageClient, office, scan) -> None:
    answer = client.post(
        f"/cases/new/{CODE}", data=filled(client, office, scan=scan, name="Tên đã gõ")
    )
    text = answer.get_data(as_text=True)
    assert "Tên đã gõ" in text
    assert re.search("Chưa điền gì", text)
    assert cases() == 0


def test_without_script_the_scanner_fills_the_form_as_well(client: PageClient, office) -> None:
    fields = filled(client, office, scan=CARD, name="", street="")
    text = client.post(f"/cases/new/{CODE}", data=fields).get_data(as_text=True)
    assert 'value="Nguyễn Thị Ánh Nguyệt"' in text
    assert cases() == 0


def test_what_was_typed_survives_the_end_of_the_session(
    client: PageClient, office, clock: StoppedClock
) -> None:
    fields = filled(client, office)
    clock.advance(timedelta(hours=13))
    late = client.post(f"/cases/new/{CODE}", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert late.status_code == 401
    assert cases() == 0
    page = Page(late.get_data(as_text=True), "/sign-in")
    known = {"username": "lan", "password": PASSWORD}
    page = Page(client.send(page, known, form="/sign-in").get_data(as_text=True), "/sign-in")
    again = client.send(page, form=f"/cases/new/{CODE}")
    page = Page(again.get_data(as_text=True), f"/cases/new/{CODE}")
    assert again.status_code == 200
    shown = page.filled(page.form("registration"))
    for name in ("name", "identity_number", "submission_key", "street"):
        assert shown[name] == fields[name]
    assert client.send(page, form="registration").status_code == 303
    assert cases() == 1


def test_another_units_official_finds_no_receipt(client: PageClient, office) -> None:
    receipt = client.printed(f"/cases/{a_case(office).code}").request.path
    client.delete_cookie("session")
    sign_in(client, "thinh")
    assert client.get(receipt).status_code == 404
