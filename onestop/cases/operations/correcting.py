"""A settled case is opened again because the office erred: at the office's cost (T3; NĐ61 21)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.calendars import rules as calendars
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Term
from onestop.cases.models import Case, CaseStep, Result, StepState
from onestop.cases.operations import journal, telling
from onestop.cases.operations.access import take
from onestop.cases.operations.finishing import plan_again
from onestop.cases.operations.passing import finish_step, open_step
from onestop.cases.operations.promising import explain, promise_anew
from onestop.cases.queries.whereabouts import present_step
from onestop.cases.rules.lifecycle import Act
from onestop.errors import N_, Refused
from onestop.notices.rules import NoticeEvent
from onestop.procedures import queries as procedures


def reopen(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, reason: str
) -> Case:
    """The step that settled is visited again, and the whole term runs anew (T3, C10).

    It begins at once: the unit that erred cannot decline its own case. The old result stays in
    the journal and on its papers until a new one takes its place; no fee is asked. Raises Refused
    without a reason.
    """
    if not reason:
        raise Refused(N_("Say what the office did wrong; the case is counted as its own error."))
    case = take(session, code, Act.REOPEN, seen=seen, by=by)
    last = _last_visit(case)
    told = {"reason": reason, "step": "", **_told_of_old(session, case)}
    if last.state == StepState.OPEN:
        finish_step(session, case, last, by=by, at=at, state=StepState.SENT_BACK)
        told["visit"] = journal.visit_of(last)
    settling = max(
        (each for each in case.steps if each.ends_settlement and each.state == StepState.DONE),
        key=lambda each: each.round,
    )
    target = plan_again(session, case, settling.position, last)
    case.closed_at = case.settled_at = case.overdue_since_at = None
    case.post_since_at = None
    open_step(session, case, target, at=at)
    told |= {"step": target.name, "unit": target.unit.name}
    version = procedures.version(session, case.version_id)
    calendar = calendar_of(session, case.agency_id)
    due = calendars.due(calendar, Term.parse(case.term), at, cut_off=version.cut_off)
    explain(case, due)
    promise_anew(session, case, Act.REOPEN, due.at, reason=reason, by=by, at=at, told=told)
    telling.applicant(session, case, NoticeEvent.REOPENED, at=at, due_at=due.at)
    telling.whoever_has(session, case, NoticeEvent.TO_CORRECT, at=at, by=by, due_at=due.at)
    return case


def _last_visit(case: Case) -> CaseStep:
    """The visit in which the result lay at the counter, or was handed out."""
    step = present_step(case)
    if step is None:
        raise LookupError(f"{case.code} never came back to the counter")
    return step


def _told_of_old(session: Session, case: Case) -> dict[str, object]:
    result = session.scalars(select(Result).where(Result.case_id == case.id)).one()
    return {"old_result": f"{result.name}, {result.number}", "old_granted": result.granted}
