"""Apology and re-appointment: drafted by the unit, signed by the head, told by the counter (L1)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Apology, Case
from onestop.cases.operations import issuing, journal, telling
from onestop.cases.operations.access import take
from onestop.cases.operations.passing import call_off_apology
from onestop.cases.operations.promising import promise_anew
from onestop.cases.queries.whereabouts import answering_step, waiting_apology
from onestop.cases.rules import apology as rules
from onestop.cases.rules.apology import ApologyGate, ApologyState
from onestop.cases.rules.lifecycle import Act
from onestop.errors import N_, NotFound, Refused
from onestop.notices.rules import NoticeEvent

_LONGEST_REASON = 400


def draft_apology(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    circumstances: str,
    reason: str,
    new_due_on: date,
) -> Case:
    """The unit that has the case drafts the apology; the agency's head is to sign it (L1).

    While another one-stop unit has it, the unit that forwarded it drafts. What was prepared is
    corrected and sent; a new draft takes the place of one that the applicant has not been told
    of. Raises Refused for a day that cannot be promised, and once the day has been re-appointed
    (NĐ61 19.9).
    """
    if not circumstances or not reason:
        raise Refused(N_("Say how far the case has come and why it is late."))
    case = take(session, code, Act.DRAFT_APOLOGY, seen=seen, by=by)
    rules.require_first(_re_appointed(case))
    calendar = calendar_of(session, case.agency_id)
    new_due_at = rules.new_due(calendar, new_due_on, due_at=case.due_at, at=at)
    call_off_apology(case, at=at)
    apology = Apology(
        agency_id=_settling(case),
        state=ApologyState.DRAFTED,
        circumstances=circumstances,
        reason=reason,
        old_due_at=case.due_at,
        new_due_at=new_due_at,
        drafted_at=at,
        drafted_by_id=by.official_id,
    )
    case.apologies.append(apology)
    journal.write(
        session, case, Act.DRAFT_APOLOGY, by=by, at=at, reason=reason, new_due_at=new_due_at
    )
    event, signing = NoticeEvent.APOLOGY_TO_SIGN, apology.agency_id
    telling.heads_of(session, case, event, signing, at=at, by=by)
    return case


def sign_apology(session: Session, code: str, *, seen: int | None, by: Actor, at: datetime) -> Case:
    """The head of the settling agency signs: form 04 is issued and goes to the counter (L1).

    Signed later than a day before the due day it is still issued, and marked as late. Raises
    Refused where the new day can no longer be promised.
    """
    case = take(session, code, Act.SIGN_APOLOGY, seen=seen, by=by)
    apology, calendar = _waiting(case), calendar_of(session, case.agency_id)
    rules.require_promisable(calendar, apology.new_due_at, due_at=case.due_at, at=at)
    apology.state, apology.old_due_at = ApologyState.SIGNED, case.due_at
    apology.signed_at, apology.signed_by_id = at, by.official_id
    apology.late = rules.signed_late(at, case.due_at, zone=calendar.zone)
    session.flush()
    paper = issuing.apology_letter(session, case, apology, by=by, at=at)
    journal.write(
        session,
        case,
        Act.SIGN_APOLOGY,
        by=by,
        at=at,
        new_due_at=apology.new_due_at,
        apology_late=apology.late,
        paper=paper,
    )
    event, due_at = NoticeEvent.APOLOGY_TO_TELL, apology.new_due_at
    telling.counter_of(session, case, event, at=at, by=by, due_at=due_at)
    return case


def send_back_apology(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, reason: str
) -> Case:
    """The head wants the draft otherwise; the unit drafts it anew (L1).

    Raises Refused without a reason.
    """
    if not reason:
        raise Refused(N_("Say what must be otherwise."))
    case = take(session, code, Act.SEND_BACK_APOLOGY, seen=seen, by=by)
    apology = _waiting(case)
    apology.state, apology.ended_at = ApologyState.SENT_BACK, at
    apology.sent_back_reason = reason
    journal.write(session, case, Act.SEND_BACK_APOLOGY, by=by, at=at, reason=reason)
    heard_by = [apology.drafted_by_id] if apology.drafted_by_id else []
    telling.officials(session, case, NoticeEvent.APOLOGY_SENT_BACK, heard_by, at=at, by=by)
    return case


def re_appoint(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, note: str = ""
) -> Case:
    """The counter changes the day, once, and tells the applicant (L1, C10; NĐ61 19.9).

    Raises Refused where the new day can no longer be promised.
    """
    case = take(session, code, Act.RE_APPOINT, seen=seen, by=by)
    rules.require_first(_re_appointed(case))
    apology, calendar = _waiting(case), calendar_of(session, case.agency_id)
    rules.require_promisable(calendar, apology.new_due_at, due_at=case.due_at, at=at)
    _explain(session, case, apology)
    apology.state, apology.applied_at = ApologyState.APPLIED, at
    apology.applied_by_id, apology.ended_at = by.official_id, at
    promise_anew(
        session,
        case,
        Act.RE_APPOINT,
        apology.new_due_at,
        reason=apology.reason,
        by=by,
        at=at,
        told={"reason": apology.reason, "note": note},
    )
    told = {"old_due_at": apology.old_due_at, "due_at": apology.new_due_at}
    telling.applicant(session, case, NoticeEvent.APOLOGY, at=at, **told)
    return case


def set_gate(session: Session, identifier: str, gate: ApologyGate) -> None:
    """Sets an agency's gate before the signature (L2); raises NotFound for an unknown agency."""
    changed = session.execute(
        update(Agency)
        .where(Agency.identifier == identifier)
        .values(apology_gate=str(gate))
        .returning(Agency.id)
    ).first()
    if changed is None:
        raise NotFound(N_("There is no agency %(identifier)s."), identifier=identifier)


def _settling(case: Case) -> int:
    """The agency whose unit answers for the promise, though the case lie elsewhere meanwhile."""
    step = answering_step(case)
    if step is None:
        raise LookupError(f"{case.code} is in no step")
    return step.unit.agency_id


def _re_appointed(case: Case) -> int:
    return sum(each.state == ApologyState.APPLIED for each in case.apologies)


def _waiting(case: Case) -> Apology:
    apology = waiting_apology(case)
    if apology is None:
        raise LookupError(f"{case.code}: no apology waits")
    return apology


def _explain(session: Session, case: Case, apology: Apology) -> None:
    """Keeps in words why the case is due on another day."""
    zone = calendar_of(session, case.agency_id).zone
    old, reason = f"{case.due_at.astimezone(zone):%d/%m/%Y}", apology.reason[:_LONGEST_REASON]
    case.due_reason_vi = f"hẹn lại, ngày hẹn cũ {old}: {reason}"
    case.due_reason_en = f"re-appointed, promised for {old} before: {reason}"
