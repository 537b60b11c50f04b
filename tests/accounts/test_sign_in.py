"""The door: who is let in, who is not, and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from onestop.accounts.models import Official
from onestop.accounts.rules import Role
from onestop.accounts.views import SIGN_IN
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from tests.accounts.makers import PASSWORD, an_agency, an_official, sign_in
from tests.pages import PageClient

ENGLISH = "en"


@pytest.fixture
def agency_id(app: Flask) -> int:
    return an_agency()


@pytest.fixture(autouse=True)
def in_english(client: PageClient) -> None:
    client.set_cookie("language", ENGLISH)


def text_of(response) -> str:
    return response.get_data(as_text=True)


def test_the_right_password_opens_the_door(client: PageClient, agency_id: int) -> None:
    an_official(agency_id)
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (303, "/")
    page = client.page("/account/password")
    assert "Hoàng Thị Lan" in page.text
    assert "UBND phường Hoa Lan" in page.text


def test_a_user_name_may_be_typed_in_capitals(client: PageClient, agency_id: int) -> None:
    an_official(agency_id)
    assert sign_in(client, " LAN ").status_code == 303


def test_an_unknown_name_and_a_wrong_password_get_the_same_page(
    client: PageClient, agency_id: int
) -> None:
    an_official(agency_id)
    wrong = sign_in(client, password="not the password")
    unknown = sign_in(client, "nobody", password="not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert "The user name or the password is not right." in text_of(wrong)
    assert strip_token(text_of(wrong)) == strip_token(text_of(unknown))


def passwords(old: str, new: str, again: str) -> dict[str, str]:
    """The form of one's own password, filled in."""
    return {"present_password": old, "new_password": new, "repeated_password": again}


def strip_token(page: str) -> str:
    """The page without the tokens, which differ each time."""
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(
    client: PageClient, agency_id: int, clock: StoppedClock
) -> None:
    an_official(agency_id)
    for _ in range(4):
        assert "not right" in text_of(sign_in(client, password="wrong"))
    fifth = sign_in(client, password="wrong")
    assert "locked until 09:15 24/11/2026" in text_of(fifth)
    clock.advance(timedelta(minutes=14))
    assert sign_in(client).status_code == 422
    clock.advance(timedelta(minutes=1))
    assert sign_in(client).status_code == 303


def test_a_success_forgets_the_failures_before_it(client: PageClient, agency_id: int) -> None:
    an_official(agency_id)
    for _ in range(4):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 303
    client.submit("/account/password", form="/sign-out")
    assert "not right" in text_of(sign_in(client, password="wrong"))


def test_guessing_at_many_names_is_slowed_down_for_the_browser(
    client: PageClient, agency_id: int, clock: StoppedClock
) -> None:
    an_official(agency_id)
    for number in range(SIGN_IN.failures):
        assert sign_in(client, f"name{number}", password="wrong").status_code == 422
    refused = sign_in(client)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == str(15 * 60)
    assert "Please wait until 09:15 24/11/2026" in text_of(refused)
    clock.advance(timedelta(minutes=16))
    assert sign_in(client).status_code == 303


def test_somebody_who_has_left_does_not_come_in(client: PageClient, agency_id: int) -> None:
    official_id = an_official(agency_id).id
    with transaction() as session:
        session.get_one(Official, official_id).active = False
    assert sign_in(client).status_code == 422


def test_a_session_ends_after_an_hour_of_rest(
    client: PageClient, agency_id: int, clock: StoppedClock
) -> None:
    an_official(agency_id)
    sign_in(client)
    clock.advance(timedelta(minutes=59))
    client.page("/account/password")
    clock.advance(timedelta(minutes=59))
    client.page("/account/password")
    clock.advance(timedelta(minutes=61))
    answer = client.get("/account/password?a=b")
    assert answer.location == "/sign-in?next=/account/password?a%3Db"


def test_a_session_ends_after_twelve_hours_however_busy(
    client: PageClient, agency_id: int, clock: StoppedClock
) -> None:
    an_official(agency_id)
    sign_in(client)
    for _ in range(24):
        clock.advance(timedelta(minutes=30))
        client.page("/account/password")
    clock.advance(timedelta(minutes=1))
    assert client.get("/account/password").status_code == 302


def test_signing_out_ends_the_session(client: PageClient, agency_id: int) -> None:
    an_official(agency_id)
    sign_in(client)
    answer = client.submit("/account/password", form="/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert client.get("/account/password").status_code == 302


def test_after_signing_in_one_goes_on_to_the_page_that_was_asked_for(
    client: PageClient, agency_id: int
) -> None:
    an_official(agency_id)
    asked = client.get("/account/password", follow_redirects=True)
    assert asked.request.path == "/sign-in"
    answer = client.submit(
        "/sign-in?next=/account/password", {"username": "lan", "password": PASSWORD}
    )
    assert answer.location == "/account/password"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/\t/evil.example"]
)
def test_nobody_is_led_to_a_foreign_place(
    client: PageClient, agency_id: int, elsewhere: str
) -> None:
    an_official(agency_id)
    assert sign_in(client, next=elsewhere).location == "/"


def test_a_changed_password_ends_the_other_sessions(client: PageClient, agency_id: int) -> None:
    an_official(agency_id)
    other = PageClient.of(client.application)
    sign_in(other)
    sign_in(client)
    new = "an even longer password"
    answer = client.submit("/account/password", passwords(PASSWORD, new, new))
    assert answer.status_code == 303
    client.page("/account/password")
    assert other.get("/account/password").status_code == 302
    assert sign_in(other).status_code == 422
    assert sign_in(other, password=new).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong", "long enough indeed", "long enough indeed", "The present password is not right."),
        (PASSWORD, "short", "short", "A password has 10 to 200 characters."),
        (PASSWORD, "long enough indeed", "something else", "The two new passwords differ."),
    ],
)
def test_a_password_is_changed_only_with_care(
    client: PageClient, agency_id: int, old: str, new: str, again: str, sentence: str
) -> None:
    an_official(agency_id)
    sign_in(client)
    answer = client.submit("/account/password", passwords(old, new, again))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert sign_in(PageClient.of(client.application)).status_code == 303


@pytest.mark.parametrize("role", list(Role))
def test_everybody_is_led_to_a_first_page_that_is_open_to_them(
    client: PageClient, agency_id: int, role: Role
) -> None:
    an_official(agency_id, role=role)
    sign_in(client)
    first = client.get("/").location
    assert first != "/"
    assert client.get(first).status_code != 403


def test_a_failure_is_kept_although_the_page_refused(client: PageClient, agency_id: int) -> None:
    official_id = an_official(agency_id).id
    sign_in(client, password="wrong")
    db.session.expire_all()
    assert db.session.get_one(Official, official_id).failures == 1
