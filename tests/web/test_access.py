"""Nothing is reachable by accident."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from onestop.accounts.models import Membership
from onestop.accounts.rules import PERMISSIONS, Permission, Role
from onestop.db import transaction
from onestop.web import access
from tests.accounts.makers import an_agency, an_official, sign_in
from tests.pages import PageClient

YESTERDAY = date(2026, 11, 23)
PUBLIC = {
    "accounts.front",
    "accounts.sign_in",
    "accounts.enter",
    "language.choose",
    "health.healthz",
    "static",
    "bootstrap.static",
}


def guarded(app: Flask) -> list[tuple[str, str, object]]:
    """Each guarded route: a path, a method and what it needs."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        routes = []
        for rule in app.url_map.iter_rules():
            needed = access.declared(app, rule.endpoint)
            if needed == access.PUBLIC:
                continue
            values = dict.fromkeys(rule.arguments, "1")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                routes.append((adapter.build(rule.endpoint, values, method=method), method, needed))
        return routes


def test_only_the_pages_meant_for_everybody_are_public(app: Flask) -> None:
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if access.declared(app, rule.endpoint) == access.PUBLIC
    }
    assert {name for name in public if not name.startswith("citizens.")} == PUBLIC


def test_every_other_view_needs_a_permission_that_some_role_has(app: Flask) -> None:
    given = frozenset().union(*PERMISSIONS.values())
    for path, _method, needed in guarded(app):
        assert isinstance(needed, Permission), path
        assert needed in given, path


def test_a_view_that_declares_nothing_keeps_the_office_shut() -> None:
    app = Flask("office")
    app.add_url_rule("/secret", "secret", lambda: "secret")
    with pytest.raises(AssertionError, match="secret"):
        access.require_declared(app)


def test_a_stranger_is_asked_to_sign_in_everywhere(client: PageClient, app: Flask) -> None:
    for path, method, _needed in guarded(app):
        answer = client.open(path, method=method)
        asked = answer.status_code == 302 and answer.location.startswith("/sign-in")
        shut = answer.status_code in (400, 401)
        assert asked if method == "GET" else shut, (path, method, answer.status)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_refused_exactly_what_its_table_does_not_allow(
    client: PageClient, app: Flask, role: Role
) -> None:
    an_official(an_agency(), role=role)
    sign_in(client)
    for path, method, needed in guarded(app):
        if path == "/sign-out":
            continue
        status = client.open(path, method=method).status_code
        if method == "GET":
            assert (status == 403) == (needed not in PERMISSIONS[role]), (path, status)
        else:
            assert status in ({400} if needed in PERMISSIONS[role] else {400, 403}), (path, status)


def test_a_post_that_has_ended_opens_nothing_any_more(client: PageClient, app: Flask) -> None:
    official_id = an_official(an_agency()).id
    sign_in(client)
    client.page("/account/password")
    with transaction() as session:
        post = session.scalars(select(Membership).filter_by(official_id=official_id)).one()
        post.to_on = YESTERDAY
    assert client.get("/account/password").status_code == 403
