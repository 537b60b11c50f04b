"""How a case ends without a result: at the applicant's wish, or because nothing more comes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import Case, Opinion, Result, StepState
from onestop.cases.operations import issuing, journal, telling
from onestop.cases.operations.access import take
from onestop.cases.operations.passing import call_off_apology, call_off_proposal, end_handover
from onestop.cases.queries.one_case import open_handover
from onestop.cases.queries.whereabouts import issued_supplements
from onestop.cases.rules import endings
from onestop.cases.rules.endings import Wish
from onestop.cases.rules.lifecycle import Act, CaseStatus, Holding
from onestop.cases.rules.supplement import SupplementState
from onestop.errors import N_, Refused
from onestop.notices.rules import NoticeEvent

_GROUNDS = {
    Wish.WITHDRAW: "Đề nghị rút hồ sơ của người nộp ngày {day}.",
    Wish.STOP: "Đề nghị dừng giải quyết hồ sơ của người nộp ngày {day}.",
}
_TOLD = {Wish.WITHDRAW: NoticeEvent.WITHDRAWN, Wish.STOP: NoticeEvent.STOPPED}


def withdraw(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    reason: str,
    wish: Wish = Wish.WITHDRAW,
    given_back: str = "",
) -> Case:
    """The case ends at the applicant's wish while no decision exists (S7; NĐ118 article 21).

    That is so while its handling is stopped and on its way between units too: nobody has to wait.
    Issues form 05, which says what is given back. Raises Refused once the decision is signed or
    its result recorded.
    """
    if not reason:
        raise Refused(N_("Write down what the applicant asked for."))
    case = take(session, code, Act.WITHDRAW, seen=seen, by=by)
    result_id = session.scalar(select(Result.id).where(Result.case_id == case.id))
    endings.require_undecided(decided=result_id is not None)
    handover = open_handover(session, case)
    if handover is not None:
        end_handover(session, case, handover, "called_off", by=by, at=at)
    end(case, endings.LEADS_TO[wish], at=at)
    session.flush()
    paper = issuing.stop_notice(
        session,
        case,
        ground=_GROUNDS[wish],
        reason=reason,
        given_back=given_back,
        by=by,
        at=at,
    )
    journal.write(
        session,
        case,
        Act.WITHDRAW,
        by=by,
        at=at,
        wish=str(wish),
        reason=reason,
        given_back=given_back,
        paper=paper,
    )
    telling.applicant(session, case, _TOLD[wish], at=at)
    return case


def end(case: Case, status: CaseStatus, *, at: datetime) -> None:
    """The case ends before its way does: what was still to be done is dropped."""
    for step in case.steps:
        if step.state in (StepState.OPEN, StepState.OFFERED, StepState.PLANNED):
            step.state = StepState.DROPPED
    close(case, status, at=at)


def close(case: Case, status: CaseStatus, *, at: datetime) -> None:
    """Nobody has to do anything more with the case, nor with what it was still waiting for."""
    case.status = status
    case.holding = Holding.NOBODY
    case.unit_id = case.assignee_id = case.act_by_at = None
    case.stands_since_at = None
    case.overdue_since_at = None
    case.post_since_at = case.post_by_at = None
    case.closed_at = at
    for asked in case.consultations:
        if asked.ended_at is None:
            asked.ended_at, asked.outcome = at, Opinion.CALLED_OFF
    for request in issued_supplements(case):
        if request.state == SupplementState.ISSUED:
            request.state, request.ended_at = SupplementState.CALLED_OFF, at
    call_off_proposal(case, at=at)
    call_off_apology(case, at=at)
