"""A sitting: several applications of one applicant become as many cases, with one receipt.

All of them or none, in one transaction; each has its own code and its own number in the register,
and all of them share the look-up secret of the receipt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor, Permission
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import WorkingCalendar
from onestop.cases.models import Applicant, Case, Sitting
from onestop.cases.operations import papers
from onestop.cases.operations.numbers import CODES, REGISTER, next_numbers
from onestop.cases.operations.registration import (
    Admitted,
    Entered,
    RegisteredMeanwhile,
    admit,
    enter,
)
from onestop.cases.operations.rows import applicant_row
from onestop.cases.rules.codes import case_code, new_secret
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.reception import ComponentsMissing, ReceivedComponent
from onestop.cases.rules.sitting import (
    PapersMissing,
    Place,
    SittingEntry,
    lying_with,
    require_one_applicant,
    require_together,
)
from onestop.db import insert_one
from onestop.errors import N_, NotPermitted
from onestop.printing.receipt import ReceiptComponent
from onestop.printing.sitting_receipt import Appointment, SittingReceipt
from onestop.procedures import queries as procedures
from onestop.procedures.rules import Component

_LIES_WITH = "Nộp chung, để tại hồ sơ {code}"
_LONGEST_NOTE = 300


@dataclass(frozen=True)
class Received:
    """The cases that came of a sitting, in the order in which they were asked for."""

    sitting_id: int
    codes: tuple[str, ...]
    repeated: bool = False


def receive(session: Session, entry: SittingEntry, *, by: Actor, at: datetime) -> Received:
    """Receives several complete dossiers of one applicant (rules R5, S4; NĐ61 article 17).

    The same `submission_key` gives the same cases again. Raises PapersMissing, Refused,
    NotPermitted, NotFound for an unknown version, and RegisteredMeanwhile when the same form is
    just being registered by another request.
    """
    if not by.may(Permission.REGISTER_CASES):
        raise NotPermitted(N_("Your post does not allow you to register applications."))
    earlier = _received_before(session, entry, by)
    if earlier is not None:
        return earlier
    require_together(len(entry.registrations))
    require_one_applicant(entry.registrations)
    agency = session.get_one(Agency, by.agency_id)
    calendar = calendar_of(session, agency.id)
    admitted = _admit_all(session, entry, calendar, by=by, at=at)
    sitting_id = _open(session, entry, by=by, at=at)
    first, count = entry.registrations[0], len(admitted)
    applicant_id = insert_one(session, Applicant, applicant_row(first, agency.id))
    day = at.astimezone(calendar.zone).date()
    number, register_number = next_numbers(
        session, agency.id, ((CODES, f"{day:%y%m%d}"), (REGISTER, f"{day:%Y}")), many=count
    )
    codes = [case_code(agency.identifier, day=day, number=number + place) for place in range(count)]
    if entry.combined:
        admitted = _with_notes(admitted, codes)
    shared = {"agency_id": agency.id, "applicant_id": applicant_id, "sitting_id": sitting_id}
    known = _known(shared | {"secret": new_secret()}, codes, register_number)
    entered = enter(session, admitted, known, by=by, at=at)
    receipt = _receipt(agency, entry, admitted, entered, calendar.zone, by)
    papers.store(
        session,
        PaperKind.SITTING_RECEIPT,
        receipt,
        agency=agency,
        sitting_id=sitting_id,
        number=register_number,
        period=f"{day:%Y}",
        by=by,
        at=at,
    )
    return Received(sitting_id, tuple(codes))


def _known(
    shared: Mapping[str, Any], codes: Sequence[str], register_number: int
) -> list[dict[str, Any]]:
    """What is known of each case before it is written; the numbers follow each other."""
    return [
        {**shared, "code": code, "register_number": register_number + place}
        for place, code in enumerate(codes)
    ]


def _received_before(session: Session, entry: SittingEntry, by: Actor) -> Received | None:
    rows = session.execute(
        select(Sitting.id, Case.code)
        .join(Case, Case.sitting_id == Sitting.id)
        .where(Sitting.agency_id == by.agency_id, Sitting.submission_key == entry.submission_key)
        .order_by(Case.id)
    ).all()
    if not rows:
        return None
    return Received(rows[0].id, tuple(row.code for row in rows), repeated=True)


def _admit_all(
    session: Session, entry: SittingEntry, calendar: WorkingCalendar, *, by: Actor, at: datetime
) -> list[Admitted]:
    """Every application with its promise; what papers any of them lacks is told at once."""
    admitted, missing = list[Admitted](), list[tuple[int, Component]]()
    for place, registration in enumerate(entry.registrations):
        try:
            version = procedures.version(session, registration.version_id)
            admitted.append(admit(registration, version, calendar, by=by, at=at))
        except ComponentsMissing as refusal:
            missing += [(place, component) for component in refusal.missing]
    if missing:
        raise PapersMissing(missing)
    return admitted


def _open(session: Session, entry: SittingEntry, *, by: Actor, at: datetime) -> int:
    sitting = {
        "agency_id": by.agency_id,
        "submission_key": entry.submission_key,
        "name": entry.combined,
        "received_at": at,
        "received_by_id": by.official_id,
    }
    try:
        return insert_one(session, Sitting, sitting)
    except IntegrityError as clash:
        raise RegisteredMeanwhile from clash


def _handed_in(admitted: Sequence[Admitted]) -> list[list[Component]]:
    """The papers that each of the applications has with it."""
    return [
        [
            component
            for component in each.version.components_for(each.registration.variant)
            if each.registration.components.get(component.id, ReceivedComponent()).is_there
        ]
        for each in admitted
    ]


def _with_notes(admitted: Sequence[Admitted], codes: Sequence[str]) -> list[Admitted]:
    """The same, each shared paper saying with which code it lies (rule S4)."""
    noted = [dict(each.registration.components) for each in admitted]
    for (number, component_id), (holder, _) in lying_with(_handed_in(admitted)).items():
        if holder != number:
            paper, lies = noted[number][component_id], _LIES_WITH.format(code=codes[holder])
            note = f"{lies}. {paper.note}" if paper.note else lies
            noted[number][component_id] = replace(paper, note=note[:_LONGEST_NOTE])
    return [
        replace(each, registration=replace(each.registration, components=components))
        for each, components in zip(admitted, noted, strict=True)
    ]


def _receipt(
    agency: Agency,
    entry: SittingEntry,
    admitted: Sequence[Admitted],
    entered: Sequence[Entered],
    zone: tzinfo,
    by: Actor,
) -> SittingReceipt:
    """Form 01 for cases that are just being received; its number is that of the first."""
    registration, case = admitted[0].registration, entered[0].case
    applicant, received_at = registration.applicant, case["received_at"].astimezone(zone)
    return SittingReceipt(
        office=papers.office_of(agency, at=received_at),
        number=f"{case['register_number']}/{agency.paper_suffix}",
        look_up_link=papers.look_up_link(agency, case["code"], case["secret"]),
        look_up_secret=case["secret"],
        applicant=applicant.name,
        identity_number=applicant.identity_number,
        address=applicant.address,
        phone=applicant.phone,
        email=applicant.email,
        received_at=received_at,
        return_at=papers.return_at(registration, agency),
        register_volume=papers.volume(agency, case["register_number"], received_at),
        submitter=case["submitter_name"] or applicant.name,
        clerk=by.full_name,
        authorisation=case["authorisation"],
        submitter_identity=case["submitter_identity"],
        submitter_phone=case["submitter_phone"],
        submitter_address=case["submitter_address"],
        appointments=tuple(
            _appointment(each, written, zone, alone=not entry.combined)
            for each, written in zip(admitted, entered, strict=True)
        ),
        combined=entry.combined,
        components=_one_dossier(admitted) if entry.combined else (),
    )


def _appointment(admitted: Admitted, entered: Entered, zone: tzinfo, *, alone: bool) -> Appointment:
    case: Mapping[str, Any] = entered.case
    return Appointment(
        code=case["code"],
        content=case["content"],
        results=admitted.version.results,
        sets=case["sets"],
        term=case["due_reason_vi"],
        due_at=case["due_at"].astimezone(zone),
        fees=papers.fees_of(admitted.version, admitted.registration),
        register_number=case["register_number"],
        components=papers.handed_in(entered.components) if alone else (),
    )


def _one_dossier(admitted: Sequence[Admitted]) -> tuple[ReceiptComponent, ...]:
    """The papers of a combined dossier, each once, with the cases that need it."""
    handed_in, needed_by = _handed_in(admitted), dict[Place, list[str]]()
    for (number, _), holder in lying_with(handed_in).items():
        needed_by.setdefault(holder, []).append(str(number + 1))
    dossier = []
    for number, (each, components) in enumerate(zip(admitted, handed_in, strict=True)):
        for component in components:
            if (number, component.id) in needed_by:
                paper = each.registration.components[component.id]
                needed = f"Hồ sơ {', '.join(needed_by[number, component.id])}"
                note = f"{needed}. {paper.note}" if paper.note else needed
                dossier.append(
                    ReceiptComponent(component.name, paper.originals, paper.copies, note)
                )
    return tuple(dossier)
