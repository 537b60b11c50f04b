"""What other units contribute while the lead keeps the case (rule S2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor, Role
from onestop.cases.models import Case, StepState
from onestop.cases.operations import journal
from onestop.cases.operations.access import take
from onestop.cases.operations.passing import begin, finish_step
from onestop.cases.queries.whereabouts import open_branches
from onestop.cases.rules import permission
from onestop.cases.rules.lifecycle import Act
from onestop.errors import N_, Refused


def contribute(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    note: str = "",
    position: int | None = None,
) -> Case:
    """A coordinating unit has done its step: its branch goes on, or is done (S2).

    `position` says which, where the person has several under way.
    """
    case = take(session, code, Act.CONTRIBUTE, seen=seen, by=by)
    mine = [
        each
        for each in open_branches(case)
        if permission.coordinates(by, each.unit_id, Role(each.role))
        and position in (None, each.position)
    ]
    if not mine:
        raise Refused(N_("That step is not under way in your unit."))
    step = mine[0]
    finish_step(session, case, step, by=by, at=at, state=StepState.DONE)
    following = min(
        (
            each
            for each in case.steps
            if each.branch == step.branch and each.state == StepState.PLANNED
        ),
        key=lambda each: each.position,
        default=None,
    )
    if following is not None:
        begin(session, case, following, at=at)
    journal.write(
        session,
        case,
        Act.CONTRIBUTE,
        by=by,
        at=at,
        step=step.name,
        unit=step.unit.name,
        note=note,
        verdict=step.verdict,
        visit=journal.visit_of(step),
    )
    return case
