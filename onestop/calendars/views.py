"""The working calendar: a year at a glance, its versions, and its file for other calendars."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.calendars import queries
from onestop.calendars.exchange import to_ics
from onestop.calendars.labels import SIGNS
from onestop.calendars.years import year_of
from onestop.db import db
from onestop.web.access import requires

blueprint = Blueprint("calendars", __name__, url_prefix="/calendar")


@blueprint.get("/")
@requires(Permission.SEE_CALENDAR)
def this_year() -> Answer:
    """The year that it is."""
    return redirect(url_for("calendars.year", year=clock.today().year))


@blueprint.get("/<int:year>")
@requires(Permission.SEE_CALENDAR)
def year(year: int) -> str:
    """Twelve months with their days off and make-up days, and the weekly hours."""
    actor = current_actor()
    calendar = queries.calendar_of(db.session(), actor.agency_id)
    if not calendar.first_year <= year <= calendar.last_year:
        abort(404)
    shown = year_of(calendar, year, queries.entered_days(db.session(), actor.agency_id))
    return render_template(
        "calendars/year.html",
        shown=shown,
        calendar=calendar,
        signs=SIGNS,
        today=clock.today(),
        may_amend=actor.may(Permission.AMEND_CALENDAR),
    )


@blueprint.get("/<int:year>.ics")
@requires(Permission.SEE_CALENDAR)
def file(year: int) -> Response:
    """The days off and make-up days of a year for other calendars."""
    actor = current_actor()
    calendar = queries.calendar_of(db.session(), actor.agency_id)
    if not calendar.first_year <= year <= calendar.last_year:
        abort(404)
    content = to_ics(calendar, year, name=actor.agency_name, at=clock.now())
    named = {"Content-Disposition": f'attachment; filename="lich-{year}.ics"'}
    return Response(content, mimetype="text/calendar", headers=named)


@blueprint.get("/versions")
@requires(Permission.SEE_CALENDAR)
def versions() -> str:
    """Every amendment, newest first: which days, why, by whom, and what it moved."""
    found = queries.versions(db.session(), current_actor().agency_id)
    return render_template("calendars/versions.html", versions=found)
