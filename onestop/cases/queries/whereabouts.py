"""Where a case is on its way: its present step, the next one, and what permission depends on."""

from __future__ import annotations

from onestop.accounts.rules import Role
from onestop.cases.models import Case, CaseStep, Handover, StepState
from onestop.cases.rules.lifecycle import CaseStatus, Holding
from onestop.cases.rules.permission import Whereabouts


def present_step(case: Case) -> CaseStep | None:
    """The step that the case is in, or is offered to."""
    for step in case.steps:
        if (step.position, step.round) == (case.step_position, case.step_round):
            return step
    return None


def step_after(case: Case, step: CaseStep) -> CaseStep | None:
    """The planned step that follows in the route; None at its end."""
    planned = [
        other
        for other in case.steps
        if other.state == StepState.PLANNED and other.position > step.position
    ]
    return min(planned, key=lambda other: (other.position, other.round), default=None)


def whereabouts(case: Case, handover: Handover | None) -> Whereabouts:
    """What permission depends on, as plain values; `handover` is the open one, if any."""
    step = present_step(case)
    following = step_after(case, step) if step else None
    return Whereabouts(
        agency_id=case.agency_id,
        status=CaseStatus(case.status),
        holding=Holding(case.holding),
        unit_id=case.unit_id,
        giver_unit_id=handover.from_unit_id if handover else None,
        assignee_id=case.assignee_id,
        step_role=Role(step.role) if step else None,
        next_unit_id=following.unit_id if following else None,
    )
