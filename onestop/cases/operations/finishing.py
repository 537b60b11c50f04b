"""A step ends: the case goes on to the next one, or back to an earlier one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, CaseStep, Result, StepState
from onestop.cases.operations import issuing, journal, telling
from onestop.cases.operations.access import member, present, take
from onestop.cases.operations.assignment import give_by_rule
from onestop.cases.operations.passing import drop, finish_step, offer, open_step, visit_again
from onestop.cases.queries.excuse import lacks_excuse
from onestop.cases.queries.whereabouts import (
    awaited_by,
    comes_back,
    findings_after,
    is_taken,
    step_after,
    targets,
    whole_time,
)
from onestop.cases.rules import results
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.results import ResultEntry
from onestop.errors import N_, Refused
from onestop.notices.rules import NoticeEvent
from onestop.procedures.rules import StepKind


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
    findings: tuple[str, ...] = (),
) -> Case:
    """The present step is done; the case goes to the next one.

    In the same unit the next step begins at once, assigned to whoever was named, else by the
    unit's rule; in another unit the dossier is handed over. The step that ends settlement records
    the result. Steps that wait for a finding are taken if it is among `findings`, and dropped
    otherwise. A step that coordinating branches join does not begin before they are done (S2).
    """
    case = take(session, code, Act.COMPLETE, seen=seen, by=by)
    step = present(case)
    following = _next(case, step, findings)
    today = at.astimezone(calendar_of(session, case.agency_id).zone).date()
    results.require_result(result, ends_settlement=step.ends_settlement, today=today)
    if result is not None:
        _record_result(session, case, result, by=by, at=at)
    told = {"note": note, "findings": "; ".join(findings), **_told_of_result(result)}
    if result is not None and not result.granted:
        told["refused_late"] = at > case.due_at
        told["paper"] = issuing.refusal_slip(session, case, result, by=by, at=at)
    pass_on(session, case, step, following, by=by, at=at, told=told, to_official=next_official_id)
    return case


def pass_on(
    session: Session,
    case: Case,
    step: CaseStep,
    following: CaseStep,
    *,
    by: Actor,
    at: datetime,
    told: dict[str, object],
    to_official: int | None = None,
) -> None:
    """A step ends and the next one follows: at once in the same unit, else by a hand-over.

    Every way to the signature leads through here: raises Refused where the agency's gate is shut
    to a late case without an apology (L2).
    """
    if lacks_excuse(session, case, following, at=at):
        told["unexcused"] = True
    finish_step(session, case, step, by=by, at=at, state=StepState.DONE)
    told |= {
        "step": step.name,
        "next_step": following.name,
        "verdict": step.verdict,
        "visit": journal.visit_of(step),
    }
    if following.unit_id != step.unit_id:
        if to_official is not None:
            raise Refused(N_("The unit that receives the case assigns it itself."))
        offer(session, case, step, following, by=by, at=at)
        told |= {"from_unit": step.unit.name, "to_unit": following.unit.name}
        journal.write(session, case, Act.HAND_OVER, by=by, at=at, **told)
        return
    open_step(session, case, following, at=at)
    if to_official is not None:
        official = member(session, case, to_official, at=at)
        case.assignee_id = official.id
        told["official"] = official.full_name
    else:
        told["official"] = give_by_rule(session, case, following, at=at)
    journal.write(session, case, Act.COMPLETE, by=by, at=at, **told)
    if to_official is not None:
        telling.officials(session, case, NoticeEvent.ASSIGNED, [to_official], at=at, by=by)


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
    """The case returns to an earlier step, with a reason; the time spent stays counted (S5).

    In the same unit, if it gives by a rule, whoever did that step before has it again. A case
    that was forwarded goes back to the unit that forwarded it, and nowhere else.
    """
    case = take(session, code, Act.SEND_BACK, seen=seen, by=by)
    step = present(case)
    earlier = {other.position for other in targets(case, step)}
    if position not in earlier:
        raise Refused(N_("A case is sent back to an earlier step of its route."))
    if not reason:
        raise Refused(N_("Say why the case is sent back."))
    finish_step(session, case, step, by=by, at=at, state=StepState.SENT_BACK)
    target = comes_back(case, step) or plan_again(session, case, position, step)
    official = ""
    if target.unit_id == step.unit_id:
        open_step(session, case, target, at=at)
        official = give_by_rule(session, case, target, at=at)
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
        official=official,
        reason=reason,
        visit=journal.visit_of(step),
    )
    return case


def _next(case: Case, step: CaseStep, findings: tuple[str, ...]) -> CaseStep:
    """The step to follow, once what was found is known; refused while a branch is awaited."""
    asked = findings_after(case, step)
    if not set(findings) <= set(asked):
        raise Refused(N_("That finding is not asked for in this step."))
    following = step_after(case, step)
    while following is not None and not is_taken(step, following, findings):
        drop(case, following)
        following = step_after(case, step)
    if following is None:
        raise LookupError(f"{case.code}: no step follows {step.name}")
    for awaited in awaited_by(case, following):
        raise Refused(
            N_("Wait for %(unit)s: “%(step)s” is not done yet, and “%(next)s” needs it."),
            unit=awaited.unit.name,
            step=awaited.name,
            next=following.name,
        )
    return following


def plan_again(session: Session, case: Case, position: int, step: CaseStep) -> CaseStep:
    """Plans new visits to the steps from `position` to the present one; the first of them.

    Each has the time of its route again, even if the last visit only had what was left of it.
    """
    paid = (StepKind.DUTY, StepState.DONE)
    visits = [
        each
        for each in sorted(case.steps, key=lambda each: each.round)
        if position <= each.position <= step.position
        and not each.branch
        and not each.forwarded
        and (each.kind, each.state) != paid
    ]
    last_visits = {each.position: each for each in visits}
    number = 1 + max(each.round for each in case.steps)
    again = [
        visit_again(each, number, allotted=whole_time(case, each))
        for _, each in sorted(last_visits.items())
    ]
    case.steps.extend(again)
    session.flush()
    return again[0]


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
