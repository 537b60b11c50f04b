"""A draft tried on the last year's cases, side by side with the version in force."""

from __future__ import annotations

from flask import Blueprint, render_template

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.calendars.queries import calendar_of
from onestop.calendars.wording import term_in_words
from onestop.cases.queries import simulation
from onestop.db import db
from onestop.procedures import drafts
from onestop.procedures.operations.publishing import as_if_published
from onestop.procedures.rules import Version, blocking
from onestop.procedures.stored import newest
from onestop.web.access import requires
from onestop.web.language import chosen

blueprint = Blueprint("simulation", __name__, url_prefix="/procedures/drafts")


@blueprint.get("/<int:draft_id>/simulation")
@requires(Permission.EDIT_CATALOGUE)
def show(draft_id: int) -> str:
    """How many cases would have been on time under the draft, and where the time would go."""
    session, actor = db.session(), current_actor()
    draft = drafts.draft(session, actor, draft_id)
    unit_ids = accounts.units_by_key(session, actor.agency_id)
    content, faults = drafts.checked(draft.content, frozenset(unit_ids))
    versions = []
    if content is not None and not blocking(faults):
        there = newest(session, actor.agency_id, draft.code).get(draft.code)
        versions = [
            (name, as_if_published(actor.agency_id, each, unit_ids))
            for name, each in (("in_force", there), ("draft", content))
            if each is not None
        ]
    filed = simulation.past_cases(session, actor.agency_id, draft.code, at=clock.now())
    calendar = calendar_of(session, actor.agency_id)
    return render_template(
        "procedures/simulation.html",
        draft=draft,
        works=bool(versions),
        filed=len(filed),
        kept=sum(each.on_time for each in filed),
        most=simulation.MOST,
        tried=[
            (name, _terms(version), simulation.simulate(calendar, version, filed))
            for name, version in versions
        ],
        units=dict(accounts.units_to_ask(session, actor.agency_id)),
    )


def _terms(version: Version) -> list[str]:
    return [term_in_words(each.term, chosen()) for each in version.terms]
