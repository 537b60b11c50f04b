"""Papers about a case: their number is taken and their values are stored as they are issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor, UnitKind
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
from onestop.cases.queries.payment import still_owed
from onestop.cases.rules import codes
from onestop.cases.rules.paper import PaperKind, profile_on, seal
from onestop.cases.rules.printing import MUST_BE_PRINTED
from onestop.cases.rules.reception import Registration, ReturnMethod
from onestop.cases.rules.register import volume_of, volume_size
from onestop.db import insert_all
from onestop.printing.furniture import Office, Paper, in_dong
from onestop.printing.handover_list import Dossier, HandoverPaper
from onestop.printing.press import newest_layout
from onestop.printing.receipt import Receipt, ReceiptComponent
from onestop.printing.result_list import ListedResult, ResultList
from onestop.printing.result_slip import ResultSlip
from onestop.printing.values import to_json
from onestop.procedures.models import Procedure
from onestop.procedures.rules import FeeBasis, Version

PER = {
    None: "",
    FeeBasis.PAGE: "/trang",
    FeeBasis.COPY: "/bản",
    FeeBasis.INSTANCE: "/trường hợp",
}
"""What follows the rate of a fee that is counted."""

_LISTS = {PaperKind.HANDOVER_LIST: "BGHS", PaperKind.RESULT_LIST: "BGKQ"}
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
    zone: tzinfo,
    by: Actor,
) -> Receipt:
    """Form 01 for a case that is just being registered; it carries the register's number."""
    applicant = registration.applicant
    received_at, due_at = (case[name].astimezone(zone) for name in ("received_at", "due_at"))
    return Receipt(
        office=office_of(agency, at=received_at),
        number=f"{case['register_number']}/{agency.paper_suffix}",
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
        register_volume=volume(agency, case["register_number"], received_at),
        register_number=case["register_number"],
        submitter=case["submitter_name"] or applicant.name,
        clerk=by.full_name,
        authorisation=case["authorisation"],
        submitter_identity=case["submitter_identity"],
        submitter_phone=case["submitter_phone"],
        submitter_address=case["submitter_address"],
    )


def volume(agency: Agency, number: int, received_at: datetime) -> str:
    """The volume of the register in which a case stands, as it is written: "02/2026"."""
    size = volume_size(agency.register_volumes, received_at.year)
    return f"{volume_of(number, size):02d}/{received_at:%Y}"


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
    address, email = registration.return_address, registration.applicant.email
    return returned_by(registration.return_method, agency, address=address, email=email)


def returned_by(method: ReturnMethod, agency: Agency, *, address: str, email: str) -> str:
    """A way of return with its place, as papers say it."""
    return _RETURNED[method].format(office=agency.one_stop_name, address=address, email=email)


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
    slip = ResultSlip(
        office=office_of(agency, at=at.astimezone(zone)),
        number=f"{number}/PTKQ-{agency.paper_suffix}",
        code=case.code,
        look_up_link=look_up_link(agency, case.code, case.secret),
        look_up_secret=case.secret,
        applicant=case.applicant.name,
        procedure=case.procedure.name,
        result=f"{outcome_of(result)}, số {result.number} ngày {result.signed_on:%d/%m/%Y}",
        receiver=handing_out.receiver_name,
        receiver_identity=handing_out.receiver_identity,
        method=_HANDED[ReturnMethod(handing_out.method)],
        handed_at=at.astimezone(zone),
        clerk=by.full_name,
        authorisation=handing_out.authorisation,
        originals_returned=handing_out.originals_returned,
    )
    store(
        session,
        PaperKind.RESULT_SLIP,
        slip,
        agency=agency,
        case_id=case.id,
        number=number,
        period=year,
        by=by,
        at=at,
    )


