"""Papers about a case: their number is taken and their values are stored as they are issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import (
    Applicant,
    Case,
    HandingOut,
    Handover,
    HandoverList,
    IssuedPaper,
    Result,
)
from onestop.cases.operations.numbers import RESULT_SLIPS, next_numbers
from onestop.cases.rules import codes
from onestop.cases.rules.reception import Registration, ReturnMethod
from onestop.db import insert_all
from onestop.printing.apology_letter import ApologyLetter
from onestop.printing.fee_receipt import FeeReceipt, in_dong
from onestop.printing.furniture import Office
from onestop.printing.handover_list import Dossier, HandoverPaper
from onestop.printing.receipt import Receipt, ReceiptComponent
from onestop.printing.refusal_slip import RefusalSlip
from onestop.printing.result_slip import ResultSlip
from onestop.printing.sitting_receipt import SittingReceipt
from onestop.printing.stop_notice import StopNotice
from onestop.printing.supplement_slip import SupplementSlip
from onestop.printing.values import to_json
from onestop.procedures.models import Procedure
from onestop.procedures.rules import FeeBasis, Version

Paper = (
    Receipt
    | SittingReceipt
    | ResultSlip
    | HandoverPaper
    | SupplementSlip
    | RefusalSlip
    | ApologyLetter
    | StopNotice
    | FeeReceipt
)

RECEIPT = "receipt"
HANDOVER_LIST = "handover_list"
RESULT_SLIP = "result_slip"
SITTING_RECEIPT = "sitting_receipt"

PER = {
    None: "",
    FeeBasis.PAGE: "/trang",
    FeeBasis.COPY: "/bản",
    FeeBasis.INSTANCE: "/trường hợp",
}
"""What follows the rate of a fee that is counted."""
_RETURNED = {
    ReturnMethod.COUNTER: "{office}",
    ReturnMethod.POST: "Qua dịch vụ bưu chính, địa chỉ: {address}",
    ReturnMethod.ONLINE: "Trực tuyến (bản điện tử), {email}",
}
_HANDED = {
    ReturnMethod.COUNTER: "Nhận trực tiếp",
    ReturnMethod.POST: "Qua dịch vụ bưu chính",
    ReturnMethod.ONLINE: "Trực tuyến (bản điện tử)",
}


def receipt(
    agency: Agency,
    version: Version,
    registration: Registration,
    case: Mapping[str, Any],
    components: Sequence[Mapping[str, Any]],
    *,
    number: int,
    zone: tzinfo,
    by: Actor,
) -> Receipt:
    """Form 01 for a case that is just being registered; it carries the register's number."""
    applicant = registration.applicant
    received_at, due_at = (case[name].astimezone(zone) for name in ("received_at", "due_at"))
    return Receipt(
        office=office_of(agency),
        number=f"{number}/{agency.paper_suffix}",
        code=case["code"],
        look_up_link=look_up_link(agency, case["code"], case["secret"]),
        look_up_secret=case["secret"],
        applicant=applicant.name,
        identity_number=applicant.identity_number,
        address=applicant.address,
        phone=applicant.phone,
        email=applicant.email,
        content=case["content"],
        components=handed_in(components),
        sets=registration.sets,
        term=case["due_reason_vi"],
        received_at=received_at,
        due_at=due_at,
        return_at=return_at(registration, agency),
        fees=fees_of(version, registration),
        register_volume=f"01/{received_at:%Y}",
        register_number=number,
        submitter=case["submitter_name"] or applicant.name,
        clerk=by.full_name,
        authorisation=case["authorisation"],
        submitter_identity=case["submitter_identity"],
        submitter_phone=case["submitter_phone"],
        submitter_address=case["submitter_address"],
    )


def handed_in(components: Sequence[Mapping[str, Any]]) -> tuple[ReceiptComponent, ...]:
    """The papers of a case as its receipt lists them."""
    return tuple(
        ReceiptComponent(each["name"], each["originals"], each["copies"], each["note"])
        for each in components
    )


def fees_of(version: Version, registration: Registration) -> tuple[str, ...]:
    """The fees and charges of an application, as they are printed."""
    return tuple(
        f"{fee.name}: {in_dong(fee.amount)} đồng{PER[fee.per]}"
        for fee in version.fees_for(registration.channel)
    )


