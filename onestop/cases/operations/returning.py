"""The result goes to the applicant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import Case, HandingOut, StepState
from onestop.cases.operations import journal, papers, telling
from onestop.cases.operations.access import take
from onestop.cases.operations.ending import close
from onestop.cases.operations.passing import finish_step
from onestop.cases.queries.whereabouts import present_step
from onestop.cases.rules import results
from onestop.cases.rules.lifecycle import Act, CaseStatus
from onestop.cases.rules.results import HandingOutEntry
from onestop.notices.rules import NoticeEvent
from onestop.procedures import queries as procedures


def hand_out(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    entry: HandingOutEntry,
) -> Case:
    """The applicant, or somebody authorised, gets the result; the case is closed (T1)."""
    case = take(session, code, Act.HAND_OUT, seen=seen, by=by)
    version = procedures.version(session, case.version_id)
    results.require_receiver(
        entry,
        applicant=case.applicant.name,
        submitter=case.submitter_name,
        presence_required=version.presence_required,
    )
    visit = _give(session, case, entry, given_by=by, given_at=at, at=at)
    method = str(entry.method)
    journal.write(session, case, Act.HAND_OUT, by=by, at=at, method=method, visit=visit)
    return case


def deliver(
    session: Session,
    code: str,
    *,
    by: Actor | None,
    at: datetime,
    delivered_at: datetime,
    given_by: Actor,
    entry: HandingOutEntry,
) -> Case:
    """The post has given the result to its receiver; the case is closed (T1, P2).

    `given_by` handed it to the postman; `by` is None where the carrier told it by itself.
    """
    case = take(session, code, Act.DELIVER, seen=None, by=by)
    visit = _give(session, case, entry, given_by=given_by, given_at=delivered_at, at=at)
    told = {"item_code": case.item_code, "method": str(entry.method), "visit": visit}
    journal.write_of_past(
        session, case, Act.DELIVER, by=by, at=at, happened_at=delivered_at, details=told
    )
    telling.applicant(session, case, NoticeEvent.DELIVERED, at=at, item_code=case.item_code)
    return case


def _give(
    session: Session,
    case: Case,
    entry: HandingOutEntry,
    *,
    given_by: Actor,
    given_at: datetime,
    at: datetime,
) -> dict[str, Any] | None:
    """Notes the receiver, issues the slip and closes the case; the last visit, as it is told."""
    handing_out = _noted(session, case, entry, by=given_by, at=given_at)
    step = present_step(case)
    if step is not None:
        finish_step(session, case, step, by=given_by, at=at, state=StepState.DONE)
    close(case, CaseStatus.HANDED_OUT, at=at)
    papers.issue_result_slip(session, case, handing_out, by=given_by, at=given_at)
    return journal.visit_of(step) if step else None


def _noted(
    session: Session, case: Case, entry: HandingOutEntry, *, by: Actor, at: datetime
) -> HandingOut:
    """Who got it; after a correction the newest receiver, the one before stays on the slip."""
    found = session.scalar(select(HandingOut).where(HandingOut.case_id == case.id))
    handing_out = found or HandingOut(case_id=case.id)
    handing_out.method = entry.method
    handing_out.receiver_name = entry.receiver_name
    handing_out.receiver_identity = entry.receiver_identity
    handing_out.authorisation = entry.authorisation
    handing_out.originals_returned = entry.originals_returned
    handing_out.handed_at, handing_out.handed_by_id = at, by.official_id
    session.add(handing_out)
    return handing_out
