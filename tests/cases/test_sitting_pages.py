"""Several dossiers at the counter: chosen together, filled in once, kept when refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from onestop.accounts.rules import Role
from onestop.cases.models import Case, CaseComponent
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.procedures.operations import combined
from onestop.procedures.operations.combined import CombinedEntry
from tests.accounts.makers import PASSWORD, sign_in
from tests.cases.makers import (
    CODE,
    MONDAY,
    RESIDENCE,
    SmallOffice,
    a_case,
    a_sitting,
    a_small_office,
    an_actor,
    another_procedure,
)
from tests.pages import Page, PageClient

FIRST, SECOND = "H29.30.12-261116-0001", "H29.30.12-261116-0002"
TOGETHER = f"/cases/new/together?code={CODE}&code={RESIDENCE.code}"
COMBINED = "/cases/new/together?combined=LT-01"
NAME = "Liên thông khai sinh, thường trú"


@pytest.fixture
def office(app: Flask, clock: StoppedClock, client: PageClient) -> SmallOffice:
    clock.set(MONDAY)
    opened = a_small_office()
    another_procedure(opened)
    by = an_actor(opened, "long", Role.ADMINISTRATOR, "counter")
    with transaction() as session:
        entry = CombinedEntry(NAME, (CODE, RESIDENCE.code))
        combined.add(session, "LT-01", entry, by=by, on=MONDAY.date())
    sign_in(client)
    return opened


def filled(page: Page, **changes: str) -> dict[str, str]:
    """The form as a clerk fills it in, with every paper that is asked for on the page."""
    fields = page.filled(page.form("registration"))
    fields |= {name: "1" for name in fields if name.startswith("originals-")}
    fields |= {
        "name": "Nguyễn Thị Ánh Nguyệt",
        "identity_number": "079190012345",
        "phone": "0901234567",
        "ward": "ben thanh",
        "province_code": "79",
    }
    return fields | changes


def fields_of(page: Page, kind: str = "originals-") -> list[str]:
    return [name for it in page.all("input") if (name := it.get("name") or "").startswith(kind)]


def cases() -> int:
    return db.session().scalar(select(func.count()).select_from(Case)) or 0


def test_a_combined_procedure_is_found_by_name_and_by_code(client, office) -> None:
    for text in ("lien thong", "LT-01"):
        page = client.page(f"/cases/new?q={text}")
        assert "kết hợp" in page.text
        assert page.one("a", href="/cases/new/together?combined=LT-01") is not None


def test_ticked_procedures_stay_ticked_through_another_search_without_script(
    client, office
) -> None:
    page = client.page(f"/cases/new?q=thường&code={CODE}")
    ticked = [it.get("value") for it in page.all("input", name="code") if "checked" in it.attrib]
    assert ticked == [CODE]
    assert page.one("button", formaction="/cases/new/together") is not None


def test_a_single_procedure_goes_to_its_own_form(client, office) -> None:
    answer = client.get(f"/cases/new/together?code={CODE}")
    assert (answer.status_code, answer.location) == (303, f"/cases/new/{CODE}")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 409),
        ("&".join([f"code={CODE}"] * 11), 409),
        (f"code={CODE}&code=9.9", 404),
        ("combined=LT-99", 404),
    ],
)
def test_what_cannot_be_received_together_is_said(client, office, query, status) -> None:
    client.page(f"/cases/new/together?{query}", status=status)


def test_two_dossiers_become_two_cases_on_one_receipt(client, office) -> None:
    page = client.page(TOGETHER)
    answer = client.post("/cases/new/together", data=filled(page, **{"c2-content": "Nhập hộ"}))
    assert (answer.status_code, answer.location) == (303, f"/cases/{FIRST}/registered")
    registered = client.page(answer.location)
    for said in (FIRST, SECOND, "17:00 19/11/2026", "17:00 26/11/2026", "7 ngày làm việc"):
        assert said in registered.text
    assert registered.one("button", autofocus="").text == "In giấy tiếp nhận"
    receipt, again = (client.printed(f"/cases/{code}") for code in (FIRST, SECOND))
    assert receipt.data.startswith(b"%PDF-")
    assert again.request.path == receipt.request.path.replace("/0.pdf", "/1.pdf")
    contents = list(db.session().scalars(select(Case.content).order_by(Case.id)))
    assert contents == ["Đăng ký khai sinh", "Nhập hộ"]


def test_the_same_form_sent_twice_leads_to_the_same_sitting(client, office) -> None:
    fields = filled(client.page(TOGETHER))
    places = [client.post("/cases/new/together", data=fields).location for _ in range(2)]
    assert places[0] == places[1]
    assert cases() == 2


def test_a_paper_of_a_combined_dossier_is_asked_for_once(client, office) -> None:
    page = client.page(COMBINED)
    assert NAME in page.texts("h1")
    assert len(fields_of(page)) == 4
    assert "Giấy chứng sinh: chỉ nộp một lần, nhập ở mục 1." in page.text
    assert client.post("/cases/new/together", data=filled(page)).status_code == 303
    papers = db.session().execute(
        select(CaseComponent.originals, CaseComponent.note)
        .where(CaseComponent.name == "Giấy chứng sinh")
        .order_by(CaseComponent.id)
    )
    assert list(map(tuple, papers)) == [(1, ""), (1, f"Nộp chung, để tại hồ sơ {FIRST}")]
    assert FIRST in client.page(f"/cases/{SECOND}").text


def test_missing_papers_are_told_once_at_their_field_and_nothing_is_lost(client, office) -> None:
    fields = filled(client.page(COMBINED), note="gấp", **{"c2-content": "Nhập hộ khẩu"})
    shared = next(
        name for name in fields_of(client.page(COMBINED)) if name.startswith("originals-c1")
    )
    fields |= {name: "" for name in fields if name.startswith("originals-c1")}
    answer = client.post("/cases/new/together", data=fields)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert text.count("Còn thiếu: Giấy chứng sinh") == 1
    assert f'href="#{shared}"' in text
    for kept in ("Nguyễn Thị Ánh Nguyệt", "gấp", "Nhập hộ khẩu", fields["submission_key"]):
        assert kept in text
    assert cases() == 0


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"c2-sets": "0"}, {"return_method": "post"}, {"channel": "online"}]
)
def test_a_field_that_is_wrong_is_told_beside_it(client, office, changes) -> None:
    fields = filled(client.page(TOGETHER), **changes)
    answer = client.post("/cases/new/together", data=fields)
    assert answer.status_code == 422
    place = next(iter(changes)).replace("return_method", "return_address")
    assert f'href="#{place}"' in answer.get_data(as_text=True)
    assert cases() == 0


def test_only_what_suits_all_of_them_is_offered(client, office) -> None:
    another_procedure(
        office, replace(RESIDENCE, presence_required=True, valid_from_on=MONDAY.date())
    )
    page = client.page(TOGETHER)
    offered = [it.get("value") for it in page.all("option")]
    assert "online" in offered, "the result may still go by mail"
    assert "post" not in offered
    channels = [it for it in page.one("select", name="channel") if it.tag == "option"]
    assert [it.get("value") for it in channels] == ["counter"]


def test_procedures_without_a_way_in_common_are_refused(client, office) -> None:
    online = replace(
        RESIDENCE,
        terms=(replace(RESIDENCE.terms[0], channel="online"),),
        valid_from_on=MONDAY.date(),
        code="1.000001",
    )
    post = replace(online, terms=(replace(RESIDENCE.terms[0], channel="post"),), code="1.000002")
    for procedure in (online, post):
        another_procedure(office, procedure)
    page = client.page("/cases/new/together?code=1.000001&code=1.000002", status=409)
    assert "hãy tiếp nhận từng hồ sơ" in page.text


def test_what_was_typed_survives_the_end_of_the_session(
    client, office, clock: StoppedClock
) -> None:
    fields = filled(client.page(TOGETHER))
    clock.advance(timedelta(hours=13))
    headers = {"Sec-Fetch-Site": "same-origin"}
    late = client.post("/cases/new/together", data=fields, headers=headers)
    assert late.status_code == 401
    page = Page(late.get_data(as_text=True), "/sign-in")
    known = {"username": "lan", "password": PASSWORD}
    page = Page(client.send(page, known, form="/sign-in").get_data(as_text=True), "/sign-in")
    again = client.send(page, form="/cases/new/together")
    page = Page(again.get_data(as_text=True), "/cases/new/together")
    shown = page.filled(page.form("registration"))
    assert shown["name"] == fields["name"]
    assert shown["code"] == [CODE, RESIDENCE.code]
    assert client.send(page, form="registration").status_code == 303
    assert cases() == 2


def test_the_page_of_a_case_names_its_sisters(client, office) -> None:
    codes = a_sitting(office, another_procedure(office)).codes
    alone = a_case(office).code
    page = client.page(f"/cases/{codes[0]}")
    assert page.one("a", href=f"/cases/{codes[1]}") is not None
    assert "Tiếp nhận cùng lúc" not in client.page(f"/cases/{alone}").text


def test_choosing_and_showing_ask_no_query_for_each_of_them(client, office) -> None:
    few = a_sitting(office, office.version).codes[0]
    many = a_sitting(office, *[office.version] * 9).codes[0]
    client.page(f"/cases/{few}")
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    counts = []
    event.listen(db.engine, "before_cursor_execute", note)
    for code in (few, many):
        asked.clear()
        client.page(f"/cases/{code}")
        counts.append(len(asked))
    event.remove(db.engine, "before_cursor_execute", note)
    assert counts[0] == counts[1]
