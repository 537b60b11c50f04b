"""How an agency tells people, and what it asks before a late case is signed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop.accounts.models import Agency
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.forms.telling import TellingForm
from onestop.cases.operations import apology
from onestop.cases.rules.apology import ApologyGate
from onestop.db import db, transaction
from onestop.notices import queries as notices
from onestop.notices.operations import keeping
from onestop.web import resume
from onestop.web.access import requires

blueprint = Blueprint("telling", __name__, url_prefix="/settings/notices")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.SET_NOTICES)
def form() -> str | Response | tuple[str, int]:
    """The name, the quiet hours and the gate of the person's agency, and their change."""
    agency = db.session().get_one(Agency, current_actor().agency_id)
    if request.method == "GET" or resume.is_resumed():
        return _page(_as_set(agency), agency)
    asked = TellingForm()
    if not asked.validate():
        return _page(asked, agency), 422
    identifier, (quiet_from, quiet_to) = agency.identifier, asked.quiet()
    with transaction() as session:
        keeping.set_telling(
            session,
            current_actor().agency_id,
            sender_name=asked.sender_name.data or "",
            quiet_from=quiet_from,
            quiet_to=quiet_to,
        )
        apology.set_gate(session, identifier, ApologyGate(asked.gate.data))
    flash(_("The notices of the agency are set."))
    return redirect(url_for("telling.form"), 303)


def _as_set(agency: Agency) -> TellingForm:
    session = db.session()
    quiet = notices.quiet_hours(session, agency.id)
    sender_name = notices.sender_name(session, agency.id)
    return TellingForm.showing(sender_name, quiet, ApologyGate(agency.apology_gate))


def _page(asked: TellingForm, agency: Agency) -> str:
    return render_template("settings/notices.html", form=asked, usual_name=agency.one_stop_name)
