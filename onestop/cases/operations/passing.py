"""How a case passes from step to step: opened, finished, offered to the next unit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor, Role
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Term
from onestop.cases.models import Case, CaseStep, Handover, StepState
from onestop.cases.operations import telling
from onestop.cases.operations.papers import void
from onestop.cases.queries.whereabouts import (
    leg_begins_at,
    prepared_apology,
    proposed_supplement,
    waiting_apology,
)
from onestop.cases.rules import timing
from onestop.cases.rules.apology import ApologyState
from onestop.cases.rules.lifecycle import CaseStatus, Holding
from onestop.cases.rules.supplement import SupplementState
from onestop.notices.rules import NoticeEvent
from onestop.procedures.rules import StepKind, step_due


def open_step(session: Session, case: Case, step: CaseStep, *, at: datetime) -> None:
    """The unit of the step has the case from `at`; at the return step the case is settled (L3)."""
    begin(session, case, step, at=at)
    hold(case, step)
    if step.kind == StepKind.RETURN:
        case.status = CaseStatus.SETTLED
        case.settled_at = at
        case.overdue_since_at = None
        call_off_apology(case, at=at)
        telling.result_ready(session, case, at=at)
    elif step.kind == StepKind.DUTY:
        case.status = CaseStatus.FINANCIAL_DUTY
        case.stands_since_at = at
        call_off_apology(case, at=at)
        telling.applicant(session, case, NoticeEvent.DUTY_NOTIFIED, at=at)
    else:
        case.status = CaseStatus.PROCESSING
    begin_branches(session, case, step, at=at)


def begin_branches(session: Session, case: Case, step: CaseStep, *, at: datetime) -> None:
    """The coordinating branches that lie beside a step begin with it."""
    begun: set[str] = set()
    for each in case.steps:
        if each.branch and each.beside == step.position and each.branch not in begun:
            begun.add(each.branch)
            if each.state == StepState.PLANNED:
                begin(session, case, each, at=at)


def begin(session: Session, case: Case, step: CaseStep, *, at: datetime) -> None:
    """A step is under way from `at`, and due by its own time, or by the deadline it came with."""
    step.state = StepState.OPEN
    step.received_at = at
    allotted = Term.parse(step.allotted) if step.allotted else None
    step.due_at = step.deadline_at or step_due(calendar_of(session, case.agency_id), allotted, at)


def visit_again(step: CaseStep, number: int, *, allotted: str | None) -> CaseStep:
    """A new visit to a step of the route, planned in that round with that time."""
    return CaseStep(
        position=step.position,
        round=number,
        name=step.name,
        kind=step.kind,
        unit_id=step.unit_id,
        unit=step.unit,
        role=step.role,
        allotted=allotted,
        ends_settlement=step.ends_settlement,
        finding=step.finding,
        branch="",
        state=StepState.PLANNED,
    )


def drop(case: Case, step: CaseStep) -> None:
    """The step is not taken, nor are the branches beside it."""
    step.state = StepState.DROPPED
    for each in case.steps:
        if each.branch and each.beside == step.position and each.state == StepState.PLANNED:
            each.state = StepState.DROPPED


def hold(case: Case, step: CaseStep) -> None:
    """The case lies with the unit of that step, assigned to nobody yet."""
    case.holding = Holding.HELD
    case.unit_id = step.unit_id
    case.step_position, case.step_round = step.position, step.round
    case.assignee_id = None
    case.act_by_at = step.due_at or case.due_at


def finish_step(
    session: Session, case: Case, step: CaseStep, *, by: Actor, at: datetime, state: StepState
) -> None:
    """The step ends at `at`, early, on time or late against its own due moment."""
    zone = calendar_of(session, case.agency_id).zone
    call_off_proposal(case, at=at)
    step.state = state
    step.done_at = at
    step.done_by_id = by.official_id
    step.verdict = timing.verdict(at, step.due_at, zone=zone)


def call_off_proposal(case: Case, *, at: datetime) -> None:
    """A supplement that no counter has asked for yet is not needed any more."""
    proposal = proposed_supplement(case)
    if proposal is not None:
        proposal.state, proposal.ended_at = SupplementState.CALLED_OFF, at


def call_off_apology(case: Case, *, at: datetime) -> None:
    """An apology that the applicant has not been told of has lost its reason.

    One that was prepared and never sent goes without a trace: nobody has said it. What the head
    has signed is void (NĐ61 19.9).
    """
    prepared = prepared_apology(case)
    if prepared is not None:
        case.apologies.remove(prepared)
    apology = waiting_apology(case)
    if apology is not None:
        apology.state, apology.ended_at = ApologyState.CALLED_OFF, at
        if apology.paper is not None:
            void(apology.paper, at=at)


def reopen_step(case: Case, step: CaseStep) -> None:
    """The step goes on as if it had not been left: its clock never stopped."""
    step.state = StepState.OPEN
    step.done_at = step.done_by_id = step.verdict = None
    hold(case, step)


def offer(
    session: Session, case: Case, giving: CaseStep, to: CaseStep, *, by: Actor, at: datetime
) -> Handover:
    """The case goes on its way to another unit, to be there by rule H1."""
    calendar = calendar_of(session, case.agency_id)
    begins_at = leg_begins_at(giving, case.received_at, case.supplements, given_at=at)
    handover = Handover(
        case_id=case.id,
        from_step_id=giving.id,
        to_step_id=to.id,
        from_unit_id=giving.unit_id,
        to_unit_id=to.unit_id,
        given_at=at,
        given_by_id=by.official_id,
        due_at=timing.hand_over_by(calendar, begins_at),
    )
    session.add(handover)
    to.state = StepState.OFFERED
    case.holding = Holding.OFFERED
    case.unit_id = to.unit_id
    case.step_position, case.step_round = to.position, to.round
    case.assignee_id = None
    case.act_by_at = handover.due_at
    telling.people_of(
        session, case, NoticeEvent.HANDED_OVER, to.unit, [Role(to.role)], at=at, by=by
    )
    return handover


def end_handover(
    session: Session, case: Case, handover: Handover, outcome: str, *, by: Actor, at: datetime
) -> None:
    """The dossier is on its way no more; the leg is judged as it went (H1, H3)."""
    handover.ended_at, handover.ended_by_id = at, by.official_id
    handover.outcome = outcome
    zone = calendar_of(session, case.agency_id).zone
    handover.leg_verdict = timing.verdict(at, handover.due_at, zone=zone)
