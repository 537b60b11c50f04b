"""Manifests: their labels, taking off, sealing and handing over."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.db import db, transaction
from onestop.errors import Refused, SaidNo, Stale
from onestop.post.forms.desk import HandOverForm, read_label
from onestop.post.forms.entered import SHOWN, left_over
from onestop.post.operations import handing_over, labelling, packing
from onestop.post.queries import manifests as found
from onestop.post.rules.consignment import ConsignmentState
from onestop.post.rules.packing import TO_DO
from onestop.post.views.blueprint import blueprint
from onestop.post.views.entering import note_each
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.numbers import number_asked


@blueprint.get("/manifests")
@requires(Permission.SEND_RESULTS)
def manifests() -> str:
    """The manifests of the agency, newest first."""
    agency_id, before = current_actor().agency_id, number_asked("before")
    rows, following = found.manifests(db.session(), agency_id, before=before)
    return render_template("post/manifests.html", rows=rows, following=following)


@blueprint.get("/manifests/<int:number>")
@requires(Permission.SEND_RESULTS)
def manifest(number: int) -> str:
    """A manifest with everything on it; open, it can be labelled, changed and handed over."""
    return _page(number)


@blueprint.post("/manifests/<int:number>/labels")
@requires(Permission.SEND_RESULTS)
def label(number: int) -> Response | tuple[str, int] | str:
    """Notes what was typed beside the consignments, each on its own.

    What is refused stays in its fields, to be mended.
    """
    form = HandOverForm()
    if resume.is_resumed():
        return _page(number, form, typed=left_over(request.form))
    outcome = note_each(_note)
    if outcome.refusal:
        return _page(number, form, refusal=outcome.refusal, typed=outcome.typed), 409
    if form.begun():
        return _page(number, form)
    return redirect(url_for("post.manifest", number=number), 303)


@blueprint.post("/manifests/<int:number>/remove")
@requires(Permission.SEND_RESULTS)
def remove(number: int) -> Response:
    """Takes one consignment off the open manifest."""
    chosen = number_asked("consignment") or 0
    try:
        with transaction() as session:
            packing.remove(session, chosen, by=current_actor(), at=clock.now())
    except SaidNo as refusal:
        flash(say(refusal), "danger")
    else:
        flash(_("Taken off the manifest; the result is back at the counter."))
    return redirect(url_for("post.manifest", number=number), 303)


@blueprint.post("/manifests/<int:number>/hand-over")
@requires(Permission.SEND_RESULTS)
def hand_over(number: int) -> Response | tuple[str, int] | str:
    """Notes what was typed, seals the manifest and hands it over; it never changes any more."""
    form = HandOverForm()
    if resume.is_resumed():
        return _page(number, form, typed=left_over(request.form))
    if not form.validate():
        return _page(number, form, typed=left_over(request.form)), 422
    outcome = note_each(_note)
    if outcome.refusal:
        return _page(number, form, refusal=outcome.refusal, typed=outcome.typed), 409
    try:
        with transaction() as session:
            handing_over.hand_over(
                session,
                number,
                seen=form.seen_version() + outcome.noted,
                postman=form.postman.data or "",
                seal=form.seal.data or "",
                by=current_actor(),
                at=clock.now(),
            )
    except (Refused, Stale) as refusal:
        return _page(number, form, refusal=say(refusal)), 409
    flash(_("Handed over: every applicant is told, and the cases are with the post."))
    return redirect(url_for("post.manifest", number=number), 303)


def _note(consignment_id: int) -> bool:
    """Notes what was typed beside one consignment."""
    typed = read_label(request.form, consignment_id)
    shown = read_label(request.form, consignment_id, SHOWN)
    with transaction() as session:
        labelling.note(session, consignment_id, typed, shown=shown, by=current_actor())
    return True


def _turn(rows: tuple[found.Row, ...]) -> found.Row | None:
    """Whose label comes next: the one that was asked for, else the first without one."""
    asked = request.args.get("turn", "")
    named = (each for each in rows if str(each.consignment.id) == asked)
    return next(named, None) or next(
        (each for each in rows if not each.consignment.item_code), None
    )


def _page(
    number: int,
    form: HandOverForm | None = None,
    *,
    refusal: str = "",
    typed: Mapping[str, str] | None = None,
) -> str:
    db.session().expire_all()
    manifest = found.manifest(db.session(), current_actor().agency_id, number)
    rows = found.rows(db.session(), manifest.id)
    asked = form or HandOverForm(formdata=None)
    asked.seen.data = str(manifest.version)
    delivered = [each for each in rows if each.consignment.state == ConsignmentState.DELIVERED]
    return render_template(
        "post/manifest.html",
        manifest=manifest,
        rows=rows,
        form=asked,
        faults=asked.faults(),
        refusal=refusal,
        typed=typed or {},
        turn=_turn(rows),
        to_do=TO_DO,
        progress=found.progress(db.session(), manifest.id),
        collected=sum(each.consignment.to_collect for each in delivered),
    )
