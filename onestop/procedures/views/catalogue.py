"""Finding a procedure, and its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template, request
from flask_babel import gettext as _

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.calendars import rules as calendars
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Due
from onestop.calendars.wording import term_in_words
from onestop.db import db
from onestop.procedures import queries, rules
from onestop.procedures.drawing import draw
from onestop.procedures.views.blueprint import blueprint
from onestop.web.access import requires
from onestop.web.language import chosen

MOST = 200


@blueprint.get("/")
@requires(Permission.SEE_CATALOGUE)
def catalogue() -> str:
    """The procedures in force, found by name or code."""
    text = request.args.get("q", "")[:200]
    found = queries.search(
        db.session(), current_actor().agency_id, text, day=clock.today(), limit=MOST
    )
    return render_template("procedures/catalogue.html", text=text, found=found, most=MOST)


@blueprint.get("/<code>")
@requires(Permission.SEE_CATALOGUE)
def show(code: str) -> str:
    """A procedure with its papers, times, fees and route."""
    agency_id, language = current_actor().agency_id, chosen()
    version = queries.in_force(db.session(), agency_id, code, day=clock.today())
    units = dict(accounts.units_to_ask(db.session(), agency_id))
    times = {step.position: _time_of(step, language) for step in version.steps}
    hours = rules.longest_way(version.steps_for(_variant(version)))
    return render_template(
        "procedures/procedure.html",
        version=version,
        units=units,
        terms=[(each, term_in_words(each.term, language)) for each in version.terms],
        steps=[(step, times[step.position]) for step in version.steps],
        drawn=draw(version.steps, units, times),
        hours=f"{hours.normalize():f}" if hours is not None else "",
        dry_run=_dry_run(version, agency_id),
    )


@dataclass(frozen=True)
class DryRun:
    """What a case received at that moment would be promised, step by step."""

    received: str
    variant: str
    received_at: datetime | None = None
    due: Due | None = None
    planned: tuple[rules.PlannedStep, ...] = ()
    fault: str = ""


def _dry_run(version: rules.Version, agency_id: int) -> DryRun:
    """The route as it would run from the moment that was asked, or from this Friday at 15:20."""
    calendar = calendar_of(db.session(), agency_id)
    today, variant = clock.today(), _variant(version)
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    written = request.args.get("received", f"15:20 {friday:%d/%m/%Y}")[:40].strip()
    try:
        moment = datetime.strptime(written, "%H:%M %d/%m/%Y").replace(tzinfo=calendar.zone)
        term = version.term_for(version.channels[0], variant)
        due = calendars.due(calendar, term, moment, cut_off=version.cut_off)
        planned = rules.plan(calendar, version.steps_for(variant), moment)
    except ValueError:
        fault = _("Write the moment as 15:20 27/11/2026, in a year that the calendar knows.")
        return DryRun(written, variant, fault=fault)
    return DryRun(written, variant, moment, due, planned)


def _variant(version: rules.Version) -> str:
    """The variant that was asked for, the first one otherwise; empty where there is none."""
    keys = [each.key for each in version.variants]
    asked = request.args.get("variant", "")
    return asked if asked in keys else next(iter(keys), "")


def _time_of(step: rules.Step, language: str) -> str:
    if step.allotted is not None:
        return term_in_words(step.allotted, language)
    if step.kind is rules.StepKind.DUTY:
        return str(_("the clock stands"))
    return "" if step.kind is rules.StepKind.RETURN else str(_("no limit set"))
