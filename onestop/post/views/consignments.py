"""Single consignments: where one is, and what is heard of it by hand or by scanner."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.db import db, transaction
from onestop.errors import Refused, SaidNo
from onestop.post.forms.desk import EventForm
from onestop.post.operations import tracking
from onestop.post.operations.tracking import Heard
from onestop.post.queries import answers
from onestop.post.queries import manifests as found
from onestop.post.rules.consignment import ConsignmentState, EventKind, EventSource
from onestop.post.views.blueprint import blueprint
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.filters import label, local

SCANNED = (EventKind.RETURNED, EventKind.UNDELIVERED, EventKind.DELIVERED, EventKind.LOST)
"""What is recorded by scanning one label after another, the commonest first."""


@blueprint.route("/consignments/<int:number>", methods=["GET", "POST"])
@requires(Permission.SEND_RESULTS)
def consignment(number: int) -> str | Response | tuple[str, int]:
    """Where a consignment is and what was heard of it; more can be recorded by hand."""
    form = EventForm()
    form.offer()
    if request.method == "GET" or resume.is_resumed():
        form.day.data = form.day.data or f"{local(clock.now()):%d/%m/%Y}"
        return _page(number, form)
    if not form.validate():
        return _page(number, form), 422
    heard = form.heard(current_app.config["SETTINGS"].time_zone)
    try:
        told = _note_event(number, heard, EventSource.HAND)
    except Refused as refusal:
        return _page(number, form, refusal=say(refusal)), 409
    flash(*told)
    return redirect(url_for("post.consignment", number=number), 303)


@blueprint.get("/find")
@requires(Permission.SEND_RESULTS)
def find() -> Response:
    """The consignment with an item code."""
    code = request.args.get("code", "")[:60]
    one = found.by_label(db.session(), current_actor().agency_id, code)
    return redirect(url_for("post.consignment", number=one.id), 303)


@blueprint.route("/scan", methods=["GET", "POST"])
@requires(Permission.SEND_RESULTS)
def scan() -> str | Response | tuple[Response, int]:
    """Records the same event of one item after another, as their labels are scanned."""
    kind, code = _kind(), request.form.get("code", "").strip()[:60]
    quick = "fragment" in request.args
    if request.method == "GET" or not code or resume.is_resumed():
        now = clock.now()
        return render_template("post/scan.html", kind=kind, offered=SCANNED, code=code, now=now)
    try:
        one = found.by_label(db.session(), current_actor().agency_id, code)
        told, category = _note_event(one.id, Heard(kind, _scanned_at()), EventSource.SCANNER)
    except SaidNo as refusal:
        if quick:
            return jsonify(told=say(refusal)), 409
        told, category = say(refusal), "danger"
    if quick:
        return jsonify(told=told, wrong=category == "danger")
    flash(told, category)
    return redirect(url_for("post.scan", kind=kind.value), 303)


def _scanned_at() -> datetime:
    """When the page took the scan: what is sent again later is still the same event."""
    now = clock.now()
    try:
        noted = datetime.fromisoformat(request.form.get("scanned_at", ""))
    except ValueError:
        return now
    fits = noted.tzinfo is not None and now - timedelta(days=1) < noted < now
    return noted if fits else now


def _kind() -> EventKind:
    text = request.values.get("kind", "")
    return EventKind(text) if text in list(SCANNED) else SCANNED[0]


def _note_event(number: int, heard: Heard, source: EventSource) -> tuple[str, str]:
    """Records an event; what is to be said of it, in red where it contradicts what was known."""
    actor = current_actor()
    with transaction() as session:
        new = tracking.note_event(
            session,
            number,
            heard,
            source=source,
            agency_id=actor.agency_id,
            by=actor,
            at=clock.now(),
        )
        one = found.consignment(session, actor.agency_id, number)
        code, state = one.item_code, label(ConsignmentState(one.state))
        opposed = new and found.contradicted(session, number)
    if opposed:
        sentence = _(
            "%(code)s: recorded, but it contradicts what is known: %(state)s. Find out which is "
            "true; a leader takes back a delivery that was entered by mistake.",
            code=code,
            state=state,
        )
        return sentence, "danger"
    known = _("%(code)s: that was known already.", code=code)
    return (_("%(code)s: recorded.", code=code) if new else known), "message"


def _page(number: int, form: EventForm, *, refusal: str = "") -> str:
    one = found.consignment(db.session(), current_actor().agency_id, number)
    answered = answers.dossier_of(db.session(), one.guidance_id) if one.guidance_id else None
    return render_template(
        "post/consignment.html", one=one, dossier=answered, form=form, refusal=refusal
    )
