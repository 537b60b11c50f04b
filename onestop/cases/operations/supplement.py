"""Supplements: proposed by the unit, asked by the counter, brought, or never brought (C7, R8)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, SupplementRequest
from onestop.cases.operations import issuing, journal, telling
from onestop.cases.operations.access import present, take
from onestop.cases.operations.ending import end
from onestop.cases.operations.passing import call_off_proposal
from onestop.cases.operations.promising import explain
from onestop.cases.operations.waiting import go_on, restarted, resumed, stand
from onestop.cases.queries.supplements import AWAITED, BROUGHT
from onestop.cases.queries.whereabouts import (
    issued_supplements,
    proposed_supplement,
)
from onestop.cases.rules import lifecycle, permission, supplement
from onestop.cases.rules.lifecycle import Act, CaseStatus, Holding
from onestop.cases.rules.supplement import SupplementState
from onestop.errors import N_, Refused
from onestop.notices.rules import NoticeEvent
from onestop.procedures import queries as procedures

PORTION = 50
"""How many cases are closed in one transaction, so that no counter waits long for its locks."""


def propose_supplement(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    requirements: tuple[str, ...],
    reason: str,
    override_reason: str = "",
) -> Case:
    """The unit drafts a request; it waits at the counter while the clock runs (R8; NĐ61 5, 19.4).

    A new draft takes the place of one that waits. Raises Refused for an empty list, and for a
    second request that no leader has allowed.
    """
    case = take(session, code, Act.PROPOSE_SUPPLEMENT, seen=seen, by=by)
    asked = len(issued_supplements(case))
    _require_another(case, by=by, requirements=requirements, ground=override_reason)
    call_off_proposal(case, at=at)
    request = SupplementRequest(
        agency_id=case.agency_id,
        number=asked + 1,
        state=SupplementState.PROPOSED,
        requirements=list(requirements),
        reason=reason,
        proposed_at=at,
        proposed_by_id=by.official_id,
        override_reason=override_reason if asked else "",
        override_by_id=by.official_id if asked else None,
    )
    case.supplements.append(request)
    journal.write(
        session,
        case,
        Act.PROPOSE_SUPPLEMENT,
        by=by,
        at=at,
        requirements=list(requirements),
        reason=reason,
        override=request.override_reason,
    )
    unit = present(case).unit.name
    event = NoticeEvent.SUPPLEMENT_TO_ISSUE
    telling.counter_of(session, case, event, at=at, by=by, unit=unit)
    return case


def request_supplement(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    requirements: tuple[str, ...],
    reason: str,
    override_reason: str = "",
) -> Case:
    """The counter asks the applicant, everything at once: from now on the clock stands still.

    Issues form 02 (R2, R6; NĐ61 11.2c, 19.4): as the unit proposed it, in the counter's wording,
    or of the counter's own in the step of reception. A request later than the procedure allows is
    flagged, not forbidden (C7).
    """
    case = take(session, code, Act.REQUEST_SUPPLEMENT, seen=seen, by=by)
    proposal = proposed_supplement(case)
    ground = proposal.override_reason if proposal else override_reason
    allowed = bool(proposal and proposal.override_by_id)
    _require_another(case, by=by, requirements=requirements, ground=ground, allowed=allowed)
    request = proposal or _of_its_own(case, by=by, ground=ground)
    request.requirements, request.reason = list(requirements), reason
    _issue(session, case, request, by=by, at=at)
    if proposal is None:
        case.supplements.append(request)
    stand(case, CaseStatus.SUPPLEMENT, at=at)
    session.flush()
    paper = issuing.supplement_slip(session, case, request, by=by, at=at)
    journal.write(
        session,
        case,
        Act.REQUEST_SUPPLEMENT,
        by=by,
        at=at,
        requirements=list(requirements),
        reason=reason,
        override=request.override_reason,
        within_limit=request.within_limit,
        close_by_at=request.close_by_at,
        paper=paper,
    )
    telling.applicant(session, case, NoticeEvent.SUPPLEMENT_REQUESTED, at=at)
    return case


def send_back_supplement(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, reason: str
) -> Case:
    """The counter wants a proposal otherwise: the unit proposes it anew, or goes on without (R8).

    Raises Refused without a reason.
    """
    if not reason:
        raise Refused(N_("Say what must be otherwise."))
    case = take(session, code, Act.SEND_BACK_SUPPLEMENT, seen=seen, by=by)
    proposal = proposed_supplement(case)
    if proposal is None or proposal.proposed_by_id is None:
        raise LookupError(f"{case.code}: no proposal waits")
    proposal.state, proposal.ended_at = SupplementState.SENT_BACK, at
    proposal.sent_back_reason = reason
    journal.write(session, case, Act.SEND_BACK_SUPPLEMENT, by=by, at=at, reason=reason)
    event, heard_by = NoticeEvent.SUPPLEMENT_SENT_BACK, [proposal.proposed_by_id]
    telling.officials(session, case, event, heard_by, at=at, by=by)
    return case


def receive_supplement(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, note: str = ""
) -> Case:
    """The supplement is complete: the term starts again from zero, or resumes (C7; NĐ61 19.4)."""
    case = take(session, code, Act.RECEIVE_SUPPLEMENT, seen=seen, by=by)
    version = procedures.version(session, case.version_id)
    if version.supplement_policy == "resume":
        due_at = resumed(session, case, case.due_at, at=at)
    else:
        due = restarted(session, case, at=at)
        due_at = due.at
        explain(case, due)
    request = _awaited(case)
    request.state, request.ended_at = SupplementState.RECEIVED, at
    request.received_by_id = by.official_id
    return go_on(session, case, Act.RECEIVE_SUPPLEMENT, due_at, by=by, at=at, note=note)


def close_expired_supplements(session: Session, *, at: datetime) -> int:
    """Closes a portion of the cases whose supplement was not brought in time; says how many (C7).

    Each leaves its line of the journal and form 05. Where papers lie at the counter that nobody
    has recorded, nothing is closed: the counter is told by another job. A case that changed while
    its lock was awaited is passed over. Doing it twice closes nothing twice.
    """
    waiting = (
        select(Case)
        .join(SupplementRequest, SupplementRequest.case_id == Case.id)
        .where(*AWAITED, SupplementRequest.close_by_at <= at, ~BROUGHT)
        .order_by(SupplementRequest.close_by_at, SupplementRequest.id)
        .limit(PORTION)
        .options(
            joinedload(Case.applicant),
            joinedload(Case.procedure),
            *(selectinload(each) for each in (Case.steps, Case.consultations, Case.supplements)),
            selectinload(Case.apologies),
        )
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    )
    expired = [(case, _expired(case, at=at)) for case in session.scalars(waiting).all()]
    lapsing = [(case, request) for case, request in expired if request is not None]
    for case, request in lapsing:
        _lapse(session, case, request, at=at)
    return len(lapsing)


def _expired(case: Case, *, at: datetime) -> SupplementRequest | None:
    """The request that a case still waits for in vain, now that it is locked."""
    status, holding = CaseStatus(case.status), Holding(case.holding)
    if not lifecycle.possible(Act.LAPSE, status, holding):
        return None
    issued = [each for each in case.supplements if each.state == SupplementState.ISSUED]
    expired = [each for each in issued if each.close_by_at and each.close_by_at <= at]
    return expired[-1] if expired else None


def _lapse(session: Session, case: Case, request: SupplementRequest, *, at: datetime) -> None:
    request.state, request.ended_at = SupplementState.LAPSED, at
    end(case, CaseStatus.STOPPED, at=at)
    papers = "; ".join(request.requirements)
    paper = issuing.stop_notice(
        session,
        case,
        ground="Quá thời hạn bổ sung hồ sơ mà người nộp không bổ sung.",
        reason=f"Giấy tờ đã yêu cầu bổ sung: {papers}",
        by=None,
        at=at,
    )
    journal.write(
        session,
        case,
        Act.LAPSE,
        by=None,
        at=at,
        requirements=request.requirements,
        close_by_at=request.close_by_at,
        paper=paper,
    )
    telling.applicant(session, case, NoticeEvent.SUPPLEMENT_CLOSED, at=at)


def _require_another(
    case: Case, *, by: Actor, requirements: tuple[str, ...], ground: str, allowed: bool = False
) -> None:
    supplement.require_another(
        len(issued_supplements(case)),
        requirements=requirements,
        leads=allowed or permission.leads(by, case.unit_id),
        ground=ground,
    )


def _of_its_own(case: Case, *, by: Actor, ground: str) -> SupplementRequest:
    """A request that the counter makes itself, in the step of reception."""
    asked = len(issued_supplements(case))
    return SupplementRequest(
        agency_id=case.agency_id,
        number=asked + 1,
        override_reason=ground if asked else "",
        override_by_id=by.official_id if asked else None,
    )


def _issue(
    session: Session, case: Case, request: SupplementRequest, *, by: Actor, at: datetime
) -> None:
    version = procedures.version(session, case.version_id)
    calendar = calendar_of(session, case.agency_id)
    until = supplement.ask_by(calendar, version.supplement_ask_within, case.received_at)
    request.state = SupplementState.ISSUED
    request.issued_at, request.issued_by_id, request.ask_by_at = at, by.official_id, until
    request.within_limit = at <= until
    request.counts_late = supplement.counts_late(request.number, within_limit=at <= until)
    request.close_by_at = supplement.close_by(calendar, version.supplement_close_after, at)


def _awaited(case: Case) -> SupplementRequest:
    """The request that the applicant has still to answer."""
    issued = [each for each in case.supplements if each.state == SupplementState.ISSUED]
    if not issued:
        raise LookupError(f"{case.code} waits for a supplement that was never asked for")
    return issued[-1]
