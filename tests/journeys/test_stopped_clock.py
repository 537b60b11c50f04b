"""When the clock stops, and when it runs out: the pages of everybody, with a stopped clock."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from onestop import scheduler
from onestop.cases.models import Case
from onestop.cases.queries import invariants
from onestop.clock import StoppedClock
from onestop.db import db
from onestop.procedures.files import SupplementFile
from tests.accounts.makers import sign_in
from tests.cases.makers import MONDAY, PROCEDURE, ZONE, a_case, a_small_office
from tests.journeys.test_one_case import accept, act
from tests.pages import Page, PageClient

PAPERS = "Bản sao sổ hộ tịch\nẢnh 4×6"
NAMES = ("lan", "tung", "thinh", "phuoc")


@pytest.fixture
def office(app: Flask, clock: StoppedClock):
    clock.set(MONDAY)
    closing = SupplementFile(close_after="5 working days")
    return a_small_office(replace(PROCEDURE, supplement=closing))


class People:
    """Everybody at their own browser; a new day's first work begins with signing in."""

    def __init__(self, app: Flask, clock: StoppedClock) -> None:
        self._browsers = {name: PageClient.of(app) for name in (*NAMES, "citizen")}
        self._away: set[str] = set()
        self.clock = clock
        self.be_at(MONDAY)

    def be_at(self, moment: datetime) -> None:
        """It is that moment, and whoever works after it must sign in."""
        self.clock.set(moment)
        self._away = set(NAMES)

    def __getitem__(self, name: str) -> PageClient:
        browser = self._browsers[name]
        if name in self._away:
            self._away.remove(name)
            browser.set_cookie("language", "en")
            sign_in(browser, name)
        return browser


@pytest.fixture
def people(app: Flask, office, clock: StoppedClock) -> People:
    return People(app, clock)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def the_case(code: str) -> Case:
    db.session().expire_all()
    return db.session().scalars(select(Case).where(Case.code == code)).one()


def shown(people: People, code: str) -> str:
    """What the citizen reads with the secret of the receipt."""
    return people["citizen"].page(f"/look-up/{code}/{the_case(code).secret}").text


@pytest.fixture
def code(office, people) -> str:
    """A case that lies with the official on Tuesday morning."""
    code = a_case(office).code
    act(people["lan"], code, "hand_over")
    accept(people["tung"], code)
    people.be_at(at(17, 8))
    act(people["tung"], code, "complete", next_official_id=str(office.official.official_id))
    return code


def asked(people: People, code: str, by: str = "thinh", **more: str) -> None:
    """The unit proposes, the counter finds it in its tray and asks the applicant."""
    fields = {"requirements": PAPERS, "reason": "Thiếu căn cứ", **more}
    act(people[by], code, "propose_supplement", **fields)
    assert code in people["lan"].page("/cases/?part=to_issue").text
    act(people["lan"], code, "request_supplement")


def papers_of(browser: PageClient, code: str) -> list[str]:
    """The papers that the page of the case offers, each of which prints."""
    page = browser.page(f"/cases/{code}")
    forms = [
        form
        for form in page.all("form")
        if re.fullmatch(r"/papers/\d+/print", form.get("action") or "")
    ]
    names = [(form.find(".//button").text or "").strip() for form in forms]
    for name in names:
        printed = browser.printed(f"/cases/{code}", name)
        assert (printed.status_code, printed.mimetype) == (200, "application/pdf")
        assert printed.data.startswith(b"%PDF-")
    return [name for name in names if not name.startswith("Receipt")]


def sound() -> None:
    assert list(invariants.check(db.session())) == []


def test_a_supplement_after_appraisal_restarts_the_term(people, code) -> None:
    asked(people, code)
    page = people["thinh"].page(f"/cases/{code}").text
    assert "the clock stands still since 08:00 17/11/2026" in page
    assert "closes by itself after 17:00 25/11/2026" in page
    citizen = shown(people, code)
    assert "Ảnh 4×6" in citizen
    assert "17:00 25/11/2026" in citizen
    people.be_at(at(20, 10))
    act(people["lan"], code, "receive_supplement")
    page = people["lan"].page(f"/cases/{code}").text
    assert "17:00 26/11/2026" in page
    assert "the clock runs again since 10:00 20/11/2026" in page
    assert papers_of(people["lan"], code) == ["Supplement request 1/PBS-TTPVHCC"]
    sound()


def test_a_pause_for_the_tax_goes_on_where_it_stood(people, code) -> None:
    act(people["thinh"], code, "notify_duty", note="Thông báo thuế số 15")
    assert "Thông báo thuế số 15" in people["lan"].page(f"/cases/{code}").text
    people.be_at(at(18, 8))
    act(people["lan"], code, "receive_duty")
    assert the_case(code).due_at == at(20, 17)
    sound()


def test_a_second_supplement_needs_a_leaders_override(people, code) -> None:
    asked(people, code)
    people.clock.advance(timedelta(minutes=20))
    act(people["lan"], code, "receive_supplement")
    ground = {"override_reason": "Sổ gốc có nội dung khác"}
    fields = {"requirements": PAPERS, "reason": "Thiếu căn cứ"}
    answer = people["thinh"].submit(f"/cases/{code}/do/propose_supplement", fields | ground)
    told = Page(answer.get_data(as_text=True)).text
    assert answer.status_code == 409
    assert "only a leader may allow a second" in told
    answer = people["tung"].submit(f"/cases/{code}/do/propose_supplement", fields)
    assert answer.status_code == 422
    asked(people, code, by="tung", **ground)
    page = people["lan"].page(f"/cases/{code}").text
    assert "counts as late" in page
    assert ground["override_reason"] in page
    sound()


