"""The pages of the calendar and of its amendment, fetched and checked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from onestop.accounts.rules import Role
from onestop.calendars.exchange import from_ics, to_ics
from onestop.calendars.holidays import OFFICE_HOURS, OFFICE_ZONE
from onestop.calendars.models import CalendarAmendment
from onestop.calendars.rules import DayOff, WorkingCalendar
from onestop.cases.models import Case
from onestop.cases.views import amendment as views
from onestop.clock import StoppedClock
from onestop.db import db
from tests.accounts.makers import sign_in
from tests.cases.makers import MONDAY, a_case, a_small_office, an_actor
from tests.pages import Page, PageClient

FORM = "/calendar/amendment"


@pytest.fixture
def office(app: Flask, clock: StoppedClock):
    clock.set(MONDAY)
    found = a_small_office()
    an_actor(found, "quantri", Role.ADMINISTRATOR, "counter")
    return found


@pytest.fixture
def browser(client: PageClient, office):
    sign_in(client, "quantri")
    return client


def asked(browser: PageClient, **changes: object) -> dict[str, object]:
    page = browser.page(FORM)
    form = next(form for form in page.all("form") if form.get("action") == FORM)
    filled = page.filled(form)
    return filled | {"day_on": "18/11/2026", "name": "Nghỉ", "reason": "QĐ 12"} | changes


def post(browser: PageClient, fields: dict[str, object]):
    return browser.post(FORM, data=fields, content_type="multipart/form-data", buffered=True)


def applied(browser: PageClient, answer) -> dict[str, object]:
    """The form of a preview, with its button pressed."""
    page = Page(answer.get_data(as_text=True))
    form = next(form for form in page.all("form") if form.get("action") == FORM)
    return page.filled(form) | {"apply": "1"}


def amendments() -> int:
    return db.session().scalar(select(func.count()).select_from(CalendarAmendment)) or 0


def test_a_year_shows_its_days_off_and_says_when_it_is_provisional(browser, office):
    text = browser.page("/calendar/2026").text
    assert "Ngày Quốc tế Lao động" in text
    assert "chưa công bố" not in text
    assert "chưa công bố" in browser.page("/calendar/2027").text
    assert browser.get("/calendar/1999").status_code == 404


def test_officials_read_the_calendar_and_do_not_amend_it(client, office):
    sign_in(client, "lan")
    assert FORM not in client.get("/calendar/2026").get_data(as_text=True)
    assert client.get(FORM).status_code == 403


def test_a_preview_changes_nothing_and_the_button_does_what_was_shown(browser, office):
    a_case(office)
    shown = post(browser, asked(browser))
    assert shown.status_code == 200
    assert "17:00 20/11/2026" in shown.get_data(as_text=True)
    assert amendments() == 0
    answer = post(browser, applied(browser, shown))
    assert (answer.status_code, amendments()) == (303, 1)
    assert "Nghỉ" in browser.page("/calendar/2026").text


def test_what_was_not_shown_is_not_applied(browser, office):
    a_case(office)
    fields = applied(browser, post(browser, asked(browser))) | {"day_on": "19/11/2026"}
    answer = post(browser, fields)
    assert (answer.status_code, amendments()) == (200, 0)
    assert "19/11/2026" in answer.get_data(as_text=True)


def test_an_old_preview_is_refused_when_the_calendar_was_amended_meanwhile(browser, office):
    a_case(office)
    fields = applied(browser, post(browser, asked(browser)))
    other = applied(browser, post(browser, asked(browser, day_on="20/11/2026")))
    assert post(browser, other).status_code == 303
    answer = post(browser, fields)
    assert (answer.status_code, amendments()) == (409, 1)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"day_on": "31/02/2026"}, "ngày/tháng/năm"),
        ({"name": ""}, "đặt tên ngày nghỉ"),
        ({"reason": ""}, "lý do"),
        ({"kind": "withdrawn"}, "Chỉ huỷ được"),
        ({"swap_on": "18/11/2026"}, "ngày kia"),
        ({"days": "nonsense", "day_on": ""}, "chọn lại tệp"),
    ],
)
def test_bad_input_is_said_and_what_was_typed_stays(browser, office, changes, says):
    fields = asked(browser) | changes
    answer = post(browser, fields)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in text
    assert str(fields["reason"]) in text


def test_a_file_of_days_goes_through_the_same_preview(browser, office):
    off = {date(2026, 12, 30): DayOff("Thành lập phường"), date(2026, 11, 22): DayOff("Chủ nhật")}
    calendar = WorkingCalendar(OFFICE_HOURS, off, {}, OFFICE_ZONE, date(2026, 12, 31))
    file = to_ics(calendar, 2026, name="Lịch", at=datetime(2026, 11, 16, tzinfo=UTC))
    fields = asked(browser, day_on="", file=(BytesIO(file), "lich.ics"))
    shown = post(browser, fields)
    assert "Thành lập phường" in shown.get_data(as_text=True)
    assert post(browser, applied(browser, shown)).status_code == 303
    back = from_ics(browser.get("/calendar/2026.ics").data)
    assert date(2026, 12, 30) in {day.day_on for day in back}
    assert date(2026, 11, 22) not in {day.day_on for day in back}


def test_a_file_of_something_else_is_refused(browser, office):
    fields = asked(browser, day_on="", file=(BytesIO(b"no calendar"), "lich.ics"))
    answer = post(browser, fields)
    assert answer.status_code == 422
    assert "không phải tệp iCalendar" in answer.get_data(as_text=True)


def test_a_large_amendment_tells_how_far_it_is(browser, office, monkeypatch):
    for _ in range(3):
        a_case(office)
    monkeypatch.setattr(views, "MANY", 2)
    answer = post(browser, applied(browser, post(browser, asked(browser))))
    text = answer.get_data(as_text=True)
    assert "3 / 3" in text
    assert "lịch đã được thay đổi" in text
    db.session().expire_all()
    assert {case.version for case in db.session().scalars(select(Case))} == {2}
