"""The desk: results ready to go by post, scanned or ticked onto a manifest."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.rules.codes import normal_code, parse_code
from onestop.db import db, transaction
from onestop.errors import SaidNo
from onestop.post.operations import packing
from onestop.post.queries import answers, carriers, desk, incoming, strange
from onestop.post.queries.desk import Cursor
from onestop.post.rules.consignment import normal_label
from onestop.post.views.blueprint import blueprint
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.numbers import number_asked

MOST = 200


@blueprint.get("")
@requires(Permission.SEND_RESULTS)
def show() -> str:
    """What is to be sent, what lies on open manifests, and what the carriers are late with."""
    session, agency_id = db.session(), current_actor().agency_id
    used = carriers.carriers(session, agency_id)
    rows, after = desk.ready(session, agency_id, after=_cursor())
    return render_template(
        "post/show.html",
        carriers=used,
        chosen=_carrier_id(used[0].id if used else 0),
        rows=rows,
        answers=answers.waiting(session, agency_id),
        following=f"{after[0].isoformat()}_{after[1]}" if after else None,
        open_counts=desk.open_counts(session, agency_id),
        late=desk.late(session, agency_id, at=clock.now()),
        came_back=desk.came_back(session, agency_id),
        contradicting=desk.contradicting(session, agency_id),
        strange=strange.waiting(session, agency_id),
        under_way=desk.under_way(session, agency_id),
        brought=incoming.counts(session, agency_id),
    )


@blueprint.post("/pack")
@requires(Permission.SEND_RESULTS)
def pack() -> Response:
    """Packs what was scanned, or what was ticked, each on its own; then its labels are scanned."""
    carrier_id = _carrier_id(0)
    scanned = normal_code(request.form.get("code", "").strip()[:60])
    codes = [scanned] if scanned else request.form.getlist("chosen")[:MOST]
    if not codes:
        flash(_("Scan the code of a result, or tick some first."), "warning")
    packed = [found for code in codes if (found := _pack(code, carrier_id)) is not None]
    if not packed:
        return redirect(url_for("post.show", carrier=carrier_id), 303)
    flash(_("Put on the manifest: %(many)d.", many=len(packed)))
    manifest_id, consignment_id = packed[0]
    return redirect(url_for("post.manifest", number=manifest_id, turn=consignment_id), 303)


def _pack(code: str, carrier_id: int) -> tuple[int, int] | None:
    """Packs one result or form on its own; a refusal is told and stops no other.

    Gives the manifest and the consignment.
    """
    actor, at = current_actor(), clock.now()
    dossier = None
    if parse_code(code) is None:
        dossier = answers.called(db.session(), actor.agency_id, normal_label(code))
    try:
        with transaction() as session:
            if dossier is not None:
                number, act = dossier.consignment_id, packing.pack_answer
                packed = act(session, number, carrier_id=carrier_id, by=actor, at=at)
            else:
                packed = packing.pack(session, code, carrier_id=carrier_id, by=actor, at=at)
            return packed.manifest_id or 0, packed.id
    except SaidNo as refusal:
        flash(f"{code}: {say(refusal)}", "danger")
        return None


def _carrier_id(otherwise: int) -> int:
    asked = number_asked("carrier")
    return otherwise if asked is None else asked


def _cursor() -> Cursor | None:
    """The place after which the page begins; the first page for anything unreadable."""
    moment, _sign, number = request.args.get("after", "").rpartition("_")
    try:
        return datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None
