"""Moving competence: what would go is shown first, then it goes in one act."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.forms.transfer import TransferForm
from onestop.cases.operations.transfer import transfer
from onestop.cases.queries.transfer import preview
from onestop.db import db, transaction
from onestop.errors import Refused, Stale
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.numbers import whole_number

blueprint = Blueprint("transfer", __name__, url_prefix="/transfer")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.TRANSFER_CASES)
def form() -> str | Response | tuple[str, int]:
    """Asks from where to where; shows what would go; does it once that has been shown."""
    actor, asked = current_actor(), TransferForm()
    own = accounts.units(db.session(), actor.agency_id).values()
    asked.from_unit_id.choices = [SelectChoice(unit.id, unit.name) for unit in own]
    everywhere = accounts.units_to_ask(db.session(), actor.agency_id)
    asked.to_unit_id.choices = [SelectChoice(number, name) for number, name in everywhere]
    if request.method == "GET" or resume.is_resumed():
        return render_template("cases/transfer.html", form=asked, refusal="", found=None)
    if not asked.validate():
        return render_template("cases/transfer.html", form=asked, refusal="", found=None), 422
    refusal, status = "", 200
    pair = f"{asked.from_unit_id.data}-{asked.to_unit_id.data}-"
    shown = whole_number((asked.shown.data or "").removeprefix(pair))
    if "apply" in request.form and shown is not None:
        try:
            with transaction() as session:
                moved = transfer(
                    session,
                    from_unit_id=asked.from_unit_id.data,
                    to_unit_id=asked.to_unit_id.data,
                    reason=(asked.reason.data or "").strip(),
                    shown=shown,
                    by=actor,
                    at=clock.now(),
                )
        except (Refused, Stale) as no:
            refusal, status = say(no), 409
        else:
            flash(_("Cases moved: %(many)d.", many=moved))
            return redirect(url_for("transfer.form"), 303)
    found = preview(db.session(), actor, asked.from_unit_id.data)
    asked.shown.data = f"{pair}{found[0]}"
    page = render_template("cases/transfer.html", form=asked, refusal=refusal, found=found)
    return page, status
