"""Forms 02 to 05: each act towards the applicant leaves its paper, numbered and as issued (R2).

Each gives the number of its paper, which the journal tells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from onestop.accounts.models import Agency, Official
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Apology, Case, SupplementRequest
from onestop.cases.operations.numbers import next_numbers
from onestop.cases.operations.papers import look_up_link, office_of, store
from onestop.cases.queries.papers import numbered
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.paper_settings import apology_signer, notice_signer
from onestop.cases.rules.results import ResultEntry
from onestop.printing.apology_letter import ApologyLetter
from onestop.printing.furniture import Office, Paper
from onestop.printing.refusal_slip import RefusalSlip
from onestop.printing.stop_notice import StopNotice
from onestop.printing.supplement_slip import SupplementSlip

_NUMBERS = {
    PaperKind.SUPPLEMENT_REQUEST: "{number}/PBS-{suffix}",
    PaperKind.REFUSAL: "{number}/PTC-{suffix}",
    PaperKind.APOLOGY: "{number}/PXL",
    PaperKind.STOP_NOTICE: "{number}/TBD-{suffix}",
    PaperKind.FEE_RECEIPT: "{number}/BLTP-{suffix}",
    PaperKind.CONTROL_SHEET: "{number}/PKS-{suffix}",
    PaperKind.POST_RECORD: "{number}/BBGN-{suffix}",
    PaperKind.FOLDER_LABEL: "",
    PaperKind.RATING_SLIP: "",
    PaperKind.CONSIGNMENT_SLIP: "{number}/PGHS-{suffix}",
    PaperKind.ADDRESS_LABEL: "",
}


class Numbered(NamedTuple):
    """The place of a paper in its series, and its number as it is written."""

    period: str
    number: int
    written: str


def supplement_slip(
    session: Session, case: Case, request: SupplementRequest, *, by: Actor, at: datetime
) -> str:
    """Form 02: what is still needed, and who guides: the official who proposed it (R2)."""
    agency = session.get_one(Agency, case.agency_id)
    zone = calendar_of(session, agency.id).zone
    local = at.astimezone(zone)
    guide = session.get_one(Official, request.proposed_by_id or by.official_id)
    closes = request.close_by_at.astimezone(zone) if request.close_by_at else None

    def paper(number: str) -> SupplementSlip:
        return SupplementSlip(
            office=office_of(agency, at=local),
            number=number,
            code=case.code,
            look_up_link=look_up_link(agency, case.code, case.secret),
            look_up_secret=case.secret,
            applicant=case.applicant.name,
            address=case.applicant.address,
            phone=case.applicant.phone,
            email=case.applicant.email,
            content=case.content,
            requirements=tuple(request.requirements),
            reason=request.reason,
            contact=contact_of(guide, agency),
            issued_at=local,
            clerk=by.full_name,
            bring_by_at=closes,
        )

    kind = PaperKind.SUPPLEMENT_REQUEST
    return issue(session, agency, kind, paper, case_id=case.id, by=by, at=local).written


def contact_of(guide: Official, agency: Agency) -> str:
    """Who guides the applicant, with a telephone of their own or the agency's, if any (R2)."""
    phone = guide.phone or agency.phone
    return f"{guide.full_name}, điện thoại {phone}" if phone else guide.full_name


def refusal_slip(
    session: Session, case: Case, result: ResultEntry, *, by: Actor, at: datetime
) -> str:
    """Form 03 for a refusal after appraisal: it is a result, and is returned like one (S6)."""
    agency = session.get_one(Agency, case.agency_id)
    zone = calendar_of(session, agency.id).zone
    local = at.astimezone(zone)

    def paper(number: str) -> RefusalSlip:
        return RefusalSlip(
            office=office_of(agency, at=local),
            number=number,
            code=case.code,
            look_up_link=look_up_link(agency, case.code, case.secret),
            look_up_secret=case.secret,
            applicant=case.applicant.name,
            identity_number=case.applicant.identity_number,
            address=case.applicant.address,
            phone=case.applicant.phone,
            email=case.applicant.email,
            content=case.content,
            reason=result.reason,
            issued_at=local,
            submitter=case.submitter_name or case.applicant.name,
            clerk=case.received_by.full_name if case.received_by else "",
        )

    return issue(
        session, agency, PaperKind.REFUSAL, paper, case_id=case.id, by=by, at=local
    ).written


