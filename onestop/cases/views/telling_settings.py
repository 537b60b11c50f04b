"""How an agency tells people, and what it asks before a late case is signed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop.accounts.models import Agency
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.forms.settings import Faults, differing
from onestop.cases.forms.telling import TellingForm
from onestop.cases.operations import telling_settings as operations
from onestop.db import db, transaction
from onestop.errors import Stale
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say

blueprint = Blueprint("telling", __name__, url_prefix="/settings/notices")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.SET_NOTICES)
def form() -> str | Response | tuple[str, int]:
    """The name, the quiet hours and the gate of the person's agency, and their change."""
    agency = db.session().get_one(Agency, current_actor().agency_id)
    if request.method == "GET" or resume.is_resumed():
        return _page(TellingForm.showing(operations.telling_of(db.session(), agency)), agency)
    asked = TellingForm()
    if not asked.validate():
        return _page(asked, agency), 422
    telling, seen = asked.telling(), asked.seen.data or ""
    try:
        with transaction() as session:
            operations.set_telling(session, telling, seen=seen, by=current_actor())
    except Stale as stale:
        agency = db.session().get_one(Agency, current_actor().agency_id)
        held = operations.telling_of(db.session(), agency)
        asked.seeing(held)
        faults = [("", say(stale)), *differing(asked, TellingForm.showing(held))]
        return _page(asked, agency, faults), 409
    flash(_("The notices of the agency are set."))
    return redirect(url_for("telling.form"), 303)


def _page(asked: TellingForm, agency: Agency, faults: Faults | None = None) -> str:
    return render_template(
        "settings/notices.html",
        form=asked,
        usual_name=agency.one_stop_name,
        faults=faults or [],
    )
