"""Finding a procedure, its page, and the versions it had, has and will have."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.calendars.wording import term_in_words
from onestop.db import db, transaction
from onestop.procedures import drafts, queries, rules
from onestop.procedures.drawing import draw
from onestop.procedures.operations import publishing
from onestop.procedures.views.blueprint import blueprint
from onestop.procedures.views.trying import dry_run, time_of
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.language import chosen
from onestop.web.numbers import number_asked

MOST = 200


@blueprint.get("/")
@requires(Permission.SEE_CATALOGUE)
def catalogue() -> str:
    """The procedures in force, found by name or code; the others too if they are asked for."""
    text, others = request.args.get("q", "")[:200], "others" in request.args
    session, agency_id = db.session(), current_actor().agency_id
    if others:
        found = queries.not_in_force(session, agency_id, text, day=clock.today(), limit=MOST)
    else:
        found = queries.search(session, agency_id, text, day=clock.today(), limit=MOST)
    return render_template(
        "procedures/catalogue.html", text=text, found=found, most=MOST, others=others
    )


@blueprint.get("/<code>")
@requires(Permission.SEE_CATALOGUE)
def show(code: str) -> str:
    """A procedure with its papers, times, fees and route: in force today, or by its number."""
    session, agency_id, language = db.session(), current_actor().agency_id, chosen()
    number = number_asked("version")
    if number is not None:
        version = queries.numbered(session, agency_id, code, number)
    else:
        version = queries.in_force(session, agency_id, code, day=clock.today())
    units = dict(accounts.units_to_ask(session, agency_id))
    times = {step.position: time_of(step, language) for step in version.steps}
    tried = dry_run(version, agency_id)
    hours = rules.longest_way(version.steps_for(tried.variant))
    return render_template(
        "procedures/procedure.html",
        version=version,
        number=number,
        units=units,
        terms=[(each, term_in_words(each.term, language)) for each in version.terms],
        steps=[(step, times[step.position]) for step in version.steps],
        drawn=draw(version.steps, units, times),
        hours=f"{hours.normalize():f}" if hours is not None else "",
        dry_run=tried,
    )


@blueprint.get("/<code>/versions")
@requires(Permission.SEE_CATALOGUE)
def versions(code: str) -> str:
    """Every published version of a procedure, the newest first."""
    return _versions(code, "", "")


@blueprint.post("/<code>/versions")
@requires(Permission.EDIT_CATALOGUE)
def retire(code: str) -> str | Response | tuple[str, int]:
    """Offers the procedure up to a day and no longer; its cases go on as they were filed."""
    written = request.form.get("last_on", "")[:20].strip()
    if resume.is_resumed():
        return _versions(code, written, "")
    last_on, today = _day(written), clock.today()
    if last_on is None or last_on < today:
        refusal = _("Write the last day as 31/12/2026, today or later.")
        return _versions(code, written, refusal), HTTPStatus.UNPROCESSABLE_ENTITY
    with transaction() as writing:
        publishing.retire(writing, current_actor().agency_id, code, last_on=last_on)
    flash(_("The procedure is offered up to %(day)s.", day=f"{last_on:%d/%m/%Y}"))
    return redirect(url_for("procedures.versions", code=code), HTTPStatus.SEE_OTHER)


def _versions(code: str, last_on: str, refusal: str) -> str:
    session, agency_id, today = db.session(), current_actor().agency_id, clock.today()
    found = queries.versions_of(session, agency_id, code)
    return render_template(
        "procedures/versions.html",
        code=code,
        versions=[(each, rules.status_on(each.valid_to_on, day=today)) for each in found],
        draft=drafts.draft_of(session, agency_id, code),
        last_on=last_on,
        refusal=refusal,
        today=today,
    )


def _day(written: str) -> date | None:
    try:
        return datetime.strptime(written, "%d/%m/%Y").date()  # noqa: DTZ007 (a day)
    except ValueError:
        return None
