"""How a unit gives its cases to its officials: the page of its leader."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.models import Unit
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.forms.assignment import AssignmentForm
from onestop.cases.operations.assignment import set_rule
from onestop.cases.queries import assignment as queries
from onestop.cases.queries.assignment import Worker
from onestop.cases.rules import permission
from onestop.cases.rules.assignment import AssignmentRule
from onestop.db import db, transaction
from onestop.errors import N_, NotFound, Refused, Stale
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say

blueprint = Blueprint("assignment", __name__, url_prefix="/units")


@blueprint.route("/<int:unit_id>/assignment", methods=["GET", "POST"])
@requires(Permission.SET_ASSIGNMENT)
def form(unit_id: int) -> str | Response | tuple[str, int]:
    """Shows by which rule the unit gives its cases, and sets it."""
    unit = _unit(unit_id)
    workers = queries.workers(db.session(), unit.id, day=clock.today())
    people = [(each.person.id, each.person.full_name) for each in workers]
    asked = _fresh(unit.id) if request.method == "GET" else AssignmentForm()
    asked.offer(people)
    if request.method == "GET" or resume.is_resumed():
        return _page(unit, asked, workers)
    if not asked.validate():
        return _page(unit, asked, workers), 422
    try:
        with transaction() as session:
            set_rule(
                session,
                unit_id,
                rule=AssignmentRule(asked.rule.data),
                charges=asked.in_charge(),
                seen=asked.seen_version(),
                by=current_actor(),
                at=clock.now(),
            )
    except Stale as stale:
        anew = _fresh(unit_id)
        anew.offer(people)
        return _page(_unit(unit_id), anew, workers, refusal=say(stale)), 409
    except Refused as refusal:
        return _page(_unit(unit_id), asked, workers, refusal=say(refusal)), 409
    flash(_("The rule is set; it holds for every step that begins from now on."))
    return redirect(url_for("assignment.form", unit_id=unit_id), 303)


def _unit(unit_id: int) -> Unit:
    """The unit, if the person sets its rule; raises NotFound for any other."""
    units = accounts.units(db.session(), current_actor().agency_id)
    if unit_id not in units or not permission.sets_assignment(current_actor(), unit_id):
        raise NotFound(N_("There is no such unit."))
    return units[unit_id]


def _fresh(unit_id: int) -> AssignmentForm:
    """The form as the setting stands now, with a row for each field that passes the unit."""
    setting = queries.setting_of(db.session(), unit_id)
    fields = queries.fields_of(db.session(), unit_id, day=clock.today())
    fields += sorted(setting.charges.keys() - set(fields))
    charges = [{"field": each, "official_id": setting.charges.get(each, 0)} for each in fields]
    return AssignmentForm(
        formdata=None,
        data={"rule": setting.rule.value, "charges": charges, "seen": str(setting.version)},
    )


def _page(unit: Unit, asked: AssignmentForm, workers: list[Worker], *, refusal: str = "") -> str:
    actor = current_actor()
    units = accounts.units(db.session(), actor.agency_id).values()
    return render_template(
        "cases/assignment.html",
        unit=unit,
        form=asked,
        workers=workers,
        refusal=refusal,
        units=[each for each in units if permission.sets_assignment(actor, each.id)],
    )
