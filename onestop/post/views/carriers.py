"""The carriers that the agency uses."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.db import db, transaction
from onestop.errors import Refused
from onestop.post.forms.desk import CarrierForm
from onestop.post.models import Carrier
from onestop.post.operations import carriers as operations
from onestop.post.queries import carriers as found
from onestop.post.views.blueprint import blueprint
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.filters import money

TARIFF = ("postage_in_ward", "postage_in_province", "postage_elsewhere")


@blueprint.get("/carriers")
@requires(Permission.SET_CARRIERS)
def carriers() -> str:
    """Every carrier that the agency ever used."""
    rows = found.carriers(db.session(), current_actor().agency_id, active=False)
    return render_template("post/carriers.html", rows=rows)


@blueprint.route("/carriers/new", methods=["GET", "POST"])
@requires(Permission.SET_CARRIERS)
def new_carrier() -> str | Response | tuple[str, int]:
    """Adds a carrier."""
    form = CarrierForm(data=dict.fromkeys(TARIFF, "0"))
    if not form.is_submitted() or resume.is_resumed():
        return render_template("post/carrier.html", form=form, one=None, refusal="")
    if not form.validate():
        return render_template("post/carrier.html", form=form, one=None, refusal=""), 422
    try:
        with transaction() as session:
            operations.add_carrier(
                session,
                name=form.name.data or "",
                phone=form.phone.data or "",
                online=form.online.data,
                tariff=form.tariff(),
                by=current_actor(),
            )
    except Refused as no:
        return render_template("post/carrier.html", form=form, one=None, refusal=say(no)), 409
    flash(_("The carrier is ready to be used."))
    return redirect(url_for("post.carriers"), 303)


@blueprint.route("/carriers/<int:number>", methods=["GET", "POST"])
@requires(Permission.SET_CARRIERS)
def carrier(number: int) -> str | Response | tuple[str, int]:
    """Changes a carrier, or takes it out of use."""
    one = found.carrier(db.session(), current_actor().agency_id, number)
    form = CarrierForm(data=_as_typed(one))
    if not form.is_submitted() or resume.is_resumed():
        return render_template("post/carrier.html", form=form, one=one, refusal="")
    if not form.validate():
        return render_template("post/carrier.html", form=form, one=one, refusal=""), 422
    try:
        with transaction() as session:
            operations.change_carrier(
                session,
                number,
                name=form.name.data or "",
                phone=form.phone.data or "",
                online=form.online.data,
                active=form.active.data,
                tariff=form.tariff(),
                by=current_actor(),
            )
    except Refused as no:
        return render_template("post/carrier.html", form=form, one=one, refusal=say(no)), 409
    flash(_("The carrier was changed."))
    return redirect(url_for("post.carriers"), 303)


def _as_typed(one: Carrier) -> dict[str, object]:
    """A carrier as the fields of its form show it."""
    told = {name: getattr(one, name) for name in ("name", "phone", "online", "active")}
    return told | {name: money(getattr(one, name)) for name in TARIFF}
