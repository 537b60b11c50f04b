"""The way between units: accept, decline, take back, assign."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.queries import WORKERS
from onestop.accounts.rules import Actor, Role
from onestop.cases.models import Case, CaseStep, Handover, StepState
from onestop.cases.operations import journal, telling
from onestop.cases.operations.access import member, present, take, take_offered
from onestop.cases.operations.assignment import give_by_rule, staff_of
from onestop.cases.operations.folder import lay
from onestop.cases.operations.lists import call_off_list
from onestop.cases.operations.passing import end_handover, open_step, reopen_step
from onestop.cases.queries.whereabouts import comes_back
from onestop.cases.rules import permission
from onestop.cases.rules.assignment import least_loaded
from onestop.cases.rules.lifecycle import Act
from onestop.errors import N_, NotPermitted, Refused
from onestop.notices.rules import NoticeEvent


def accept(session: Session, code: str, *, seen: int | None, by: Actor, at: datetime) -> Case:
    """The receiving unit confirms the dossier: the leg is judged and its step begins (H3).

    An official's step goes to somebody at once where the unit has a rule for it (S1).
    """
    case, handover = take_offered(session, code, Act.ACCEPT, seen=seen, by=by)
    end_handover(session, case, handover, "accepted", by=by, at=at)
    giving, receiving = _steps_of(case, handover)
    handover.previous_verdict = giving.verdict
    open_step(session, case, receiving, at=at)
    official = give_by_rule(session, case, receiving, at=at)
    lay(case, receiving.unit_id, by=by, at=at)
    journal.write(
        session,
        case,
        Act.ACCEPT,
        by=by,
        at=at,
        unit=handover.to_unit.name,
        from_unit=handover.from_unit.name,
        step=receiving.name,
        official=official,
        leg_verdict=handover.leg_verdict,
        previous_verdict=handover.previous_verdict,
    )
    return case


def decline(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, reason: str
) -> Case:
    """The receiving unit does not take the dossier, with a reason: the giver has it again (H3)."""
    return _return_to_giver(session, code, Act.DECLINE, seen=seen, by=by, at=at, reason=reason)


def take_back(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, reason: str = ""
) -> Case:
    """The giver takes the dossier back before it is accepted (H3)."""
    return _return_to_giver(session, code, Act.TAKE_BACK, seen=seen, by=by, at=at, reason=reason)


def assign(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, official_id: int
) -> Case:
    """The leader gives the present step to an official, or an official takes it (S1)."""
    case = take(session, code, Act.ASSIGN, seen=seen, by=by)
    if official_id != by.official_id and not permission.leads(by, case.unit_id):
        raise NotPermitted(N_("Only a leader of the unit assigns a case to somebody else."))
    official = member(session, case, official_id, at=at)
    case.assignee_id = official.id
    journal.write(session, case, Act.ASSIGN, by=by, at=at, official=official.full_name)
    telling.officials(session, case, NoticeEvent.ASSIGNED, [official.id], at=at, by=by)
    return case


def assign_by_load(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime
) -> Case:
    """The leader lets the case go to whoever of the unit has the fewest; of equals, in turn (S1).

    Somebody on leave gets none. Raises Refused where the unit has nobody at work.
    """
    case = take(session, code, Act.ASSIGN, seen=seen, by=by)
    step = present(case)
    roles = (Role(step.role),) if step.role in WORKERS else WORKERS
    staff = staff_of(session, case, step, roles, at=at)
    official_id = least_loaded(staff.workers, staff.loads)
    if official_id is None:
        raise Refused(N_("Nobody of the unit is at work today; assign the case by hand."))
    return assign(session, code, seen=seen, by=by, at=at, official_id=official_id)


def _return_to_giver(
    session: Session, code: str, act: Act, *, seen: int | None, by: Actor, at: datetime, reason: str
) -> Case:
    case, handover = take_offered(session, code, act, seen=seen, by=by)
    if act is Act.DECLINE and not reason:
        raise Refused(N_("Say why the dossier is not taken."))
    outcome = "declined" if act is Act.DECLINE else "taken_back"
    end_handover(session, case, handover, outcome, by=by, at=at)
    handover.reason = reason
    if act is Act.TAKE_BACK:
        call_off_list(session, handover, at=at)
    giving, receiving = _steps_of(case, handover)
    _undo(case, giving, receiving)
    reopen_step(case, giving)
    journal.write(
        session,
        case,
        act,
        by=by,
        at=at,
        unit=handover.to_unit.name,
        from_unit=handover.from_unit.name,
        reason=reason,
        reopened=[giving.position, giving.round],
    )
    return case


def _steps_of(case: Case, handover: Handover) -> tuple[CaseStep, CaseStep]:
    by_id = {step.id: step for step in case.steps}
    return by_id[handover.from_step_id], by_id[handover.to_step_id]


def _undo(case: Case, giving: CaseStep, receiving: CaseStep) -> None:
    """What was planned for a case that does not go on its way: a forwarding leaves no visit."""
    back = comes_back(case, receiving)
    if back is not None:
        back.state = receiving.state = StepState.DROPPED
    elif giving.state == StepState.SENT_BACK and not giving.forwarded:
        _drop_round(case, receiving.round, up_to=giving.position)
    else:
        receiving.state = StepState.PLANNED


def _drop_round(case: Case, number: int, *, up_to: int) -> None:
    for step in case.steps:
        if step.round == number and step.position <= up_to:
            step.state = StepState.DROPPED
