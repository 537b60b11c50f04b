"""What was typed is never lost: a form that came too late goes through the door and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from onestop.clock import StoppedClock
from tests.accounts.makers import PASSWORD, an_agency, an_official, sign_in
from tests.pages import Page, PageClient

OURS = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"old": "typed", "street": "12 ngõ Hàng Hoa", "paper": ["1", "2"], "note": "a\nb & <c>"}


@pytest.fixture(autouse=True)
def in_english(client: PageClient) -> None:
    client.set_cookie("language", "en")


@pytest.fixture
def expired(client: PageClient, clock: StoppedClock, app: Flask) -> PageClient:
    """Somebody whose session has ended while a form lay open."""
    an_official(an_agency())
    sign_in(client)
    clock.advance(timedelta(hours=2))
    return client


def page_of(response) -> Page:
    return Page(response.get_data(as_text=True), response.request.path)


def test_a_form_sent_after_the_session_ended_comes_back_after_signing_in(
    expired: PageClient,
) -> None:
    late = expired.post("/account/password", data=TYPED, headers=OURS)
    assert late.status_code == 401
    assert "what you typed is kept" in page_of(late).text
    assert "Hàng Hoa" not in late.request.url

    back = expired.send(page_of(late), {"username": "lan", "password": PASSWORD}, form="/sign-in")
    assert back.status_code == 200
    page = page_of(back)
    form = page.form("/account/password")
    filled = page.filled(form)
    assert filled.pop("csrf_token")
    assert filled == {**TYPED, "_resumed": "1"}


def test_passwords_are_never_carried(expired: PageClient) -> None:
    late = expired.post(
        "/account/password", data={**TYPED, "new_password": "not for others"}, headers=OURS
    )
    back = expired.send(page_of(late), {"username": "lan", "password": PASSWORD}, form="/sign-in")
    filled = page_of(back).filled(page_of(back).form("/account/password"))
    assert "new_password" not in filled
    assert "street" in filled


def test_a_wrong_password_on_the_way_loses_nothing(expired: PageClient) -> None:
    late = expired.post("/account/password", data=TYPED, headers=OURS)
    wrong = expired.send(page_of(late), {"username": "lan", "password": "wrong"}, form="/sign-in")
    assert wrong.status_code == 422
    back = expired.send(page_of(wrong), {"username": "lan", "password": PASSWORD}, form="/sign-in")
    assert "12 ngõ Hàng Hoa" in back.get_data(as_text=True)


def test_too_many_attempts_on_the_way_lose_nothing(
    expired: PageClient, clock: StoppedClock
) -> None:
    late = expired.post("/account/password", data=TYPED, headers=OURS)
    page = page_of(late)
    for number in range(31):
        fields = {"username": f"name{number}", "password": "wrong"}
        answer = expired.send(page, fields, form="/sign-in")
        page = page_of(answer)
    assert answer.status_code == 429
    clock.advance(timedelta(minutes=15))
    back = expired.send(page, {"username": "lan", "password": PASSWORD}, form="/sign-in")
    assert "12 ngõ Hàng Hoa" in back.get_data(as_text=True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ],
)
def test_what_another_site_posts_is_not_carried(
    expired: PageClient, headers: dict[str, str]
) -> None:
    late = expired.post("/account/password", data=TYPED, headers=headers)
    assert late.status_code == 401
    assert page_of(late).one("input", name="carried").get("value") == ""


def test_older_browsers_are_known_by_the_origin_they_name(expired: PageClient) -> None:
    late = expired.post("/account/password", data=TYPED, headers={"Origin": "http://localhost"})
    assert page_of(late).one("input", name="carried").get("value")


def test_a_carried_form_that_was_tampered_with_is_left_behind(expired: PageClient) -> None:
    late = expired.post("/account/password", data=TYPED, headers=OURS)
    carried = page_of(late).one("input", name="carried").get("value", "")
    answer = expired.send(
        page_of(late),
        {"username": "lan", "password": PASSWORD, "carried": "x" + carried},
        form="/sign-in",
    )
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_form_whose_token_is_old_is_shown_to_be_sent_again(client: PageClient) -> None:
    an_official(an_agency())
    sign_in(client)
    old = client.post("/account/password", data={**TYPED, "csrf_token": "old"}, headers=OURS)
    assert old.status_code == 400
    page = page_of(old)
    filled = page.filled(page.form("/account/password"))
    assert filled.pop("csrf_token") != "old"
    assert filled == {**TYPED, "_resumed": "1"}


def test_another_sites_form_without_a_token_is_refused(client: PageClient) -> None:
    an_official(an_agency())
    sign_in(client)
    refused = client.post("/account/password", data=TYPED, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 400
    assert "Hàng Hoa" not in refused.get_data(as_text=True)


def test_an_old_sign_in_page_is_shown_again_and_counts_as_no_attempt(
    client: PageClient, app: Flask
) -> None:
    an_official(an_agency())
    old = client.post("/sign-in", data={"username": "lan", "password": "x"}, headers=OURS)
    assert old.status_code == 400
    assert 'value="x"' not in old.get_data(as_text=True)
    again = client.send(page_of(old), form="/sign-in")
    assert again.status_code == 200
    assert not page_of(again).all("p", role="alert")
