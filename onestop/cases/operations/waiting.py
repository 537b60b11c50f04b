"""When the clock stands still: financial duties and stops, and what the clock does then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.calendars import rules as calendars
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Due, Suspension, Term
from onestop.cases.models import Case, CaseStep, StepState
from onestop.cases.operations import issuing, journal, telling
from onestop.cases.operations.access import take
from onestop.cases.operations.finishing import pass_on
from onestop.cases.operations.passing import call_off_apology, call_off_proposal, hold
from onestop.cases.operations.promising import promise_anew
from onestop.cases.queries.excuse import waits_for_apology
from onestop.cases.queries.whereabouts import awaited_by, present_step, step_after, whole_time
from onestop.cases.rules.lifecycle import Act, CaseStatus
from onestop.errors import N_, Refused
from onestop.notices.rules import NoticeEvent
from onestop.procedures import queries as procedures
from onestop.procedures.rules import StepKind, step_due

_GROUND = "Đề nghị của đơn vị giải quyết ngày {day}."
_GOES_ON = {
    Act.RECEIVE_SUPPLEMENT: NoticeEvent.SUPPLEMENT_RECEIVED,
    Act.RECEIVE_DUTY: NoticeEvent.DUTY_MET,
    Act.RESUME: NoticeEvent.RESUMED,
}
"""What the applicant is told when the clock runs again."""


def notify_duty(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, note: str = ""
) -> Case:
    """The notice of the financial duty goes to the applicant; the clock stands still (C8)."""
    case = take(session, code, Act.NOTIFY_DUTY, seen=seen, by=by)
    stand(case, CaseStatus.FINANCIAL_DUTY, at=at)
    journal.write(session, case, Act.NOTIFY_DUTY, by=by, at=at, note=note)
    telling.applicant(session, case, NoticeEvent.DUTY_NOTIFIED, at=at)
    return case


def receive_duty(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, note: str = ""
) -> Case:
    """The applicant brings the proof of payment back; the clock resumes (C8).

    Where the route itself waits for the payment, the next step follows. A late case that may not
    go to signature without an apology stays in its step until one is signed (L2).
    """
    case = take(session, code, Act.RECEIVE_DUTY, seen=seen, by=by)
    due_at = resumed(session, case, case.due_at, at=at)
    go_on(session, case, Act.RECEIVE_DUTY, due_at, by=by, at=at, note=note)
    step = present_step(case)
    following = step_after(case, step) if step and step.kind == StepKind.DUTY else None
    if not step or not following or awaited_by(case, following):
        return case
    if not waits_for_apology(session, case, following, at=at):
        pass_on(session, case, step, following, by=by, at=at, told={})
    return case


def stop(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, reason: str
) -> Case:
    """Handling is stopped for a reason; the clock stands still (national state 8).

    Form 05 tells the applicant so; the counter hands it out. Raises Refused without a reason.
    """
    if not reason:
        raise Refused(N_("Say why handling is stopped."))
    case = take(session, code, Act.STOP, seen=seen, by=by)
    stand(case, CaseStatus.STOPPED, at=at)
    session.flush()
    paper = issuing.stop_notice(
        session, case, ground=_GROUND, reason=reason, for_a_while=True, by=by, at=at
    )
    journal.write(session, case, Act.STOP, by=by, at=at, reason=reason, paper=paper)
    telling.applicant(session, case, NoticeEvent.SUSPENDED, at=at)
    return case


def resume(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, note: str = ""
) -> Case:
    """Handling goes on where it was stopped; the clock resumes."""
    case = take(session, code, Act.RESUME, seen=seen, by=by)
    due_at = resumed(session, case, case.due_at, at=at)
    return go_on(session, case, Act.RESUME, due_at, by=by, at=at, note=note)


def stand(case: Case, status: CaseStatus, *, at: datetime) -> None:
    """The clock stands still from `at`; papers on their way to the applicant lose their reason."""
    call_off_proposal(case, at=at)
    call_off_apology(case, at=at)
    case.status = status
    case.stands_since_at = at


def resumed(session: Session, case: Case, due_at: datetime, *, at: datetime) -> datetime:
    """The due moment moved on by what the clock stood still, and that of each step under way.

    A coordinating step that began meanwhile lost only what stood still since then (C8, C9).
    """
    calendar, since = calendar_of(session, case.agency_id), _stands_since(case)
    for step in case.steps:
        if step.state == StepState.OPEN and step.due_at is not None:
            term, stood = Term.parse(step.allotted or case.term), _stood(step, since, at=at)
            step.due_at = calendars.moved_on(calendar, term, step.due_at, stood)
    return calendars.moved_on(calendar, Term.parse(case.term), due_at, Suspension(since, at))


def restarted(session: Session, case: Case, *, at: datetime) -> Due:
    """The due moment by the whole term from `at`; each step under way has its time anew (C7).

    That holds of coordinating branches too. The deadline of another one-stop unit was set for it
    alone: it moves on by what the clock stood still.
    """
    calendar, since = calendar_of(session, case.agency_id), _stands_since(case)
    for step in case.steps:
        if step.state != StepState.OPEN:
            continue
        allotted = step.allotted if step.branch else whole_time(case, step)
        if step.forwarded and step.due_at is not None:
            term, stood = Term.parse(case.term), _stood(step, since, at=at)
            step.due_at = calendars.moved_on(calendar, term, step.due_at, stood)
        elif allotted:
            step.due_at = step_due(calendar, Term.parse(allotted), at)
        if step.due_at is not None and step.due_at > at:
            step.overdue_since_at = None
    cut_off = procedures.version(session, case.version_id).cut_off
    return calendars.due(calendar, Term.parse(case.term), at, cut_off=cut_off)


def _stands_since(case: Case) -> datetime:
    if case.stands_since_at is None:
        raise LookupError(f"{case.code}: the clock does not stand still")
    return case.stands_since_at


def _stood(step: CaseStep, since: datetime, *, at: datetime) -> Suspension:
    """What a step under way lost: the whole standstill, or what was left of it when it began."""
    return Suspension(max(since, step.received_at or since), at)


def go_on(
    session: Session, case: Case, act: Act, due_at: datetime, *, by: Actor, at: datetime, note: str
) -> Case:
    """The clock runs again towards a due moment that a typed event sets (C10)."""
    since, case.stands_since_at = case.stands_since_at, None
    case.status = CaseStatus.PROCESSING
    step, assignee_id = present_step(case), case.assignee_id
    if step is not None:
        hold(case, step)
        case.assignee_id = assignee_id
    told = {"note": note, "stood_since_at": since}
    promise_anew(session, case, act, due_at, reason=note, by=by, at=at, told=told)
    telling.applicant(session, case, _GOES_ON[act], at=at, due_at=due_at)
    if act is not Act.RESUME:
        telling.whoever_has(session, case, NoticeEvent.BROUGHT, at=at, by=by, due_at=due_at)
    return case
