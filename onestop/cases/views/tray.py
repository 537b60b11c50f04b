"""The in-tray of one's units, and finding a case."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.models import Delegation
from onestop.accounts.rules import Actor, Permission
from onestop.accounts.session import current_actor
from onestop.calendars.queries import calendar_of
from onestop.cases.queries import trays
from onestop.cases.queries.trays import TrayRow
from onestop.cases.rules import permission
from onestop.cases.rules.codes import parse_code
from onestop.cases.rules.trays import Tray
from onestop.cases.views.blueprint import blueprint
from onestop.cases.views.bulk import bulk_acts
from onestop.cases.views.telling import teller
from onestop.db import db
from onestop.web.access import requires
from onestop.web.numbers import number_asked
from onestop.web.paging import asked_place, written

PAGE = 50


@blueprint.get("/")
@requires(Permission.SEE_UNIT_CASES)
def tray() -> str:
    """The cases of one's units, most urgent first."""
    actor, now = current_actor(), clock.now()
    counts = trays.tray_counts(db.session(), actor, unit_id=number_asked("unit"))
    part = _part(counts)
    absentees = _absentees(actor)
    away = "away" in request.args and part is Tray.AT_WORK
    page = trays.tray(
        db.session(),
        actor,
        part,
        unit_id=number_asked("unit"),
        absentees=absentees if away else None,
        after=asked_place(),
        limit=PAGE,
    )
    units = accounts.units(db.session(), actor.agency_id)
    return render_template(
        "cases/tray.html",
        page=page,
        part=part,
        counts=counts,
        bulk=bulk_acts(part),
        absentees=absentees,
        away=away,
        left_alone=trays.left_alone(db.session(), actor, absentees, unit_id=number_asked("unit")),
        takes=_takes(actor),
        ruled_units=[each for each in actor.unit_ids if permission.sets_assignment(actor, each)],
        standing_in=_standing_in(actor),
        own_units=[units[each] for each in sorted(actor.unit_ids)],
        unit_id=number_asked("unit"),
        time_left=teller(calendar_of(db.session(), actor.agency_id), now),
        following=written(page.after),
    )


@blueprint.route("/find", methods=["GET", "POST"])
@requires(Permission.SEE_UNIT_CASES)
def search() -> str | Response:
    """Finds cases; a whole code leads straight to its case, and no name stands in an address."""
    text = request.form.get("q", "").strip()[:200]
    found = trays.find(db.session(), current_actor(), text)
    if len(found) == 1 and parse_code(text) is not None:
        return redirect(url_for("cases.show", code=found[0].code), 303)
    calendar = calendar_of(db.session(), current_actor().agency_id)
    return render_template(
        "cases/find.html", text=text, found=found, time_left=teller(calendar, clock.now())
    )


def _absentees(actor: Actor) -> frozenset[tuple[int, int]]:
    """Those of the units that one leads who do not do their work today, nor does a deputy."""
    led = [unit_id for unit_id in actor.unit_ids if permission.leads(actor, unit_id)]
    return accounts.absentees(db.session(), led, day=clock.today()) if led else frozenset()


def _takes(actor: Actor) -> Callable[[TrayRow], bool]:
    """For the page: whether the person takes a case; a deputy does so in their own units only."""
    units = actor.unit_ids
    if actor.stands_in_for:
        units = accounts.own_units(db.session(), actor.official_id, day=clock.today())

    def takes(row: TrayRow) -> bool:
        free = row.assignee_id is None and row.unit_id in units
        return free and permission.takes(actor, row.unit_id, row.step_role)

    return takes


def _standing_in(actor: Actor) -> list[Delegation]:
    """For whom the person works today, and until when; asked only where it is so."""
    if not actor.stands_in_for:
        return []
    found = accounts.delegations(db.session(), actor, day=clock.today())
    return [each for each in found if each.official_id in actor.stands_in_for]


def _part(counts: dict[Tray, int]) -> Tray:
    """The tray that was asked for, or the first one with work in it."""
    try:
        return Tray(request.args["part"])
    except (KeyError, ValueError):
        return next((part for part in (Tray.TO_ACCEPT, Tray.AT_WORK) if counts[part]), Tray.AT_WORK)
