"""The door: signing in and out, one's own account, the first page."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import logout_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from onestop import clock
from onestop.accounts import operations, queries
from onestop.accounts.forms import DelegationForm, PasswordForm
from onestop.accounts.operations import LONGEST_PASSWORD, Attempt
from onestop.accounts.queries import Colleague
from onestop.accounts.rules import Actor, Permission, Role
from onestop.accounts.session import current_actor, remember, signed_in
from onestop.db import db, transaction
from onestop.errors import Refused
from onestop.web import filters, limiting, resume
from onestop.web.access import may_open, public, requires
from onestop.web.errors import say, seconds_left
from onestop.web.limiting import Limit, TooManyAttempts
from onestop.web.places import local_place

blueprint = Blueprint("accounts", __name__)

SIGN_IN = Limit("sign-in", failures=30, window=timedelta(minutes=15))
FIRST_PAGES = ("cases.today", "cases.search", "procedures.catalogue")


@blueprint.get("/", endpoint="front")
@public
def front() -> Response:
    """The first page: the first place where one has work; the look-up for everybody else."""
    if signed_in() is None:
        return redirect(url_for("citizens.ask"))
    open_pages = (page for page in FIRST_PAGES if may_open(page))
    return redirect(url_for(next(open_pages, "accounts.password")))


@blueprint.get("/sign-in")
@public
def sign_in() -> Response:
    """The sign-in page; whoever is signed in goes on to the page that was wanted."""
    wanted = local_place(request.args.get("next")) or ""
    if signed_in() is not None:
        return redirect(wanted or url_for("accounts.front"))
    page = render_template("accounts/sign_in.html", carried="", next=wanted, error="")
    return make_response(page)


@blueprint.post("/sign-in")
@public
def enter() -> Response:
    """Signs in and goes on: to the page that was wanted, or back to the form that was carried."""
    if resume.is_resumed():
        return _again("", HTTPStatus.OK)
    try:
        attempt = _attempt(
            request.form.get("username", "")[:LONGEST_PASSWORD],
            request.form.get("password", "")[:LONGEST_PASSWORD],
        )
    except TooManyAttempts as many:
        page = _again(say(many), HTTPStatus.TOO_MANY_REQUESTS)
        page.headers["Retry-After"] = str(seconds_left(many))
        return page
    actor = _actor(attempt)
    if actor is None:
        return _again(_why(attempt), HTTPStatus.UNPROCESSABLE_ENTITY)
    remember(actor, attempt.session_number)
    kept = resume.carried()
    if kept is not None:
        return make_response(
            render_template("accounts/resume.html", target=kept.target, fields=kept.fields)
        )
    return redirect(local_place(request.form.get("next")) or url_for("accounts.front"), 303)


def _attempt(username: str, password: str) -> Attempt:
    """One attempt, counted if it fails; raises TooManyAttempts for a browser that guesses."""
    at = clock.now()
    limits = [(SIGN_IN, limiting.from_address(SIGN_IN))]
    limiting.require_patience(db.session(), limits, at=at)
    right = operations.check_password(db.session(), username, password)
    with transaction() as writing:
        attempt = operations.sign_in(writing, username, right=right, at=at)
        if attempt.official_id is None:
            limiting.count_failure(writing, limits, at=at)
    return attempt


def _actor(attempt: Attempt) -> Actor | None:
    """The person who came in, with the posts held today."""
    if attempt.official_id is None:
        return None
    today = filters.local(clock.now()).date()
    return queries.actor(db.session(), attempt.official_id, attempt.session_number, day=today)


def _why(attempt: Attempt) -> str:
    if attempt.locked_until_at is None:
        return str(_("The user name or the password is not right."))
    until = filters.moment(attempt.locked_until_at)
    locked = _("After several failed attempts this account is locked until %(time)s.", time=until)
    return str(locked)


def _again(error: str, status: HTTPStatus) -> Response:
    """The sign-in page once more, with everything it held except the password."""
    page = render_template(
        "accounts/sign_in.html",
        carried=request.form.get(resume.CARRIED, ""),
        next=local_place(request.form.get("next")) or "",
        error=error,
    )
    return make_response(page, status)


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
    """Changes one's own password; every other session of this person ends."""
    form = PasswordForm()
    if request.method == "GET" or resume.is_resumed():
        return render_template("accounts/password.html", form=form)
    actor = current_actor()
    if form.validate():
        try:
            with transaction() as writing:
                number = operations.change_password(
                    writing, actor.official_id, old=form.old.data, new=form.new.data
                )
        except Refused as refusal:
            form.old.errors = [say(refusal)]
        else:
            remember(actor, number)
            flash(_("The password is changed."))
            return redirect(url_for("accounts.front"), 303)
    return render_template("accounts/password.html", form=form), 422


@blueprint.route("/account/leave", methods=["GET", "POST"])
@requires(Permission.USE_OWN_ACCOUNT)
def delegation() -> Response | str | tuple[str, int]:
    """Names who does one's work during leave, and shows what is delegated."""
    actor, today = current_actor(), filters.local(clock.now()).date()
    form = _delegation_form(actor, today)
    refusal, status = "", HTTPStatus.OK
    if request.method == "POST" and not resume.is_resumed():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.validate():
            try:
                with transaction() as writing:
                    operations.delegate(
                        writing,
                        official_id=form.official_id.data,
                        deputy_id=form.deputy_id.data,
                        from_on=form.from_on.data,
                        to_on=form.to_on.data,
                        reason=(form.reason.data or "").strip(),
                        by=actor,
                        at=clock.now(),
                        today=today,
                    )
            except Refused as no:
                refusal, status = say(no), HTTPStatus.CONFLICT
            else:
                flash(_("The work is delegated; it falls back by itself after the last day."))
                return redirect(url_for("accounts.delegation"), 303)
    found = queries.delegations(db.session(), actor, day=today)
    page = render_template(
        "accounts/delegation.html", form=form, refusal=refusal, found=found, today=today
    )
    return page, status


@blueprint.post("/account/leave/<int:number>/end")
@requires(Permission.USE_OWN_ACCOUNT)
def end_delegation(number: int) -> Response:
    """Ends a delegation now."""
    today = filters.local(clock.now()).date()
    with transaction() as writing:
        operations.end_delegation(writing, number, by=current_actor(), at=clock.now(), today=today)
    flash(_("The delegation is ended."))
    return redirect(url_for("accounts.delegation"), 303)


def _delegation_form(actor: Actor, today: date) -> DelegationForm:
    form = DelegationForm()
    others = queries.colleagues(db.session(), actor, day=today)
    myself = Colleague(actor.official_id, actor.full_name, actor.title)
    led = {post.unit_id for post in actor.posts if post.role is Role.UNIT_LEADER}
    mine = {each for unit in led for each in queries.officials_of(db.session(), unit, day=today)}
    mine.discard(myself)
    absent = [myself, *sorted(mine, key=lambda each: each.full_name)]
    deputies = [*others, myself] if len(absent) > 1 else others
    for field, people in ((form.official_id, absent), (form.deputy_id, deputies)):
        named = [(each.id, f"{each.full_name} – {each.title}") for each in people]
        field.choices = [SelectChoice(number, name) for number, name in named]
    return form
