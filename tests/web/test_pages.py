"""The frame of every page: its headers, its languages, and how a "no" looks."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.exceptions import Conflict

from config import Settings
from onestop import create_app
from onestop.accounts.rules import Role
from onestop.cases.rules.lifecycle import Act
from onestop.db import db
from onestop.errors import N_, NotFound, NotPermitted, Refused, SaidNo, Stale
from onestop.web import errors
from onestop.web.limiting import TooManyAttempts
from tests.accounts.makers import an_agency, an_official, sign_in
from tests.conftest import MORNING
from tests.databases import SECRET
from tests.pages import Page, PageClient


def page_of(response) -> Page:
    return Page(response.get_data(as_text=True), response.request.path)


def test_every_answer_carries_the_headers_that_protect_the_browser(client: PageClient) -> None:
    for path in ("/sign-in", "/nowhere", "/account/password", "/static/onestop.css"):
        with client.get(path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        kept = headers.get("Cache-Control", "")
        assert (kept == "no-store") == (not path.startswith("/static")), path


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: PageClient) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_by_tls_cookies_are_secure_and_browsers_stay_with_tls(tmp_path) -> None:
    url = f"sqlite:///{tmp_path}/office.db"
    app = create_app(Settings(url, SECRET, "https://onestop.example.vn"))
    with app.app_context():
        db.create_all()
        client = PageClient.of(app)
        answer = client.get("/sign-in", base_url="https://onestop.example.vn")
        assert "Secure" in answer.headers["Set-Cookie"]
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        fields = page_of(answer).filled(page_of(answer).form("/sign-in"))
        posted = client.post("/sign-in", data=fields, base_url="https://onestop.example.vn")
        assert posted.status_code == 422, "a form of a page without a referrer is taken too"
        db.engine.dispose()


def test_pages_speak_vietnamese_until_the_switch_is_used(client: PageClient) -> None:
    page = client.page("/sign-in")
    assert page.root.get("lang") == "vi"
    assert "Đăng nhập" in page.texts("h1")
    answer = client.post(
        "/language",
        data={**page.filled(page.form("/language")), "language": "en"},
    )
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    page = client.page("/sign-in")
    assert page.root.get("lang") == "en"
    assert "Sign in" in page.texts("h1")


def test_the_chosen_language_outlives_signing_out(client: PageClient) -> None:
    an_official(an_agency())
    client.set_cookie("language", "en")
    sign_in(client)
    client.submit("/account/password", form="/sign-out")
    assert client.page("/sign-in").root.get("lang") == "en"


@pytest.mark.parametrize("cookie", ["fr", "", "../../etc"])
def test_an_unknown_language_is_vietnamese(client: PageClient, cookie: str) -> None:
    client.set_cookie("language", cookie)
    assert client.page("/sign-in").root.get("lang") == "vi"


def test_a_page_that_is_not_there_says_so_with_a_way_back(client: PageClient) -> None:
    client.set_cookie("language", "en")
    page = client.page("/nowhere", status=404)
    assert "Nothing is here" in page.text
    assert page.texts("a", href="/", class_="btn") == ["To the first page"]


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Refused(N_("No, %(name)s."), name="Lan"), 409, "No, Lan."),
        (Refused(N_("Not before %(time)s."), time=MORNING), 409, "Not before 09:00 24/11/2026."),
        (Refused(N_("Not before %(day)s."), day=MORNING.date()), 409, "Not before 24/11/2026."),
        (NotFound(N_("There is none.")), 404, "There is none."),
        (NotPermitted(N_("Not you.")), 403, "Not you."),
        (Stale(N_("It changed.")), 409, "It changed."),
        (TooManyAttempts(MORNING + timedelta(minutes=5)), 429, "until 09:05 24/11/2026"),
        (Conflict(), 409, "Go back and try again."),
        (RuntimeError("secret detail"), 500, "Nothing was saved."),
    ],
)
def test_each_no_is_a_page_with_its_sentence(
    client: PageClient, app: Flask, error: Exception, status: int, words: str
) -> None:
    client.set_cookie("language", "en")
    page = refusing(client, app, error, status)
    assert words in page.text
    assert "secret detail" not in page.source


def refusing(client: PageClient, app: Flask, error: Exception, status: int) -> Page:
    """The page that a view gives by raising the error."""
    view, app.testing = app.view_functions["accounts.sign_in"], False

    def refuse() -> str:
        raise error

    refuse.access = view.access  # type: ignore[attr-defined]
    app.view_functions["accounts.sign_in"] = refuse
    try:
        return client.page("/sign-in", status=status)
    finally:
        app.view_functions["accounts.sign_in"], app.testing = view, True


def test_a_broken_database_still_gets_a_page(
    client: PageClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.set_cookie("language", "en")
    an_official(an_agency())
    sign_in(client)
    monkeypatch.setattr("onestop.accounts.queries.actor", broken)
    app.testing = False
    try:
        page = client.page("/account/password", status=500)
    finally:
        app.testing = True
    assert page.texts("a", href="/", class_="btn") == ["To the first page"]


def broken(*_args: object, **_named: object) -> None:
    raise OSError("the database is away")


def test_every_kind_of_no_has_a_place_in_the_table() -> None:
    assert set(SaidNo.__subclasses__()) <= set(errors.ANSWERS)


def test_a_collision_tells_what_happened_and_leads_back(client: PageClient, app: Flask) -> None:
    client.set_cookie("language", "en")
    entry = SimpleNamespace(happened_at=MORNING, official_name="Hoàng Thị Lan", act=Act.ACCEPT)
    stale = Stale(N_("It changed."), (entry,))
    client.environ_base["HTTP_REFERER"] = "http://localhost/cases/H29-1"
    page = refusing(client, app, stale, 409)
    assert "09:00 24/11/2026 · Hoàng Thị Lan: Accept" in page.text
    assert page.texts("a", href="/cases/H29-1") == ["Back to the page, as it is now"]


def test_a_page_asks_who_is_there_once_and_a_strangers_page_never(
    client: PageClient, app: Flask
) -> None:
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    an_official(an_agency())
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        client.page("/nowhere", status=404)
        assert [each for each in asked if "official" in each] == []
        sign_in(client)
        asked.clear()
        client.page("/account/password")
        assert len(asked) == 2, "who is there, and what their bell says"
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_links_are_shown_only_where_they_would_open(client: PageClient) -> None:
    an_official(an_agency(), role=Role.ADMINISTRATOR)
    sign_in(client)
    page = client.page("/account/password")
    links = [link.get("href") for link in page.all("a")]
    assert "/cases/new" not in links
    assert "/account/password" in links
