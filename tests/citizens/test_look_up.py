"""Following a case: how far with the code, where and until when with the secret, never who."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from onestop.cases.models import Case
from onestop.cases.operations import finishing, routing, supplement
from onestop.cases.operations.registration import Registered
from onestop.cases.rules.codes import LETTERS, new_secret
from onestop.citizens.views import BY_ADDRESS, BY_CODE
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from tests.cases.makers import (
    MONDAY,
    SmallOffice,
    a_case,
    a_sitting,
    a_small_office,
    another_procedure,
)
from tests.pages import Page, PageClient

PERSONAL = ("Nguyệt", "079190012345", "0901234567", "Hoa Sữa", "1990", "Hoàng Thị Lan")
UNKNOWN = "Không tìm thấy hồ sơ."


@pytest.fixture
def office(app: Flask) -> SmallOffice:
    return a_small_office()


@pytest.fixture
def registered(office: SmallOffice, clock: StoppedClock) -> Registered:
    clock.set(MONDAY)
    return a_case(office)


@pytest.fixture
def secret(registered: Registered) -> str:
    found = db.session.scalar(select(Case.secret).where(Case.code == registered.code))
    assert found
    return found


def look_up(client: PageClient, code: str, secret: str = "", *, status: int = 200) -> Page:
    answer = client.submit("/look-up", {"code": code, "secret": secret}, form="/look-up")
    assert answer.status_code == status
    assert answer.request.path == "/look-up", "neither code nor secret may stand in the address"
    return Page(answer.get_data(as_text=True), "/look-up")


def wrong_secret() -> str:
    """A secret that is none, though its check sign fits."""
    return new_secret(lambda signs: signs[0])


def test_the_code_alone_tells_how_far_and_nothing_else(client, office, registered) -> None:
    page = client.page(f"/look-up/{registered.code}")
    assert page.one("progress").get("value") == "0"
    with transaction() as session:
        finishing.complete(
            session, registered.code, seen=None, by=office.clerk, at=MONDAY + timedelta(hours=1)
        )
    page = client.page(f"/look-up/{registered.code}")
    assert int(page.one("progress").get("value", "")) > 0
    withheld = (*PERSONAL, "Đăng ký khai sinh", "Phòng Văn hoá", "11/2026")
    assert not [word for word in withheld if word in page.text]


def test_the_secret_shows_the_department_the_day_and_why_but_no_person(
    client, registered, secret
) -> None:
    page = client.page(f"/look-up/{registered.code}/{secret}")
    for word in ("Bộ phận Một cửa", "Phòng Văn hoá - Xã hội", "Đăng ký khai sinh", "19/11/2026"):
        assert word in page.text, word
    assert "3 ngày làm việc" in page.text
    assert "Bạn không cần làm gì thêm." in page.text
    assert not [word for word in PERSONAL if word in page.source]


def test_a_broken_promise_is_told_with_an_apology(client, registered, secret, clock) -> None:
    clock.advance(timedelta(days=30))
    page = client.page(f"/look-up/{registered.code}/{secret}")
    assert "Chúng tôi xin lỗi." in page.texts("div", role="status")[0]
    assert "Bạn không cần làm gì thêm." not in page.text


def test_while_papers_are_asked_for_they_are_named_and_another_day_announced(
    client, office, registered, secret
) -> None:
    at = MONDAY + timedelta(hours=1)
    for act, by in ((finishing.complete, office.clerk), (routing.accept, office.leader)):
        with transaction() as session:
            act(session, registered.code, seen=None, by=by, at=at)
    steps = (
        (supplement.propose_supplement, office.leader),
        (supplement.request_supplement, office.clerk),
    )
    for act, by in steps:
        asked = {"requirements": ("Bản sao hộ chiếu",), "reason": "Thiếu giấy tờ"}
        with transaction() as session:
            act(session, registered.code, seen=None, by=by, at=at, **asked)
    page = client.page(f"/look-up/{registered.code}/{secret}")
    assert "Bản sao hộ chiếu" in page.texts("li")
    assert "ngày hẹn trả mới sẽ được thông báo" in page.text


def test_the_page_speaks_english_to_who_asks_for_it(client, registered, secret) -> None:
    client.set_cookie("language", "en")
    page = client.page(f"/look-up/{registered.code}/{secret}")
    assert "There is nothing for you to do." in page.text
    assert "3 working days" in page.text


def test_what_is_typed_is_taken_as_people_type_it(client, registered, secret) -> None:
    typed = f"{secret[:4].lower()} - {secret[4:].lower()}"
    page = look_up(client, f" {registered.code.lower()} ", typed)
    assert "Phòng Văn hoá - Xã hội" in page.text


def test_the_form_with_the_code_alone_tells_how_far(client, registered) -> None:
    assert look_up(client, registered.code).all("progress")


def test_an_unknown_code_and_a_wrong_secret_are_told_with_the_same_words(
    client, registered
) -> None:
    nowhere = registered.code[:-4] + "9999"
    pages = [
        look_up(client, nowhere, status=422),
        look_up(client, nowhere, wrong_secret(), status=422),
        look_up(client, registered.code, wrong_secret(), status=422),
    ]
    told = {page.texts("p", role="alert")[0] for page in pages}
    assert len(told) == 1
    assert UNKNOWN in told.pop()


def test_a_mistyped_secret_is_told_before_the_database_is_asked(client, registered, secret) -> None:
    other = LETTERS[(LETTERS.index(secret[0]) + 1) % len(LETTERS)]
    page = client.page("/look-up")
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    answer = client.send(
        page, {"code": registered.code, "secret": other + secret[1:]}, form="/look-up"
    )
    event.remove(db.engine, "before_cursor_execute", note)
    assert answer.status_code == 422
    assert "Mã tra cứu gõ sai." in answer.get_data(as_text=True)
    assert not asked


@pytest.mark.parametrize("typed", ["", "khai sinh", "H29.30.12", "'; DROP TABLE", "9" * 400])
def test_what_is_no_code_is_told_with_an_example(client, office, typed) -> None:
    page = look_up(client, typed, status=422)
    assert "H29.30.12-261124-0007" in page.text


def test_guessing_codes_is_slowed_down(client, registered, clock: StoppedClock) -> None:
    nowhere = registered.code[:-4] + "9999"
    for _ in range(BY_ADDRESS.failures):
        assert client.get(f"/look-up/{nowhere}").status_code == 422
    refused = client.get(f"/look-up/{registered.code}")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) == BY_ADDRESS.window.total_seconds()
    assert refused.headers["Referrer-Policy"] == "no-referrer"
    clock.advance(BY_ADDRESS.window)
    assert client.get(f"/look-up/{registered.code}").status_code == 200


def test_guessing_one_cases_secret_from_many_addresses_is_slowed_down(
    client, registered, secret
) -> None:
    def guess(address: int, tried: str) -> int:
        place = {"REMOTE_ADDR": f"10.0.0.{address}"}
        return client.get(f"/look-up/{registered.code}/{tried}", environ_base=place).status_code

    for address in range(BY_CODE.failures):
        assert guess(address, wrong_secret()) == 422
    assert guess(200, secret) == 429


def test_who_holds_the_receipt_may_look_as_often_as_they_like(client, registered, secret) -> None:
    for _ in range(BY_ADDRESS.failures + 1):
        assert client.get(f"/look-up/{registered.code}/{secret}").status_code == 200


def the_secret_of(code: str) -> str:
    found = db.session().scalar(select(Case.secret).where(Case.code == code))
    assert found
    return found


def test_the_receipt_of_several_cases_shows_all_of_them(client, office, clock) -> None:
    clock.set(MONDAY)
    first, second = a_sitting(office, another_procedure(office)).codes
    secret = the_secret_of(first)
    page = client.page(f"/look-up/{first}/{secret}")
    for said in (first, second, "Đăng ký thường trú", "17:00 19/11/2026", "17:00 26/11/2026"):
        assert said in page.text
    assert page.one("a", href=f"/look-up/{second}/{secret}") is not None
    assert not [word for word in PERSONAL if word in page.source]
    assert first in client.page(f"/look-up/{second}/{secret}").text
    assert "cùng giấy tiếp nhận" not in client.page(f"/look-up/{first}").text


def test_sisters_are_followed_from_the_form_without_a_secret_in_the_address(
    client, office, clock
) -> None:
    clock.set(MONDAY)
    first, second = a_sitting(office, another_procedure(office)).codes
    page = look_up(client, first, the_secret_of(first))
    assert not page.all("a", href=f"/look-up/{second}/{the_secret_of(second)}")
    forms = [it for it in page.all("form") if it.get("action") == "/look-up"]
    assert len(forms) == 1
    answer = client.send(page, form="/look-up")
    assert Page(answer.get_data(as_text=True)).texts("h1") == [f"Hồ sơ {second}"]


def test_sisters_cost_one_query_more_and_only_where_there_are_any(
    client, office, registered, secret
) -> None:
    together = a_sitting(office, *[office.version] * 4).codes[0]
    counts, asked = [], list[str]()

    def note(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    known = ((registered.code, secret), (together, the_secret_of(together)))
    event.listen(db.engine, "before_cursor_execute", note)
    for code, its_secret in known:
        asked.clear()
        client.page(f"/look-up/{code}/{its_secret}")
        counts.append(len(asked))
    event.remove(db.engine, "before_cursor_execute", note)
    assert counts[1] - counts[0] == 1


def test_no_answer_tells_its_address_on_or_is_kept(client, registered, secret) -> None:
    for path in ("", f"/{registered.code}", f"/{registered.code}/{secret}", "/nothing"):
        headers = client.get(f"/look-up{path}").headers
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert headers["X-Robots-Tag"] == "noindex", path
        assert headers["Cache-Control"] == "no-store", path
