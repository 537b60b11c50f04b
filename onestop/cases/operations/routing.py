"""The way between units: accept, decline, take back, assign, complete, hand over, send back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Membership, Official
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, CaseStep, Handover, Result, StepState
from onestop.cases.operations import journal
from onestop.cases.operations.access import take
from onestop.cases.operations.passing import finish_step, offer, open_step, reopen_step
from onestop.cases.queries.one_case import open_handover
from onestop.cases.queries.whereabouts import present_step, step_after
from onestop.cases.rules import permission, results, timing
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.results import ResultEntry
from onestop.errors import N_, NotPermitted, Refused


def accept(session: Session, code: str, *, seen: int | None, by: Actor, at: datetime) -> Case:
    """The receiving unit confirms the dossier: the leg is judged and its step begins (H3)."""
    case = take(session, code, Act.ACCEPT, seen=seen, by=by)
    handover = _end_handover(session, case, "accepted", by=by, at=at)
    giving, receiving = _steps_of(case, handover)
    handover.previous_verdict = giving.verdict
    open_step(session, case, receiving, at=at)
    journal.write(
        session,
        case,
        Act.ACCEPT,
        by=by,
        at=at,
        unit=handover.to_unit.name,
        from_unit=handover.from_unit.name,
        step=receiving.name,
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
    official = _member(session, case.unit_id, official_id, at=at)
    case.assignee_id = official.id
    journal.write(session, case, Act.ASSIGN, by=by, at=at, official=official.full_name)
    return case


def complete(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    note: str = "",
    next_official_id: int | None = None,
    result: ResultEntry | None = None,
) -> Case:
    """The present step is done; the case goes to the next one.

    In the same unit the next step begins at once, assigned if somebody was named; in another
    unit the dossier is handed over. The step that ends settlement records the result.
    """
    case = take(session, code, Act.COMPLETE, seen=seen, by=by)
    step, following = _step_and_next(case)
    today = at.astimezone(calendar_of(session, case.agency_id).zone).date()
    results.require_result(result, ends_settlement=step.ends_settlement, today=today)
    if result is not None:
        _record_result(session, case, result, by=by, at=at)
    finish_step(session, case, step, by=by, at=at, state=StepState.DONE)
    told = {
        "step": step.name,
        "note": note,
        "next_step": following.name,
        "verdict": step.verdict,
        "visit": journal.visit_of(step),
        **_told_of_result(result),
    }
    if following.unit_id != step.unit_id:
        if next_official_id is not None:
            raise Refused(N_("The unit that receives the case assigns it itself."))
        offer(session, case, step, following, by=by, at=at)
        told |= {"from_unit": step.unit.name, "to_unit": following.unit.name}
        journal.write(session, case, Act.HAND_OVER, by=by, at=at, **told)
        return case
    open_step(session, case, following, at=at)
    if next_official_id is not None:
        official = _member(session, case.unit_id, next_official_id, at=at)
        case.assignee_id = official.id
        told["official"] = official.full_name
    journal.write(session, case, Act.COMPLETE, by=by, at=at, **told)
    return case


def send_back(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    position: int,
    reason: str,
) -> Case:
    """The case returns to an earlier step, with a reason; the time spent stays counted (S5)."""
    case = take(session, code, Act.SEND_BACK, seen=seen, by=by)
    step = _present(case)
    earlier = {other.position: other for other in case.steps if other.position < step.position}
    if position not in earlier:
        raise Refused(N_("A case is sent back to an earlier step of its route."))
    if not reason:
        raise Refused(N_("Say why the case is sent back."))
    finish_step(session, case, step, by=by, at=at, state=StepState.SENT_BACK)
    again = _visit_again(session, case, position, step)
    target = again[0]
    if target.unit_id == step.unit_id:
        open_step(session, case, target, at=at)
    else:
        offer(session, case, step, target, by=by, at=at)
    journal.write(
        session,
        case,
        Act.SEND_BACK,
        by=by,
        at=at,
        step=step.name,
        to_step=target.name,
        from_unit=step.unit.name,
        to_unit=target.unit.name,
        reason=reason,
        visit=journal.visit_of(step),
    )
    return case


def _return_to_giver(
    session: Session, code: str, act: Act, *, seen: int | None, by: Actor, at: datetime, reason: str
) -> Case:
    case = take(session, code, act, seen=seen, by=by)
    if act is Act.DECLINE and not reason:
        raise Refused(N_("Say why the dossier is not taken."))
    outcome = "declined" if act is Act.DECLINE else "taken_back"
    handover = _end_handover(session, case, outcome, by=by, at=at)
    handover.reason = reason
    giving, receiving = _steps_of(case, handover)
    if giving.state == StepState.SENT_BACK:
        _drop_round(case, receiving.round, up_to=giving.position)
    else:
        receiving.state = StepState.PLANNED
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


def _end_handover(
    session: Session, case: Case, outcome: str, *, by: Actor, at: datetime
) -> Handover:
    handover = open_handover(session, case)
    if handover is None:
        raise LookupError(f"{case.code} is on its way, but no hand-over is open")
    handover.ended_at = at
    handover.ended_by_id = by.official_id
    handover.outcome = outcome
    zone = calendar_of(session, case.agency_id).zone
    handover.leg_verdict = timing.verdict(at, handover.due_at, zone=zone)
    return handover


def _steps_of(case: Case, handover: Handover) -> tuple[CaseStep, CaseStep]:
    by_id = {step.id: step for step in case.steps}
    return by_id[handover.from_step_id], by_id[handover.to_step_id]


def _present(case: Case) -> CaseStep:
    step = present_step(case)
    if step is None:
        raise LookupError(f"{case.code} is in no step")
    return step


def _step_and_next(case: Case) -> tuple[CaseStep, CaseStep]:
    step = _present(case)
    following = step_after(case, step)
    if following is None:
        raise LookupError(f"{case.code}: no step follows {step.name}")
    return step, following


def _visit_again(session: Session, case: Case, position: int, step: CaseStep) -> list[CaseStep]:
    """New visits to the steps from `position` to the present one, in their order."""
    last_visits = {
        each.position: each for each in case.steps if position <= each.position <= step.position
    }
    number = 1 + max(each.round for each in case.steps)
    again = [
        CaseStep(
            position=each.position,
            round=number,
            name=each.name,
            kind=each.kind,
            unit_id=each.unit_id,
            unit=each.unit,
            role=each.role,
            allotted=each.allotted,
            ends_settlement=each.ends_settlement,
            state=StepState.PLANNED,
        )
        for _, each in sorted(last_visits.items())
    ]
    case.steps.extend(again)
    session.flush()
    return again


def _drop_round(case: Case, number: int, *, up_to: int) -> None:
    for step in case.steps:
        if step.round == number and step.position <= up_to:
            step.state = StepState.DROPPED


def _member(session: Session, unit_id: int | None, official_id: int, *, at: datetime) -> Official:
    official = session.scalar(
        select(Official)
        .join(Membership)
        .where(
            Official.id == official_id,
            Official.active,
            Membership.unit_id == unit_id,
            Membership.from_on <= at.date(),
            or_(Membership.to_on.is_(None), Membership.to_on >= at.date()),
        )
        .limit(1)
    )
    if official is None:
        raise Refused(N_("That official does not work in this unit."))
    return official


def _record_result(
    session: Session, case: Case, entry: ResultEntry, *, by: Actor, at: datetime
) -> None:
    """Records the result; one that was recorded before a send-back gives way to the new one."""
    found = session.scalar(select(Result).where(Result.case_id == case.id))
    result = found or Result(case_id=case.id)
    result.granted, result.name, result.number = entry.granted, entry.name, entry.number
    result.signed_on, result.signer, result.reason = entry.signed_on, entry.signer, entry.reason
    result.recorded_at, result.recorded_by_id = at, by.official_id
    session.add(result)


def _told_of_result(result: ResultEntry | None) -> dict[str, object]:
    if result is None:
        return {}
    return {
        "granted": result.granted,
        "result": result.name,
        "number": result.number,
        "signed_on": result.signed_on.isoformat(),
        "signer": result.signer,
        "reason": result.reason,
    }
