"""The door: signing in and out, one's own account, the first page."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts import operations, queries
from onestop.accounts.forms import PasswordForm
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor, remember, signed_in
from onestop.db import db, transaction
from onestop.errors import Refused
from onestop.web import limiting, resume
from onestop.web.access import public, requires
from onestop.web.errors import say
from onestop.web.limiting import Limit
from onestop.web.places import local_place

blueprint = Blueprint("accounts", __name__)

SIGN_IN = Limit("sign-in", failures=20, window=timedelta(minutes=15))
_LONGEST = 200


@blueprint.get("/", endpoint="front")
@public
def front() -> Response:
    """The first page: one's own tray, or the look-up for everybody else."""
    if signed_in() is None:
        return redirect(url_for("citizens.ask"))
    return redirect(url_for("cases.tray"))


@blueprint.get("/sign-in")
@public
def sign_in() -> str:
    """The sign-in page."""
    wanted = local_place(request.args.get("next")) or ""
    return render_template("accounts/sign_in.html", carried="", next=wanted, error="")


@blueprint.post("/sign-in")
@public
def enter() -> Response | tuple[str, int]:
    """Signs in and goes on: to the page that was wanted, or back to the form that was carried."""
    at = clock.now()
    key = limiting.from_address(SIGN_IN)
    limiting.require_patience(db.session(), [(SIGN_IN, key)], at=at)
    username = request.form.get("username", "")[:_LONGEST]
    password = request.form.get("password", "")[:_LONGEST]
    with transaction() as writing:
        attempt = operations.sign_in(writing, username, password, at=at)
        if attempt.official_id is None:
            limiting.count_failure(writing, [(SIGN_IN, key)], at=at)
    if attempt.official_id is None:
        return _again(attempt.locked_until_at), 422
    actor = queries.actor(
        db.session(), attempt.official_id, attempt.session_number, day=at.date()
    )
    if actor is None:
        return _again(None), 422
    remember(actor, attempt.session_number)
    kept = resume.carried()
    if kept is not None:
        page = render_template("accounts/resume.html", target=kept.target, fields=kept.fields)
        return page, 200
    return redirect(local_place(request.form.get("next")) or url_for("accounts.front"), 303)


def _again(locked_until_at: datetime | None) -> str:
    error = _("The user name or the password is not right.")
    if locked_until_at is not None:
        zone = current_app.config["SETTINGS"].time_zone
        error = _(
            "After several failed attempts this account is locked until %(time)s.",
            time=f"{locked_until_at.astimezone(zone):%H:%M}",
        )
    return render_template(
        "accounts/sign_in.html",
        carried=request.form.get(resume.CARRIED, ""),
        next=local_place(request.form.get("next")) or "",
        error=error,
    )


@blueprint.post("/sign-out")
@requires(Permission.USE_OWN_ACCOUNT)
def leave() -> Response:
    """Signs out."""
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires(Permission.USE_OWN_ACCOUNT)
def password() -> Response | str | tuple[str, int]:
    """Changes one's own password."""
    form = PasswordForm()
    if not form.validate_on_submit():
        page = render_template("accounts/password.html", form=form)
        return (page, 422) if form.is_submitted() else page
    actor = current_actor()
    try:
        if form.new.data != form.again.data:
            form.again.errors = [_("The two new passwords differ.")]
            return render_template("accounts/password.html", form=form), 422
        with transaction() as writing:
            number = operations.change_password(
                writing, actor.official_id, old=form.old.data or "", new=form.new.data or ""
            )
    except Refused as refusal:
        form.old.errors = [say(refusal)]
        return render_template("accounts/password.html", form=form), 422
    remember(current_user.actor, number)
    flash(_("The password is changed."))
    return redirect(url_for("accounts.front"), 303)