def apology_letter(
    session: Session, case: Case, apology: Apology, *, by: Actor, at: datetime
) -> str:
    """Form 04: the state of the case, the reason and the new day, signed by the head (L1).

    The agency may have set as what.
    """
    settling = session.get_one(Agency, apology.agency_id)
    receiving = session.get_one(Agency, case.agency_id)
    zone = calendar_of(session, receiving.id).zone
    local = at.astimezone(zone)
    signs = apology_signer(settling.paper_signers, title=by.title, name=by.full_name)

    def paper(number: str) -> ApologyLetter:
        return ApologyLetter(
            office=body_of(session, settling, at=local),
            number=number,
            code=case.code,
            look_up_link=look_up_link(receiving, case.code, case.secret),
            look_up_secret=case.secret,
            applicant=case.applicant.name,
            identity_number=case.applicant.identity_number,
            procedure=case.procedure.name,
            received_at=case.received_at.astimezone(zone),
            old_due_at=apology.old_due_at.astimezone(zone),
            new_due_at=apology.new_due_at.astimezone(zone),
            circumstances=apology.circumstances,
            reason=apology.reason,
            signed_at=local,
            signer=signs.name,
            signer_title=signs.title,
            one_stop=receiving.one_stop_name,
        )

    kind = PaperKind.APOLOGY
    issued = issue(session, settling, kind, paper, case_id=case.id, by=by, at=local)
    apology.paper = numbered(session, settling.id, kind, issued.period, issued.number)
    return issued.written


def body_of(session: Session, agency: Agency, *, at: datetime) -> Office:
    """The agency as its head signs for it: the body itself, not its one-stop unit (form 04)."""
    above = session.get(Agency, agency.parent_id) if agency.parent_id else None
    return replace(office_of(agency, at=at), superior=above.name if above else "", name=agency.name)


def stop_notice(
    session: Session,
    case: Case,
    *,
    ground: str,
    reason: str,
    given_back: str = "",
    for_a_while: bool = False,
    by: Actor | None,
    at: datetime,
) -> str:
    """Form 05: since when handling has stopped, why, and what is given back (NĐ118 21).

    Of a case that closes by itself, those are the originals that were handed in. A `{day}` in the
    ground is the day on which it happens. Whom the agency has set for it signs; without one the
    clerk who stops does, and a stop for a while is signed by whoever hands it out.
    """
    agency = session.get_one(Agency, case.agency_id)
    zone = calendar_of(session, agency.id).zone
    local = at.astimezone(zone)
    clerk = by.full_name if by and not for_a_while else ""
    signs = notice_signer(agency.paper_signers, clerk=clerk)

    def paper(number: str) -> StopNotice:
        return StopNotice(
            office=office_of(agency, at=local),
            number=number,
            code=case.code,
            look_up_link=look_up_link(agency, case.code, case.secret),
            look_up_secret=case.secret,
            applicant=case.applicant.name,
            identity_number=case.applicant.identity_number,
            address=case.applicant.address,
            procedure=case.procedure.name,
            ground=ground.format(day=f"{local:%d/%m/%Y}"),
            reason=reason,
            stopped_at=local,
            clerk=signs.name,
            given_back=given_back if by else _originals(case),
            signer_title=signs.title,
            for_a_while=for_a_while,
        )

    return issue(
        session,
        agency,
        PaperKind.STOP_NOTICE,
        paper,
        case_id=case.id,
        by=by,
        at=local,
    ).written


def _originals(case: Case) -> str:
    held = (each for each in case.components if each.originals)
    return "; ".join(f"{each.name} ({each.originals} bản chính)" for each in held)


def issue(
    session: Session,
    agency: Agency,
    kind: PaperKind,
    paper: Callable[[str], Paper],
    *,
    case_id: int | None,
    by: Actor | None,
    at: datetime,
) -> Numbered:
    """Takes the next number of the kind and year, keeps the paper that carries it; gives it.

    `at` is the moment by the clock of the office, whose year the series is.
    """
    year = f"{at:%Y}"
    (number,) = next_numbers(session, agency.id, ((kind, year),))
    written = _NUMBERS[kind].format(number=number, suffix=agency.paper_suffix)
    store(
        session,
        kind,
        paper(written),
        agency=agency,
        case_id=case_id,
        number=number,
        period=year,
        by=by,
        at=at,
    )
    return Numbered(year, number, written)
