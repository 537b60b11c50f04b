"""One case, from the counter to the citizen's hand, by the pages that everybody uses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from onestop.cases.models import Case
from onestop.cases.queries import invariants
from onestop.clock import StoppedClock
from onestop.db import db
from tests.accounts.makers import sign_in
from tests.cases.makers import CODE, MONDAY, a_case, a_small_office
from tests.cases.test_counter_pages import filled
from tests.pages import Page, PageClient


@pytest.fixture
def office(app: Flask, clock: StoppedClock):
    clock.set(MONDAY)
    return a_small_office()


@pytest.fixture
def people(app: Flask, office) -> dict[str, PageClient]:
    """Everybody at their own browser, and a citizen who signs in nowhere."""
    browsers = {name: PageClient.of(app) for name in ("lan", "mai", "tung", "thinh", "phuoc")}
    for name, browser in browsers.items():
        browser.set_cookie("language", "en")
        sign_in(browser, name)
    return {**browsers, "citizen": PageClient.of(app)}


def act(browser: PageClient, code: str, name: str, **fields: str) -> None:
    """Does an act by its own page."""
    answer = browser.submit(f"/cases/{code}/do/{name}", fields)
    assert answer.status_code == 303, Page(answer.get_data(as_text=True)).text


def accept(browser: PageClient, code: str) -> None:
    """Accepts by the button in the tray."""
    answer = browser.submit("/cases/?part=to_accept", form=f"/cases/{code}/do/accept")
    assert answer.status_code == 303


def shown(browser: PageClient, case: Case) -> str:
    return browser.page(f"/look-up/{case.code}/{case.secret}").text


def test_a_case_from_the_counter_to_the_citizens_hand(office, people, clock) -> None:
    lan, tung, thinh, phuoc = (people[name] for name in ("lan", "tung", "thinh", "phuoc"))
    answer = lan.post(f"/cases/new/{CODE}", data=filled(lan, office))
    code = answer.location.split("/")[2]
    case = db.session().scalars(select(Case).where(Case.code == code)).one()
    citizen = people["citizen"]
    assert "0 %" in citizen.page(f"/look-up/{code}").text
    act(lan, code, "hand_over")
    assert "Phòng Văn hoá - Xã hội" in shown(citizen, case)
    clock.advance(timedelta(minutes=50))
    accept(tung, code)
    act(tung, code, "complete", next_official_id=str(office.official.official_id))
    assert code in thinh.page("/cases/?part=mine").text
    clock.advance(timedelta(days=1))
    for name in ("lan", "mai", "thinh", "phuoc"):
        sign_in(people[name], name)
    act(thinh, code, "hand_over", note="Đủ điều kiện")
    accept(phuoc, code)
    signed = {"number": "15/2026", "signed": "17/11/2026", "signer": "Phan Hữu Phước"}
    act(phuoc, code, "hand_over", **signed)
    clock.advance(timedelta(minutes=50))
    accept(lan, code)
    assert "Đã có kết quả" in shown(citizen, case)
    assert "80 %" in citizen.page(f"/look-up/{code}").text
    act(people["mai"], code, "hand_out")
    assert "Kết quả đã được trả" in shown(citizen, case)
    assert "100 %" in citizen.page(f"/look-up/{code}").text
    slip = lan.printed(f"/cases/{code}", "Result slip")
    assert (slip.status_code, slip.mimetype) == (200, "application/pdf")
    story = lan.page(f"/cases/{code}/journal").text
    for sentence in (
        "received the application and promised 17:00 19/11/2026",
        "handed the dossier from Bộ phận Một cửa to Phòng Văn hoá - Xã hội",
        "Granted: Giấy khai sinh, 15/2026",
        "handed out the result",
    ):
        assert sentence in story
    assert "Nguyệt" not in shown(citizen, case)
    assert list(invariants.check(db.session())) == []


def test_the_second_of_two_officials_is_told_what_changed(office, people) -> None:
    code = a_case(office).code
    lan, mai = people["lan"], people["mai"]
    page = mai.page(f"/cases/{code}/do/hand_over")
    act(lan, code, "hand_over")
    answer = mai.send(page)
    told = Page(answer.get_data(as_text=True)).text
    assert answer.status_code == 409
    assert "Complete and hand over" in told
    assert "Hoàng Thị Lan" in told


def test_what_was_typed_into_an_act_survives_its_refusal(office, people) -> None:
    code = a_case(office).code
    lan = people["lan"]
    answer = lan.submit(f"/cases/{code}/do/withdraw", {"reason": ""})
    assert answer.status_code == 422
    act(lan, code, "withdraw", reason="Không còn nhu cầu")
    assert "Withdrawn by the applicant" in lan.page(f"/cases/{code}").text


@pytest.mark.parametrize("name", ["thinh", "phuoc"])
def test_an_act_that_is_not_open_is_refused(office, people, name: str) -> None:
    code = a_case(office).code
    assert people[name].get(f"/cases/{code}/do/hand_over").status_code in (403, 404)


def test_a_scanned_code_opens_its_case_at_once(office, people) -> None:
    code = a_case(office).code
    answer = people["lan"].submit("/cases/find", {"q": code.lower()})
    assert answer.location == f"/cases/{code}"
    by_name = people["lan"].submit("/cases/find", {"q": "anh nguyet"})
    assert code in by_name.get_data(as_text=True)
    assert "nguyet" not in by_name.request.url
