"""Reading combined procedures: finding one, and the procedures that it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from onestop.errors import N_, NotFound
from onestop.letters import fold
from onestop.procedures.models import CombinedProcedure, Procedure, ProcedureVersion
from onestop.procedures.queries import ProcedureRow
from onestop.procedures.rules import VersionStatus

MOST_LISTED = 200


@dataclass(frozen=True)
class CombinedRow:
    """A combined procedure, as a line of a list."""

    code: str
    name: str
    procedures: tuple[str, ...]


def search(session: Session, agency_id: int, text: str, *, limit: int = 10) -> list[CombinedRow]:
    """Combined procedures on offer whose code or name holds every word, by name."""
    query = _on_offer(agency_id).order_by(CombinedProcedure.folded).limit(limit)
    for word in fold(text).split():
        query = query.where(CombinedProcedure.folded.contains(word, autoescape=True))
    return [CombinedRow(code, name, tuple(codes)) for code, name, codes in session.execute(query)]


def on_offer(session: Session, agency_id: int, code: str) -> CombinedRow:
    """The combined procedure with that code; raises NotFound for one that is offered no longer."""
    row = session.execute(_on_offer(agency_id).where(CombinedProcedure.code == code)).first()
    if row is None:
        raise NotFound(N_("There is no combined procedure %(code)s on offer."), code=code)
    return CombinedRow(row.code, row.name, tuple(row.procedures))


def _on_offer(agency_id: int) -> Select[str, str, list[str]]:
    return select(
        CombinedProcedure.code, CombinedProcedure.name, CombinedProcedure.procedures
    ).where(CombinedProcedure.agency_id == agency_id, CombinedProcedure.ended_at.is_(None))


def everything(session: Session, agency_id: int) -> Sequence[CombinedProcedure]:
    """Every combined procedure of an agency, those on offer first, by name; at most 200."""
    return session.scalars(
        select(CombinedProcedure)
        .where(CombinedProcedure.agency_id == agency_id)
        .order_by(CombinedProcedure.ended_at.is_not(None), CombinedProcedure.folded)
        .limit(MOST_LISTED)
    ).all()


def called(session: Session, agency_id: int, code: str) -> CombinedProcedure:
    """The combined procedure with that code, ended or not; raises NotFound."""
    found = session.scalar(
        select(CombinedProcedure).where(
            CombinedProcedure.agency_id == agency_id, CombinedProcedure.code == code
        )
    )
    if found is None:
        raise NotFound(N_("There is no combined procedure %(code)s."), code=code)
    return found


def in_force_among(
    session: Session, agency_id: int, codes: Sequence[str], *, day: date
) -> dict[str, ProcedureRow]:
    """Those of the procedures that are in force on the day, by their code."""
    if not codes:
        return {}
    rows = session.execute(
        select(Procedure.code, Procedure.name, Procedure.field, ProcedureVersion.id)
        .join(ProcedureVersion, ProcedureVersion.procedure_id == Procedure.id)
        .where(
            Procedure.agency_id == agency_id,
            Procedure.code.in_(codes),
            ProcedureVersion.status == VersionStatus.PUBLISHED,
            ProcedureVersion.valid_from_on <= day,
            (ProcedureVersion.valid_to_on.is_(None)) | (ProcedureVersion.valid_to_on >= day),
        )
        .order_by(ProcedureVersion.valid_from_on)
    )
    return {row.code: ProcedureRow(*row) for row in rows}
