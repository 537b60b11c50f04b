"""When the clock stands still: supplements, financial duties, stops; and withdrawal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.calendars import rules as calendars
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Suspension, Term
from onestop.cases.models import Case, DueChange, JournalEntry, Opinion, Result, StepState
from onestop.cases.operations import journal, telling
from onestop.cases.operations.access import take
from onestop.cases.operations.finishing import pass_on
from onestop.cases.operations.passing import hold
from onestop.cases.queries.whereabouts import awaited_by, present_step, step_after, whole_time
from onestop.cases.rules.lifecycle import Act, CaseStatus, Holding
from onestop.errors import N_, Refused
from onestop.notices.rules import NoticeEvent
from onestop.procedures import queries as procedures
from onestop.procedures.rules import StepKind, step_due


def request_supplement(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    requirements: tuple[str, ...],
    reason: str,
) -> Case:
    """Asks the applicant for papers, everything at once and only once (R2, R6; NĐ61 19.4)."""
    if not requirements:
        raise Refused(N_("List every paper that is still needed, all at once."))
    case = take(session, code, Act.REQUEST_SUPPLEMENT, seen=seen, by=by)
    asked = session.scalar(
        select(func.count())
        .select_from(JournalEntry)
        .where(JournalEntry.case_id == case.id, JournalEntry.act == Act.REQUEST_SUPPLEMENT)
    )
    if asked:
        raise Refused(N_("A supplement has already been requested once; the law allows no second."))
    _stand(case, CaseStatus.SUPPLEMENT, at=at)
    journal.write(
        session,
        case,
        Act.REQUEST_SUPPLEMENT,
        by=by,
        at=at,
        requirements=list(requirements),
        reason=reason,
    )
    telling.applicant(session, case, NoticeEvent.SUPPLEMENT_REQUESTED, at=at)
    return case


def receive_supplement(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, note: str = ""
) -> Case:
    """The supplement is complete: the term starts again from zero, or resumes (C7; NĐ61 19.4)."""
    case = take(session, code, Act.RECEIVE_SUPPLEMENT, seen=seen, by=by)
    version = procedures.version(session, case.version_id)
    if version.supplement_policy == "resume":
        due_at = _resumed(session, case, case.due_at, at=at)
    else:
        calendar = calendar_of(session, case.agency_id)
        term = Term.parse(case.term)
        due_at = calendars.due(calendar, term, at, cut_off=version.cut_off).at
        step = present_step(case)
        if step is not None and (allotted := whole_time(case, step)):
            step.due_at = step_due(calendar, Term.parse(allotted), at)
    return _go_on(session, case, Act.RECEIVE_SUPPLEMENT, due_at, by=by, at=at, note=note)


def notify_duty(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, note: str = ""
) -> Case:
    """The notice of the financial duty goes to the applicant; the clock stands still (C8)."""
    case = take(session, code, Act.NOTIFY_DUTY, seen=seen, by=by)
    _stand(case, CaseStatus.FINANCIAL_DUTY, at=at)
    journal.write(session, case, Act.NOTIFY_DUTY, by=by, at=at, note=note)
    telling.applicant(session, case, NoticeEvent.DUTY_NOTIFIED, at=at)
    return case


def receive_duty(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, note: str = ""
) -> Case:
    """The applicant brings the proof of payment back; the clock resumes (C8).

    Where the route itself waits for the payment, the next step follows.
    """
    case = take(session, code, Act.RECEIVE_DUTY, seen=seen, by=by)
    due_at = _resumed(session, case, case.due_at, at=at)
    _go_on(session, case, Act.RECEIVE_DUTY, due_at, by=by, at=at, note=note)
    step = present_step(case)
    following = step_after(case, step) if step and step.kind == StepKind.DUTY else None
    if step and following and not awaited_by(case, following):
        pass_on(session, case, step, following, by=by, at=at, told={})
    return case


def stop(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, reason: str
) -> Case:
    """Handling is stopped for a reason; the clock stands still (national state 8)."""
    if not reason:
        raise Refused(N_("Say why handling is stopped."))
    case = take(session, code, Act.STOP, seen=seen, by=by)
    _stand(case, CaseStatus.STOPPED, at=at)
    journal.write(session, case, Act.STOP, by=by, at=at, reason=reason)
    return case


def resume(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, note: str = ""
) -> Case:
    """Handling goes on where it was stopped; the clock resumes."""
    case = take(session, code, Act.RESUME, seen=seen, by=by)
    due_at = _resumed(session, case, case.due_at, at=at)
    return _go_on(session, case, Act.RESUME, due_at, by=by, at=at, note=note)


def withdraw(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, reason: str
) -> Case:
    """The applicant withdraws: possible while no decision exists (S7; NĐ118 article 21)."""
    if not reason:
        raise Refused(N_("Write down what the applicant asked for."))
    case = take(session, code, Act.WITHDRAW, seen=seen, by=by)
    if session.scalar(select(Result.id).where(Result.case_id == case.id)) is not None:
        raise Refused(N_("There is a decision already; the case can no longer be withdrawn."))
    for step in case.steps:
        if step.state in (StepState.OPEN, StepState.OFFERED, StepState.PLANNED):
            step.state = StepState.DROPPED
    close(case, CaseStatus.WITHDRAWN, at=at)
    journal.write(session, case, Act.WITHDRAW, by=by, at=at, reason=reason)
    return case


def close(case: Case, status: CaseStatus, *, at: datetime) -> None:
    """Nobody has to do anything more with the case."""
    case.status = status
    case.holding = Holding.NOBODY
    case.unit_id = case.assignee_id = case.act_by_at = None
    case.stands_since_at = None
    case.overdue_since_at = None
    case.closed_at = at
    for asked in case.consultations:
        if asked.ended_at is None:
            asked.ended_at, asked.outcome = at, Opinion.CALLED_OFF


def _stand(case: Case, status: CaseStatus, *, at: datetime) -> None:
    case.status = status
    case.stands_since_at = at


def _resumed(session: Session, case: Case, due_at: datetime, *, at: datetime) -> datetime:
    """The due moment moved on by what the clock stood still, and the present step's with it."""
    if case.stands_since_at is None:
        raise LookupError(f"{case.code}: the clock does not stand still")
    calendar = calendar_of(session, case.agency_id)
    stood = Suspension(case.stands_since_at, at)
    for step in case.steps:
        if step.state == StepState.OPEN and step.due_at is not None and step.allotted:
            allotted = Term.parse(step.allotted)
            step.due_at = calendars.moved_on(calendar, allotted, step.due_at, stood)
    return calendars.moved_on(calendar, Term.parse(case.term), due_at, stood)


def _go_on(
    session: Session, case: Case, act: Act, due_at: datetime, *, by: Actor, at: datetime, note: str
) -> Case:
    old_due_at, case.due_at = case.due_at, due_at
    since, case.stands_since_at = case.stands_since_at, None
    case.status = CaseStatus.PROCESSING
    if due_at > at:
        case.overdue_since_at = None
    step, assignee_id = present_step(case), case.assignee_id
    if step is not None:
        hold(case, step)
        case.assignee_id = assignee_id
    entry = journal.write(
        session, case, act, by=by, at=at, note=note, stood_since_at=since, due_at=due_at
    )
    session.add(
        DueChange(
            case_id=case.id,
            number=entry.number,
            kind=str(act),
            changed_at=at,
            old_due_at=old_due_at,
            new_due_at=due_at,
            reason=note,
            official_id=by.official_id,
        )
    )
    session.flush()
    return case
