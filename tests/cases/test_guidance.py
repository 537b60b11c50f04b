"""Guided or refused before any case exists: said all at once, printed, kept, and taken up again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from onestop.accounts.models import Agency, Official
from onestop.cases.models import Case, Guidance, IssuedPaper
from onestop.cases.operations import supplement
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from tests.accounts.makers import an_agency, sign_in
from tests.cases.makers import CODE, MONDAY, a_case, a_small_office, the_actor
from tests.cases.test_counter_pages import filled
from tests.pages import Page, PageClient


@pytest.fixture
def office(app: Flask, clock: StoppedClock, client: PageClient):
    clock.set(MONDAY)
    opened = a_small_office()
    client.set_cookie("language", "en")
    sign_in(client)
    return opened


def cases() -> int:
    return db.session().scalar(select(func.count()).select_from(Case)) or 0


def without_certificate(client: PageClient, office) -> dict[str, str]:
    """The counter's form of somebody who forgot one of the papers."""
    forgotten = office.version.components[1]
    return filled(client, office, note="gấp") | {f"originals-{forgotten.id}": ""}


def begun(client: PageClient, kind: str, fields: dict[str, str]) -> Page:
    answer = client.post(f"/cases/new/{CODE}/guide/{kind}", data=fields)
    assert answer.status_code == 200
    return Page(answer.get_data(as_text=True), f"/cases/new/{CODE}/guide/{kind}")


def guided(client: PageClient, office) -> str:
    """The address of a guidance that was just given."""
    page = begun(client, "supplement", without_certificate(client, office))
    answer = client.send(page, form="guidance")
    assert answer.status_code == 303
    return answer.location


def test_the_paper_says_how_else_the_applicant_is_reached(client: PageClient, office) -> None:
    fields = without_certificate(client, office) | {"email": "nguyet@example.vn"}
    client.send(begun(client, "supplement", fields), form="guidance")
    assert db.session().scalars(select(IssuedPaper)).one().printed["email"] == "nguyet@example.vn"


@pytest.mark.parametrize(
    ("own", "agencys", "said"),
    [
        ("0901 000 001", "028 3822 0000", ", điện thoại 0901 000 001"),
        ("", "028 3822 0000", ", điện thoại 028 3822 0000"),
        ("", "", ""),
    ],
)
def test_the_paper_says_whom_to_ask_and_no_telephone_that_is_not_there(
    client: PageClient, office, own: str, agencys: str, said: str
) -> None:
    with transaction() as session:
        session.execute(update(Official).values(phone=own))
        session.execute(update(Agency).values(phone=agencys))
    guided(client, office)
    code, missing = a_case(office).code, {"requirements": ("Bản đồ",), "reason": "thiếu"}
    with transaction() as session:
        supplement.request_supplement(
            session, code, seen=None, by=office.clerk, at=MONDAY, **missing
        )
    contacts = [
        each["contact"]
        for each in db.session().scalars(
            select(IssuedPaper.printed)
            .where(IssuedPaper.kind == "supplement_request")
            .order_by(IssuedPaper.id)
        )
    ]
    assert contacts == [f"{office.clerk.full_name}{said}"] * 2


def test_the_counters_form_offers_to_guide_and_to_refuse(client: PageClient, office) -> None:
    page = client.page(f"/cases/new/{CODE}")
    offered = {button.get("formaction") for button in page.all("button")}
    assert {f"/cases/new/{CODE}/guide/{kind}" for kind in ("supplement", "refusal")} <= offered


def test_missing_papers_become_one_request_without_a_case(client: PageClient, office) -> None:
    page = begun(client, "supplement", without_certificate(client, office))
    shown = page.filled(page.form("guidance"))
    assert shown["requirements"].strip() == "Giấy chứng sinh"
    assert shown["name"] == "Nguyễn Thị Ánh Nguyệt"
    told = client.page(client.send(page, form="guidance").location)
    assert "Supplement request 1/PBS-TTPVHCC" in told.text
    assert "Giấy chứng sinh" in told.texts("li")
    assert cases() == 0
    paper = db.session().scalars(select(IssuedPaper)).one()
    assert (paper.case_id, paper.printed["code"]) == (None, "")
    printed = client.printed(told.path)
    assert (printed.status_code, printed.mimetype) == (200, "application/pdf")


def test_who_comes_back_finds_the_form_as_it_was_left(client: PageClient, office) -> None:
    again = client.submit(guided(client, office), form="again")
    page = Page(again.get_data(as_text=True), f"/cases/new/{CODE}")
    shown = page.filled(page.form("registration"))
    assert (shown["name"], shown["note"], shown["phone"]) == (
        "Nguyễn Thị Ánh Nguyệt",
        "gấp",
        "0901234567",
    )
    brought = {f"originals-{office.version.components[1].id}": "1"}
    assert client.send(page, brought, form="registration").status_code == 303
    assert cases() == 1


def test_an_application_is_refused_with_its_reason(client: PageClient, office) -> None:
    page = begun(client, "refusal", filled(client, office))
    answer = client.send(page, {"reason": ""}, form="guidance")
    assert answer.status_code == 422
    assert "Nguyễn Thị Ánh Nguyệt" in answer.get_data(as_text=True)
    answer = client.send(page, {"reason": "Không thuộc thẩm quyền"}, form="guidance")
    assert "Refusal 1/PTC-TTPVHCC" in client.page(answer.location).text
    assert "Không thuộc thẩm quyền" in client.page("/cases/guidance").text


def test_a_request_that_asks_for_nothing_is_refused(client: PageClient, office) -> None:
    page = begun(client, "supplement", filled(client, office))
    answer = client.send(page, {"requirements": "", "reason": "Thiếu"}, form="guidance")
    assert answer.status_code == 422
    assert "all at once" in answer.get_data(as_text=True)
    assert db.session().scalar(select(func.count()).select_from(Guidance)) == 0


@pytest.mark.parametrize("typed", ["{", "[]", '{"name": 1}'])
def test_a_form_that_was_tampered_with_is_not_kept(client: PageClient, office, typed: str) -> None:
    page = begun(client, "refusal", filled(client, office))
    answer = client.send(page, {"reason": "x", "typed": typed}, form="guidance")
    assert answer.status_code == 422


def test_another_agency_does_not_read_it(client: PageClient, office) -> None:
    where = guided(client, office)
    paper = client.printed(where).request.path
    other = an_agency("H29.30.13")
    the_actor(other, "cuc", office.clerk.posts[0].role, "counter")
    client.delete_cookie("session")
    sign_in(client, "cuc")
    assert client.get(where).status_code == 404
    assert client.get(paper).status_code == 404


def test_an_unknown_kind_of_guidance_is_told(client: PageClient, office) -> None:
    fields = filled(client, office)
    assert client.post(f"/cases/new/{CODE}/guide/tea", data=fields).status_code == 404
