"""The pages of the catalogue."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.calendars.wording import term_in_words
from onestop.db import db
from onestop.procedures import queries
from onestop.web.access import requires
from onestop.web.language import chosen

blueprint = Blueprint("procedures", __name__, url_prefix="/procedures")

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
    return render_template(
        "procedures/procedure.html",
        version=version,
        units=accounts.units(db.session(), agency_id),
        terms=[(each, term_in_words(each.term, language)) for each in version.terms],
        steps=[
            (step, term_in_words(step.allotted, language) if step.allotted else "")
            for step in version.steps
        ],
    )
