"""Scanning at an open manifest: each scan lands in the list at once, and the field stays ready."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.db import db, transaction
from onestop.errors import SaidNo
from onestop.post.operations import scanning
from onestop.post.operations.scanning import Outcome, Scanned, Turn
from onestop.post.queries import manifests as found
from onestop.post.rules.packing import TO_DO
from onestop.post.views.blueprint import blueprint
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.numbers import number_asked


@blueprint.post("/manifests/<int:number>/scan")
@requires(Permission.SEND_RESULTS)
def scan_label(number: int) -> Response | tuple[Response, int]:
    """Does what was scanned; a page with a script gets what has changed, others the whole page."""
    code = request.form.get("code", "").strip()[:60]
    quick = "fragment" in request.args
    try:
        with transaction() as session:
            scanned = scanning.scan(
                session,
                number,
                code,
                turn=_turn(),
                by=current_actor(),
                at=clock.now(),
            )
            told, consignment_id = _told(scanned), scanned.consignment.id
            following = _following(scanned, number)
    except SaidNo as refusal:
        if quick:
            return jsonify(told=say(refusal)), 409
        flash(say(refusal), "danger")
        return redirect(url_for("post.manifest", number=number), 303)
    if quick:
        return jsonify(told=told, **_changed(number, consignment_id, following)), 200
    flash(told)
    return redirect(url_for("post.manifest", number=number, turn=following), 303)


def _turn() -> Turn | None:
    """Whose label comes next, as the page said it; None where it said nothing."""
    whose = number_asked("turn")
    return None if whose is None else Turn(whose, request.form.get("had", ""))


def _told(scanned: Scanned) -> str:
    code, item_code = found.called(scanned.consignment), scanned.consignment.item_code
    told: str = _("%(code)s: put on the manifest.", code=code)
    if scanned.outcome is Outcome.LABELLED:
        told = _("%(code)s: label %(item_code)s.", code=code, item_code=item_code)
    elif scanned.outcome is Outcome.CHOSEN:
        told = _("%(code)s lies on the manifest already; its label comes next.", code=code)
    return told


def _following(scanned: Scanned, number: int) -> int | None:
    """Whose label comes next: of what was just packed; else of the first without one."""
    if scanned.outcome is not Outcome.LABELLED:
        return scanned.consignment.id
    return found.next_to_label(db.session(), number)


def _changed(number: int, consignment_id: int, following: int | None) -> dict[str, object]:
    """The changed row, whose turn it is, the sums and the version of the manifest."""
    session, agency_id = db.session(), current_actor().agency_id
    manifest = found.manifest(session, agency_id, number)
    rows = {row.consignment.id: row for row in found.rows_of(session, {consignment_id, following})}
    shown = {"manifest": manifest, "progress": found.progress(session, number), "to_do": TO_DO}
    row, turn = rows[consignment_id], rows.get(following or 0)
    return {
        "id": consignment_id,
        "row": render_template("post/_row.html", row=row, open=True, typed={}, **shown),
        "turn": render_template("post/_turn.html", turn=turn, **shown),
        "sums": render_template("post/_sums.html", **shown),
        "version": manifest.version,
    }
