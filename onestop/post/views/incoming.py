"""Coming in: the postman's deliveries, scanned slip by slip and signed for on both sides."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.db import db, transaction
from onestop.errors import Refused, SaidNo, Stale
from onestop.post.forms.desk import SigningForm, read_slip
from onestop.post.forms.entered import SHOWN, left_over
from onestop.post.operations import incoming as operations
from onestop.post.queries import carriers
from onestop.post.queries import incoming as found
from onestop.post.rules.consignment import normal_label
from onestop.post.rules.incoming import DossierState
from onestop.post.views.blueprint import blueprint
from onestop.post.views.entering import note_each
from onestop.procedures import queries as procedures
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.numbers import number_asked

OFFERED = 300
"""So many procedures are offered to the field in which one types a code."""


@blueprint.get("/incoming")
@requires(Permission.REGISTER_CASES)
def incoming() -> str:
    """What the post has brought: to be registered, asked for, and the newest deliveries."""
    session, agency_id = db.session(), current_actor().agency_id
    waiting, more_waiting = found.open_dossiers(
        session, agency_id, DossierState.RECEIVED, after=_number("waiting")
    )
    asked, more_asked = found.open_dossiers(
        session, agency_id, DossierState.ASKED, after=_number("asked")
    )
    return render_template(
        "post/incoming.html",
        carriers=carriers.carriers(session, agency_id),
        counts=found.counts(session, agency_id),
        waiting=waiting,
        more_waiting=more_waiting,
        asked=asked,
        more_asked=more_asked,
        deliveries=found.deliveries(session, agency_id),
    )


@blueprint.post("/incoming")
@requires(Permission.REGISTER_CASES)
def arrive() -> Response | tuple[Response, int]:
    """Puts the scanned item on the open delivery of its carrier, which it opens where needed.

    The script of its page gets the slip to be entered, also of what was listed before.
    """
    code = request.form.get("code", "").strip()[:60]
    quick = "fragment" in request.args
    try:
        with transaction() as session:
            brought = operations.arrive(
                session, _number("carrier"), code, by=current_actor(), at=clock.now()
            )
            manifest_id = brought.manifest_id
    except SaidNo as refusal:
        if quick:
            return jsonify(told=say(refusal), **_listed(code)), 409
        flash(say(refusal), "danger")
        delivery_id = _number("delivery")
        back = url_for("post.delivery", number=delivery_id) if delivery_id else None
        return redirect(back or url_for("post.incoming"), 303)
    told = _("%(code)s: listed.", code=normal_label(code))
    if not quick or manifest_id != _number("delivery"):
        flash(told)
    if quick:
        return jsonify(told=told, **_listed(code)), 200
    return redirect(url_for("post.delivery", number=manifest_id), 303)


def _listed(code: str) -> dict[str, object]:
    """The slip of an item that lies on the open delivery of its carrier; nothing of others."""
    actor, item_code = current_actor(), normal_label(code)
    row = found.listed(db.session(), actor.agency_id, _number("carrier"), item_code)
    delivery = row.consignment.manifest if row else None
    if row is None or delivery is None:
        return {}
    return {
        "id": row.consignment_id,
        "item_code": item_code,
        "slip": render_template("post/_slip.html", row=row, typed={}),
        "delivery": delivery.id,
        "place": url_for("post.delivery", number=delivery.id),
        "version": delivery.version,
    }


@blueprint.get("/incoming/deliveries/<int:number>")
@requires(Permission.REGISTER_CASES)
def delivery(number: int) -> str:
    """A delivery: open, its slips are scanned and entered; signed, its records are printed."""
    return _page(number)


@blueprint.post("/incoming/deliveries/<int:number>/slips")
@requires(Permission.REGISTER_CASES)
def enter_slips(number: int) -> Response | str | tuple[str, int]:
    """Notes what the slips say, each on its own; what is refused stays in its fields."""
    form = SigningForm()
    if resume.is_resumed():
        return _page(number, form, typed=left_over(request.form))
    outcome = note_each(lambda consignment_id: _note(number, consignment_id))
    if outcome.refusal:
        return _page(number, form, refusal=outcome.refusal, typed=outcome.typed), 409
    if form.begun():
        return _page(number, form)
    return redirect(url_for("post.delivery", number=number), 303)


@blueprint.post("/incoming/deliveries/<int:number>/leave")
@requires(Permission.REGISTER_CASES)
def leave(number: int) -> Response:
    """Leaves one item with the postman: it is taken off the open delivery."""
    try:
        with transaction() as session:
            operations.remove(
                session, number, _number("consignment"), by=current_actor(), at=clock.now()
            )
    except SaidNo as refusal:
        flash(say(refusal), "danger")
    else:
        flash(_("Taken off the delivery; the postman keeps it."))
    return redirect(url_for("post.delivery", number=number), 303)


@blueprint.post("/incoming/deliveries/<int:number>/sign")
@requires(Permission.REGISTER_CASES)
def sign(number: int) -> Response | str | tuple[str, int]:
    """Signed on both sides: every dossier is filed at this moment, and nothing changes any more.

    What was typed is noted first.
    """
    form = SigningForm()
    if resume.is_resumed():
        return _page(number, form, typed=left_over(request.form))
    if not form.validate():
        return _page(number, form, typed=left_over(request.form)), 422
    outcome = note_each(lambda consignment_id: _note(number, consignment_id))
    if outcome.refusal:
        return _page(number, form, refusal=outcome.refusal, typed=outcome.typed), 409
    try:
        with transaction() as session:
            operations.sign(
                session,
                number,
                seen=form.seen_version() + outcome.noted,
                postman=form.postman.data or "",
                by=current_actor(),
                at=clock.now(),
            )
    except (Refused, Stale) as refusal:
        return _page(number, form, refusal=say(refusal)), 409
    flash(_("Signed: the dossiers are filed from this moment on. Print their records."))
    return redirect(url_for("post.delivery", number=number), 303)


def _note(number: int, consignment_id: int) -> bool:
    """Notes what was typed from one slip; whether it says something new."""
    typed = read_slip(request.form, consignment_id)
    shown = read_slip(request.form, consignment_id, SHOWN)
    by, at = current_actor(), clock.now()
    with transaction() as session:
        return operations.note(session, number, consignment_id, typed, shown=shown, by=by, at=at)


def _number(name: str) -> int:
    return number_asked(name) or 0


def _page(
    number: int,
    form: SigningForm | None = None,
    *,
    refusal: str = "",
    typed: Mapping[str, str] | None = None,
) -> str:
    session, actor = db.session(), current_actor()
    session.expire_all()
    brought = found.delivery(session, actor, number)
    asked = form or SigningForm(formdata=None)
    asked.seen.data = str(brought.version)
    day, open_now = clock.today(), brought.handed_over_at is None
    return render_template(
        "post/delivery.html",
        delivery=brought,
        rows=found.brought(session, number),
        records={} if open_now else found.papers_of(session, brought),
        procedures=procedures.search(session, actor.agency_id, "", day=day, limit=OFFERED)
        if open_now
        else (),
        form=asked,
        faults=asked.faults(),
        refusal=refusal,
        typed=typed or {},
    )
