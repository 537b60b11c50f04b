"""A case is forwarded to the one-stop unit of another agency, and comes back (H2, S3)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from onestop.accounts.models import Unit
from onestop.accounts.rules import Actor, Role, UnitKind
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import WorkingCalendar
from onestop.cases.models import Case, CaseStep, StepState
from onestop.cases.operations import journal
from onestop.cases.operations.access import present, take
from onestop.cases.operations.passing import finish_step, offer, visit_again
from onestop.cases.rules import timing
from onestop.cases.rules.lifecycle import Act
from onestop.errors import N_, Refused
from onestop.procedures.rules import StepKind


def forward(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    unit_id: int,
    content: str,
    due_on: date,
) -> Case:
    """Forwards the case to another agency's one-stop unit, with content and deadline (H2, S3).

    It travels by its own hand-over; that unit accepts or declines it, works, and hands it back to
    the unit that forwarded it, which goes on with its own step in the time that was left. The
    promise does not move: the time spent there stands on a visit of its own. Raises Refused for
    a unit that is no other agency's one-stop unit, a missing content, an unfit deadline, and in
    a step that only waits for a payment.
    """
    case = take(session, code, Act.FORWARD, seen=seen, by=by)
    calendar = calendar_of(session, case.agency_id)
    if not content:
        raise Refused(N_("Say what the other one-stop unit is to do."))
    deadline_at = _deadline(calendar, case, due_on, at=at)
    unit = session.get(Unit, unit_id)
    if unit is None or unit.kind != UnitKind.COUNTER or unit.agency_id == case.agency_id:
        raise Refused(N_("Choose the one-stop unit of another agency."))
    step = present(case)
    if step.kind == StepKind.DUTY:
        raise Refused(N_("This step only waits for the payment; finish it first."))
    finish_step(session, case, step, by=by, at=at, state=StepState.DONE)
    left = timing.left_of(calendar, step.due_at, at)
    visit = _visit(case, step, unit, content=content, deadline_at=deadline_at)
    case.steps.append(visit)
    case.steps.append(visit_again(step, visit.round + 1, allotted=str(left) if left else None))
    session.flush()
    offer(session, case, step, visit, by=by, at=at)
    journal.write(
        session,
        case,
        Act.FORWARD,
        by=by,
        at=at,
        step=step.name,
        from_unit=step.unit.name,
        to_unit=f"{unit.name} – {unit.agency.name}",
        forwarded_until_at=deadline_at,
        note=content,
        verdict=step.verdict,
        visit=journal.visit_of(step),
    )
    return case


def _visit(
    case: Case, step: CaseStep, unit: Unit, *, content: str, deadline_at: datetime
) -> CaseStep:
    """The visit to the other unit, at the place of the step that it interrupts."""
    return CaseStep(
        position=step.position,
        round=1 + max(each.round for each in case.steps),
        name=content,
        kind=StepKind.PROCESS,
        unit_id=unit.id,
        unit=unit,
        role=Role.CLERK,
        ends_settlement=False,
        deadline_at=deadline_at,
        branch="",
        state=StepState.PLANNED,
    )


def _deadline(calendar: WorkingCalendar, case: Case, day: date, *, at: datetime) -> datetime:
    """When the case must be handed back: that day, at the latest when the case itself is due.

    A case that is late already is given any working day to come. Raises Refused.
    """
    deadline_at = timing.deadline_on(calendar, day)
    if deadline_at is None or deadline_at <= at:
        raise Refused(N_("The other unit hands the case back on a working day to come."))
    if case.due_at <= at:
        return deadline_at
    promised = calendar.local(case.due_at)
    if day > promised.date():
        raise Refused(
            N_("The case is due on %(day)s; the other unit must hand it back by then."),
            day=promised.date(),
        )
    return min(deadline_at, case.due_at)
