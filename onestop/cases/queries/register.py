"""The register of a year (form 07): every case by its number, read in portions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.cases.models import Applicant, Case, HandingOut, Handover
from onestop.cases.rules.paper import register_numbers
from onestop.printing.register import RegisterRow
from onestop.procedures.models import Procedure

PORTION = 500


@dataclass(frozen=True)
class Wanted:
    """Which part of the register: a year of an agency, a field or all, a volume or all."""

    year: int
    field: str = ""
    volume: int = 0


def rows(
    session: Session, agency: Agency, wanted: Wanted, *, zone: tzinfo, methods: dict[str, str]
) -> Iterator[RegisterRow]:
    """The rows of the register in the order of their numbers, two statements a portion.

    `methods` are the words for the ways in which a result is handed out.
    """
    begins, ends = (datetime(year, 1, 1, tzinfo=zone) for year in (wanted.year, wanted.year + 1))
    first, last = register_numbers(wanted.volume, agency.register_volume_size)
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
            HandingOut.handed_at,
            HandingOut.method,
        )
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Applicant, Applicant.id == Case.applicant_id)
        .outerjoin(HandingOut, HandingOut.case_id == Case.id)
        .where(
            Case.agency_id == agency.id,
            Case.received_at >= begins,
            Case.received_at < ends,
            Case.register_number >= first,
        )
        .order_by(Case.received_at, Case.id)
        .limit(PORTION)
    )
    if last is not None:
        asked = asked.where(Case.register_number <= last)
    if wanted.field:
        asked = asked.where(Procedure.field == wanted.field)
    seen: tuple[datetime, int] | None = None
    while portion := session.execute(_after(asked, seen)).all():
        forwarded = _forwarded(session, [row.id for row in portion])
        for row in portion:
            yield _row(row, agency, forwarded.get(row.id), zone, methods)
        seen = portion[-1].received_at, portion[-1].id


def _after(asked: Any, seen: tuple[datetime, int] | None) -> Any:
    if seen is None:
        return asked
    received_at, case_id = seen
    later = (Case.received_at > received_at) | (
        (Case.received_at == received_at) & (Case.id > case_id)
    )
    return asked.where(Case.received_at >= received_at, later)


def _forwarded(session: Session, case_ids: Sequence[int]) -> dict[int, datetime]:
    """When each dossier first went from the counter to who settles it."""
    rows = session.execute(
        select(Handover.case_id, func.min(Handover.given_at))
        .where(Handover.case_id.in_(case_ids))
        .group_by(Handover.case_id)
    )
    return dict(rows.all())


def _row(
    row: Any, agency: Agency, forwarded_at: datetime | None, zone: tzinfo, methods: dict[str, str]
) -> RegisterRow:
    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    return RegisterRow(
        number=row.register_number,
        code=row.code,
        procedure=row.procedure,
        sets=row.sets,
        applicant=row.applicant,
        address=row.address,
        phone=row.phone,
        lead_agency=agency.name,
        received_at=row.received_at.astimezone(zone),
        due_at=local(row.due_at),
        forwarded_at=local(forwarded_at),
        result_at=local(row.settled_at),
        handed_at=local(row.handed_at),
        method=methods.get(row.method or "", ""),
    )


def fields(session: Session, agency_id: int) -> Sequence[str]:
    """The fields of the agency's procedures, for the choice of a register."""
    asked = select(Procedure.field).where(Procedure.agency_id == agency_id).distinct()
    return session.scalars(asked.order_by(Procedure.field)).all()
