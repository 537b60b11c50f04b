"""The administrator's pages: the jobs of the scheduler, and the thresholds of reminders."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from flask import Flask

from onestop import scheduler
from onestop.accounts.models import Agency
from onestop.accounts.rules import Role
from onestop.cases.queries.reminders import reminders_of
from onestop.cases.rules.apology import ApologyGate
from onestop.cases.rules.reminders import USUAL, Recipient, Reminder, Threshold
from onestop.clock import StoppedClock
from onestop.db import db
from onestop.notices import queries as notices
from onestop.notices.rules import QuietHours
from onestop.scheduler import JOBS, Job, table
from onestop.scheduler import views as pages
from tests.accounts.makers import an_agency, an_official, sign_in
from tests.pages import Page, PageClient

JOBS_PAGE, REMINDERS_PAGE = "/settings/jobs", "/settings/reminders"
NOTICES_PAGE = "/settings/notices"


@pytest.fixture
def browser(app: Flask, client: PageClient) -> PageClient:
    """A browser in which the administrator has signed in and chosen English."""
    an_official(an_agency(), "quantri", Role.ADMINISTRATOR)
    sign_in(client, "quantri")
    client.post("/language", data={"language": "en"})
    return client


def agency_id() -> int:
    return 1


def rows_of(page: Page) -> list[str]:
    return page.texts("tr")


def test_the_page_of_jobs_tells_each_job_its_trigger_and_that_nobody_leads(
    browser: PageClient,
) -> None:
    page = browser.page(JOBS_PAGE)
    assert "No scheduler has ever led here" in page.text
    for job in JOBS:
        words, values = job.trigger.in_words()
        told = next(row for row in rows_of(page) if row.startswith(job.name))
        assert words % values in told
        assert "never ran" in told


def test_a_job_is_run_by_hand_and_the_page_tells_how_it_went(browser: PageClient) -> None:
    answer = browser.submit(JOBS_PAGE, form=f"{JOBS_PAGE}/flag-overdue/run")
    assert answer.status_code == 303
    page = browser.page(JOBS_PAGE)
    assert "flag-overdue has run: 0 rows in 0 ms." in page.text
    told = next(row for row in rows_of(page) if row.startswith("flag-overdue"))
    assert "09:00 24/11/2026 0 rows, 0 ms" in told


def test_the_scheduler_alone_shows_that_it_lives(browser: PageClient, clock: StoppedClock) -> None:
    page = browser.page(JOBS_PAGE)
    assert not page.all("form", action=f"{JOBS_PAGE}/beat/run")
    token = page.filled(page.form(f"{JOBS_PAGE}/flag-overdue/run"))
    assert browser.post(f"{JOBS_PAGE}/beat/run", data=token).status_code == 409
    assert "No scheduler has ever led here" in browser.page(JOBS_PAGE).text
    scheduler.run_once(scheduler.job_named("beat"))
    assert "The scheduler on" in browser.page(JOBS_PAGE).text
    clock.advance(timedelta(minutes=3))
    assert "showed itself 3 minutes ago" in browser.page(JOBS_PAGE).text


def test_a_job_that_fails_by_hand_is_told_with_its_failure(
    browser: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_session: object, *, at: object) -> int:
        raise ValueError("the ink is dry")

    broken = Job("flag-overdue", table.JOBS[1].trigger, break_down, table.JOBS[1].purpose)
    monkeypatch.setattr(pages, "job_named", lambda _name: broken)
    browser.submit(JOBS_PAGE, form=f"{JOBS_PAGE}/flag-overdue/run")
    page = browser.page(JOBS_PAGE)
    assert "flag-overdue failed" in page.text
    assert "ValueError: the ink is dry" in page.text
    monkeypatch.undo()
    scheduler.run_once(scheduler.job_named("flag-overdue"))
    assert "the ink is dry" in browser.page(JOBS_PAGE).text, "the last failure stays to be read"


def test_an_unknown_job_is_not_found(browser: PageClient) -> None:
    page = browser.page(JOBS_PAGE)
    token = page.filled(page.form(f"{JOBS_PAGE}/flag-overdue/run"))
    assert browser.post(f"{JOBS_PAGE}/tea/run", data=token).status_code == 404


def test_the_usual_thresholds_are_shown_with_two_rows_to_add(browser: PageClient) -> None:
    page = browser.page(REMINDERS_PAGE)
    chosen = page.filled(page.form("thresholds"))
    assert [chosen[f"rows-{place}-threshold"] for place in range(len(USUAL) + 2)] == [
        *(str(each.threshold) for each in USUAL),
        *("", ""),
    ]


def test_a_threshold_is_added_and_another_taken_out(browser: PageClient) -> None:
    added = len(USUAL)
    fields = {
        "rows-0-threshold": "",
        f"rows-{added}-threshold": "before",
        f"rows-{added}-days": "5",
        f"rows-{added}-agency_leaders": "y",
    }
    assert browser.submit(REMINDERS_PAGE, fields, form="thresholds").status_code == 303
    reminders = reminders_of(db.session(), agency_id())
    assert len(reminders) == len(USUAL)
    assert reminders[0] == Reminder(Threshold.BEFORE, 5, (Recipient.AGENCY_LEADERS,))
    browser.submit(REMINDERS_PAGE, form=f"{REMINDERS_PAGE}/usual")
    db.session().expire_all()
    assert reminders_of(db.session(), agency_id()) == USUAL


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"rows-1-days": "0"}, "Give from 1 to 60 working days."),
        ({"rows-1-days": "many"}, "Write the working days as a number."),
        ({"rows-1-assignee": None}, "Say for each threshold who is told."),
        ({"rows-2-threshold": "half"}, "Each threshold stands there once"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_stays_on_the_page(
    browser: PageClient, fields: dict[str, str | None], why: str
) -> None:
    answer = browser.submit(REMINDERS_PAGE, fields, form="thresholds")
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    assert why in page.text
    assert reminders_of(db.session(), agency_id()) == USUAL
    assert page.filled(page.form("thresholds"))["rows-0-threshold"] == "half"


def test_the_notices_of_an_agency_are_shown_and_set(browser: PageClient) -> None:
    page = browser.page(NOTICES_PAGE)
    chosen = page.filled(page.form())
    assert (chosen["quiet_from"], chosen["quiet_to"], chosen["gate"]) == ("21:00", "06:30", "warn")
    fields = {
        "sender_name": "Phường Bến Thành",
        "quiet_from": "20:00",
        "quiet_to": "07:00",
        "gate": "require",
    }
    assert browser.submit(NOTICES_PAGE, fields).status_code == 303
    session = db.session()
    assert notices.quiet_hours(session, agency_id()) == QuietHours(time(20), time(7))
    assert notices.sender_name(session, agency_id()) == "Phường Bến Thành"
    assert session.get_one(Agency, agency_id()).apology_gate == ApologyGate.REQUIRE
    assert browser.page(NOTICES_PAGE).filled(browser.page(NOTICES_PAGE).form())["gate"] == "require"


def test_a_time_that_is_none_is_refused_beside_its_field(browser: PageClient) -> None:
    answer = browser.submit(NOTICES_PAGE, {"quiet_from": "21 giờ"})
    assert answer.status_code == 422
    assert "Write the time as 21:00." in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "form", "first", "second", "told"),
    [
        (
            NOTICES_PAGE,
            "",
            {"quiet_from": "20:00", "gate": "require"},
            {"quiet_from": "22:00"},
            {
                "Quiet from: now “20:00”",
                "an apology: now “is held back until the apology is signed”",
            },
        ),
        (
            REMINDERS_PAGE,
            "thresholds",
            {"rows-0-threshold": ""},
            {"rows-1-days": "7"},
            {"Working days before the promised day (1): Official"},
        ),
    ],
)
def test_the_second_who_sets_the_same_is_told_what_holds_by_now(
    browser: PageClient,
    path: str,
    form: str,
    first: dict[str, str],
    second: dict[str, str],
    told: set[str],
) -> None:
    seen = browser.page(path)
    assert browser.submit(path, first, form=form).status_code == 303
    late = browser.send(seen, second, form=form)
    assert late.status_code == 409
    page = Page(late.get_data(as_text=True), path)
    assert "Somebody else has changed these settings meanwhile." in page.text
    assert all(sentence in page.text for sentence in told), page.text
    assert page.filled(page.form(form)) | second == page.filled(page.form(form))
    assert browser.send(page, form=form).status_code == 303


def test_only_an_administrator_sets_the_notices(client: PageClient) -> None:
    an_official(an_agency(), "lan", Role.CLERK)
    sign_in(client, "lan")
    assert client.get(NOTICES_PAGE).status_code == 403
