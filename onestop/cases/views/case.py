"""The page of a case, and its journal."""

from __future__ import annotations

from flask import render_template

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.calendars.queries import calendar_of
from onestop.calendars.telling import told
from onestop.cases.models import StepState
from onestop.cases.queries import one_case, papers, payment, sitting
from onestop.cases.queries.explained import explained
from onestop.cases.queries.whereabouts import present_step
from onestop.cases.rules.paper import ON_WISH
from onestop.cases.story import sentences
from onestop.cases.views.blueprint import blueprint
from onestop.cases.views.telling import teller
from onestop.db import db
from onestop.web.access import requires
from onestop.web.language import chosen


@blueprint.get("/<code>")
@requires(Permission.SEE_UNIT_CASES)
def show(code: str) -> str:
    """Everything about a case, and what this person can do now."""
    actor, now = current_actor(), clock.now()
    case = one_case.case_for(db.session(), actor, code)
    calendar = calendar_of(db.session(), case.agency_id)
    ours = case.agency_id == actor.agency_id
    due = explained(db.session(), case)
    return render_template(
        "cases/case.html",
        case=case,
        acts=one_case.acts_open_to(db.session(), case, actor),
        ours=ours,
        now=now,
        steps=[
            step
            for step in case.steps
            if step.state != StepState.DROPPED and (ours or step.unit_id in actor.unit_ids)
        ],
        handovers=[
            leg
            for leg in one_case.handovers(db.session(), case.id)
            if ours or actor.unit_ids & {leg.from_unit_id, leg.to_unit_id}
        ],
        promised=one_case.due_changes(db.session(), case.id),
        sisters=sitting.together_for(db.session(), actor, case.sitting_id),
        stood_still_by=one_case.stood_still_by(db.session(), case),
        papers=papers.of_case_for(db.session(), actor, case),
        fees=payment.fees_of(db.session(), case) if ours else None,
        money_acts=one_case.money_acts_open_to(db.session(), case, actor) if ours else (),
        result=one_case.result_of(db.session(), case.id),
        handing_out=one_case.handing_out_of(db.session(), case.id),
        step=present_step(case),
        on_wish=ON_WISH,
        time_left=teller(calendar, now),
        missed_by=teller(calendar, case.settled_at) if case.settled_at else None,
        explained=told(due, chosen()) if due else (),
    )


@blueprint.get("/<code>/journal")
@requires(Permission.SEE_UNIT_CASES)
def journal(code: str) -> str:
    """The story of a case, from its reception on."""
    case = one_case.own_case_for(db.session(), current_actor(), code)
    entries = one_case.journal(db.session(), case.id)
    lines = [(entry, sentences(entry)) for entry in entries]
    return render_template("cases/journal.html", case=case, told=lines)