def return_at(registration: Registration, agency: Agency) -> str:
    """Where, or how, the applicant gets the result."""
    return _RETURNED[registration.return_method].format(
        office=agency.one_stop_name,
        address=registration.return_address,
        email=registration.applicant.email,
    )


def issue_result_slip(
    session: Session,
    case: Case,
    handing_out: HandingOut,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Issues the slip of the result that is just being handed out."""
    agency = session.get_one(Agency, case.agency_id)
    zone = calendar_of(session, agency.id).zone
    result = session.scalars(select(Result).where(Result.case_id == case.id)).one()
    year = f"{at.astimezone(zone):%Y}"
    (number,) = next_numbers(session, agency.id, ((RESULT_SLIPS, year),))
    outcome = result.name if result.granted else f"Không giải quyết: {result.reason}"
    slip = ResultSlip(
        office=office_of(agency),
        number=f"{number}/PTKQ-{agency.paper_suffix}",
        code=case.code,
        look_up_link=look_up_link(agency, case.code, case.secret),
        look_up_secret=case.secret,
        applicant=case.applicant.name,
        procedure=case.procedure.name,
        result=f"{outcome}, số {result.number} ngày {result.signed_on:%d/%m/%Y}",
        receiver=handing_out.receiver_name,
        receiver_identity=handing_out.receiver_identity,
        method=_HANDED[ReturnMethod(handing_out.method)],
        handed_at=at.astimezone(zone),
        clerk=by.full_name,
        authorisation=handing_out.authorisation,
        originals_returned=handing_out.originals_returned,
    )
    store(session, RESULT_SLIP, slip, case_id=case.id, number=number, period=year, by=by, at=at)


def issue_handover_list(session: Session, listed: HandoverList, *, by: Actor, at: datetime) -> None:
    """Issues the list of the dossiers that are just being handed over."""
    agency = session.get_one(Agency, listed.agency_id)
    zone = calendar_of(session, agency.id).zone
    rows = session.execute(
        select(Case.code, Procedure.name, Applicant.name, Case.due_at)
        .join(Handover, Handover.case_id == Case.id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Applicant, Applicant.id == Case.applicant_id)
        .where(Handover.list_id == listed.id)
        .order_by(Handover.id)
    )
    paper = HandoverPaper(
        office=office_of(agency),
        number=f"{listed.number}/BGHS-{agency.paper_suffix}",
        from_unit=listed.from_unit.name,
        to_unit=listed.to_unit.name,
        given_at=at.astimezone(zone),
        given_by=by.full_name,
        dossiers=tuple(
            Dossier(code, procedure, applicant, due_at.astimezone(zone))
            for code, procedure, applicant, due_at in rows
        ),
    )
    store(
        session,
        HANDOVER_LIST,
        paper,
        case_id=None,
        number=listed.number,
        period=listed.period,
        by=by,
        at=at,
    )


def office_of(agency: Agency) -> Office:
    """The agency as its papers name it."""
    return Office(
        superior=agency.superior_name,
        name=agency.one_stop_name,
        place=agency.place,
        address=agency.address,
        phone=agency.phone,
    )


def look_up_link(agency: Agency, code: str, secret: str) -> str:
    """The address behind the QR: the case's own page for whoever holds the paper."""
    return codes.look_up_link(agency.public_url, code, secret)


def store(
    session: Session,
    kind: str,
    values: Paper,
    *,
    case_id: int | None,
    sitting_id: int | None = None,
    number: int,
    period: str,
    by: Actor | None,
    at: datetime,
    agency_id: int | None = None,
) -> None:
    """Keeps a paper as issued, under its number of that period.

    The agency is named where it is not the issuing official's own, or where nobody issues the
    paper because the case closed by itself.
    """
    own = by.agency_id if by else None
    paper = {
        "agency_id": own if agency_id is None else agency_id,
        "case_id": case_id,
        "sitting_id": sitting_id,
        "kind": kind,
        "period": period,
        "number": number,
        "printed": to_json(values),
        "issued_at": at,
        "issued_by_id": by.official_id if by else None,
    }
    insert_all(session, IssuedPaper, [paper])