def issue_handover_list(session: Session, listed: HandoverList, *, by: Actor, at: datetime) -> None:
    """Issues the list of the dossiers that are just being handed over.

    Where all of them bring their results back to a counter, it is the list of results.
    """
    agency = session.get_one(Agency, listed.agency_id)
    zone = calendar_of(session, agency.id).zone
    rows = session.execute(
        select(Case, Procedure.name, Applicant.name, Result)
        .join(Handover, Handover.case_id == Case.id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Applicant, Applicant.id == Case.applicant_id)
        .outerjoin(Result, Result.case_id == Case.id)
        .where(Handover.list_id == listed.id)
        .order_by(Handover.id)
    ).all()
    returned = listed.to_unit.kind == UnitKind.COUNTER and all(row[3] for row in rows)
    kind = PaperKind.RESULT_LIST if returned else PaperKind.HANDOVER_LIST
    given = {
        "office": office_of(agency, at=at.astimezone(zone)),
        "number": f"{listed.number}/{_LISTS[kind]}-{agency.paper_suffix}",
        "from_unit": listed.from_unit.name,
        "to_unit": listed.to_unit.name,
        "given_at": at.astimezone(zone),
        "given_by": by.full_name,
    }
    paper = _result_list(session, given, rows) if returned else _handover_list(given, rows, zone)
    store(
        session,
        kind,
        paper,
        agency=agency,
        number=listed.number,
        period=listed.period,
        by=by,
        at=at,
    )


def _handover_list(given: Mapping[str, Any], rows: Sequence[Any], zone: tzinfo) -> Paper:
    return HandoverPaper(
        **given,
        dossiers=tuple(
            Dossier(case.code, procedure, applicant, case.due_at.astimezone(zone))
            for case, procedure, applicant, _ in rows
        ),
    )


def _result_list(session: Session, given: Mapping[str, Any], rows: Sequence[Any]) -> Paper:
    owed = still_owed(session, [row[0] for row in rows])
    return ResultList(
        **given,
        results=tuple(
            ListedResult(
                code=case.code,
                procedure=procedure,
                result=f"{outcome_of(result)}, số {result.number}",
                applicant=applicant,
                fees=owed[case.id],
                by_post=case.return_method == ReturnMethod.POST,
            )
            for case, procedure, applicant, result in rows
        ),
    )


def outcome_of(result: Result) -> str:
    """A result as papers name it: what was granted, or that it was refused and why."""
    return result.name if result.granted else f"Không giải quyết: {result.reason}"


def office_of(agency: Agency, *, at: datetime) -> Office:
    """The agency as its papers of the moment name it; `at` is by the clock of the office."""
    return Office(
        superior=agency.superior_name,
        name=agency.one_stop_name,
        place=agency.place,
        address=agency.address,
        phone=agency.phone,
        profile=agency.regulation_profile or profile_on(at.date()),
        logo=agency.paper_logo,
        footer=agency.paper_footer,
        copies=agency.paper_copies,
    )


def look_up_link(agency: Agency, code: str, secret: str) -> str:
    """The address behind the QR: the case's own page for whoever holds the paper."""
    return codes.look_up_link(agency.public_url, code, secret)


def void(paper: IssuedPaper, *, at: datetime) -> None:
    """The paper counts for nothing from `at`: it is neither owed nor printed (L1, F2, H3).

    What it says stays as it was issued, so that whoever holds it can still be told what it was.
    """
    paper.voided_at, paper.owed = at, False


def store(
    session: Session,
    kind: PaperKind,
    values: Paper,
    *,
    agency: Agency,
    case_id: int | None = None,
    sitting_id: int | None = None,
    number: int,
    period: str,
    by: Actor | None,
    at: datetime,
) -> None:
    """Keeps a paper as issued, under its number of that period; its look-up link is signed.

    Nobody issues the paper where a case closed by itself.
    """
    printed = to_json(values)
    if printed.get("look_up_link"):
        sealed = seal(agency.paper_key, kind, period, number, printed)
        printed["look_up_link"] = codes.sealed_link(printed["look_up_link"], sealed)
    paper = {
        "agency_id": agency.id,
        "case_id": case_id,
        "sitting_id": sitting_id,
        "kind": kind,
        "period": period,
        "number": number,
        "layout": newest_layout(kind),
        "printed": printed,
        "issued_at": at,
        "issued_by_id": by.official_id if by else None,
        "owed": kind in MUST_BE_PRINTED,
    }
    insert_all(session, IssuedPaper, [paper])
