"""A leader's outlook: what is late, what soon will be, what is stuck, and what to do now."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request

from onestop import clock
from onestop.accounts.rules import Actor, Permission
from onestop.accounts.session import current_actor
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import WorkingCalendar, add_working_days, end_of_working_day
from onestop.cases.queries import outlook as found
from onestop.cases.queries import stuck
from onestop.cases.queries.leading import answered_for
from onestop.cases.queries.outlook import Choice, Urgent
from onestop.cases.rules import permission
from onestop.cases.rules.lifecycle import Act, possible
from onestop.cases.rules.stuck import TO_DO
from onestop.cases.views.blueprint import blueprint
from onestop.cases.views.telling import teller
from onestop.db import db
from onestop.web.access import requires
from onestop.web.numbers import number_asked
from onestop.web.paging import asked_place, written

WITHIN = (1, 2, 3, 5)
USUALLY = 2
PAGE = 50
DO_NOW = (Act.ACCEPT, Act.ASSIGN, Act.DRAFT_APOLOGY)
"""What a leader can do at once for a case that is late; whoever has it does the rest."""


@blueprint.get("/outlook")
@requires(Permission.ASSIGN_CASES)
def outlook() -> str:
    """The cases that one answers for, by how their promises stand."""
    actor, now = current_actor(), clock.now()
    calendar = calendar_of(db.session(), actor.agency_id)
    scope, within, choice = answered_for(db.session(), actor), _within(), _choice()
    until = within_days(calendar, now, within)
    groups, there_are_more = found.groups(db.session(), scope, at=now, until=until)
    rows, after = found.urgent(
        db.session(), scope, choice, until=until, after=asked_place(), limit=PAGE
    )
    return render_template(
        "cases/outlook.html",
        within=within,
        offered=WITHIN,
        until=until,
        groups=groups,
        there_are_more=there_are_more,
        rows=[(row, _open_to(row, actor)) for row in rows],
        choice=choice,
        following=written(after),
        piles=stuck.piles(db.session(), scope, calendar, at=now, limit=PAGE),
        to_do=TO_DO,
        time_left=teller(calendar, now),
    )


def within_days(calendar: WorkingCalendar, now: datetime, days: int) -> datetime:
    """The close of the working day that many working days from today."""
    today = calendar.local(now).date()
    return end_of_working_day(calendar, add_working_days(calendar, today, days))


def _open_to(row: Urgent, actor: Actor) -> list[Act]:
    """What this person can do now, told from the row itself."""
    return [
        act
        for act in DO_NOW
        if possible(act, row.status, row.holding) and permission.permitted(act, row.where, actor)
    ]


def _within() -> int:
    """How many working days ahead one looks; as usual for anything else."""
    text = request.args.get("within", "")
    return int(text) if text in map(str, WITHIN) else USUALLY


def _choice() -> Choice:
    return Choice(
        unit_id=number_asked("unit"),
        official_id=number_asked("official"),
        unassigned=request.args.get("official") == "nobody",
    )