def re_appointed(people: People, code: str, new_day: str) -> None:
    act(
        people["thinh"],
        code,
        "draft_apology",
        circumstances="Đang chờ xác minh nơi sinh",
        reason="Cơ quan được hỏi chưa trả lời",
        new_due=new_day,
    )
    assert code in people["phuoc"].page("/cases/?part=to_issue").text
    page = people["phuoc"].page(f"/cases/{code}/do/sign_apology").text
    assert "Đang chờ xác minh nơi sinh" in page
    act(people["phuoc"], code, "sign_apology")
    assert code in people["lan"].page("/cases/?part=to_issue").text
    act(people["lan"], code, "re_appoint", note="Đã gọi điện")
    assert "Nothing lies here" in people["lan"].page("/cases/?part=to_issue").text


def test_an_apology_a_day_before_moves_the_day_and_tells_the_citizen(people, code) -> None:
    people.be_at(at(18, 9))
    re_appointed(people, code, "25/11/2026")
    page = people["lan"].page(f"/cases/{code}")
    assert "re-appointed" in page.text
    assert "signed late" not in page.text
    citizen = shown(people, code)
    assert "17:00 25/11/2026" in citizen
    assert "Cơ quan được hỏi chưa trả lời" in citizen
    assert papers_of(people["lan"], code) == ["Apology 1/PXL"]
    sound()


def test_an_apology_too_late_is_marked_and_a_second_is_refused(people, code) -> None:
    people.be_at(at(20, 9))
    page = people["thinh"].page(f"/cases/{code}/do/hand_over").text
    assert "the law asks for the apology first" in page
    re_appointed(people, code, "25/11/2026")
    assert "signed late" in people["lan"].page(f"/cases/{code}").text
    people.be_at(at(26, 9))
    again = {"circumstances": "Vẫn chờ", "reason": "Vẫn chờ", "new_due": "30/11/2026"}
    answer = people["thinh"].submit(f"/cases/{code}/do/draft_apology", again)
    assert answer.status_code == 409
    assert "article 19.9" in Page(answer.get_data(as_text=True)).text
    sound()


def test_a_supplement_that_is_never_brought_closes_by_itself(people, code) -> None:
    asked(people, code)
    job = scheduler.job_named("close-expired-supplements")
    people.be_at(at(25, 16))
    assert scheduler.run_once(job).rows == 0
    people.be_at(at(25, 18))
    assert scheduler.run_once(job).rows == 1
    assert scheduler.run_once(job).rows == 0
    page = people["lan"].page(f"/cases/{code}").text
    assert "Handling stopped" in page
    assert "not brought in time" in page
    assert "đã dừng giải quyết" in shown(people, code)
    story = people["lan"].page(f"/cases/{code}/journal").text
    assert "the case closed by itself" in story
    assert "Stop notice 1/TBD-TTPVHCC" in papers_of(people["lan"], code)
    sound()


def test_a_case_is_withdrawn_before_a_decision(people, code) -> None:
    fields = {"wish": "withdraw", "reason": "Không còn nhu cầu", "given_back": "Giấy chứng sinh"}
    act(people["lan"], code, "withdraw", **fields)
    assert "Withdrawn by the applicant" in people["lan"].page(f"/cases/{code}").text
    assert papers_of(people["lan"], code) == ["Stop notice 1/TBD-TTPVHCC"]
    assert "Given back: Giấy chứng sinh" in people["lan"].page(f"/cases/{code}/journal").text
    sound()


def settle(people: People, code: str, **result: str) -> None:
    """The official and the chair do their steps on Wednesday, and the result comes back."""
    people.be_at(at(18, 8))
    act(people["thinh"], code, "hand_over")
    accept(people["phuoc"], code)
    signed = {"number": "15/2026", "signed": "18/11/2026", "signer": "Phan Hữu Phước"}
    act(people["phuoc"], code, "hand_over", **signed, **result)
    people.be_at(at(18, 10))


def test_after_a_decision_a_case_is_not_withdrawn(people, code) -> None:
    settle(people, code)
    act(people["lan"], code, "decline", reason="Thiếu dấu")
    answer = people["lan"].submit(f"/cases/{code}/do/withdraw", {"reason": "Thôi"})
    assert answer.status_code == 409
    assert "article 21" in Page(answer.get_data(as_text=True)).text


def test_a_refusal_after_appraisal_goes_out_with_its_form(people, code) -> None:
    settle(people, code, granted="no", reason="Đã đăng ký ở nơi khác")
    accept(people["lan"], code)
    assert papers_of(people["lan"], code) == ["Refusal 1/PTC-TTPVHCC"]
    act(people["lan"], code, "hand_out")
    assert len(papers_of(people["lan"], code)) == 2
    sound()


def test_an_error_of_the_office_is_corrected_in_a_new_round(people, code) -> None:
    settle(people, code)
    accept(people["lan"], code)
    act(people["lan"], code, "hand_out")
    people.clock.advance(timedelta(minutes=30))
    act(people["phuoc"], code, "reopen", reason="Ghi sai tên")
    page = people["lan"].page(f"/cases/{code}").text
    assert "17:00 23/11/2026" in page
    assert "is being corrected" in page
    act(people["phuoc"], code, "hand_over", number="16/2026", signed="18/11/2026", signer="Phước")
    accept(people["lan"], code)
    act(people["lan"], code, "hand_out")
    assert "without a fee" in people["lan"].page(f"/cases/{code}/journal").text
    assert "Kết quả đã được trả" in shown(people, code)
    sound()
