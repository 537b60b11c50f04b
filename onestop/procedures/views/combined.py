"""The pages of combined procedures: the list, adding, changing, ending."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.db import db, transaction
from onestop.errors import Refused, Stale
from onestop.procedures import combined, queries
from onestop.procedures.forms.combined import CombinedForm
from onestop.procedures.models import CombinedProcedure
from onestop.procedures.operations import combined as operations
from onestop.procedures.views.blueprint import blueprint
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.numbers import number_asked

MOST_SUGGESTED = 1000


@blueprint.get("/combined")
@requires(Permission.EDIT_CATALOGUE)
def combined_list() -> str:
    """The combined procedures of the agency, with the procedures that each is made of."""
    found = combined.everything(db.session(), current_actor().agency_id)
    names = _names(code for each in found for code in each.procedures)
    return render_template("procedures/combined.html", found=found, names=names)


@blueprint.route("/combined/new", methods=["GET", "POST"])
@requires(Permission.EDIT_CATALOGUE)
def add_combined() -> Response | tuple[str, int] | str:
    """Asks for a new combined procedure, and offers it."""
    form = CombinedForm()
    if request.method == "GET" or resume.is_resumed():
        return _page(form, None)
    if not form.validate():
        return _page(form, None), 422
    actor, code = current_actor(), form.code.data
    try:
        with transaction() as session:
            operations.add(session, code, form.entry(), by=actor, on=clock.today())
    except Refused as no:
        return _page(form, None, say(no)), 422
    flash(_("%(name)s can now be received.", name=form.name.data))
    return redirect(url_for("procedures.combined_list"), 303)


@blueprint.route("/combined/<code>", methods=["GET", "POST"])
@requires(Permission.EDIT_CATALOGUE)
def change_combined(code: str) -> Response | tuple[str, int] | str:
    """Shows a combined procedure, and changes its name or what it is made of."""
    actor = current_actor()
    found = combined.called(db.session(), actor.agency_id, code)
    if request.method == "GET":
        shown = {"code": found.code, "name": found.name, "procedures": found.procedures}
        return _page(CombinedForm(formdata=None, seen=found.version, **shown), found)
    form = CombinedForm()
    if resume.is_resumed():
        return _page(form, found)
    form.code.data = found.code
    if not form.validate():
        return _page(form, found), 422
    try:
        with transaction() as session:
            operations.change(session, code, form.entry(), seen=_seen(), by=actor, on=clock.today())
    except Refused as no:
        return _page(form, found, say(no)), 422
    except Stale as no:
        return _page(form, found, say(no)), 409
    flash(_("%(name)s is changed.", name=form.name.data))
    return redirect(url_for("procedures.combined_list"), 303)


@blueprint.post("/combined/<code>/end")
@requires(Permission.EDIT_CATALOGUE)
def end_combined(code: str) -> Response:
    """Offers a combined procedure no longer."""
    return _offer(code, offered=False)


@blueprint.post("/combined/<code>/resume")
@requires(Permission.EDIT_CATALOGUE)
def resume_combined(code: str) -> Response:
    """Offers an ended one again."""
    return _offer(code, offered=True)


def _offer(code: str, *, offered: bool) -> Response:
    actor, at = current_actor(), clock.now()
    with transaction() as session:
        operations.offer(session, code, offered=offered, seen=_seen(), by=actor, at=at)
    return redirect(url_for("procedures.combined_list"), 303)


def _seen() -> int:
    return number_asked("seen") or 0


def _names(codes: Iterable[str]) -> dict[str, str]:
    rows = combined.in_force_among(
        db.session(), current_actor().agency_id, sorted(set(codes)), day=clock.today()
    )
    return {code: row.name for code, row in rows.items()}


def _page(form: CombinedForm, found: CombinedProcedure | None, refusal: str = "") -> str:
    agency_id, day = current_actor().agency_id, clock.today()
    offered = queries.search(db.session(), agency_id, "", day=day, limit=MOST_SUGGESTED)
    return render_template(
        "procedures/combined_form.html",
        form=form,
        found=found,
        refusal=refusal,
        offered=offered,
        names={row.code: row.name for row in offered},
    )
