"""Guiding or refusing an applicant before any case exists: form 02 or 03, and a note of it (R2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.models import Agency, Official
from onestop.accounts.rules import Actor, Permission
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Guidance
from onestop.cases.operations.issuing import Numbered, contact_of, issue
from onestop.cases.operations.papers import office_of
from onestop.cases.rules import guidance as rules
from onestop.cases.rules.guidance import GuidanceEntry, GuidanceKind
from onestop.cases.rules.paper import PaperKind
from onestop.errors import N_, NotPermitted
from onestop.printing.refusal_slip import RefusalSlip
from onestop.printing.supplement_slip import SupplementSlip
from onestop.procedures import queries as procedures
from onestop.procedures.rules import Version


def guide(session: Session, entry: GuidanceEntry, *, by: Actor, at: datetime) -> Guidance:
    """Issues the paper that says what is missing, or why nothing is received; keeps both (R2).

    Raises NotPermitted, and Refused where not everything is said.
    """
    if not by.may(Permission.REGISTER_CASES):
        raise NotPermitted(N_("Your post does not allow you to register applications."))
    rules.require_said(entry)
    version = procedures.version(session, entry.version_id)
    if version.agency_id != by.agency_id:
        raise NotPermitted(N_("That procedure belongs to another agency."))
    supplement = entry.kind is GuidanceKind.SUPPLEMENT
    kind = PaperKind.SUPPLEMENT_REQUEST if supplement else PaperKind.REFUSAL
    paper = (_supplement if supplement else _refusal)(session, entry, version, by=by, at=at)
    given = Guidance(
        agency_id=by.agency_id,
        procedure_id=version.procedure_id,
        version_id=version.id,
        kind=entry.kind,
        applicant_name=entry.applicant_name,
        identity_number=entry.identity_number,
        phone=entry.phone,
        requirements=list(entry.requirements),
        reason=entry.reason,
        typed=dict(entry.typed),
        paper_kind=kind,
        paper_period=paper.period,
        paper_number=paper.number,
        given_at=at,
        given_by_id=by.official_id,
    )
    session.add(given)
    session.flush()
    return given


def _supplement(
    session: Session, entry: GuidanceEntry, version: Version, *, by: Actor, at: datetime
) -> Numbered:
    agency = session.get_one(Agency, by.agency_id)
    guide = session.get_one(Official, by.official_id)
    issued_at = at.astimezone(calendar_of(session, agency.id).zone)

    def paper(number: str) -> SupplementSlip:
        return SupplementSlip(
            office=office_of(agency, at=issued_at),
            number=number,
            applicant=entry.applicant_name,
            address=entry.address,
            phone=entry.phone,
            email=entry.email,
            content=version.name,
            requirements=entry.requirements,
            reason=entry.reason,
            contact=contact_of(guide, agency),
            issued_at=issued_at,
            clerk=by.full_name,
        )

    kind = PaperKind.SUPPLEMENT_REQUEST
    return issue(session, agency, kind, paper, case_id=None, by=by, at=issued_at)


def _refusal(
    session: Session, entry: GuidanceEntry, version: Version, *, by: Actor, at: datetime
) -> Numbered:
    agency = session.get_one(Agency, by.agency_id)
    issued_at = at.astimezone(calendar_of(session, agency.id).zone)

    def paper(number: str) -> RefusalSlip:
        return RefusalSlip(
            office=office_of(agency, at=issued_at),
            number=number,
            applicant=entry.applicant_name,
            identity_number=entry.identity_number,
            address=entry.address,
            phone=entry.phone,
            email=entry.email,
            content=version.name,
            reason=entry.reason,
            issued_at=issued_at,
            submitter=entry.applicant_name,
            clerk=by.full_name,
        )

    return issue(session, agency, PaperKind.REFUSAL, paper, case_id=None, by=by, at=issued_at)
