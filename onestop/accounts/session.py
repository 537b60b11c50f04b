"""Who is signed in: one query per request, a frozen value from then on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, make_response, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, login_user
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts import queries
from onestop.accounts.rules import Actor
from onestop.db import db
from onestop.web import access, resume
from onestop.web.access import Doorkeeper
from onestop.web.filters import local
from onestop.web.places import asked_for

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
_NOTED_EVERY = timedelta(minutes=1)


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
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=hours)
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    rest, altogether = timedelta(minutes=minutes), timedelta(hours=hours)
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)
    manager.session_protection = None
    manager.user_loader(lambda known: _load(known, rest=rest, altogether=altogether))
    access.install(app, Doorkeeper(person=signed_in, ask=_ask))
    app.jinja_env.globals["actor"] = LocalProxy(signed_in)


def current_actor() -> Actor:
    """The person signed in; only for views that require a permission."""
    return cast(Actor, current_user.actor)


def signed_in() -> Actor | None:
    """The person signed in, or None."""
    found = current_user._get_current_object()
    return cast(Actor, found.actor) if found.is_authenticated else None


def remember(actor: Actor, session_number: int) -> None:
    """Signs the person in, in a new session."""
    session.clear()
    session.permanent = True
    session[SIGNED_IN_AT] = session[SEEN_AT] = clock.now().timestamp()
    login_user(cast(Any, SignedIn(actor, session_number)))


def _load(known: str, *, rest: timedelta, altogether: timedelta) -> SignedIn | None:
    """The person behind the cookie; None once the session rested or lasted too long."""
    now = clock.now()
    if _since(SEEN_AT, now) > rest or _since(SIGNED_IN_AT, now) > altogether:
        return None
    official_id, number = (int(part) for part in known.split("."))
    today = local(now).date()
    actor = queries.actor(db.session(), official_id, number, day=today)
    if actor is None:
        return None
    if _since(SEEN_AT, now) >= _NOTED_EVERY:
        session[SEEN_AT] = now.timestamp()
    return SignedIn(actor, number)


def _since(name: str, now: datetime) -> timedelta:
    """How long ago the session noted that moment; for ever, if it never did."""
    return timedelta(seconds=now.timestamp() - cast(float, session.get(name, 0.0)))


def _ask() -> Response:
    """The sign-in page: what was posted travels through it, the page asked for follows it."""
    if request.method == "POST":
        page = render_template("accounts/sign_in.html", carried=resume.carry(), next="", error="")
        return make_response(page, 401)
    wanted = asked_for()
    return redirect(url_for("accounts.sign_in", next=None if wanted == "/" else wanted))
