"""Hand-over lists: what was given together, and confirming it by scanner or by a click."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.operations import routing
from onestop.cases.queries import lists as found_lists
from onestop.cases.queries import papers
from onestop.cases.queries.lists import Entry
from onestop.cases.rules.codes import normal_code
from onestop.cases.views.blueprint import blueprint
from onestop.db import db, transaction
from onestop.errors import SaidNo
from onestop.web.access import requires
from onestop.web.errors import say


@blueprint.get("/lists/")
@requires(Permission.SEE_UNIT_CASES)
def lists() -> str:
    """The newest lists between one's units and others."""
    return render_template(
        "cases/lists.html", rows=found_lists.recent(db.session(), current_actor())
    )


@blueprint.get("/lists/<int:number>")
@requires(Permission.SEE_UNIT_CASES)
def handover_list(number: int) -> str:
    """A list with what became of each dossier; the receiver confirms here."""
    actor = current_actor()
    found = found_lists.one(db.session(), actor, number)
    entries = found_lists.entries(db.session(), found.id)
    return render_template(
        "cases/list.html",
        found=found,
        entries=entries,
        paper=papers.of_list(db.session(), found),
        open_ones=[each for each in entries if each.ended_at is None],
        receives=actor.may_in(found.to_unit_id, Permission.MOVE_CASES),
    )


@blueprint.post("/lists/<int:number>")
@requires(Permission.MOVE_CASES)
def confirm(number: int) -> Response:
    """Confirms the dossier whose code was scanned, or all that nobody has confirmed yet."""
    found = found_lists.one(db.session(), current_actor(), number)
    entries = found_lists.entries(db.session(), found.id)
    waiting = [each for each in entries if each.ended_at is None]
    scanned = normal_code(request.form.get("code", "").strip()[:60])
    if "all" not in request.form:
        waiting = _scanned(scanned, waiting, entries)
    confirmed = sum(_accept(each) for each in waiting)
    if confirmed:
        flash(_("Dossiers confirmed: %(many)d.", many=confirmed))
    return redirect(url_for("cases.handover_list", number=number), 303)


def _scanned(code: str, waiting: list[Entry], entries: Sequence[Entry]) -> list[Entry]:
    """The dossier of that code, with a sentence where it is not one to confirm."""
    mine = [each for each in waiting if each.code == code]
    if not mine:
        known = any(each.code == code for each in entries)
        if known:
            flash(_("%(code)s has been confirmed or returned already.", code=code), "warning")
        else:
            flash(_("%(code)s is not on this list; put it aside.", code=code), "danger")
    return mine


def _accept(entry: Entry) -> bool:
    """Confirms one dossier in a transaction of its own; a refusal is told and stops no other."""
    try:
        with transaction() as session:
            routing.accept(
                session, entry.code, seen=entry.version, by=current_actor(), at=clock.now()
            )
    except SaidNo as refusal:
        flash(f"{entry.code}: {say(refusal)}", "danger")
        return False
    return True
