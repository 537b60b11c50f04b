"""Who is signed in: one query per request, a frozen value from then on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import Flask, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, login_user
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts import queries
from onestop.accounts.rules import Actor
from onestop.db import db
from onestop.web import access, resume
from onestop.web.access import Doorkeeper

SIGNED_IN_AT = "signed_in_at"
_REMEMBERED_HOURS = "SESSION_HOURS"


class SignedIn:
    """The wrapper by which Flask-Login knows the person."""

    is_active = is_authenticated = True
    is_anonymous = False

    def __init__(self, actor: Actor, session_number: int) -> None:
        self.actor = actor
        self.session_number = session_number

    def get_id(self) -> str:
        """What the session cookie remembers: the official and the number of the session."""
        return f"{self.actor.official_id}.{self.session_number}"


def install(app: Flask, *, minutes: int, hours: int) -> None:
    """Remembers people for `minutes` of rest and `hours` altogether, and guards the views."""
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(minutes=minutes)
    app.config[_REMEMBERED_HOURS] = hours
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(lambda known: _load(app, known))
    access.install(app, Doorkeeper(person=signed_in, ask=_ask))
    app.context_processor(lambda: {"actor": signed_in()})


def current_actor() -> Actor:
    """The person signed in; only for views that require a permission."""
    return cast(Actor, current_user.actor)


def signed_in() -> Actor | None:
    """The person signed in, or None."""
    return cast(Actor, current_user.actor) if current_user.is_authenticated else None


def remember(actor: Actor, session_number: int) -> None:
    """Signs the person in, in a new session."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session.permanent = True
    session[SIGNED_IN_AT] = clock.now().timestamp()
    login_user(cast(Any, SignedIn(actor, session_number)))


def _load(app: Flask, known: str) -> SignedIn | None:
    now = clock.now()
    hours = cast(float, now.timestamp() - session.get(SIGNED_IN_AT, 0)) / 3600
    official_id, _, number = known.partition(".")
    if hours > app.config[_REMEMBERED_HOURS] or not (official_id.isdigit() and number.isdigit()):
        return None
    actor = queries.actor(db.session(), int(official_id), int(number), day=now.date())
    return SignedIn(actor, int(number)) if actor else None


def _ask() -> Response:
    """The sign-in page; what was posted travels through it, a page that was asked for follows it."""
    if request.method == "POST":
        page = render_template("accounts/sign_in.html", carried=resume.carry(), next="", error="")
        return Response(page, 401, content_type="text/html; charset=utf-8")
    return redirect(url_for("accounts.sign_in", next=request.path))
