"""When the officials of an agency are reminded: shown, changed, and set back to what is usual."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.forms.reminders import RemindersForm
from onestop.cases.forms.settings import Faults
from onestop.cases.operations import reminders as operations
from onestop.cases.queries.reminders import reminders_of
from onestop.db import db, transaction
from onestop.errors import Refused, Stale
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say

blueprint = Blueprint("reminders", __name__, url_prefix="/settings/reminders")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.SET_REMINDERS)
def form() -> str | Response | tuple[str, int]:
    """The thresholds of the person's agency, one in each row, and their change."""
    actor = current_actor()
    if request.method == "GET" or resume.is_resumed():
        asked = RemindersForm.showing(reminders_of(db.session(), actor.agency_id))
        return _page(asked, [])
    asked = RemindersForm()
    if not asked.validate():
        return _page(asked, [("", _("Write the working days as a number."))]), 422
    reminders, seen = asked.reminders(), asked.seen.data or ""
    try:
        with transaction() as session:
            operations.set_reminders(session, reminders, seen=seen, by=actor, at=clock.now())
    except Refused as no:
        return _page(asked, [("", say(no))]), 422
    except Stale as stale:
        held = reminders_of(db.session(), actor.agency_id)
        asked.seeing(held)
        return _page(asked, [("", say(stale)), *(("", each) for each in asked.missed(held))]), 409
    flash(_("The thresholds are set; they hold from the next opening on."))
    return redirect(url_for("reminders.form"), 303)


@blueprint.post("/usual")
@requires(Permission.SET_REMINDERS)
def usual() -> Response:
    """Sets the agency back to the usual thresholds."""
    with transaction() as session:
        operations.set_usual_reminders(session, by=current_actor())
    flash(_("The usual thresholds hold again."))
    return redirect(url_for("reminders.form"), 303)


def _page(asked: RemindersForm, faults: Faults) -> str:
    return render_template("settings/reminders.html", form=asked, faults=faults)
