"""Scanning paper folders where they lie, and those that are not with their case."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.operations.folder import find_folder
from onestop.cases.queries.folders import strayed
from onestop.cases.views.blueprint import blueprint
from onestop.db import db, transaction
from onestop.errors import SaidNo
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.numbers import number_asked


@blueprint.get("/folders")
@requires(Permission.MOVE_CASES)
def folders() -> str:
    """A field for the scanner, and the folders that are somewhere else than their case."""
    actor = current_actor()
    units = accounts.units(db.session(), actor.agency_id)
    own = [units[each] for each in sorted(actor.unit_ids) if each in units]
    chosen = request.args.get("unit", "")
    return render_template(
        "cases/folders.html", own=own, chosen=chosen, found=strayed(db.session(), actor)
    )


@blueprint.post("/folders")
@requires(Permission.MOVE_CASES)
def found_folder() -> Response:
    """The scanned folder lies in the chosen unit."""
    code = request.form.get("code", "").strip()[:60]
    unit_id = number_asked("unit") or 0
    try:
        with transaction() as session:
            find_folder(session, code, unit_id=unit_id, by=current_actor(), at=clock.now())
    except SaidNo as refusal:
        flash(f"{code}: {say(refusal)}", "danger")
    else:
        flash(_("%(code)s: the folder is with your unit.", code=code))
    return redirect(url_for("cases.folders", unit=unit_id or None), 303)
