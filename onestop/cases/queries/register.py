"""The register of a year (form 07): every case by its number, read in portions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, not_, or_, select
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.models import Agency
from onestop.cases.models import (
    IN_REGISTER,
    Applicant,
    Case,
    HandingOut,
    Handover,
    RegisterPrinting,
    Result,
)
from onestop.cases.queries.settling import settling_agencies
from onestop.cases.rules.lifecycle import CaseStatus
from onestop.cases.rules.register import note_on, register_numbers, volume_size
from onestop.errors import N_, NotFound
from onestop.printing.register import RegisterRow
from onestop.procedures.models import Procedure

PORTION = 500
PRINTINGS = 20


@dataclass(frozen=True)
class Wanted:
    """Which part of the register: a year of an agency, a field or all, a volume or all."""

    year: int
    field: str = ""
    volume: int = 0


def rows(
    session: Session, agency: Agency, wanted: Wanted, *, zone: tzinfo, methods: dict[str, str]
) -> Iterator[RegisterRow]:
    """The rows of the register in the order of their numbers, three statements a portion.

    `methods` are the words for the ways in which a result is handed out.
    """
    asked = (
        select(
            Case.id,
            Case.register_number,
            Case.code,
            Procedure.name.label("procedure"),
            Case.sets,
            Applicant.name.label("applicant"),
            Applicant.address,
            Applicant.phone,
            Case.received_at,
            Case.due_at,
            Case.settled_at,
            Case.status,
            Case.closed_at,
            Case.stands_since_at,
            case((not_(Result.granted), Result.signed_on)).label("refused_on"),
            HandingOut.handed_at,
            HandingOut.method,
        )
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Applicant, Applicant.id == Case.applicant_id)
        .outerjoin(Result, Result.case_id == Case.id)
        .outerjoin(HandingOut, HandingOut.case_id == Case.id)
        .where(*_part(agency, wanted))
        .order_by(Case.register_number)
        .limit(PORTION)
    )
    seen = 0
    while portion := session.execute(asked.where(Case.register_number > seen)).all():
        case_ids = [row.id for row in portion]
        forwarded = _forwarded(session, case_ids)
        settled_by = settling_agencies(session, case_ids)
        for row in portion:
            lead = settled_by.get(row.id, agency.name)
            yield _row(row, lead, forwarded.get(row.id), zone, methods)
        seen = portion[-1].register_number


def size(session: Session, agency: Agency, wanted: Wanted) -> int:
    """How many rows that part of the register has."""
    counted = select(func.count()).select_from(Case)
    counted = counted.join(Procedure, Procedure.id == Case.procedure_id)
    return session.scalar(counted.where(*_part(agency, wanted))) or 0


def has_begun(session: Session, agency_id: int, year: int) -> bool:
    """Whether a case stands in the agency's register of that year."""
    stands = exists().where(Case.agency_id == agency_id, Case.register_year == year, IN_REGISTER)
    return bool(session.scalar(select(stands)))


def printings(session: Session, agency_id: int) -> Sequence[RegisterPrinting]:
    """When the agency's register was printed before, newest first."""
    return session.scalars(
        select(RegisterPrinting)
        .where(RegisterPrinting.agency_id == agency_id)
        .order_by(RegisterPrinting.period.desc(), RegisterPrinting.number.desc())
        .limit(PRINTINGS)
        .options(joinedload(RegisterPrinting.printed_by))
    ).all()


def printing(session: Session, agency_id: int, printing_id: int) -> RegisterPrinting:
    """A printing of the agency's own register; raises NotFound."""
    found = session.get(RegisterPrinting, printing_id)
    if found is None or found.agency_id != agency_id:
        raise NotFound(N_("Your agency's register was not printed so."))
    return found


def _part(agency: Agency, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    first, last = register_numbers(wanted.volume, volume_size(agency.register_volumes, wanted.year))
    yield Case.agency_id == agency.id
    yield Case.register_year == wanted.year
    yield IN_REGISTER
    yield Case.register_number >= first
    if last is not None:
        yield Case.register_number <= last
    if wanted.field:
        yield Procedure.field == wanted.field


def _forwarded(session: Session, case_ids: Sequence[int]) -> dict[int, datetime]:
    """When each dossier first went from the counter to who settles it, and was not given back."""
    rows = session.execute(
        select(Handover.case_id, func.min(Handover.given_at))
        .where(
            Handover.case_id.in_(case_ids),
            or_(Handover.outcome.is_(None), Handover.outcome == "accepted"),
        )
        .group_by(Handover.case_id)
    )
    return dict(rows.all())


def _row(
    row: Any, lead_agency: str, forwarded_at: datetime | None, zone: tzinfo, methods: dict[str, str]
) -> RegisterRow:
    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    def day(moment: datetime | None) -> date | None:
        return moment.astimezone(zone).date() if moment else None

    return RegisterRow(
        number=row.register_number,
        code=row.code,
        procedure=row.procedure,
        sets=row.sets,
        applicant=row.applicant,
        address=row.address,
        phone=row.phone,
        lead_agency=lead_agency,
        received_at=row.received_at.astimezone(zone),
        due_at=local(row.due_at),
        forwarded_at=local(forwarded_at),
        result_at=local(row.settled_at),
        handed_at=local(row.handed_at),
        method=methods.get(row.method or "", ""),
        note=note_on(
            CaseStatus(row.status),
            closed_on=day(row.closed_at),
            stands_since=day(row.stands_since_at),
            refused_on=row.refused_on,
        ),
    )


def fields(session: Session, agency_id: int) -> Sequence[str]:
    """The fields of the agency's procedures, for the choice of a register."""
    asked = select(Procedure.field).where(Procedure.agency_id == agency_id).distinct()
    return session.scalars(asked.order_by(Procedure.field)).all()
