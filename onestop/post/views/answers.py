"""The form 02 or 03 for a sender: its address mended, or given in another way than by post."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.db import transaction
from onestop.errors import SaidNo
from onestop.letters import tidy
from onestop.post.operations import answers
from onestop.post.views.blueprint import blueprint
from onestop.web.access import requires
from onestop.web.errors import say

LONGEST = 500


@blueprint.post("/incoming/<int:number>/answer/address")
@requires(Permission.SEND_RESULTS)
def readdress(number: int) -> Response:
    """Mends the address to which the paper goes that waits to be sent."""
    address = tidy(request.form.get("address", ""))[:LONGEST]
    try:
        with transaction() as session:
            answers.readdress(session, number, address, by=current_actor())
    except SaidNo as refusal:
        flash(say(refusal), "danger")
    else:
        flash(_("The address was mended."))
    return redirect(url_for("post.dossier", number=number), 303)


@blueprint.post("/incoming/<int:number>/answer/given")
@requires(Permission.SEND_RESULTS)
def give(number: int) -> Response:
    """Notes that the paper was given at the counter, or sent by a plain letter."""
    try:
        with transaction() as session:
            answers.give(session, number, by=current_actor(), at=clock.now())
    except SaidNo as refusal:
        flash(say(refusal), "danger")
    else:
        flash(_("Noted: it waits no more."))
    return redirect(url_for("post.dossier", number=number), 303)
